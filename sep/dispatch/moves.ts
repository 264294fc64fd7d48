/** Writes what was decided of many payments: attempts, words with the operator, statuses; in few statements. */
import type { SepStatus } from '../../contract/status.ts';
import type { Attempt, AttemptState, Move } from '../../core/dispatch.ts';
import { changeStatuses, type StatusChange } from '../payments/statusChange.ts';
import type { Connection } from '../store/database.ts';

/** A payment whose row is locked, as it is now. */
export type Held = {
  readonly payment: string;
  readonly tradePoint: string;
  readonly status: SepStatus;
  readonly resultCode: number | null;
  readonly operatorNumber: string | null;
  readonly reason: string | null;
  readonly provider: string;
  /** The attempt that is worked on. */
  readonly number: number;
  readonly txnId: string;
  readonly account: string;
  readonly credited: number;
  /** Null: it has no row yet. */
  readonly attempt: Attempt | null;
};

export type Decided = {
  readonly held: Held;
  readonly move: Move;
  /** The node that goes on with it; null: it is released. */
  readonly node: number | null;
};

export type Writing = { readonly now: number; readonly generation: number; readonly cause: string };

const isTold = ({ held, move }: Decided): boolean =>
  held.status !== move.told.status ||
  // What was told of the last try stands while the next one runs.
  (move.send === null &&
    (held.resultCode !== move.told.resultCode ||
      held.operatorNumber !== move.told.operatorNumber ||
      held.reason !== move.told.reason));

/** A word that ended, as its row says it. */
export type ClosedExchange = {
  readonly id: number;
  readonly tookMs: number;
  readonly outcome: string;
  readonly resultCode: number | null;
  readonly operatorNumber: string | null;
  readonly comment: string | null;
};

/** Attempts, words that ended and words that begin, in one statement: each journey to the server costs. */
const writeAll = `WITH fresh AS (
    INSERT INTO attempt (payment, number, txn_id, provider, account, credited, opened_at, state, maybe_taken,
      first_pay_at, last_pay_at, checks, pays, unreached)
    SELECT payment, number, txn_id, provider, account, credited, opened_at, state, maybe_taken, first_pay_at,
      last_pay_at, checks, pays, unreached
    FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[],
      $9::boolean[], $10::bigint[], $11::bigint[], $12::integer[], $13::integer[], $14::integer[], $15::boolean[])
      AS g (payment, number, txn_id, provider, account, credited, opened_at, state, maybe_taken, first_pay_at,
        last_pay_at, checks, pays, unreached, is_fresh)
    WHERE is_fresh
  ), tried AS (
    UPDATE attempt a SET state = g.state, maybe_taken = a.maybe_taken OR g.maybe_taken,
      first_pay_at = g.first_pay_at, last_pay_at = g.last_pay_at, checks = g.checks, pays = g.pays,
      unreached = g.unreached
    FROM unnest($1::uuid[], $2::integer[], $8::text[], $9::boolean[], $10::bigint[], $11::bigint[], $12::integer[],
      $13::integer[], $14::integer[], $15::boolean[])
      AS g (payment, number, state, maybe_taken, first_pay_at, last_pay_at, checks, pays, unreached, is_fresh)
    WHERE a.payment = g.payment AND a.number = g.number AND NOT g.is_fresh
  ), closed AS (
    UPDATE exchange e SET took_ms = g.took_ms, outcome = g.outcome, result_code = g.result_code,
      operator_number = g.operator_number, comment = g.comment
    FROM unnest($16::bigint[], $17::integer[], $18::text[], $19::integer[], $20::text[], $21::text[])
      AS g (id, took_ms, outcome, result_code, operator_number, comment)
    WHERE e.id = g.id
  )
  INSERT INTO exchange (payment, attempt, command, at)
  SELECT g.payment, g.attempt, g.command, $22::bigint
  FROM unnest($1::uuid[], $2::integer[], $23::text[]) AS g (payment, attempt, command) WHERE g.command IS NOT NULL
  RETURNING id, payment`;

/**
 * Call it with all payments' rows locked. Closes the words in `closed`; gives the ids of those to be sent, by payment.
 */
export async function writeMoves(
  tx: Connection,
  decided: readonly Decided[],
  closed: readonly ClosedExchange[],
  { now, generation, cause }: Writing,
): Promise<ReadonlyMap<string, number>> {
  if (decided.length + closed.length === 0) return new Map();
  const attempts = decided.map(({ move }) => move.attempt);
  const opened = await tx.query<{ id: number; payment: string }>(writeAll, [
    decided.map(({ held }) => held.payment),
    decided.map(({ held }) => held.number),
    decided.map(({ held }) => held.txnId),
    decided.map(({ held }) => held.provider),
    decided.map(({ held }) => held.account),
    decided.map(({ held }) => held.credited),
    attempts.map(({ openedAt }) => openedAt),
    attempts.map(({ state }) => state),
    attempts.map(({ maybeTaken }) => maybeTaken),
    attempts.map(({ firstPayAt }) => firstPayAt),
    attempts.map(({ lastPayAt }) => lastPayAt),
    attempts.map(({ checks }) => checks),
    attempts.map(({ pays }) => pays),
    attempts.map(({ unreached }) => unreached),
    decided.map(({ held }) => held.attempt === null),
    closed.map(({ id }) => id),
    closed.map(({ tookMs }) => tookMs),
    closed.map(({ outcome }) => outcome),
    closed.map(({ resultCode }) => resultCode),
    closed.map(({ operatorNumber }) => operatorNumber),
    closed.map(({ comment }) => comment),
    now,
    decided.map(({ move }) => move.send),
  ]);
  const silent = decided.filter((one) => !isTold(one));
  if (silent.length > 0)
    await tx.run(
      `UPDATE payment p SET node = g.node, due_at = g.due_at, attempt = g.attempt
       FROM unnest($1::uuid[], $2::integer[], $3::bigint[], $4::integer[]) AS g (payment, node, due_at, attempt)
       WHERE p.id = g.payment`,
      [
        silent.map(({ held }) => held.payment),
        silent.map(({ node }) => node),
        silent.map(({ move }) => move.dueAt),
        silent.map(({ held }) => held.number),
      ],
    );
  await changeStatuses(
    tx,
    decided.filter(isTold).map(
      ({ held, move, node }): StatusChange => ({
        payment: held.payment,
        tradePoint: held.tradePoint,
        status: move.told.status,
        at: now,
        generation,
        attempt: held.number,
        operatorNumber: move.told.operatorNumber,
        resultCode: move.told.resultCode,
        reason: move.told.reason,
        cause,
        dueAt: move.dueAt,
        node,
      }),
    ),
  );
  return new Map(opened.map(({ id, payment }) => [payment, id]));
}

/**
 * How a payment with its attempt and its tombstone is read, in a statement after the one that locks its row.
 * `payment.attempt` is 0 before the first.
 */
export const heldColumns = `p.id, p.trade_point, p.status, p.result_code, p.operator_number, p.reason, p.provider,
  p.conducted_at, p.accepted_at, p.node, greatest(p.attempt, 1) AS number, p.account AS payment_account, p.credited AS payment_credited,
  a.txn_id, a.provider AS attempt_provider, a.account, a.credited, a.opened_at, a.state, a.maybe_taken, a.first_pay_at,
  a.last_pay_at, a.checks, a.pays, a.unreached,
  (SELECT t.reason FROM tombstone t WHERE t.payment = p.id) AS cancelled`;
export const heldTables =
  'payment p LEFT JOIN attempt a ON a.payment = p.id AND a.number = greatest(p.attempt, 1)';

type AttemptColumns = {
  readonly txn_id: string;
  readonly attempt_provider: string;
  readonly account: string;
  readonly credited: number;
  readonly opened_at: number;
  readonly state: AttemptState;
  readonly maybe_taken: boolean;
  readonly first_pay_at: number | null;
  readonly last_pay_at: number | null;
  readonly checks: number;
  readonly pays: number;
  readonly unreached: number;
};
type NoAttempt = { readonly [C in keyof AttemptColumns]: null };

export type HeldRow = {
  readonly id: string;
  readonly trade_point: string;
  readonly status: SepStatus;
  readonly result_code: number | null;
  readonly operator_number: string | null;
  readonly reason: string | null;
  readonly provider: string;
  readonly conducted_at: number;
  readonly accepted_at: number;
  readonly node: number | null;
  readonly number: number;
  readonly payment_account: string;
  readonly payment_credited: number;
  /** A tombstone's reason; null: nobody cancelled it. */
  readonly cancelled: string | null;
} & (AttemptColumns | NoAttempt);

/** `txnId` derives the number of an attempt that has no row yet. */
export function heldOf(row: HeldRow, txnId: (payment: string, attempt: number) => string): Held {
  const common = {
    payment: row.id,
    tradePoint: row.trade_point,
    status: row.status,
    resultCode: row.result_code,
    operatorNumber: row.operator_number,
    reason: row.reason,
    number: row.number,
  };
  if (row.txn_id === null)
    return {
      ...common,
      provider: row.provider,
      txnId: txnId(row.id, row.number),
      account: row.payment_account,
      credited: row.payment_credited,
      attempt: null,
    };
  return {
    ...common,
    provider: row.attempt_provider,
    txnId: row.txn_id,
    account: row.account,
    credited: row.credited,
    attempt: {
      state: row.state,
      maybeTaken: row.maybe_taken,
      openedAt: row.opened_at,
      firstPayAt: row.first_pay_at,
      lastPayAt: row.last_pay_at,
      checks: row.checks,
      pays: row.pays,
      unreached: row.unreached,
    },
  };
}
