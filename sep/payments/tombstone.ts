/** A cancel by payment id, written first: what was cancelled before it arrived is never dispatched. */
import type { SepStatus } from '../../contract/status.ts';
import type { SepParts } from '../parts.ts';
import { begunAt, doubtedBefore, maySentUnseen, type Times } from '../restore/doubt.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';
import { changeStatus } from './statusChange.ts';

export type Cancel = {
  readonly payment: string;
  /** A request's id or a person: who cancels. */
  readonly cause: string;
  /** For people, in Russian. */
  readonly reason: string;
};

export type Cancelled =
  /** It is here and is cancelled, now or before. */
  | { readonly kind: 'cancelled' }
  /** It is not here yet: when it comes it is cancelled at once. */
  | { readonly kind: 'noted' }
  /** The operator may have been told to credit it: only a correction helps. Nothing was written. */
  | { readonly kind: 'tooLate'; readonly status: SepStatus };

type Row = {
  readonly trade_point: string;
  readonly status: SepStatus;
  readonly attempt: number;
  readonly operator_number: string | null;
  readonly result_code: number | null;
  /** Null: it waits for no workstation to hear of it. */
  readonly waits_for: number | null;
} & Times;

/** Of what hangs: only where no request ever left, as of what a journal brought in doubt. */
const revocable: readonly SepStatus[] = ['accepted', 'checking', 'rejected', 'hung'];

/**
 * Whether any request to credit it may have left. Its row is locked, so none leaves meanwhile. What its till cancels was sent
 * neither now, as long as that till is waited for, nor in a life that was forgotten: it would have heard of it first.
 */
async function maySent(tx: Connection, { payment, cause }: Cancel, row: Row): Promise<boolean> {
  if (cause === 'journal' && row.waits_for !== null) return false;
  const attempts = await tx.query<{ state: string; maybe_taken: boolean }>(
    'SELECT state, maybe_taken FROM attempt WHERE payment = $1',
    [payment],
  );
  if (attempts.length === 0) {
    // A restored system does not know what it asked before: the attempts are lost, not unsent.
    return maySentUnseen(row, await doubtedBefore(tx));
  }
  return attempts.some(({ state, maybe_taken }) => state !== 'refused' && (state !== 'new' || maybe_taken));
}

/**
 * Whether it may have been here, and sent, before this system was restored: its journal has to come back first. What a
 * journal itself tells was cancelled at the till, never left it.
 */
async function maySentBefore(tx: Connection, { payment, cause }: Cancel, now: number): Promise<boolean> {
  const at = begunAt(payment);
  if (cause === 'journal' || at === null) return false;
  return maySentUnseen({ conducted_at: at, accepted_at: now }, await doubtedBefore(tx));
}

/** What came of it, and the trade point whose payment changed: tell `signals.changed` of it after the commit. */
export type CancelledIn = { readonly result: Cancelled; readonly changed: string | null };

/**
 * Cancels a payment, known or not, as part of a transaction that holds `lockAcceptanceAlone`, or that brings the
 * payment's own journal. It comes either before or after each acceptance and each dispatch: the first by that lock, the
 * second by the payment's row, under which the dispatcher reads the status again before it sends.
 */
export async function cancelIn(tx: Connection, cancel: Cancel, at: number): Promise<CancelledIn> {
  const { payment, cause, reason } = cancel;
  const bury = () =>
    tx.run(
      'INSERT INTO tombstone (payment, at, cause, reason) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
      [payment, at, cause, reason],
    );
  const [row] = await tx.query<Row>(
    `SELECT trade_point, status, attempt, operator_number, result_code, conducted_at, accepted_at,
       waits_for
     FROM payment WHERE id = $1 FOR UPDATE`,
    [payment],
  );
  if (!row) {
    if (await maySentBefore(tx, cancel, at))
      return { result: { kind: 'tooLate', status: 'accepted' }, changed: null };
    await bury();
    return { result: { kind: 'noted' }, changed: null };
  }
  if (row.status === 'cancelled') return { result: { kind: 'cancelled' }, changed: null };
  if (!revocable.includes(row.status) || (await maySent(tx, cancel, row))) {
    return { result: { kind: 'tooLate', status: row.status }, changed: null };
  }
  await bury();
  const [sep] = await tx.query<{ generation: number }>('SELECT generation FROM sep');
  await changeStatus(tx, {
    payment,
    tradePoint: row.trade_point,
    status: 'cancelled',
    at,
    generation: sep?.generation ?? 1,
    attempt: row.attempt,
    operatorNumber: row.operator_number,
    resultCode: row.result_code,
    reason,
    cause,
    dueAt: null,
  });
  return { result: { kind: 'cancelled' }, changed: row.trade_point };
}

/** Cancels a payment, known or not, in a transaction of its own. */
export async function cancelPayment(parts: SepParts, cancel: Cancel): Promise<Cancelled> {
  const done = await parts.database.transaction(async (tx) => {
    await lockAcceptanceAlone(tx);
    return cancelIn(tx, cancel, parts.clock());
  });
  if (done.changed !== null) parts.signals.changed(done.changed);
  return done.result;
}
