/** A payment's life at the till: entered → preChecked → signed → receipting → receipted → conducted, or abandoned, or cancelled. */

import type { RequestId } from '../contract/adjustment.ts';
import type { Failure, Result } from '../contract/failure.ts';
import type {
  EventBody,
  KnownEvent,
  NewEvent,
  OutcomeSource,
  PaymentDetails,
  RegisterDocument,
} from '../contract/journal.ts';
import type { CashierId, Instant, Kopecks, PaymentId, ShiftId } from '../contract/primitives.ts';
import { ok, refuse } from '../contract/result.ts';
import type { PaymentStage, PreCheckState } from '../contract/till.ts';
import { kopecks } from './money.ts';
import type { Shift } from './shift.ts';
import { workingShift } from './shift.ts';

export type Receipt = {
  readonly attempt: number;
  readonly number: number;
  readonly shiftId: ShiftId;
  readonly cashierId: CashierId;
  readonly startedAt: Instant;
  readonly tendered: Kopecks;
  readonly change: Kopecks;
  /** The register's last document before the command: what an unknown outcome is compared with. */
  readonly lastDocument: RegisterDocument | null;
  readonly registerRemembers: boolean;
  readonly document: RegisterDocument | null;
  /** Who established that it was made; null while unknown. */
  readonly source: OutcomeSource | null;
  /** Why its outcome is unknown. */
  readonly failure: string | null;
};

export type Payment = {
  readonly id: PaymentId;
  readonly workstation: number;
  readonly counter: number;
  readonly stage: PaymentStage;
  readonly details: PaymentDetails;
  readonly shiftId: ShiftId;
  readonly cashierId: CashierId;
  readonly enteredAt: Instant;
  readonly preCheck: { readonly number: number; readonly state: PreCheckState } | null;
  /** The last attempt; null before the first and after one that is known not to have been made. */
  readonly receipt: Receipt | null;
  /** Attempts so far, made or not. */
  readonly attempts: number;
  /** The moment the receipt is known to have been made: its place in reports. */
  readonly takenAt: Instant | null;
  readonly conductedAt: Instant | null;
};

/** What became of a receipt, whoever established it. */
export type ReceiptFinding =
  | {
      readonly kind: 'made';
      readonly source: OutcomeSource;
      readonly document: RegisterDocument | null;
      readonly cashierId: CashierId | null;
    }
  | {
      readonly kind: 'notMade';
      readonly source: OutcomeSource;
      readonly failure: Failure | null;
      readonly cashierId: CashierId | null;
    }
  | { readonly kind: 'unknown'; readonly failure: Failure };

export type PaymentCommand =
  | {
      readonly type: 'issuePreCheck';
      readonly paymentId: PaymentId;
      readonly details: PaymentDetails;
      /** The next numbers of the workstation. */
      readonly counter: number;
      readonly preCheckNumber: number;
      readonly shift: Shift | null;
      readonly cashierId: CashierId;
      readonly now: Instant;
    }
  | { readonly type: 'preCheckOutcome'; readonly outcome: EventBody<'preCheckPrinted'>['outcome'] }
  | { readonly type: 'sign'; readonly cashierId: CashierId }
  | { readonly type: 'edit'; readonly cashierId: CashierId }
  | {
      readonly type: 'startReceipt';
      readonly tendered: Kopecks;
      readonly shift: Shift | null;
      readonly lastDocument: RegisterDocument | null;
      readonly registerRemembers: boolean;
      /** Another payment whose receipt's outcome, or whose refund's, is unknown: it blocks the device. */
      readonly blockedBy: Pick<Payment, 'workstation' | 'counter'> | null;
      readonly cashierId: CashierId;
      readonly now: Instant;
    }
  | { readonly type: 'receiptFound'; readonly finding: ReceiptFinding }
  | { readonly type: 'copyReceipt'; readonly cashierId: CashierId }
  | { readonly type: 'conduct'; readonly cashierId: CashierId }
  | {
      readonly type: 'cancel';
      /** The second person, who signed with a PIN. */
      readonly seniorId: CashierId;
      readonly reason: string;
      /** The id of the refund that goes with it. */
      readonly refundId: RequestId;
      readonly cashierId: CashierId;
    }
  | {
      readonly type: 'abandon';
      readonly received: Kopecks;
      readonly returned: Kopecks;
      readonly cashierId: CashierId;
    };

/** `1-1045`: workstation and counter. */
export const paymentNumber = (payment: Pick<Payment, 'workstation' | 'counter'>): string =>
  `${payment.workstation}-${payment.counter}`;

/** Between entering and its end: a shift doesn't close over it. */
export const isUnfinished = (stage: PaymentStage): boolean =>
  stage !== 'conducted' && stage !== 'abandoned' && stage !== 'cancelled';

/**
 * A register's receipt that came out by a person's word: its fiscal name is on the paper only, so no paper that somebody
 * brings can be told to be, or not to be, this one's.
 */
export const isNameless = ({ receipt }: Payment): boolean =>
  receipt !== null && receipt.document === null && receipt.registerRemembers;

/** Whether its receipt is known to exist: the payment counts in reports and sums. */
export const isTaken = (stage: PaymentStage): boolean =>
  stage === 'receipted' || stage === 'conducted' || stage === 'cancelled';

const wrongStage = (payment: Payment) =>
  refuse('wrongStage', { stage: payment.stage, number: paymentNumber(payment) });

type IssuePreCheck = Extract<PaymentCommand, { type: 'issuePreCheck' }>;

function issuePreCheck(payment: Payment | null, command: IssuePreCheck): Result<NewEvent[]> {
  const { paymentId, details, counter, preCheckNumber, cashierId } = command;
  const shift = workingShift(command.shift, command.now);
  if (!shift.ok) return shift;
  const issued: NewEvent = { type: 'preCheckIssued', body: { paymentId, number: preCheckNumber } };
  if (!payment) {
    return ok([
      { type: 'paymentEntered', body: { paymentId, counter, shiftId: shift.value.id, cashierId, details } },
      issued,
    ]);
  }
  if (payment.stage !== 'entered') return wrongStage(payment);
  return ok([{ type: 'paymentEdited', body: { paymentId, cashierId, details } }, issued]);
}

type StartReceipt = Extract<PaymentCommand, { type: 'startReceipt' }>;

function startReceipt(payment: Payment, command: StartReceipt): Result<NewEvent[]> {
  // A receipt whose outcome is unknown may already be on paper: the device is asked first.
  if (payment.stage === 'receipting') return refuse('receiptUnknown', { number: paymentNumber(payment) });
  if (isTaken(payment.stage)) {
    return refuse('receiptAlreadyMade', { number: paymentNumber(payment) });
  }
  if (payment.stage !== 'signed') return refuse('preCheckFirst');
  if (command.blockedBy) return refuse('deviceBusy', { number: paymentNumber(command.blockedBy) });
  const shift = workingShift(command.shift, command.now);
  if (!shift.ok) return shift;
  const { amountTaken } = payment.details;
  if (command.tendered < amountTaken) {
    return refuse('tenderedTooSmall', { tenderedKopecks: command.tendered, amountKopecks: amountTaken });
  }
  const { cashierId, tendered, lastDocument, registerRemembers } = command;
  return ok([
    {
      type: 'receiptStarted',
      body: {
        paymentId: payment.id,
        attempt: payment.attempts + 1,
        shiftId: shift.value.id,
        cashierId,
        number: shift.value.receipts + 1,
        amountTaken,
        tendered,
        change: kopecks(tendered - amountTaken),
        lastDocument,
        registerRemembers,
      },
    },
  ]);
}

function receiptFound(payment: Payment, finding: ReceiptFinding): Result<NewEvent[]> {
  if (payment.stage !== 'receipting') return wrongStage(payment);
  const { id: paymentId, attempts: attempt } = payment;
  switch (finding.kind) {
    case 'made': {
      const { source, document, cashierId } = finding;
      return ok([{ type: 'receiptMade', body: { paymentId, attempt, source, document, cashierId } }]);
    }
    case 'notMade': {
      const { source, failure, cashierId } = finding;
      return ok([
        {
          type: 'receiptNotMade',
          body: { paymentId, attempt, source, failure: failure?.code ?? null, cashierId },
        },
      ]);
    }
    case 'unknown':
      return ok([{ type: 'receiptUnknown', body: { paymentId, attempt, failure: finding.failure.code } }]);
  }
}

function annulled(payment: Payment, reason: 'edited' | 'abandoned', cashierId: CashierId): NewEvent[] {
  const { preCheck } = payment;
  if (!preCheck || preCheck.state === 'annulled') return [];
  return [
    { type: 'preCheckAnnulled', body: { paymentId: payment.id, number: preCheck.number, reason, cashierId } },
  ];
}

/** What was conducted may be at the operator: only СЭП can cancel that. The money taken is to be given back, all of it. */
function cancel(
  payment: Payment,
  { seniorId, refundId, cashierId, ...command }: Extract<PaymentCommand, { type: 'cancel' }>,
): Result<NewEvent[]> {
  const { id: paymentId, stage, details } = payment;
  if (stage === 'receipting') return refuse('receiptUnknown', { number: paymentNumber(payment) });
  if (stage !== 'receipted') return wrongStage(payment);
  if (seniorId === cashierId) return refuse('secondPersonNeeded');
  const reason = command.reason.trim();
  if (reason === '') return refuse('reasonRequired');
  const amount = details.amountTaken;
  return ok([
    { type: 'paymentCancelled', body: { paymentId, cashierId, seniorId, reason } },
    { type: 'refundGranted', body: { paymentId, refundId, amount, feeReturned: true, cashierId } },
  ]);
}

/** Decides what a command does to a payment (null: not entered yet). Pure: the caller stores the events, then acts. */
export function decidePayment(payment: Payment | null, command: PaymentCommand): Result<NewEvent[]> {
  if (command.type === 'issuePreCheck') return issuePreCheck(payment, command);
  if (!payment) return refuse('paymentNotFound');
  const { id: paymentId, stage, preCheck } = payment;
  switch (command.type) {
    case 'preCheckOutcome':
      if (stage !== 'preChecked' || !preCheck) return wrongStage(payment);
      // A repeat that failed takes nothing from the paper that is there.
      if (preCheck.state === 'printed' && command.outcome !== 'printed') return ok([]);
      return ok([
        { type: 'preCheckPrinted', body: { paymentId, number: preCheck.number, outcome: command.outcome } },
      ]);
    case 'sign':
      if (stage === 'entered') return refuse('preCheckFirst');
      if (stage !== 'preChecked' || !preCheck) return wrongStage(payment);
      // What is known not to be on paper can't have been signed; an unknown print the cashier holds in hand.
      if (preCheck.state === 'notPrinted' || preCheck.state === 'issued') {
        return refuse('preCheckNotPrinted', { number: preCheck.number });
      }
      return ok([
        {
          type: 'preCheckSigned',
          body: { paymentId, number: preCheck.number, cashierId: command.cashierId },
        },
      ]);
    case 'edit':
      if (stage !== 'preChecked' && stage !== 'signed') return wrongStage(payment);
      return ok(annulled(payment, 'edited', command.cashierId));
    case 'startReceipt':
      return startReceipt(payment, command);
    case 'receiptFound':
      return receiptFound(payment, command.finding);
    case 'copyReceipt':
      if (!isTaken(stage)) return wrongStage(payment);
      return ok([{ type: 'receiptCopied', body: { paymentId, cashierId: command.cashierId } }]);
    case 'conduct':
      if (stage === 'receipting') return refuse('receiptUnknown', { number: paymentNumber(payment) });
      if (stage !== 'receipted') return wrongStage(payment);
      return ok([{ type: 'paymentConducted', body: { paymentId, cashierId: command.cashierId } }]);
    case 'cancel':
      return cancel(payment, command);
    case 'abandon':
      if (stage === 'receipting') return refuse('receiptUnknown', { number: paymentNumber(payment) });
      if (stage !== 'entered' && stage !== 'preChecked' && stage !== 'signed') return wrongStage(payment);
      if (command.returned !== command.received)
        return refuse('returnMoneyFirst', { receivedKopecks: command.received });
      return ok([
        ...annulled(payment, 'abandoned', command.cashierId),
        {
          type: 'paymentAbandoned',
          body: { paymentId, cashierId: command.cashierId, returned: command.returned },
        },
      ]);
  }
}

/** The payment after one of its events. Throws on an event that `decidePayment` could not have produced. */
export function evolvePayment(payment: Payment | null, event: KnownEvent, workstation: number): Payment {
  if (event.type === 'paymentEntered') {
    if (payment) throw new Error(`payment ${event.body.paymentId} entered twice`);
    const { paymentId, counter, shiftId, cashierId, details } = event.body;
    return {
      id: paymentId,
      workstation,
      counter,
      stage: 'entered',
      details,
      shiftId,
      cashierId,
      enteredAt: event.at,
      preCheck: null,
      receipt: null,
      attempts: 0,
      takenAt: null,
      conductedAt: null,
    };
  }
  if (!payment) throw new Error(`${event.type} of a payment that was never entered`);
  switch (event.type) {
    case 'paymentEdited':
      return { ...payment, details: event.body.details, cashierId: event.body.cashierId };
    case 'preCheckIssued':
      return { ...payment, stage: 'preChecked', preCheck: { number: event.body.number, state: 'issued' } };
    case 'preCheckPrinted':
      return { ...payment, preCheck: { number: event.body.number, state: event.body.outcome } };
    case 'preCheckSigned':
      return { ...payment, stage: 'signed', preCheck: { number: event.body.number, state: 'signed' } };
    case 'preCheckAnnulled':
      return { ...payment, stage: 'entered', preCheck: { number: event.body.number, state: 'annulled' } };
    case 'receiptStarted': {
      const { attempt, number, shiftId, cashierId, tendered, change, lastDocument, registerRemembers } =
        event.body;
      return {
        ...payment,
        stage: 'receipting',
        attempts: attempt,
        receipt: {
          attempt,
          number,
          shiftId,
          cashierId,
          startedAt: event.at,
          tendered,
          change,
          lastDocument,
          registerRemembers,
          document: null,
          source: null,
          failure: null,
        },
      };
    }
    case 'receiptUnknown':
      return { ...payment, receipt: { ...started(payment), failure: event.body.failure } };
    case 'receiptMade':
      return {
        ...payment,
        stage: 'receipted',
        takenAt: event.at,
        receipt: {
          ...started(payment),
          document: event.body.document,
          source: event.body.source,
          failure: null,
        },
      };
    case 'receiptNotMade':
      return { ...payment, stage: 'signed', receipt: null };
    case 'receiptCopied':
      return payment;
    case 'paymentConducted':
      return { ...payment, stage: 'conducted', conductedAt: event.at };
    case 'paymentAbandoned':
      return { ...payment, stage: 'abandoned' };
    case 'paymentCancelled':
      return { ...payment, stage: 'cancelled' };
    default:
      throw new Error(`${event.type} is no event of a payment`);
  }
}

function started(payment: Payment): Receipt {
  if (!payment.receipt) throw new Error(`payment ${paymentNumber(payment)} has no receipt`);
  return payment.receipt;
}

/** Tells made from not made by what the register says its last document is. `null`: only a person can tell. */
export function judgeReceipt(
  receipt: Receipt,
  amountTaken: Kopecks,
  last: RegisterDocument | null,
): 'made' | 'notMade' | null {
  // Another fiscal drive counts from its own beginning: its numbers say nothing of ours.
  if (receipt.lastDocument && last && receipt.lastDocument.fiscal?.drive !== last.fiscal?.drive) return null;
  const before = receipt.lastDocument?.number ?? 0;
  const now = last?.number ?? 0;
  if (now === before) return 'notMade';
  // Exactly one document since, a receipt of this very sum: it is ours, the device was blocked for all others.
  const ours = last?.kind === 'receipt' && last.operation === undefined && last.amount === amountTaken;
  return now === before + 1 && ours ? 'made' : null;
}
