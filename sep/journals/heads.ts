/** How far СЭП has the journals. */
import { JournalHead } from '../../contract/peer.ts';
import type { Connection } from '../store/database.ts';

type HeadRow = {
  readonly origin: string;
  readonly workstation: number;
  readonly seq: number;
  readonly hash: Buffer;
};

/** How far СЭП has each journal of a trade point. */
export async function readHeads(connection: Connection, tradePoint: string) {
  const rows = await connection.query<HeadRow>(
    'SELECT origin, workstation, seq, hash FROM journal WHERE trade_point = $1 ORDER BY workstation, bound_at, origin',
    [tradePoint],
  );
  return rows.map((row) => JournalHead.parse({ ...row, hash: row.hash.toString('hex') }));
}
