/** A person has looked at it: discrepancies, contradictions of tills and what was set aside, closed with a reason. */

import type { AdjustmentKind } from '../../contract/adjustment.ts';
import type {
  DeskContradiction,
  DeskDiscrepancy,
  DeskInput,
  DeskOutput,
  DeskPerson,
} from '../../contract/desk.ts';
import { judgeOfficeAdjustment } from '../../core/adjustment.ts';
import { contradictionAdvice } from '../../core/contradiction.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { note, whoIs } from './audit.ts';
import { paymentNumber, tradePointName } from './names.ts';
import { type OpenRequest, openOf, readOpenOf } from './openRequests.ts';
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
    const who = whoIs(person.login);
    const closed = await tx.run(
      'UPDATE set_aside SET settled_at = $2, settled_by = $3, settled_why = $4 WHERE id = $1 AND settled_at IS NULL',
      [id, at, who, reason],
    );
    if (closed === 0) return gone;
    await note(tx, { at, who, what: 'отложенное рассмотрено', details: { id, reason } });
    return given({});
  });

type ContradictionRow = Omit<DeskContradiction, 'number' | 'mends' | 'open'> & {
  readonly paidWorkstation: number | null;
  readonly counter: number | null;
};

/** What may lead out of it now; a settled one needs nothing. */
function mendsOf(
  { kind, settledAt, mendStatus }: ContradictionRow,
  open: readonly OpenRequest[],
): readonly AdjustmentKind[] {
  if (settledAt !== null) return [];
  return contradictionAdvice[kind].fits.filter(
    (one) => judgeOfficeAdjustment(one, mendStatus, open).possible,
  );
}

/** What was found last stands first. */
export async function readContradictions(
  connection: Connection,
  settled: boolean,
): Promise<DeskOutput<'contradictions'>> {
  const rows = await connection.query<ContradictionRow>(
    `SELECT c.id, c.kind, c.payment AS "paymentId", coalesce(p.counter, l.counter) AS counter,
       coalesce(p.workstation, l.workstation) AS "paidWorkstation", ${tradePointName} AS "tradePointName", c.workstation,
       c.amount, c.details, p.status, c.found_at AS "foundAt", c.settled_at AS "settledAt", c.settled_by AS "settledBy",
       c.reason, coalesce(m.id, c.payment) AS "mendId", m.status AS "mendStatus"
     FROM contradiction c JOIN trade_point t ON t.id = c.trade_point
     LEFT JOIN payment p ON p.id = c.payment LEFT JOIN lane l ON l.payment = c.payment
     LEFT JOIN payment m ON m.id = CASE WHEN c.kind = 'paperAndJournal' THEN c.about ELSE c.payment END
     WHERE (c.settled_at IS NOT NULL) = $1
     ORDER BY coalesce(c.settled_at, c.found_at) DESC, c.id DESC LIMIT ${most + 1}`,
    [settled],
  );
  const shown = rows.slice(0, most);
  const open = await readOpenOf(
    connection,
    shown.map(({ mendId }) => mendId),
  );
  return {
    contradictions: shown.map((row) => {
      const { paidWorkstation, counter, ...said } = row;
      const own = open.get(row.mendId) ?? [];
      return {
        ...said,
        number: paymentNumber(paidWorkstation ?? 0, counter ?? 0),
        mends: [...mendsOf(row, own)],
        open: openOf(own),
      };
    }),
    more: rows.length > most,
  };
}

export const settleContradiction = (
  { database, clock }: SepParts,
  { id, reason }: Closing,
  person: DeskPerson,
): Promise<DeskResult<DeskOutput<'settle-contradiction'>>> =>
  database.transaction(async (tx) => {
    const at = clock();
    const who = whoIs(person.login);
    const closed = await tx.run(
      'UPDATE contradiction SET settled_at = $2, settled_by = $3, reason = $4 WHERE id = $1 AND settled_at IS NULL',
      [id, at, who, reason],
    );
    if (closed === 0) return gone;
    await note(tx, { at, who, what: 'противоречие разобрано', details: { id, reason } });
    return given({});
  });
