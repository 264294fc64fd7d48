/** Cash given back for a payment: granted → receipting → receipted → paid, or not paid. Once, whatever happens between. */

import type { RequestId } from '../contract/adjustment.ts';
import type { Result } from '../contract/failure.ts';
import type { KnownEvent, NewEvent, OutcomeSource, RegisterDocument } from '../contract/journal.ts';
import type { CashierId, Instant, Kopecks, PaymentId, ShiftId } from '../contract/primitives.ts';
import { ok, refuse } from '../contract/result.ts';
import type { ReceiptFinding } from './payment.ts';
import type { Shift } from './shift.ts';
import { expectedCash, workingShift } from './shift.ts';

/** The receipt «возврат прихода». */
export type RefundReceipt = {
  readonly attempt: number;
  readonly number: number;
  readonly shiftId: ShiftId;
  readonly cashierId: CashierId;
  readonly startedAt: Instant;
  /** The register's last document before the command: what an unknown outcome is compared with. */
  readonly lastDocument: RegisterDocument | null;
  readonly registerRemembers: boolean;
  readonly document: RegisterDocument | null;
  /** Who established that it was made; null while unknown. */
  readonly source: OutcomeSource | null;
  /** Why its outcome is unknown. */
  readonly failure: string | null;
};

/** `receipted`: the receipt is on paper, and whether the cash is in the client's hand only a person can say. */
export type RefundStage = 'granted' | 'receipting' | 'receipted' | 'paid' | 'notPaid';

export type Refund = {
  readonly id: RequestId;
  readonly paymentId: PaymentId;
  /** Where the cash is given: not always where it was taken. */
  readonly workstation: number;
  readonly stage: RefundStage;
  readonly amount: Kopecks;
  readonly feeReturned: boolean;
  readonly cashierId: CashierId;
  readonly grantedAt: Instant;
  readonly endedAt: Instant | null;
  /** Why it was not paid. */
  readonly reason: string | null;
  readonly attempts: number;
  /** The last attempt; null before the first and after one that is known not to have been made. */
  readonly receipt: RefundReceipt | null;
};

export type RefundCommand =
  | {
      readonly type: 'grant';
      readonly paymentId: PaymentId;
      readonly refundId: RequestId;
      readonly amount: Kopecks;
      readonly feeReturned: boolean;
      readonly cashierId: CashierId;
    }
  | {
      readonly type: 'startReceipt';
      readonly shift: Shift | null;
      readonly lastDocument: RegisterDocument | null;
      readonly registerRemembers: boolean;
      /** `1-1045`: whose receipt's outcome is unknown; it blocks the device. */
      readonly blockedBy: string | null;
      readonly cashierId: CashierId;
      readonly now: Instant;
    }
  | { readonly type: 'receiptFound'; readonly finding: ReceiptFinding }
  | { readonly type: 'paid'; readonly cashierId: CashierId }
  | { readonly type: 'notPaid'; readonly reason: string; readonly cashierId: CashierId };

export const refundEnded = (stage: RefundStage): boolean => stage === 'paid' || stage === 'notPaid';

const wrongStage = ({ stage }: Refund) => refuse('wrongStage', { stage: `refund ${stage}` });

function receiptFound(refund: Refund, finding: ReceiptFinding): Result<NewEvent[]> {
  if (refund.stage !== 'receipting') return wrongStage(refund);
  const { paymentId, id: refundId, attempts: attempt } = refund;
  switch (finding.kind) {
    case 'made': {
      const { source, document, cashierId } = finding;
      return ok([
        {
          type: 'refundReceiptMade',
          body: { paymentId, refundId, attempt, source, document, cashierId },
        },
      ]);
    }
    case 'notMade': {
      const { source, failure, cashierId } = finding;
      return ok([
        {
          type: 'refundReceiptNotMade',
          body: { paymentId, refundId, attempt, source, failure: failure?.code ?? null, cashierId },
        },
      ]);
    }
    case 'unknown':
      return ok([
        {
          type: 'refundReceiptUnknown',
          body: { paymentId, refundId, attempt, failure: finding.failure.code },
        },
      ]);
  }
}

type StartReceipt = Extract<RefundCommand, { type: 'startReceipt' }>;

function startReceipt(refund: Refund, command: StartReceipt): Result<NewEvent[]> {
  // It may already be on paper: the device is asked first, then a person.
  if (refund.stage === 'receipting') return refuse('refundReceiptUnknown');
  if (refund.stage === 'receipted') return refuse('refundCashUnknown');
  if (refund.stage !== 'granted') return wrongStage(refund);
  if (command.blockedBy !== null) return refuse('deviceBusy', { number: command.blockedBy });
  const shift = workingShift(command.shift, command.now);
  if (!shift.ok) return shift;
  const inDrawer = expectedCash(shift.value);
  if (inDrawer < refund.amount)
    return refuse('cashNotEnough', { inDrawerKopecks: inDrawer, wantedKopecks: refund.amount });
  const { cashierId, lastDocument, registerRemembers } = command;
  return ok([
    {
      type: 'refundReceiptStarted',
      body: {
        paymentId: refund.paymentId,
        refundId: refund.id,
        attempt: refund.attempts + 1,
        shiftId: shift.value.id,
        cashierId,
        number: shift.value.receipts + 1,
        amount: refund.amount,
        lastDocument,
        registerRemembers,
      },
    },
  ]);
}

/**
 * Decides what a command does to a refund. For `grant`, `refund` is the payment's newest one, null: none yet. Pure: the
 * caller stores the events, then acts.
 */
export function decideRefund(refund: Refund | null, command: RefundCommand): Result<NewEvent[]> {
  if (command.type === 'grant') {
    const { type: _, ...body } = command;
    // The same grant again is the same refund; another one waits until this one has ended unpaid.
    if (refund?.id === body.refundId) return ok([]);
    if (refund && refund.stage !== 'notPaid') return wrongStage(refund);
    return ok([{ type: 'refundGranted', body }]);
  }
  if (!refund) return refuse('refundNotGranted');
  const { paymentId, id: refundId } = refund;
  switch (command.type) {
    case 'startReceipt':
      return startReceipt(refund, command);
    case 'receiptFound':
      return receiptFound(refund, command.finding);
    case 'paid':
      if (refund.stage === 'receipting') return refuse('refundReceiptUnknown');
      if (refund.stage !== 'receipted') return wrongStage(refund);
      return ok([{ type: 'refundPaid', body: { paymentId, refundId, cashierId: command.cashierId } }]);
    case 'notPaid': {
      if (refund.stage === 'receipting') return refuse('refundReceiptUnknown');
      if (refundEnded(refund.stage)) return wrongStage(refund);
      const reason = command.reason.trim();
      if (reason === '') return refuse('reasonRequired');
      return ok([
        { type: 'refundNotPaid', body: { paymentId, refundId, reason, cashierId: command.cashierId } },
      ]);
    }
  }
}

export type RefundEvent = Extract<KnownEvent, { readonly body: { readonly refundId: RequestId } }>;

export const isRefundEvent = (event: KnownEvent): event is RefundEvent => 'refundId' in event.body;

function started(refund: Refund): RefundReceipt {
  if (!refund.receipt) throw new Error(`refund ${refund.id} has no receipt`);
  return refund.receipt;
}

/**
 * The refund after one of its events. Tolerant of what a restore brings about, where lost events are said again; but a
 * receipt that is begun after the refund's end is a second one, and throws: a person must look.
 */
export function evolveRefund(refund: Refund | null, event: RefundEvent, workstation: number): Refund {
  if (event.type === 'refundGranted') {
    if (refund) return refund;
    const { paymentId, refundId, amount, feeReturned, cashierId } = event.body;
    return {
      id: refundId,
      paymentId,
      workstation,
      stage: 'granted',
      amount,
      feeReturned,
      cashierId,
      grantedAt: event.at,
      endedAt: null,
      reason: null,
      attempts: 0,
      receipt: null,
    };
  }
  if (!refund) throw new Error(`${event.type} of a refund that was never granted`);
  if (refund.workstation !== workstation)
    throw new Error(`refund ${refund.id} belongs to workstation ${refund.workstation}`);
  if (event.type === 'refundReceiptStarted') {
    if (refund.stage !== 'granted' && refund.stage !== 'receipting')
      throw new Error(`refund ${refund.id} is ${refund.stage}, and a receipt is begun again`);
    const { attempt, number, shiftId, cashierId, lastDocument, registerRemembers } = event.body;
    return {
      ...refund,
      stage: 'receipting',
      attempts: attempt,
      receipt: {
        attempt,
        number,
        shiftId,
        cashierId,
        startedAt: event.at,
        lastDocument,
        registerRemembers,
        document: null,
        source: null,
        failure: null,
      },
    };
  }
  if (refundEnded(refund.stage)) return refund;
  switch (event.type) {
    case 'refundReceiptMade':
      if (refund.stage === 'receipted') return refund;
      return {
        ...refund,
        stage: 'receipted',
        receipt: {
          ...started(refund),
          document: event.body.document,
          source: event.body.source,
          failure: null,
        },
      };
    case 'refundReceiptNotMade':
      return { ...refund, stage: 'granted', receipt: null };
    case 'refundReceiptUnknown':
      if (refund.stage === 'receipted') return refund;
      return { ...refund, receipt: { ...started(refund), failure: event.body.failure } };
    case 'refundPaid':
      return { ...refund, stage: 'paid', endedAt: event.at };
    case 'refundNotPaid':
      return { ...refund, stage: 'notPaid', endedAt: event.at, reason: event.body.reason };
  }
}

/** Tells made from not made by what the register says its last document is. `null`: only a person can tell. */
export function judgeRefundReceipt(
  receipt: RefundReceipt,
  amount: Kopecks,
  last: RegisterDocument | null,
): 'made' | 'notMade' | null {
  // Another fiscal drive counts from its own beginning: its numbers say nothing of ours.
  if (receipt.lastDocument && last && receipt.lastDocument.fiscal?.drive !== last.fiscal?.drive) return null;
  const before = receipt.lastDocument?.number ?? 0;
  const now = last?.number ?? 0;
  if (now === before) return 'notMade';
  // Exactly one document since, a return of this very sum: it is ours, the device was blocked for all others.
  const ours = last?.kind === 'receipt' && last.operation === 'incomeReturn' && last.amount === amount;
  return now === before + 1 && ours ? 'made' : null;
}

/** What a refund does to its shift's drawer; null: nothing, its receipt is not known to be made. */
export function refundContribution(refund: Refund | null) {
  if (!refund?.receipt || refund.receipt.source === null) return null;
  // The paper says that the cash went out; a person's word that it did not puts it back, and the paper's number stays.
  const out = refund.stage === 'receipted' || refund.stage === 'paid';
  return {
    shiftId: refund.receipt.shiftId,
    refunds: { count: out ? 1 : 0, sum: out ? refund.amount : (0 as Kopecks) },
  };
}
