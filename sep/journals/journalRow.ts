/** A journal that is bound to a workstation, and how far it is known. */
import type { Hash, Origin } from '../../contract/primitives.ts';
import type { Connection } from '../store/database.ts';

export type BoundJournal = {
  readonly origin: Origin;
  readonly tradePoint: string;
  readonly workstation: number;
  /** Empty: another journal's first event vouches for it, its own first event will tell. */
  readonly publicKey: string;
  /** 0 and zeros before the first event. */
  readonly seq: number;
  readonly hash: Hash;
  /** The last event taken from a workstation that is revoked. */
  readonly trustedTo: number | null;
  readonly rank: number;
};

type Row = {
  readonly origin: Origin;
  readonly trade_point: string;
  readonly workstation: number;
  readonly public_key: string;
  readonly seq: number;
  readonly hash: Buffer;
  readonly trusted_to: number | null;
  readonly rank: number;
};

export const hashText = (bytes: Buffer): Hash => bytes.toString('hex') as Hash;
export const hashBytes = (hash: string): Buffer => Buffer.from(hash, 'hex');

const columns = 'origin, trade_point, workstation, public_key, seq, hash, trusted_to, rank';

const journalOf = (row: Row): BoundJournal => ({
  origin: row.origin,
  tradePoint: row.trade_point,
  workstation: row.workstation,
  publicKey: row.public_key,
  seq: row.seq,
  hash: hashText(row.hash),
  trustedTo: row.trusted_to,
  rank: row.rank,
});

export async function findJournal(connection: Connection, origin: string): Promise<BoundJournal | null> {
  const [row] = await connection.query<Row>(`SELECT ${columns} FROM journal WHERE origin = $1`, [origin]);
  return row ? journalOf(row) : null;
}
