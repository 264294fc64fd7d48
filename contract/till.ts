/** What the cashier's window is shown: one snapshot of the till, sent whole after every change. */
import { z } from 'zod';
import { PrintedDocument } from './document.ts';
import { Failure } from './failure.ts';
import { DenominationCount, PaymentDetails, WarningKind } from './journal.ts';
import {
  CashierId,
  Instant,
  Kopecks,
  KopecksDifference,
  PaymentId,
  ProviderId,
  Role,
  ShiftId,
  WorkstationNumber,
} from './primitives.ts';
import { CatalogueStanding } from './provider.ts';
import { TradePoint } from './settings.ts';
import { StandingView, SyncView } from './sync.ts';

export const PaymentStage = z.enum([
  'entered',
  'preChecked',
  'signed',
  'receipting',
  'receipted',
  'conducted',
  'abandoned',
  /** Receipted, and never to be conducted: its money is given back. */
  'cancelled',
]);
export type PaymentStage = z.infer<typeof PaymentStage>;

/** `issued`: it is being printed. */
export const PreCheckState = z.enum(['issued', 'printed', 'notPrinted', 'unknown', 'signed', 'annulled']);
export type PreCheckState = z.infer<typeof PreCheckState>;

/** A payment as the window needs it. */
export const PaymentView = z.object({
  id: PaymentId,
  /** `1-1045`: workstation and counter. */
  number: z.string(),
  stage: PaymentStage,
  details: PaymentDetails,
  providerName: z.string(),
  cashierName: z.string(),
  enteredAt: Instant,
  /** When the money was taken: the moment of the receipt. */
  takenAt: Instant.nullable(),
  conductedAt: Instant.nullable(),
  /** Where it stands in СЭП; null: not there yet, or not conducted. */
  standing: StandingView.nullable(),
  preCheck: z.object({ number: z.int(), state: PreCheckState }).nullable(),
  /** The receipt was made, and nobody knows of a whole paper of it: a copy is owed, never a second receipt. */
  paperOwed: z.boolean(),
  receipt: z
    .object({
      /** `12` of shift 128. */
      number: z.int(),
      shiftNumber: z.int(),
      tendered: Kopecks,
      change: Kopecks,
      /** Whether the device can be asked what it made, or only a person. */
      registerRemembers: z.boolean(),
      /** «ФД 312», null on a plain printer. */
      fiscalDocument: z.string().nullable(),
      /** Why the outcome is unknown. */
      failure: z.string().nullable(),
    })
    .nullable(),
});
export type PaymentView = Readonly<z.infer<typeof PaymentView>>;

/** A refund under way at this workstation. */
export const RefundingView = z.object({
  paymentId: PaymentId,
  /** `1-1045`. */
  number: z.string(),
  providerName: z.string(),
  account: z.string(),
  amount: Kopecks,
  stage: z.enum(['granted', 'receipting', 'receipted']),
});
export type RefundingView = Readonly<z.infer<typeof RefundingView>>;

/** What stands in the fields of the payment in hand: exactly as typed, kept through lock and restart. */
export const Draft = z.object({
  paymentId: PaymentId,
  account: z.string().max(60),
  providerId: ProviderId.nullable(),
  /** False while the provider only follows from the number. */
  providerChosen: z.boolean(),
  sum: z.string().max(20),
  tendered: z.string().max(20),
});
export type Draft = Readonly<z.infer<typeof Draft>>;

export const ShiftView = z.object({
  id: ShiftId,
  number: z.int(),
  openedAt: Instant,
  /** Past 24 hours no payment is taken: only closing, «Провести», settling, and moving the drawer's cash. */
  over24h: z.boolean(),
  openingCash: Kopecks,
  cashIn: Kopecks,
  cashOut: Kopecks,
  payments: z.int(),
  taken: Kopecks,
  fee: Kopecks,
  /** Cash given back, by «возврат прихода». */
  refunds: z.int(),
  refunded: Kopecks,
  expectedCash: KopecksDifference,
  /** Its own payments that must come to their end before it is closed; not those that were carried over into it. */
  ownUnfinished: z.array(PaymentId),
});
export type ShiftView = Readonly<z.infer<typeof ShiftView>>;

/** Cash put into the drawer or taken out of it in the open shift. */
export const CashMoveView = z.object({
  /** Of the event that recorded it. */
  id: z.string(),
  at: Instant,
  kind: z.enum(['cashIn', 'cashOut', 'cashCollection']),
  amount: Kopecks,
  reason: z.string(),
  cashierName: z.string(),
  /** It is recorded, its document is not known to be on paper. */
  paperOwed: z.boolean(),
});
export type CashMoveView = Readonly<z.infer<typeof CashMoveView>>;

export const ClosedShiftView = z.object({
  id: ShiftId,
  number: z.int(),
  openedAt: Instant,
  closedAt: Instant,
  closedBy: z.string(),
  payments: z.int(),
  taken: Kopecks,
  refunds: z.int(),
  refunded: Kopecks,
  expectedCash: KopecksDifference,
  countedCash: Kopecks,
  counted: z.array(DenominationCount),
  difference: KopecksDifference,
});
export type ClosedShiftView = Readonly<z.infer<typeof ClosedShiftView>>;

export const DeviceView = z.object({
  /** «Виртуальный принтер», «ESC/POS на COM3». */
  name: z.string(),
  state: z.enum(['ready', 'warning', 'failed', 'busy', 'unknown']),
  /** What stands in the way, or merely threatens (paper near end). */
  failure: Failure.nullable(),
  paperNearEnd: z.boolean(),
});
export type DeviceView = Readonly<z.infer<typeof DeviceView>>;

export const CashierView = z.object({ id: CashierId, name: z.string(), role: Role, closed: z.boolean() });
export type CashierView = Readonly<z.infer<typeof CashierView>>;

export const PaperView = z.object({ id: z.int(), at: Instant, columns: z.int(), document: PrintedDocument });
export type PaperView = Readonly<z.infer<typeof PaperView>>;

export const TillView = z.object({
  /** Grows with every change: an older snapshot that arrives late is dropped. */
  revision: z.int(),
  phase: z.enum(['setUp', 'signIn', 'locked', 'till']),
  tradePoint: TradePoint.nullable(),
  workstation: WorkstationNumber,
  /** PINs of the training set, shown on the sign-in screen; null on a real profile. */
  training: z.array(z.object({ name: z.string(), role: Role, pin: z.string() })).nullable(),
  /** Who can sign in. */
  cashiers: z.array(CashierView),
  cashier: CashierView.nullable(),
  /** With sums of 0 while nobody is signed in: they are nobody's business then. */
  shift: ShiftView.nullable(),
  /** Cash that the last shift left in the drawer; 0 while nobody is signed in. */
  lastCountedCash: Kopecks,
  /** Whose count that is; null while a shift is open, or where none was closed yet. */
  lastClosedShift: ShiftId.nullable(),
  draft: Draft.nullable(),
  /** The payment in hand once it has been entered; null while it is only a draft. */
  current: PaymentView.nullable(),
  /** Everything between entering and conducting, the payment in hand included. */
  unfinished: z.array(PaymentView),
  /** The same of the trade point's other workstations, as far as their journals have arrived; only they can finish them. */
  unfinishedElsewhere: z.array(PaymentView),
  /** Refunds between grant and cash: the shift doesn't close over them. `receipting` blocks the device. */
  refunding: z.array(RefundingView),
  recent: z.array(PaymentView),
  /** Whose receipt nobody knows a whole paper of, newest first, however long ago: as many as one looks through. */
  papersOwed: z.array(PaymentView),
  printer: DeviceView,
  register: DeviceView,
  /** СЭП and the trade point's other workstations; null while this workstation is not enrolled. */
  sync: SyncView.nullable(),
  /**
   * Why this start began a new journal; null: the old one goes on. `missing`: events or documents that are known to be
   * gone with an older copy of the profile, 0 when none are known to be; null: some may be, and nobody says how many.
   */
  newJournal: z.object({ kind: z.enum(['cloned', 'restored']), missing: z.int().nullable() }).nullable(),
  /** Which catalogue is in use: another one is asked for by `catalogue.get`. */
  catalogue: z.object({ version: z.int(), standing: CatalogueStanding }),
  autoLockMinutes: z.int(),
  blindEntryFrom: Kopecks,
  /** The clock is behind the journal's last event. */
  clockBehind: z.boolean(),
});
export type TillView = Readonly<z.infer<typeof TillView>>;

/** What odd thing the cashier must confirm with a deliberate key. */
export const Warning = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sameWithinHour'),
    /** Null: taken at another trade point, as СЭП says. */
    number: z.string().nullable(),
    at: Instant,
    amountCredited: Kopecks,
    minutesAgo: z.int(),
  }),
  z.object({ kind: z.literal('otherOperatorByRange'), operator: z.string() }),
]);
export type Warning = Readonly<z.infer<typeof Warning>>;

/** What the operator said of the number, through СЭП, before the pre-check. */
export const OperatorCheck = z.object({
  /** `notChecked`: no answer in time, by whoever's fault: «номер не проверен». */
  outcome: z.enum(['confirmed', 'refused', 'notChecked']),
  reason: z.string().max(300).nullable(),
  payer: z.string().max(120).nullable(),
});
export type OperatorCheck = Readonly<z.infer<typeof OperatorCheck>>;

/** The answer before the pre-check: sums, oddities, and whether the number was checked at the operator. */
export const PaymentCheck = z.object({
  details: PaymentDetails,
  warnings: z.array(Warning),
  blindEntry: z.boolean(),
  /** Asked by a call of its own, `payment.checkAtOperator`; null: not asked yet, or not enrolled. */
  operatorCheck: OperatorCheck.nullable(),
});
export type PaymentCheck = Readonly<z.infer<typeof PaymentCheck>>;

export const ConfirmedWarnings = z.array(WarningKind);

export const PreCheckRow = z.object({
  number: z.int(),
  paymentId: PaymentId,
  paymentNumber: z.string(),
  at: Instant,
  providerName: z.string(),
  account: z.string(),
  amountTaken: Kopecks,
  state: PreCheckState,
  cashierName: z.string(),
});
export type PreCheckRow = Readonly<z.infer<typeof PreCheckRow>>;
