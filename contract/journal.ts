/** The events of a workstation's journal: what is stored, signed, shipped and replayed. */
import { z } from 'zod';
import { RequestId } from './adjustment.ts';
import {
  Account,
  CashierId,
  Hash,
  Instant,
  Kopecks,
  KopecksDifference,
  Origin,
  PaymentId,
  ProviderId,
  ShiftId,
  WorkstationNumber,
} from './primitives.ts';

/** Notes and coins of one value, counted in the drawer. */
export const DenominationCount = z.object({ value: Kopecks, count: z.int().min(0).max(100_000) });
export type DenominationCount = Readonly<z.infer<typeof DenominationCount>>;

/** What a register says of a document that it made. `fiscal` is null on a plain printer. */
export const RegisterDocument = z.object({
  /** The register's own running number (ФД on a fiscal one); compared to tell made from not made. */
  number: z.int().min(0),
  kind: z.enum(['receipt', 'shiftOpening', 'shiftClosing', 'other']),
  /** Total of the document; 0 where it has none. */
  amount: Kopecks,
  at: Instant,
  fiscal: z.object({ drive: z.string().max(20), sign: z.string().max(12) }).nullable(),
  /** Told of a receipt by which money was given back; absent: it was taken, or the document is no receipt. */
  operation: z.literal('incomeReturn').optional(),
});
export type RegisterDocument = Readonly<z.infer<typeof RegisterDocument>>;

/** Who or what established an outcome: the device's answer, the device asked later, or a person. */
export const OutcomeSource = z.enum(['device', 'deviceAsked', 'person']);
export type OutcomeSource = z.infer<typeof OutcomeSource>;

/** An oddity that the cashier saw and confirmed before the pre-check. */
export const WarningKind = z.enum(['sameWithinHour', 'otherOperatorByRange']);
export type WarningKind = z.infer<typeof WarningKind>;

const paymentId = PaymentId;
const cashierId = CashierId;

/** An event of another past, told again: all of it that has a meaning, its body as exact text. */
export const CarriedEvent = z.object({
  /** Its number and hash in the journal that it was written in. */
  seq: z.int().min(1),
  hash: Hash,
  id: z.string().min(36).max(36),
  type: z.string().min(1).max(40),
  version: z.int().min(1),
  at: Instant,
  body: z.string().min(2).max(65_536),
});
export type CarriedEvent = Readonly<z.infer<typeof CarriedEvent>>;

/** What the cashier entered and the client is shown. amountTaken = amountCredited + fee. */
export const PaymentDetails = z.object({
  providerId: ProviderId,
  catalogueVersion: z.int().min(1),
  account: Account,
  amountCredited: Kopecks,
  fee: Kopecks,
  amountTaken: Kopecks,
  confirmed: z.array(WarningKind),
});
export type PaymentDetails = Readonly<z.infer<typeof PaymentDetails>>;

/** Body schemas by event type; every entry is version 1 until a version 2 stands beside it. */
export const eventBodies = {
  /** The journal's first event: whose it is, and which head it continues after a restore or a new computer. */
  journalOpened: z.object({
    workstation: WorkstationNumber,
    tradePointId: z.string().min(1).max(40),
    zone: z.string().min(1).max(60),
    /** Ed25519 public key, SPKI DER in base64. */
    publicKey: z.string().min(40).max(200),
    previous: z
      .object({
        origin: Origin,
        seq: z.int().min(1),
        hash: Hash,
        /** The key of that journal, so that nobody else's is taken for it; absent: begun by an older program. */
        publicKey: z.string().min(40).max(200).optional(),
      })
      .nullable(),
    /** Why a new journal was begun. */
    reason: z.enum(['new', 'cloned', 'restored']),
    /** Numbers known to have been given, on paper, by events that the journal before has lost. */
    numbersGiven: z
      .object({ payment: z.int().min(0), preCheck: z.int().min(0), shift: z.int().min(0) })
      .optional(),
  }),

  /** A person vouches for a clock that differs strangely from the workstation's last event, or from СЭП's. */
  clockAccepted: z.object({
    clock: Instant,
    lastAt: Instant,
    cashierId,
    /** СЭП's time by its last contact, where it was СЭП that the clock differed from. */
    sepAt: Instant.optional(),
  }),

  shiftOpened: z.object({
    shiftId: ShiftId,
    number: z.int().min(1),
    cashierId,
    openingCash: Kopecks,
  }),
  /** Money into or out of the drawer that is no payment. */
  cashMoved: z.object({
    shiftId: ShiftId,
    kind: z.enum(['cashIn', 'cashOut', 'cashCollection']),
    amount: Kopecks,
    reason: z.string().min(1).max(120),
    cashierId,
    /** What must lie in the drawer after it, as its paper says; absent: moved by an older program. */
    inDrawer: KopecksDifference.optional(),
  }),
  shiftClosed: z.object({
    shiftId: ShiftId,
    cashierId,
    expectedCash: KopecksDifference,
    countedCash: Kopecks,
    counted: z.array(DenominationCount),
    /** counted − expected: negative is a shortage. */
    difference: KopecksDifference,
    /** Payments left unfinished by a shift that ran past 24 hours. */
    carriedOver: z.array(PaymentId),
  }),
  /** More payments that a closed shift left unfinished than one event can name: the rest, in the same transaction. */
  paymentsCarriedOver: z.object({ shiftId: ShiftId, paymentIds: z.array(PaymentId).min(1).max(1_000) }),
  /** The register confirmed the document of a shift's opening or closing. */
  shiftDocumentMade: z.object({ shiftId: ShiftId, document: RegisterDocument }),

  paymentEntered: z.object({
    paymentId,
    /** The `1045` of payment `1-1045`. */
    counter: z.int().min(1),
    shiftId: ShiftId,
    cashierId,
    details: PaymentDetails,
  }),
  /** New details after a pre-check was annulled. */
  paymentEdited: z.object({ paymentId, cashierId, details: PaymentDetails }),
  preCheckIssued: z.object({ paymentId, number: z.int().min(1) }),
  preCheckPrinted: z.object({
    paymentId,
    number: z.int().min(1),
    outcome: z.enum(['printed', 'notPrinted', 'unknown']),
  }),
  preCheckSigned: z.object({ paymentId, number: z.int().min(1), cashierId }),
  preCheckAnnulled: z.object({
    paymentId,
    number: z.int().min(1),
    reason: z.enum(['edited', 'abandoned']),
    cashierId,
  }),
  /** The intent: after it the receipt may be on paper, whatever happens to the program. */
  receiptStarted: z.object({
    paymentId,
    attempt: z.int().min(1),
    shiftId: ShiftId,
    cashierId,
    /** The receipt's running number within the shift. */
    number: z.int().min(1),
    amountTaken: Kopecks,
    tendered: Kopecks,
    change: Kopecks,
    /** The register's last document before the command; null: none yet, or a printer that keeps no count. */
    lastDocument: RegisterDocument.nullable(),
    /** Whether this device can say later what it made. */
    registerRemembers: z.boolean(),
  }),
  receiptMade: z.object({
    paymentId,
    attempt: z.int().min(1),
    source: OutcomeSource,
    document: RegisterDocument.nullable(),
    /** Who said so, when a person did. */
    cashierId: CashierId.nullable(),
  }),
  receiptNotMade: z.object({
    paymentId,
    attempt: z.int().min(1),
    source: OutcomeSource,
    failure: z.string().max(40).nullable(),
    cashierId: CashierId.nullable(),
  }),
  /** The device fell silent, was unplugged or the program died: the stored question. */
  receiptUnknown: z.object({ paymentId, attempt: z.int().min(1), failure: z.string().max(40) }),
  receiptCopied: z.object({ paymentId, cashierId }),
  paymentConducted: z.object({ paymentId, cashierId }),
  paymentAbandoned: z.object({ paymentId, cashierId, returned: Kopecks }),

  /** Receipted, not conducted, and now it never will be: a second person agreed. */
  paymentCancelled: z.object({
    paymentId,
    cashierId,
    seniorId: CashierId,
    reason: z.string().min(1).max(300),
  }),
  /**
   * Cash may be given back for a payment, once, here. `refundId`: СЭП's granted request, or this cancel's own id for a
   * payment that never left the till.
   */
  refundGranted: z.object({
    paymentId,
    refundId: RequestId,
    amount: Kopecks,
    feeReturned: z.boolean(),
    cashierId,
  }),
  /** The intent, as `receiptStarted`: after it «возврат прихода» may be on paper. */
  refundReceiptStarted: z.object({
    paymentId,
    refundId: RequestId,
    attempt: z.int().min(1),
    shiftId: ShiftId,
    cashierId,
    number: z.int().min(1),
    amount: Kopecks,
    lastDocument: RegisterDocument.nullable(),
    registerRemembers: z.boolean(),
  }),
  refundReceiptMade: z.object({
    paymentId,
    refundId: RequestId,
    attempt: z.int().min(1),
    source: OutcomeSource,
    document: RegisterDocument.nullable(),
    cashierId: CashierId.nullable(),
  }),
  refundReceiptNotMade: z.object({
    paymentId,
    refundId: RequestId,
    attempt: z.int().min(1),
    source: OutcomeSource,
    failure: z.string().max(40).nullable(),
    cashierId: CashierId.nullable(),
  }),
  refundReceiptUnknown: z.object({
    paymentId,
    refundId: RequestId,
    attempt: z.int().min(1),
    failure: z.string().max(40),
  }),
  /** The cash is in the client's hand. */
  refundPaid: z.object({ paymentId, refundId: RequestId, cashierId }),
  /** It is not, and won't be by this grant. */
  refundNotPaid: z.object({
    paymentId,
    refundId: RequestId,
    reason: z.string().min(1).max(300),
    cashierId,
  }),

  /**
   * A payment's events in another past of an own journal, `origin`, than the one that СЭП has: told again, so that they
   * come through. They stand where they stood and happened when they happened. A long life is told by several of these.
   */
  paymentRerecorded: z.object({ paymentId, origin: Origin, events: z.array(CarriedEvent).min(1) }),
  /** The same of a shift: opening, cash, closing. */
  shiftRerecorded: z.object({ shiftId: ShiftId, origin: Origin, events: z.array(CarriedEvent).min(1) }),
} as const;

export type EventType = keyof typeof eventBodies;
export type EventBody<T extends EventType = EventType> = Readonly<z.infer<(typeof eventBodies)[T]>>;

/** An event as decided, before the journal gives it its place. */
export type NewEvent = { [T in EventType]: { readonly type: T; readonly body: EventBody<T> } }[EventType];

/** An event that was read and understood. */
export type KnownEvent = NewEvent & { readonly seq: number; readonly at: Instant };

/** An event as stored and shipped: the body is its exact text, never serialised again. */
export const StoredEvent = z.object({
  origin: Origin,
  seq: z.int().min(1),
  id: z.string().min(36).max(36),
  type: z.string().min(1).max(40),
  version: z.int().min(1),
  /** Never before the journal's last event. */
  at: Instant,
  /** What the clock itself said. */
  clock: Instant,
  body: z.string().min(2).max(65_536),
  /** The previous event's hash; 64 zeros before the first. */
  previous: Hash,
  hash: Hash,
});
export type StoredEvent = Readonly<z.infer<typeof StoredEvent>>;

/** A transaction's end, signed with the journal's key. */
export const SignedHead = z.object({
  origin: Origin,
  seq: z.int().min(1),
  hash: Hash,
  signature: z.string().min(80).max(100),
});
export type SignedHead = Readonly<z.infer<typeof SignedHead>>;
