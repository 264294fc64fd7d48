/** What the window may ask of the workstation, and what the workstation tells the window unasked. */
import { z } from 'zod';
import {
  AdjustmentAsk,
  AdjustmentDesk,
  AdjustmentKind,
  Attachment,
  CorrectedDetails,
  FeeSplit,
  ReceiptEvidence,
  ReceiptSearch,
  RequestId,
  RequestView,
} from './adjustment.ts';
import { Failure } from './failure.ts';
import { DenominationCount } from './journal.ts';
import {
  Letter,
  LetterAsked,
  LetterJudged,
  LetterOrder,
  LetterOut,
  LetterView,
  MailSettings,
} from './letter.ts';
import { PeerAddress } from './peer.ts';
import {
  CashierId,
  EnteredSum,
  PaymentId,
  ProviderId,
  Role,
  ShiftId,
  WorkstationNumber,
} from './primitives.ts';
import { Catalogue } from './provider.ts';
import { Report, ReportKey, ReportQuery, ReportRow } from './report.ts';
import { CodeLook } from './sep.ts';
import { PrinterSettings, RegisterSettings, Settings, TradePoint } from './settings.ts';
import { ConnectionView, EnrolForm, OpenPayment } from './sync.ts';
import {
  CashierView,
  CashMoveView,
  ClosedShiftView,
  ConfirmedWarnings,
  Draft,
  OperatorCheck,
  PaperView,
  PaymentCheck,
  PreCheckRow,
  TillView,
} from './till.ts';

const nothing = z.null();
const pin = z.string().regex(/^\d{6}$/);
const cashierName = z.string().trim().min(2).max(60);
const payment = z.object({ paymentId: PaymentId });

/** Each note and coin once; none is worth more than 10 000 roubles. The schema of the event stays as wide as it was. */
const EnteredCount = z
  .array(DenominationCount.refine(({ value }) => value <= 1_000_000))
  .max(20)
  .refine((counted) => new Set(counted.map(({ value }) => value)).size === counted.length);

export const SetUpForm = z.object({
  tradePoint: TradePoint.omit({ id: true }),
  workstation: WorkstationNumber,
  administratorName: cashierName,
  pin,
  printer: PrinterSettings,
  register: RegisterSettings,
  /** With a code, trade point and workstation are СЭП's, whatever stands above. Null: «позже». */
  enrol: EnrolForm.nullable(),
});
export type SetUpForm = Readonly<z.infer<typeof SetUpForm>>;

/** A printing that the cashier waits for: the till afterwards, and what went wrong on paper, if it did. */
const AfterPrinting = z.object({ till: TillView, failure: Failure.nullable() });
export type AfterPrinting = Readonly<z.infer<typeof AfterPrinting>>;

/** A call's name → [what goes in, what comes out]. */
export const calls = {
  'till.view': [nothing, TillView],
  'catalogue.get': [nothing, Catalogue],
  /** A screen could not be drawn: where in the program, for the log. */
  'screen.broken': [z.object({ story: z.string().max(4_000) }), nothing],
  'setUp.complete': [SetUpForm, TillView],

  'session.signIn': [z.object({ cashierId: CashierId, pin }), TillView],
  'session.lock': [nothing, TillView],
  'session.signOut': [nothing, TillView],
  /** The cashier is there: puts the auto-lock off. */
  'session.touch': [nothing, nothing],

  /** `clockAccepted`: a senior saw `clockBehind` or `clockAhead` and says that the computer's clock is right. */
  'shift.open': [z.object({ openingCash: EnteredSum, clockAccepted: z.boolean().optional() }), AfterPrinting],
  'shift.close': [z.object({ counted: EnteredCount }), AfterPrinting],
  'shift.xReport': [nothing, AfterPrinting],
  'shift.list': [nothing, z.array(ClosedShiftView)],
  'shift.reprintZ': [z.object({ shiftId: ShiftId }), AfterPrinting],
  'cash.move': [
    z.object({
      kind: z.enum(['cashIn', 'cashOut', 'cashCollection']),
      amount: EnteredSum,
      reason: z.string().trim().min(1).max(120),
    }),
    AfterPrinting,
  ],
  /** The open shift's, newest first. */
  'cash.list': [nothing, z.array(CashMoveView)],
  /** The document of a recorded move again; records nothing. */
  'cash.reprint': [z.object({ moveId: z.string().min(1).max(60) }), AfterPrinting],

  /** A new draft with an id of its own. A payment in hand is set aside with its money; bare typing makes room for it. */
  'payment.begin': [nothing, TillView],
  'payment.saveDraft': [Draft, nothing],
  'payment.hint': [
    z.object({ account: z.string().max(60) }),
    z.object({ providerId: ProviderId.nullable() }),
  ],
  'payment.check': [Draft, PaymentCheck],
  /**
   * The same, asked of the operator through СЭП, and СЭП for the same number and sum anywhere within the hour. Answers
   * within some 3 s whatever happens; `operatorCheck` is null where this workstation is not enrolled.
   */
  'payment.checkAtOperator': [Draft, PaymentCheck],
  'payment.preCheck': [
    z.object({ draft: Draft, confirmed: ConfirmedWarnings, blindDigits: z.string().max(4).nullable() }),
    AfterPrinting,
  ],
  /** The same pre-check again, under its number. */
  'payment.reprintPreCheck': [payment, AfterPrinting],
  'payment.sign': [payment, TillView],
  /** Back to editing: annuls the pre-check by its number. */
  'payment.edit': [payment, TillView],
  'payment.receipt': [z.object({ paymentId: PaymentId, tendered: EnteredSum }), AfterPrinting],
  /** Asks the device what became of a receipt whose outcome is unknown. */
  'payment.askRegister': [payment, AfterPrinting],
  /** A person looked: did the receipt come out? */
  'payment.settleReceipt': [z.object({ paymentId: PaymentId, made: z.boolean() }), TillView],
  'payment.conduct': [payment, TillView],
  /** `returned`: money that the cashier confirms to have given back. */
  'payment.abandon': [z.object({ paymentId: PaymentId, returned: EnteredSum }), TillView],
  'payment.resume': [payment, TillView],
  'receipt.copy': [payment, AfterPrinting],
  /** A person has the receipt's paper in hand: nothing is owed any more. */
  'receipt.paperOut': [payment, TillView],
  'preChecks.list': [
    z.object({ text: z.string().max(60), offset: z.int().min(0), limit: z.int().min(1).max(200) }),
    z.object({ count: z.int(), rows: z.array(PreCheckRow) }),
  ],

  /** Ticks «Синхронизировать автоматически»; `takeOver`: «Перенести сюда». Another holds it: nothing changes, the view says who. */
  'sync.claim': [z.object({ takeOver: z.boolean() }), TillView],
  'sync.release': [nothing, TillView],
  /** «Понятно» under the news that another workstation took over. */
  'sync.lossRead': [nothing, TillView],
  /** The ageing view, oldest first. */
  'sync.open': [nothing, z.array(OpenPayment)],
  /** What a code stands for, for the set-up: nothing is used up. */
  'sync.look': [EnrolForm, CodeLook],
  'sync.enrol': [EnrolForm, TillView],
  /** Null: not enrolled. */
  'sync.connection': [nothing, ConnectionView.nullable()],
  /** Addresses typed by hand for one workstation, in place of those typed before. */
  'sync.setPeer': [
    z.object({ workstation: WorkstationNumber, typed: z.array(PeerAddress).max(8) }),
    ConnectionView.nullable(),
  ],

  /** «Корректировка» of a payment of this trade point; asks СЭП anew. */
  'adjust.open': [payment, AdjustmentDesk],
  /** «По чеку». */
  'adjust.byReceipt': [ReceiptEvidence, ReceiptSearch],
  /** The receipt gate: refuses with the reason when it is not this payment's. */
  'adjust.showReceipt': [z.object({ paymentId: PaymentId, receipt: ReceiptEvidence }), AdjustmentDesk],
  /** Checks a right number at the operator, and a transfer against the provider's rules. */
  'adjust.checkNumber': [
    z.object({ paymentId: PaymentId, kind: AdjustmentKind, corrected: CorrectedDetails }),
    OperatorCheck,
  ],
  /** Leaves a request; answers what became of it at once, or that it waits to be sent. */
  'adjust.ask': [AdjustmentAsk, z.object({ request: RequestView, sent: z.boolean() })],
  /** Cancels a payment that never left the till. */
  'adjust.cancelHere': [AdjustmentAsk, AdjustmentDesk],
  /** «Возврат прихода» and the cash: only of a granted refund, or after a cancel here. */
  'refund.pay': [payment, z.object({ desk: AdjustmentDesk, failure: Failure.nullable() })],
  /** A person's word on a refund receipt whose outcome is unknown, or on cash after a stop. */
  'refund.settle': [
    z.object({ paymentId: PaymentId, what: z.enum(['receipt', 'cash']), done: z.boolean() }),
    AdjustmentDesk,
  ],
  /** Prints the client's statement, filled in. */
  'adjust.statement': [
    z.object({
      paymentId: PaymentId,
      kind: AdjustmentKind,
      corrected: CorrectedDetails.nullable().optional(),
      split: FeeSplit.optional(),
    }),
    AfterPrinting,
  ],
  /** «Мои обращения», newest first. */
  'requests.list': [
    nothing,
    z.array(
      RequestView.extend({
        sent: z.boolean(),
        /** A receipt was shown for it since, and is on its way to СЭП. */
        receiptWaits: z.boolean(),
      }),
    ),
  ],
  /** The receipt that a request waits for: through the same gate as any; it goes to СЭП at once or later. */
  'requests.showReceipt': [
    z.object({ requestId: RequestId, receipt: ReceiptEvidence }),
    z.object({ request: RequestView, sent: z.boolean() }),
  ],

  'letter.compose': [LetterOrder, Letter],
  /** Each row by its status of now. */
  'letter.judge': [
    z.object({ kind: AdjustmentKind, paymentIds: z.array(PaymentId).min(1).max(50) }),
    LetterJudged,
  ],
  /** Which of the rows a receipt is of; refuses with the reason when it is none's. */
  'letter.receipt': [
    z.object({ paymentIds: z.array(PaymentId).min(1).max(50), receipt: ReceiptEvidence }),
    z.object({ paymentId: PaymentId }),
  ],
  'letter.copy': [LetterOut, LetterAsked],
  'letter.openInMail': [LetterOut, LetterAsked],
  /** Into the outbox, its requests with it; it is sent from there. */
  'letter.send': [LetterOut, LetterView.extend({ asked: LetterAsked })],
  'letters.list': [nothing, z.array(LetterView)],
  /** Null when the dialogue was closed. */
  'letter.chooseFile': [nothing, Attachment.nullable()],
  'mail.get': [nothing, MailSettings.extend({ hasPassword: z.boolean() })],
  'mail.set': [MailSettings.extend({ password: z.string().max(200).nullable() }), nothing],

  'report.build': [ReportQuery, Report],
  'report.rows': [
    z.object({ key: ReportKey, offset: z.int().min(0), limit: z.int().min(1).max(200) }),
    z.array(ReportRow),
  ],
  /** Puts rows on the clipboard as a table, ready for a letter. */
  'report.copy': [
    z.object({ paymentIds: z.array(PaymentId).min(1).max(1000) }),
    z.object({ copied: z.int() }),
  ],
  /** Null when the cashier closed the file dialogue. */
  'report.csv': [ReportKey, z.object({ path: z.string(), count: z.int() }).nullable()],
  'report.print': [ReportKey, AfterPrinting],

  'cashiers.list': [nothing, z.array(CashierView)],
  'cashiers.create': [z.object({ name: cashierName, role: Role, pin }), z.array(CashierView)],
  'cashiers.close': [z.object({ id: CashierId }), z.array(CashierView)],
  'cashiers.setPin': [z.object({ id: CashierId, pin }), z.array(CashierView)],

  'settings.get': [nothing, Settings],
  'settings.set': [Settings, TillView],
  'devices.ports': [nothing, z.array(z.object({ path: z.string(), name: z.string() }))],
  /** Prints a test page on a printer that need not be the stored one; null: the stored one. */
  'devices.testPage': [PrinterSettings.nullable(), AfterPrinting],
  'ranges.import': [
    nothing,
    z
      .object({
        rows: z.int(),
        /** All of them; `rejected` names the first. */
        rejectedCount: z.int(),
        rejected: z.array(z.object({ line: z.int(), reason: z.string() })),
      })
      .nullable(),
  ],
  'paper.list': [nothing, z.array(PaperView)],
  'diagnostics.get': [
    nothing,
    z.object({
      program: z.string(),
      electron: z.string(),
      sqlite: z.string(),
      profile: z.string(),
      origin: z.string(),
      seq: z.int(),
      hash: z.string(),
      /** Whether the system's key store protects PIN verifiers and the journal's key. */
      keyStore: z.enum(['system', 'file']),
      ranges: z.int(),
      logs: z.string(),
      /** What of which journal a person has to look at: forks, and events that could not be interpreted. */
      setAside: z.array(
        z.object({
          kind: z.enum(['fork', 'parked']),
          origin: z.string(),
          workstation: z.int(),
          count: z.int(),
          firstSeq: z.int(),
          reason: z.string(),
        }),
      ),
    }),
  ],
  /** Checks the whole journal off the main thread. */
  'diagnostics.verify': [nothing, z.object({ sound: z.boolean(), lines: z.array(z.string()) })],
} as const;

export type CallName = keyof typeof calls;
export type CallInput<N extends CallName> = z.infer<(typeof calls)[N][0]>;
export type CallOutput<N extends CallName> = z.infer<(typeof calls)[N][1]>;

/** What arrives unasked. */
export const pushes = {
  till: TillView,
  paper: PaperView,
} as const;

export type PushName = keyof typeof pushes;
export type PushPayload<N extends PushName> = z.infer<(typeof pushes)[N]>;

/** The preload's whole surface: one function to ask, one to listen. */
export type Bridge = {
  call(name: string, input: unknown): Promise<unknown>;
  listen(name: PushName, listener: (payload: unknown) => void): () => void;
  /** The first screen can be used: measured by the bench. */
  usable(): void;
};
