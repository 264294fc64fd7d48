/** The one way in which payments' statuses change: revision, trade point's counter, story, all in one transaction. */
import type { SepStatus } from '../../contract/status.ts';
import type { Connection } from '../store/database.ts';

export type StatusChange = {
  readonly payment: string;
  readonly tradePoint: string;
  readonly status: SepStatus;
  readonly at: number;
  readonly generation: number;
  readonly attempt: number;
  readonly operatorNumber: string | null;
  readonly resultCode: number | null;
  /** For people, in Russian. */
  readonly reason: string | null;
  /** `dispatch`, `registry`, a request's id or a person: who did it. */
  readonly cause: string;
  /** When the dispatcher has to look again; null: nothing more happens by itself. */
  readonly dueAt: number | null;
  /** The node that works on it from now on; null: none. Left out: as it is. */
  readonly node?: number | null;
};

/**
 * Call it with the payments' rows locked, no payment twice. The trade points' rows are locked here, last and in order,
 * so that their changes get their numbers in the order in which they are committed and a reader's cursor skips none.
 * Afterwards, when the transaction is committed, tell `signals.changed` of each trade point.
 */
export async function changeStatuses(tx: Connection, changes: readonly StatusChange[]): Promise<void> {
  if (changes.length === 0) return;
  const tradePoints = [...new Set(changes.map((change) => change.tradePoint))];
  // In one order, so that two nodes don't wait for each other. A single one is locked by its update.
  if (tradePoints.length > 1)
    await tx.query('SELECT id FROM trade_point WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [
      tradePoints,
    ]);
  const changed = await tx.run(
    `WITH given AS (
       -- A node that has not noticed a new generation yet must not lead a payment back into the old one.
       SELECT payment, trade_point, status, at, attempt, operator_number, result_code, reason, cause, due_at,
         keeps_node, node, greatest(g.generation, (SELECT generation FROM sep)) AS generation,
         row_number() OVER (PARTITION BY trade_point ORDER BY place) AS rank
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::integer[], $6::integer[], $7::text[],
         $8::integer[], $9::text[], $10::text[], $11::bigint[], $12::boolean[], $13::integer[]) WITH ORDINALITY
         AS g (payment, trade_point, status, at, generation, attempt, operator_number,
           result_code, reason, cause, due_at, keeps_node, node, place)
     ), counted AS (
       UPDATE trade_point t SET change_count = t.change_count + n.many
       FROM (SELECT trade_point, count(*) AS many FROM given GROUP BY trade_point) n
       WHERE t.id = n.trade_point RETURNING t.id, t.change_count - n.many AS base
     ), changed AS (
       UPDATE payment p SET status = g.status, generation = g.generation,
         revision = CASE WHEN p.generation = g.generation THEN p.revision + 1 ELSE 1 END,
         change = c.base + g.rank, status_at = g.at, attempt = g.attempt, operator_number = g.operator_number,
         result_code = g.result_code, reason = g.reason, due_at = g.due_at,
         node = CASE WHEN g.keeps_node THEN p.node ELSE g.node END
       FROM given g JOIN counted c ON c.id = g.trade_point
       WHERE p.id = g.payment
       RETURNING p.id, p.generation, p.revision, p.status, p.status_at, p.attempt, g.cause, p.reason
     )
     INSERT INTO status_change (payment, generation, revision, status, at, attempt, cause, reason)
     SELECT * FROM changed`,
    [
      changes.map((change) => change.payment),
      changes.map((change) => change.tradePoint),
      changes.map((change) => change.status),
      changes.map((change) => change.at),
      changes.map((change) => change.generation),
      changes.map((change) => change.attempt),
      changes.map((change) => change.operatorNumber),
      changes.map((change) => change.resultCode),
      changes.map((change) => change.reason),
      changes.map((change) => change.cause),
      changes.map((change) => change.dueAt),
      changes.map((change) => change.node === undefined),
      changes.map((change) => change.node ?? null),
    ],
  );
  if (changed !== changes.length) throw new Error(`${changes.length} payments should change, ${changed} did`);
}

/** One of them. */
export const changeStatus = (tx: Connection, change: StatusChange): Promise<void> =>
  changeStatuses(tx, [change]);
