/** A payment as a row of its table, and back. */
import type { OutcomeSource, RegisterDocument, WarningKind } from '../../contract/journal.ts';
import type {
  CashierId,
  Instant,
  Kopecks,
  PaymentId,
  ProviderId,
  ShiftId,
} from '../../contract/primitives.ts';
import type { PaymentStage, PreCheckState } from '../../contract/till.ts';
import type { Payment, Receipt } from '../../core/payment.ts';
import type { SqlValue } from './driver.ts';

/** The columns in the order in which `paymentValues` gives them; `key` is the database's own. */
export const paymentColumns = [
  'id',
  'workstation',
  'counter',
  'stage',
  'provider',
  'catalogue_version',
  'account',
  'credited',
  'fee',
  'taken',
  'confirmed',
  'shift',
  'cashier',
  'entered_at',
  'pre_check',
  'pre_check_state',
  'attempts',
  'taken_at',
  'conducted_at',
  'receipt_attempt',
  'receipt_number',
  'receipt_shift',
  'receipt_cashier',
  'receipt_started_at',
  'tendered',
  'change',
  'register_remembers',
  'last_document',
  'document',
  'receipt_source',
  'receipt_failure',
] as const;

export type PaymentRow = {
  readonly id: PaymentId;
  readonly workstation: number;
  readonly counter: number;
  readonly stage: PaymentStage;
  readonly provider: ProviderId;
  readonly catalogue_version: number;
  readonly account: string;
  readonly credited: Kopecks;
  readonly fee: Kopecks;
  readonly taken: Kopecks;
  readonly confirmed: string;
  readonly shift: ShiftId;
  readonly cashier: CashierId;
  readonly entered_at: Instant;
  readonly pre_check: number | null;
  readonly pre_check_state: PreCheckState | null;
  readonly attempts: number;
  readonly taken_at: Instant | null;
  readonly conducted_at: Instant | null;
} & (ReceiptRow | { readonly receipt_attempt: null });

type ReceiptRow = {
  readonly receipt_attempt: number;
  readonly receipt_number: number;
  readonly receipt_shift: ShiftId;
  readonly receipt_cashier: CashierId;
  readonly receipt_started_at: Instant;
  readonly tendered: Kopecks;
  readonly change: Kopecks;
  readonly register_remembers: number;
  readonly last_document: string | null;
  readonly document: string | null;
  readonly receipt_source: OutcomeSource | null;
  readonly receipt_failure: string | null;
};

const noReceipt: readonly null[] = Array.from({ length: 12 }, () => null);

export const documentText = (document: RegisterDocument | null): string | null =>
  document && JSON.stringify(document);
export const readDocument = (text: string | null): RegisterDocument | null =>
  text === null ? null : (JSON.parse(text) as RegisterDocument);

const receiptValues = (receipt: Receipt): readonly SqlValue[] => [
  receipt.attempt,
  receipt.number,
  receipt.shiftId,
  receipt.cashierId,
  receipt.startedAt,
  receipt.tendered,
  receipt.change,
  receipt.registerRemembers ? 1 : 0,
  documentText(receipt.lastDocument),
  documentText(receipt.document),
  receipt.source,
  receipt.failure,
];

export const paymentValues = (payment: Payment): SqlValue[] => [
  payment.id,
  payment.workstation,
  payment.counter,
  payment.stage,
  payment.details.providerId,
  payment.details.catalogueVersion,
  payment.details.account,
  payment.details.amountCredited,
  payment.details.fee,
  payment.details.amountTaken,
  payment.details.confirmed.join(' '),
  payment.shiftId,
  payment.cashierId,
  payment.enteredAt,
  payment.preCheck?.number ?? null,
  payment.preCheck?.state ?? null,
  payment.attempts,
  payment.takenAt,
  payment.conductedAt,
  ...(payment.receipt ? receiptValues(payment.receipt) : noReceipt),
];

const receiptOf = (row: PaymentRow): Receipt | null =>
  row.receipt_attempt === null
    ? null
    : {
        attempt: row.receipt_attempt,
        number: row.receipt_number,
        shiftId: row.receipt_shift,
        cashierId: row.receipt_cashier,
        startedAt: row.receipt_started_at,
        tendered: row.tendered,
        change: row.change,
        registerRemembers: row.register_remembers === 1,
        lastDocument: readDocument(row.last_document),
        document: readDocument(row.document),
        source: row.receipt_source,
        failure: row.receipt_failure,
      };

export const paymentOf = (row: PaymentRow): Payment => ({
  id: row.id,
  workstation: row.workstation,
  counter: row.counter,
  stage: row.stage,
  details: {
    providerId: row.provider,
    catalogueVersion: row.catalogue_version,
    account: row.account,
    amountCredited: row.credited,
    fee: row.fee,
    amountTaken: row.taken,
    confirmed: row.confirmed === '' ? [] : (row.confirmed.split(' ') as WarningKind[]),
  },
  shiftId: row.shift,
  cashierId: row.cashier,
  enteredAt: row.entered_at,
  preCheck:
    row.pre_check === null || row.pre_check_state === null
      ? null
      : { number: row.pre_check, state: row.pre_check_state },
  receipt: receiptOf(row),
  attempts: row.attempts,
  takenAt: row.taken_at,
  conductedAt: row.conducted_at,
});
