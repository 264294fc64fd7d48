/** Brings a payment on its way to the operator again: the same attempt, a new one, or a payment made from its paper. */
import type { CorrectedDetails } from '../../contract/adjustment.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { SepStatus } from '../../contract/status.ts';
import { txnIdOf } from '../../core/txnId.ts';
import { allWorkstations } from '../payments/heard.ts';
import { changeStatus } from '../payments/statusChange.ts';
import type { Connection } from '../store/database.ts';
import { sha256 } from '../trust/hashing.ts';
import { paperOf } from './paperDetails.ts';
import type { StoredContent } from './rows.ts';
import { type Brought, broughtBy } from './split.ts';
import type { KnownPayment, Subject } from './subject.ts';

/** What an effect is written with. */
export type Doing = { readonly at: number; readonly generation: number; readonly cause: string };

/** Null: done. A text: why it can't be, for people. */
export type Bar = string | null;

const change = (
  tx: Connection,
  { id, trade_point, operator_number, result_code }: KnownPayment,
  { at, generation, cause }: Doing,
  status: SepStatus,
  attempt: number,
  said: { readonly reason: string | null; readonly keeps: boolean; readonly dueAt: number | null },
): Promise<void> =>
  changeStatus(tx, {
    payment: id,
    tradePoint: trade_point,
    status,
    at,
    generation,
    attempt,
    operatorNumber: said.keeps ? operator_number : null,
    resultCode: said.keeps ? result_code : null,
    reason: said.reason,
    cause,
    dueAt: said.dueAt,
  });

/** A status that a correction ends with; the operator's number of the payment stays. */
export const settleStatus = (
  tx: Connection,
  known: KnownPayment,
  doing: Doing,
  status: SepStatus,
  reason: string | null,
): Promise<void> => change(tx, known, doing, status, known.attempt, { reason, keeps: true, dueAt: null });

/**
 * The same details under the same txn_id: an operator that has credited it says so and credits nothing more. What may
 * have been taken stays so marked: a refusal now proves nothing.
 */
export async function reconductHungPayment(
  tx: Connection,
  known: KnownPayment,
  doing: Doing,
  reason = 'Перепроводится через центральный офис',
): Promise<void> {
  const [attempt] = await tx.query<{ state: string }>(
    `UPDATE attempt SET state = CASE WHEN pays > 0 THEN 'answered' ELSE 'new' END, opened_at = $3
     WHERE payment = $1 AND number = greatest($2, 1) AND state = 'unknown' RETURNING state`,
    [known.id, known.attempt, doing.at],
  );
  const status = attempt?.state === 'answered' ? 'forwarded' : 'accepted';
  await change(tx, known, doing, status, known.attempt, {
    reason,
    keeps: false,
    dueAt: doing.at,
  });
}

/** Opens an attempt under the number that is derived for it, unless it had another; its provider is where the payment goes from now on. */
export async function insertAttempt(
  tx: Connection,
  of: { readonly payment: string; readonly number: number; readonly credited: number },
  { providerId, account }: { readonly providerId: string; readonly account: string },
  at: number,
  txnId = txnIdOf(of.payment as PaymentId, of.number, sha256),
): Promise<void> {
  await tx.run(
    `INSERT INTO attempt (payment, number, txn_id, provider, account, credited, opened_at, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'new')`,
    [of.payment, of.number, txnId, providerId, account, of.credited, at],
  );
  await tx.run('UPDATE payment SET goes_to = nullif($2, provider) WHERE id = $1', [of.payment, providerId]);
}

/** A new attempt, with other details or the same ones: only when every attempt before is proven not credited. */
async function openAttempt(
  tx: Connection,
  subject: Subject & { readonly known: KnownPayment },
  corrected: CorrectedDetails | null,
  brought: Extract<Brought, { credited: number }>,
  doing: Doing,
): Promise<Bar> {
  const { known, details } = subject;
  const attempts = await tx.query<{ number: number; state: string }>(
    'SELECT number, state FROM attempt WHERE payment = $1 ORDER BY number',
    [known.id],
  );
  const last = attempts.at(-1);
  if (!last || attempts.some(({ state }) => state !== 'refused')) {
    return 'Не доказано, что прежняя попытка не зачислена: новую открыть нельзя.';
  }
  const number = last.number + 1;
  const target = corrected ?? details ?? { providerId: known.provider, account: known.account };
  await insertAttempt(tx, { payment: known.id, number, credited: brought.credited }, target, doing.at);
  const again = corrected ? 'Проводится с исправленными данными' : 'Проводится новой попыткой';
  const reason = brought.words === null ? again : `${again}. ${brought.words}`.slice(0, 300);
  await change(tx, known, doing, 'accepted', number, { reason, keeps: false, dueAt: doing.at });
  return null;
}

/**
 * Makes the payment that no journal has brought: once, under its id. It is due when the workstations that could still cancel
 * it by themselves have said that they know of it.
 */
async function createPayment(
  tx: Connection,
  subject: Subject,
  content: StoredContent,
  corrected: CorrectedDetails | null,
  brought: Extract<Brought, { credited: number }>,
  { at, generation, cause }: Doing,
): Promise<Bar> {
  const paper = paperOf(subject, content);
  if (!paper || !subject.owner) return 'Нет данных платежа: поставщика, номера и суммы с чека.';
  const [counted] = await tx.query<{ change_count: number }>(
    'UPDATE trade_point SET change_count = change_count + 1 WHERE id = $1 RETURNING change_count',
    [subject.owner.tradePoint],
  );
  const made = 'Создан центральным офисом по чеку. Оператору уйдёт, когда о нём узнают рабочие места точки';
  const reason = brought.words === null ? made : `${made}. ${brought.words}`.slice(0, 300);
  await tx.run(
    `INSERT INTO payment (id, trade_point, workstation, counter, provider, account, credited, fee, taken, conducted_at,
       accepted_at, status, generation, revision, change, status_at, reason, waits_for)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'accepted', $12, 1, $13, $11, $14, $15)`,
    [
      subject.payment,
      subject.owner.tradePoint,
      subject.owner.workstation,
      // 0: its number at the till is not on the paper.
      subject.lane?.counter ?? 0,
      paper.providerId,
      paper.account,
      paper.amountCredited,
      paper.amountTaken - paper.amountCredited,
      paper.amountTaken,
      paper.takenAt,
      at,
      generation,
      counted?.change_count ?? 0,
      reason,
      // A journal that tells of it tells who took it: nobody else cancels it.
      subject.lane?.workstation ?? allWorkstations,
    ],
  );
  await tx.run(
    `INSERT INTO status_change (payment, generation, revision, status, at, attempt, cause, reason)
     VALUES ($1, $2, 1, 'accepted', $3, 0, $4, $5)`,
    [subject.payment, generation, at, cause, reason],
  );
  // The payment stays what the paper says, so that its journal is known by it; the operator gets what is right.
  if (corrected) {
    await insertAttempt(
      tx,
      { payment: subject.payment, number: 1, credited: brought.credited },
      corrected,
      at,
    );
  }
  return null;
}

/** By where the payment stands; the caller has judged that a re-conduct is possible there. */
export async function reconduct(
  tx: Connection,
  subject: Subject,
  content: StoredContent,
  corrected: CorrectedDetails | null,
  doing: Doing,
): Promise<Bar> {
  const { known, place } = subject;
  const brought = await broughtBy(tx, subject, content, corrected);
  if ('why' in brought) return brought.why;
  if (!known) return createPayment(tx, subject, content, corrected, brought, doing);
  if (place === 'hung') {
    await reconductHungPayment(tx, known, doing);
    return null;
  }
  return openAttempt(tx, { ...subject, known }, corrected, brought, doing);
}
