/** A person has looked at it: discrepancies of registries and what was set aside, closed with a reason. */
import type { DeskDiscrepancy, DeskInput, DeskOutput, DeskPerson } from '../../contract/desk.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { note, whoIs } from './audit.ts';
import type { DeskResult } from './parts.ts';
import { given, refused } from './parts.ts';

const most = 200;
const gone = refused('barred', 'Это уже закрыто.');

export async function readDiscrepancies(
  connection: Connection,
  settled: boolean,
): Promise<DeskOutput<'discrepancies'>> {
  const rows = await connection.query<DeskDiscrepancy>(
    `SELECT id, provider, day, kind, txn_id AS "txnId", payment AS "paymentId", account, our_amount AS ours,
       their_amount AS theirs, found_at AS "foundAt", settled_at AS "settledAt", settled_by AS "settledBy"
     FROM discrepancy WHERE (settled_at IS NOT NULL) = $1 ORDER BY day DESC, id DESC LIMIT ${most + 1}`,
    [settled],
  );
  return { discrepancies: rows.slice(0, most), more: rows.length > most };
}

type Closing = DeskInput<'settle-discrepancy'>;

export const settleDiscrepancy = (
  { database, clock }: SepParts,
  { id, reason }: Closing,
  person: DeskPerson,
): Promise<DeskResult<DeskOutput<'settle-discrepancy'>>> =>
  database.transaction(async (tx) => {
    const at = clock();
    const who = whoIs(person.login);
    const closed = await tx.run(
      'UPDATE discrepancy SET settled_at = $2, settled_by = $3 WHERE id = $1 AND settled_at IS NULL',
      [id, at, who],
    );
    if (closed === 0) return gone;
    await note(tx, { at, who, what: 'расхождение закрыто', details: { id, reason } });
    return given({});
  });

export const settleSetAside = (
  { database, clock }: SepParts,
  { id, reason }: Closing,
  person: DeskPerson,
): Promise<DeskResult<DeskOutput<'settle-discrepancy'>>> =>
  database.transaction(async (tx) => {
    const at = clock();
    const closed = await tx.run('UPDATE set_aside SET settled_at = $2 WHERE id = $1 AND settled_at IS NULL', [
      id,
      at,
    ]);
    if (closed === 0) return gone;
    await note(tx, { at, who: whoIs(person.login), what: 'отложенное рассмотрено', details: { id, reason } });
    return given({});
  });
