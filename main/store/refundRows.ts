/** A refund as a row of its table, and back. */
import type { RequestId } from '../../contract/adjustment.ts';
import type { OutcomeSource } from '../../contract/journal.ts';
import type { CashierId, Instant, Kopecks, PaymentId, ShiftId } from '../../contract/primitives.ts';
import type { Refund, RefundReceipt, RefundStage } from '../../core/refund.ts';
import type { SqlValue } from './driver.ts';
import { documentText, readDocument } from './paymentRows.ts';

/** The columns in the order in which `refundValues` gives them. */
export const refundColumns = [
  'id',
  'payment',
  'workstation',
  'stage',
  'amount',
  'fee_returned',
  'cashier',
  'granted_at',
  'ended_at',
  'reason',
  'attempts',
  'receipt_attempt',
  'receipt_number',
  'receipt_shift',
  'receipt_cashier',
  'receipt_started_at',
  'register_remembers',
  'last_document',
  'document',
  'receipt_source',
  'receipt_failure',
] as const;

export type RefundRow = {
  readonly id: RequestId;
  readonly payment: PaymentId;
  readonly workstation: number;
  readonly stage: RefundStage;
  readonly amount: Kopecks;
  readonly fee_returned: number;
  readonly cashier: CashierId;
  readonly granted_at: Instant;
  readonly ended_at: Instant | null;
  readonly reason: string | null;
  readonly attempts: number;
} & (ReceiptRow | { readonly receipt_attempt: null });

type ReceiptRow = {
  readonly receipt_attempt: number;
  readonly receipt_number: number;
  readonly receipt_shift: ShiftId;
  readonly receipt_cashier: CashierId;
  readonly receipt_started_at: Instant;
  readonly register_remembers: number;
  readonly last_document: string | null;
  readonly document: string | null;
  readonly receipt_source: OutcomeSource | null;
  readonly receipt_failure: string | null;
};

const noReceipt: readonly null[] = Array.from({ length: 10 }, () => null);

const receiptValues = (receipt: RefundReceipt): readonly SqlValue[] => [
  receipt.attempt,
  receipt.number,
  receipt.shiftId,
  receipt.cashierId,
  receipt.startedAt,
  receipt.registerRemembers ? 1 : 0,
  documentText(receipt.lastDocument),
  documentText(receipt.document),
  receipt.source,
  receipt.failure,
];

export const refundValues = (refund: Refund): SqlValue[] => [
  refund.id,
  refund.paymentId,
  refund.workstation,
  refund.stage,
  refund.amount,
  refund.feeReturned ? 1 : 0,
  refund.cashierId,
  refund.grantedAt,
  refund.endedAt,
  refund.reason,
  refund.attempts,
  ...(refund.receipt ? receiptValues(refund.receipt) : noReceipt),
];

const receiptOf = (row: RefundRow): RefundReceipt | null =>
  row.receipt_attempt === null
    ? null
    : {
        attempt: row.receipt_attempt,
        number: row.receipt_number,
        shiftId: row.receipt_shift,
        cashierId: row.receipt_cashier,
        startedAt: row.receipt_started_at,
        registerRemembers: row.register_remembers === 1,
        lastDocument: readDocument(row.last_document),
        document: readDocument(row.document),
        source: row.receipt_source,
        failure: row.receipt_failure,
      };

export const refundOf = (row: RefundRow): Refund => ({
  id: row.id,
  paymentId: row.payment,
  workstation: row.workstation,
  stage: row.stage,
  amount: row.amount,
  feeReturned: row.fee_returned === 1,
  cashierId: row.cashier,
  grantedAt: row.granted_at,
  endedAt: row.ended_at,
  reason: row.reason,
  attempts: row.attempts,
  receipt: receiptOf(row),
});
