/** Corrections of payments: what the till asks of СЭП, what СЭП and the central office answer. */
import { z } from 'zod';
import {
  Account,
  CashierId,
  Day,
  Instant,
  Kopecks,
  PaymentId,
  ProviderId,
  WorkstationNumber,
} from './primitives.ts';
import { PaymentStatus, SepStatus } from './status.ts';

export const AdjustmentKind = z.enum(['reconduct', 'transfer', 'cancel', 'cashRefund']);
export type AdjustmentKind = z.infer<typeof AdjustmentKind>;

/** A request's own UUIDv7, made at the till before anything is sent: the same request sent again is the same one. */
export const RequestId = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  .brand<'RequestId'>();
export type RequestId = z.infer<typeof RequestId>;

/** The receipt that the client brought: scanned, or read off the paper. */
export const ReceiptEvidence = z.discriminatedUnion('kind', [
  /** The fiscal QR: `t=…&s=…&fn=…&i=…&fp=…&n=1`. */
  z.object({
    kind: z.literal('qr'),
    drive: z.string().regex(/^\d{1,16}$/),
    document: z.int().min(1),
    sign: z.string().regex(/^\d{1,12}$/),
    amount: Kopecks,
    /** As printed, `20260101T1200`: the register's local time. */
    time: z.string().regex(/^\d{8}T\d{4}(\d{2})?$/),
    /** 1: приход, 2: возврат прихода. */
    operation: z.int().min(1).max(4),
  }),
  /** «Чек 128/12» or «ФД 312», and the sum. */
  z.object({
    kind: z.literal('typed'),
    number: z.string().trim().min(1).max(20),
    amount: Kopecks,
  }),
]);
export type ReceiptEvidence = Readonly<z.infer<typeof ReceiptEvidence>>;

/** A scan or letter that goes with a request. */
export const Attachment = z.object({
  name: z.string().min(1).max(120),
  type: z.enum(['image/png', 'image/jpeg', 'application/pdf']),
  /** Base64; 4 MB of bytes at most. */
  content: z.string().min(4).max(5_600_000),
});
export type Attachment = Readonly<z.infer<typeof Attachment>>;

/** Other details for a re-conduct, or the right number of a transfer. */
export const CorrectedDetails = z.object({ providerId: ProviderId, account: Account });
export type CorrectedDetails = Readonly<z.infer<typeof CorrectedDetails>>;

/** How the sum taken is shared between what is credited and the fee. */
export const FeeSplit = z.object({ amountCredited: Kopecks, fee: Kopecks });
export type FeeSplit = Readonly<z.infer<typeof FeeSplit>>;

/** «Обращение»: one of the four corrections, asked for one payment. */
export const AdjustmentRequest = z.object({
  id: RequestId,
  kind: AdjustmentKind,
  /** Null: missing at the till, known by its paper receipt only. */
  paymentId: PaymentId.nullable(),
  receipt: ReceiptEvidence.nullable(),
  /** Left with a letter, before the client's receipt was shown: the scan that goes along is looked at, or the receipt comes later. */
  receiptLater: z.literal(true).optional(),
  /** What the paper says of a payment that is missing at the till; what the till knows of one that СЭП has not got. */
  missing: z
    .object({
      providerId: ProviderId,
      account: Account,
      amountTaken: Kopecks,
      amountCredited: Kopecks,
      takenAt: Instant,
      /** Who took it, as the paper or the client says; absent: not known. */
      takenBy: z.string().max(60).optional(),
    })
    .nullable(),
  corrected: CorrectedDetails.nullable(),
  /** Other shares of the same sum, to which the client agreed: the right provider's fee differs. */
  split: FeeSplit.optional(),
  reason: z.string().trim().min(1).max(300),
  /** The letter's own words; empty: none was written. */
  wording: z.string().max(4_000),
  cashierId: CashierId,
  cashierName: z.string().min(1).max(60),
  /** The second person who signed with a PIN. */
  seniorName: z.string().min(1).max(60).nullable(),
  /** Whether the payment's shift was still open. */
  shiftOpen: z.boolean(),
  madeAt: Instant,
  attachments: z.array(Attachment).max(4),
});
export type AdjustmentRequest = Readonly<z.infer<typeof AdjustmentRequest>>;

export const RequestState = z.enum([
  /** Nobody has shown the receipt yet: nothing is decided in its favour before. */
  'awaitsReceipt',
  /** Waits for a person of the central office. */
  'open',
  /** Two people are needed, one has agreed. */
  'halfApproved',
  /** Agreed; the operator was asked. */
  'atOperator',
  /** A refund may be paid out, once, at the workstation that asked. */
  'granted',
  'done',
  'denied',
  /** The operator said no. */
  'operatorRefused',
]);
export type RequestState = z.infer<typeof RequestState>;

/** A line of «Мои обращения». */
export const RequestView = z.object({
  id: RequestId,
  kind: AdjustmentKind,
  paymentId: PaymentId.nullable(),
  /** `2-1045`; empty when the payment is not known. */
  number: z.string().max(20),
  workstation: WorkstationNumber,
  state: RequestState,
  /** The answer, for the cashier. */
  answer: z.string().max(500).nullable(),
  madeAt: Instant,
  changedAt: Instant,
  /** The receipt that was shown, «128/12» or «ФД 312»: what a payment without a number is called by. */
  receipt: z.string().max(40).optional(),
  /** What may be paid out; there only while a refund is `granted`. */
  grant: z.object({ amount: Kopecks, feeReturned: z.boolean() }).optional(),
});
export type RequestView = Readonly<z.infer<typeof RequestView>>;

/** A payment as СЭП tells its whole life, fresh. */
export const PaymentStory = z.object({
  status: PaymentStatus.nullable(),
  /** Whose it is; null: СЭП doesn't know it. `here`: of the asking trade point. */
  place: z
    .object({ here: z.boolean(), tradePointName: z.string(), workstation: WorkstationNumber })
    .nullable(),
  paymentId: PaymentId.nullable(),
  lines: z.array(
    z.object({
      at: Instant,
      status: SepStatus.nullable(),
      /** For people, in Russian. */
      text: z.string().max(400),
      /** The journal's event that it tells of; absent: СЭП's own word, or of a СЭП that does not say. */
      event: z.string().min(36).max(36).optional(),
    }),
  ),
  requests: z.array(RequestView),
  /** Whether the operator's dialect knows `cancel`. */
  operatorCancels: z.boolean(),
});
export type PaymentStory = Readonly<z.infer<typeof PaymentStory>>;

/** Asks for a payment's story by its id, or by the receipt that the client brought. */
export const StoryRequest = z.object({
  paymentId: PaymentId.nullable(),
  receipt: ReceiptEvidence.nullable(),
});
export type StoryRequest = Readonly<z.infer<typeof StoryRequest>>;

// ── What the till's window is shown and asks ────────────────────────────────────────────────────

/** One of the four, possible or with the reason why not: core/adjustment.ts judges. */
export const VerdictView = z.discriminatedUnion('possible', [
  z.object({
    kind: AdjustmentKind,
    possible: z.literal(true),
    decider: z.enum(['till', 'sep', 'centralOffice', 'operator']),
    note: z.string(),
    needsSenior: z.boolean(),
    /** Only a request can be left now; no money is given. */
    requestOnly: z.boolean(),
  }),
  z.object({ kind: AdjustmentKind, possible: z.literal(false), why: z.string() }),
]);
export type VerdictView = Readonly<z.infer<typeof VerdictView>>;

/** A refund under way or done, as the journal tells it. */
export const RefundView = z.object({
  refundId: RequestId,
  stage: z.enum(['granted', 'receipting', 'receipted', 'paid', 'notPaid']),
  amount: Kopecks,
  feeReturned: z.boolean(),
  /** Why the receipt's outcome is unknown. */
  failure: z.string().nullable(),
});
export type RefundView = Readonly<z.infer<typeof RefundView>>;

/** «Корректировка» of one payment. */
export const AdjustmentDesk = z.object({
  paymentId: PaymentId.nullable(),
  /** `2-1045`; empty: missing at the till. */
  number: z.string(),
  providerId: ProviderId,
  account: z.string(),
  amountTaken: Kopecks,
  fee: Kopecks,
  amountCredited: Kopecks,
  takenAt: Instant,
  workstation: WorkstationNumber,
  /** «128/12 ФД 312»; what the shown receipt is compared with. */
  receipt: z.string(),
  /** Whether the receipt was shown and is this payment's: without it nothing is possible. */
  receiptShown: z.boolean(),
  /** Whether СЭП was asked just now. */
  fresh: z.boolean(),
  /** In words: «проведён», «не отправлен», … */
  standing: z.string(),
  verdicts: z.array(VerdictView),
  /** The whole history, till's and СЭП's, in time order. */
  lines: z.array(z.object({ at: Instant, where: z.enum(['till', 'sep']), text: z.string() })),
  requests: z.array(RequestView),
  /** A request that waits for this payment's receipt; null: none, or it was shown and is on its way. */
  awaiting: z.object({ id: RequestId, kind: AdjustmentKind }).nullable(),
  refund: RefundView.nullable(),
});
export type AdjustmentDesk = Readonly<z.infer<typeof AdjustmentDesk>>;

/** A receipt of this trade point that no payment here has: what СЭП says of it, and what can be asked for. */
export const PaperDesk = z.object({
  /** «128/12», «ФД 312». */
  receipt: z.string(),
  amountTaken: Kopecks,
  /** In words: «не отправлен», or where the payment stands that СЭП has made from it. */
  standing: z.string(),
  /** Whether СЭП has a payment of this receipt: then its details are known there and need not be typed. */
  known: z.boolean(),
  verdicts: z.array(VerdictView),
  lines: z.array(z.object({ at: Instant, where: z.enum(['till', 'sep']), text: z.string() })),
  requests: z.array(RequestView),
});
export type PaperDesk = Readonly<z.infer<typeof PaperDesk>>;

/** What the cashier reads off such a receipt. */
export const PaperEntry = z.object({
  providerId: ProviderId,
  account: Account,
  amountCredited: Kopecks,
  /** Of the trade point's zone. */
  day: Day,
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  /** Empty: not known. */
  takenBy: z.string().trim().max(60),
});
export type PaperEntry = Readonly<z.infer<typeof PaperEntry>>;

/** What «По чеку» finds. */
export const ReceiptSearch = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), desk: AdjustmentDesk }),
  /** A receipt of another trade point; its name where СЭП knows it. */
  z.object({ kind: z.literal('foreign'), tradePointName: z.string().nullable() }),
  /** No payment here has it. Null: СЭП could not be asked, so nobody knows whose it is and nothing can be begun. */
  z.object({ kind: z.literal('unknown'), paper: PaperDesk.nullable() }),
]);
export type ReceiptSearch = Readonly<z.infer<typeof ReceiptSearch>>;

/** A second person's word. */
const SeniorPin = z.object({ cashierId: CashierId, pin: z.string().regex(/^\d{6}$/) });

/** A correction as the window asks for it. */
export const AdjustmentAsk = z.object({
  paymentId: PaymentId.nullable(),
  kind: AdjustmentKind,
  receipt: ReceiptEvidence,
  /** Null: the payment is known here, or to СЭП. */
  missing: PaperEntry.nullable(),
  corrected: CorrectedDetails.nullable(),
  /** As it was shown, and agreed to by the client. */
  split: FeeSplit.optional(),
  reason: z.string().trim().min(1).max(300),
  senior: SeniorPin.nullable(),
  /** The words of the letter that goes alongside. */
  wording: AdjustmentRequest.shape.wording.optional(),
  attachments: z.array(Attachment).max(4),
});
export type AdjustmentAsk = Readonly<z.infer<typeof AdjustmentAsk>>;
