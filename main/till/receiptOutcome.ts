/** What became of a receipt that nobody knows of: the device is asked, and what it says is stored. */

import type { Failure, Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { KnownEvent } from '../../contract/journal.ts';
import { RegisterDocument } from '../../contract/journal.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { Payment, ReceiptFinding } from '../../core/payment.ts';
import { decidePayment, judgeReceipt, paymentNumber } from '../../core/payment.ts';
import type { Refund } from '../../core/refund.ts';
import { decideRefund, judgeRefundReceipt } from '../../core/refund.ts';
import type { Till } from './context.ts';
import { printerBlocked, refundReceipting } from './printing.ts';
import { keepReceived } from './received.ts';

/** A made receipt must be stored, whatever odd things the device says of it: then without its document. */
export const storable = (document: RegisterDocument | null): RegisterDocument | null =>
  RegisterDocument.safeParse(document).data ?? null;

/** Whether a whole paper of a receipt that was made is known of; of one that was not made, or is unknown, nothing is owed. */
export type ReceiptPaper = 'out' | 'owed';

/** Stores what became of a receipt, and of its paper. */
export function storeFinding(
  till: Till,
  paymentId: PaymentId,
  finding: ReceiptFinding,
  paper: ReceiptPaper,
): Result<readonly KnownEvent[]> {
  const owed = finding.kind === 'made' && paper === 'owed';
  const out = finding.kind === 'made' && paper === 'out';
  // Settled meanwhile, by its own answer or by asking: only who knows of the paper says anything of it now.
  const settled = till.store.read.payment(paymentId)?.stage !== 'receipting';
  if (!settled || out) {
    // Before the receipt counts as made: a kill between the two leaves a receipt that is asked about again.
    const marked = owed ? till.papersOwed.add(paymentId) : till.papersOwed.drop(paymentId);
    if (!marked.ok) return marked;
  }
  // A receipt that was not made is forgotten with its money; the client may have handed it over all the same.
  const tendered = till.store.read.payment(paymentId)?.receipt?.tendered;
  if (finding.kind === 'notMade' && tendered !== undefined) {
    const kept = keepReceived(till, paymentId, tendered);
    if (!kept.ok) return kept;
  }
  return till.store.commit((read) =>
    decidePayment(read.payment(paymentId), { type: 'receiptFound', finding }),
  );
}

/** Asks the device what became of the receipt, and stores it if the device can tell. Null: it could. */
export async function askDevice(till: Till, payment: Payment): Promise<Result<Failure | null>> {
  const { receipt, details } = payment;
  if (payment.stage !== 'receipting' || !receipt)
    return refuse('wrongStage', { stage: payment.stage, number: paymentNumber(payment) });
  if (!receipt.registerRemembers)
    return ok({ code: 'receiptUnknown', details: { number: paymentNumber(payment) } });
  const answer = await till.devices.register.lastDocument();
  if (answer.kind === 'silent') return ok(answer.failure);
  const judged =
    answer.kind === 'document' ? judgeReceipt(receipt, details.amountTaken, answer.document) : null;
  if (judged === null || answer.kind !== 'document') {
    return ok({ code: 'receiptUnknown', details: { number: paymentNumber(payment) } });
  }
  const finding: ReceiptFinding =
    judged === 'made'
      ? { kind: 'made', source: 'deviceAsked', document: storable(answer.document), cashierId: null }
      : { kind: 'notMade', source: 'deviceAsked', failure: null, cashierId: null };
  // A register knows its documents, not what came out of the slot.
  const found = storeFinding(till, payment.id, finding, 'owed');
  // Settled by its own answer, or by a person, while the device was being asked.
  const settled = till.store.read.payment(payment.id)?.stage !== 'receipting';
  return found.ok || settled ? ok(null) : found;
}

/** Stores what became of a refund's receipt. */
export const storeRefundFinding = (
  till: Till,
  { paymentId, id }: Pick<Refund, 'paymentId' | 'id'>,
  finding: ReceiptFinding,
): Result<readonly KnownEvent[]> =>
  till.store.commit((read) => {
    const refund = read.refunds(paymentId).find((one) => one.id === id) ?? null;
    return decideRefund(refund, { type: 'receiptFound', finding });
  });

/** As `askDevice`, of a refund's receipt. Null: the device could tell, and it is stored. */
export async function askDeviceOfRefund(till: Till, refund: Refund): Promise<Result<Failure | null>> {
  const { receipt } = refund;
  if (refund.stage !== 'receipting' || !receipt)
    return refuse('wrongStage', { stage: `refund ${refund.stage}` });
  if (!receipt.registerRemembers) return ok({ code: 'refundReceiptUnknown' });
  const answer = await till.devices.register.lastDocument();
  if (answer.kind === 'silent') return ok(answer.failure);
  const judged =
    answer.kind === 'document' ? judgeRefundReceipt(receipt, refund.amount, answer.document) : null;
  if (judged === null || answer.kind !== 'document') return ok({ code: 'refundReceiptUnknown' });
  const finding: ReceiptFinding =
    judged === 'made'
      ? { kind: 'made', source: 'deviceAsked', document: storable(answer.document), cashierId: null }
      : { kind: 'notMade', source: 'deviceAsked', failure: null, cashierId: null };
  const found = storeRefundFinding(till, refund, finding);
  // Settled by its own answer, or by a person, while the device was being asked.
  const settled = refundReceipting(till.store.read)?.id !== refund.id;
  return found.ok || settled ? ok(null) : found;
}

async function settleRefund(till: Till, reason: 'programStopped' | 'deviceBack'): Promise<void> {
  const refund = refundReceipting(till.store.read);
  if (!refund?.receipt) return;
  if (reason === 'programStopped' && refund.receipt.failure === null) {
    storeRefundFinding(till, refund, { kind: 'unknown', failure: { code: 'refundReceiptUnknown' } });
  }
  await askDeviceOfRefund(till, refundReceipting(till.store.read) ?? refund);
  till.changed();
}

/**
 * After a start, and whenever the device answers again: a receipt left in the middle is recorded as unknown, then the
 * device is asked. A person is asked only where it can't tell.
 */
export async function settleAfterSilence(till: Till, reason: 'programStopped' | 'deviceBack'): Promise<void> {
  const payment = till.store.read.receipting();
  // One of the two at most: each keeps the device to itself.
  if (!payment?.receipt) return settleRefund(till, reason);
  if (reason === 'programStopped' && payment.receipt.failure === null) {
    storeFinding(till, payment.id, { kind: 'unknown', failure: { code: 'receiptUnknown' } }, 'out');
  }
  await askDevice(till, till.store.read.payment(payment.id) ?? payment);
  till.changed();
}

/**
 * What keeps the register from making anything but an answer: a receipt with an unknown outcome, and the next document
 * would hide it. The register is asked first. Null: it is free.
 */
export async function registerBlocked(till: Till): Promise<Result<Failure | null>> {
  const blocked = printerBlocked(till);
  if (blocked) return ok(blocked);
  const receipting = till.store.read.receipting();
  if (receipting) return askDevice(till, receipting);
  const refund = refundReceipting(till.store.read);
  return refund ? askDeviceOfRefund(till, refund) : ok(null);
}
