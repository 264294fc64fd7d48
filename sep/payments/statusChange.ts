/** The one way in which a payment's status changes: revision, trade point's counter, story, all in one transaction. */
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
};

/**
 * Call it with the payment's row locked. The trade point's row is locked here, last, so that its changes get their
 * numbers in the order in which they are committed and a reader's cursor skips none. Afterwards, when the transaction
 * is committed, tell `signals.changed(tradePoint)`.
 */
export async function changeStatus(tx: Connection, change: StatusChange): Promise<void> {
  const [counter] = await tx.query<{ change_count: number }>(
    'UPDATE trade_point SET change_count = change_count + 1 WHERE id = $1 RETURNING change_count',
    [change.tradePoint],
  );
  const [row] = await tx.query<{ revision: number }>(
    `UPDATE payment SET status = $2, generation = $3, revision = CASE WHEN generation = $3 THEN revision + 1 ELSE 1 END,
       change = $4, status_at = $5, attempt = $6, operator_number = $7, result_code = $8, reason = $9, due_at = $10
     WHERE id = $1 RETURNING revision`,
    [
      change.payment,
      change.status,
      change.generation,
      counter?.change_count ?? 0,
      change.at,
      change.attempt,
      change.operatorNumber,
      change.resultCode,
      change.reason,
      change.dueAt,
    ],
  );
  if (!row || !counter) throw new Error(`payment ${change.payment} has no row to change`);
  await tx.run(
    `INSERT INTO status_change (payment, generation, revision, status, at, attempt, cause, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      change.payment,
      change.generation,
      row.revision,
      change.status,
      change.at,
      change.attempt,
      change.cause,
      change.reason,
    ],
  );
}
