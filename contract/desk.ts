/**
 * The central office desk: its page ↔ СЭП, over HTTPS with a session cookie. Every call is `POST /desk/<name>` with a
 * JSON body and the header of `deskHeader`; `deskCalls` is the whole list, with who may ask.
 */
import { z } from 'zod';
import {
  AdjustmentKind,
  AdjustmentRequest,
  CorrectedDetails,
  RequestId,
  RequestState,
  VerdictView,
} from './adjustment.ts';
import {
  Instant,
  Kopecks,
  KopecksDifference,
  PaymentId,
  ProviderId,
  WorkstationNumber,
} from './primitives.ts';
import { SepStatus } from './status.ts';

/** A page of another site can't send it without being asked first, and is never allowed to. */
export const deskHeader = 'x-kassa-desk';

/** Operator: requests. Supervisor: also whole batches, registries, journals and the audit log. Administrator: also people. */
const deskRoles = ['operator', 'supervisor', 'administrator'] as const;
export const DeskRole = z.enum(deskRoles);
export type DeskRole = z.infer<typeof DeskRole>;

/**
 * For whom the page stands in its tab. Whoever has signed in since in another tab of the same browser does nothing under
 * that name.
 */
export const deskPersonHeader = 'x-kassa-desk-person';

/** A hundred rows of a letter, and some. */
export const longestSearch = 20_000;

/** What one signs in by: Latin letters and digits, so that a keyboard layout is the only thing to get wrong. */
export const DeskLogin = z.string().regex(/^[a-z][a-z0-9._-]{1,31}$/);

const deskRefusalCodes = [
  'badRequest',
  'unknownCall',
  'foreignPage',
  'notSignedIn',
  'wrongSignIn',
  'wrongCode',
  'tooMany',
  'newPasswordFirst',
  'weakPassword',
  'notAllowed',
  'notFound',
  /** What was asked is not possible now; the message says why, for people. */
  'barred',
  'internalError',
] as const;
export const DeskRefusal = z.object({
  code: z.enum(deskRefusalCodes),
  /** For people, in Russian. */
  message: z.string(),
});
export type DeskRefusal = Readonly<z.infer<typeof DeskRefusal>>;
export type DeskRefusalCode = DeskRefusal['code'];

export const DeskPerson = z.object({ login: z.string(), name: z.string(), role: DeskRole });
export type DeskPerson = Readonly<z.infer<typeof DeskPerson>>;

/** How far one has come with signing in. */
export const DeskStanding = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('out'), training: z.boolean() }),
  /** The password was right, the second factor is awaited. */
  z.object({ stage: z.literal('code'), training: z.boolean() }),
  /** Signed in by a one-time password: it has to be replaced first. */
  z.object({ stage: z.literal('newPassword'), training: z.boolean(), person: DeskPerson }),
  z.object({ stage: z.literal('in'), training: z.boolean(), person: DeskPerson }),
]);
export type DeskStanding = Readonly<z.infer<typeof DeskStanding>>;

const Approval = z.object({
  login: z.string(),
  name: z.string(),
  at: Instant,
  reason: z.string(),
  corrected: CorrectedDetails.nullable(),
  /** Of a granted refund: what became of the cash, by this person's word. */
  paid: z.boolean().optional(),
});

/** A line of the queue. */
export const DeskRequestRow = z.object({
  id: RequestId,
  kind: AdjustmentKind,
  state: RequestState,
  tradePoint: z.string(),
  tradePointName: z.string(),
  /** 0: the central office asked. */
  workstation: z.int().min(0),
  /** `2-1045`; empty: not known here. */
  number: z.string(),
  paymentId: PaymentId.nullable(),
  provider: z.string(),
  account: z.string(),
  amount: Kopecks.nullable(),
  reason: z.string(),
  madeAt: Instant,
  changedAt: Instant,
  twoPeople: z.boolean(),
  /** Who has agreed so far. */
  approvals: z.array(Approval),
});
export type DeskRequestRow = Readonly<z.infer<typeof DeskRequestRow>>;

export const DeskRequest = DeskRequestRow.extend({
  content: AdjustmentRequest.omit({ attachments: true }),
  /** Where the payment stood when it was asked; null: nothing was known. */
  placeThen: z.string().nullable(),
  /** Where it stands now. */
  status: SepStatus.nullable(),
  answer: z.string().nullable(),
  steps: z.array(z.object({ at: Instant, state: RequestState, who: z.string(), text: z.string() })),
  attachments: z.array(z.object({ place: z.int(), name: z.string(), type: z.string(), size: z.int() })),
  /** What was asked of the operator. */
  task: z
    .object({
      way: z.enum(['gateway', 'person']),
      madeAt: Instant,
      outcome: z.enum(['done', 'refused']).nullable(),
      answer: z.string().nullable(),
    })
    .nullable(),
  grant: z
    .object({ amount: Kopecks, workstation: z.int(), outcome: z.enum(['paid', 'notPaid']).nullable() })
    .nullable(),
});
export type DeskRequest = Readonly<z.infer<typeof DeskRequest>>;

/** A payment with everything that СЭП has of it. */
export const DeskPayment = z.object({
  id: PaymentId,
  number: z.string(),
  tradePoint: z.string(),
  tradePointName: z.string(),
  workstation: z.int(),
  provider: z.string(),
  account: z.string(),
  taken: Kopecks,
  fee: Kopecks,
  credited: Kopecks,
  /** Null: conducted or accepted by nobody yet. */
  conductedAt: Instant.nullable(),
  status: SepStatus.nullable(),
  statusAt: Instant.nullable(),
  reason: z.string().nullable(),
  operatorNumber: z.string().nullable(),
  receipts: z.array(z.string()),
  attempts: z.array(
    z.object({
      number: z.int(),
      txnId: z.string(),
      provider: z.string(),
      account: z.string(),
      credited: Kopecks,
      state: z.string(),
      maybeTaken: z.boolean(),
      openedAt: Instant,
    }),
  ),
  /** Everything in time order. */
  lines: z.array(
    z.object({
      at: Instant,
      text: z.string(),
      status: SepStatus.nullable(),
    }),
  ),
  requests: z.array(DeskRequestRow),
  /** What the central office may begin by itself, and why the rest not. */
  verdicts: z.array(VerdictView),
});
export type DeskPayment = Readonly<z.infer<typeof DeskPayment>>;

/** What a search finds, newest first. */
export const DeskFound = z.object({
  id: PaymentId,
  number: z.string(),
  tradePointName: z.string(),
  provider: z.string(),
  account: z.string(),
  taken: Kopecks,
  credited: Kopecks,
  at: Instant,
  status: SepStatus.nullable(),
});
export type DeskFound = Readonly<z.infer<typeof DeskFound>>;

/** What the search understood of the text. */
export const DeskSearch = z.object({
  understood: z.array(z.string()),
  found: z.array(DeskFound),
  more: z.boolean(),
  /** Rows of a letter beyond those that are looked for at once. */
  unsought: z.int(),
});
export type DeskSearch = Readonly<z.infer<typeof DeskSearch>>;

export const DeskHung = z.object({
  provider: z.string(),
  providerName: z.string(),
  count: z.int(),
  amount: Kopecks,
  oldestAt: Instant,
  /** How many of them may be here under another name too: these are decided one by one. */
  doubted: z.int(),
});
export type DeskHung = Readonly<z.infer<typeof DeskHung>>;

/** A request about a payment that is not at its end. */
const OpenRequest = z.object({ id: RequestId, kind: AdjustmentKind });

/** A payment that hangs because it may be here under another name, or was seen to by people: it is never sent by itself. */
export const DeskDoubted = z.object({
  id: PaymentId,
  number: z.string(),
  tradePointName: z.string(),
  workstation: z.int(),
  provider: z.string(),
  account: z.string(),
  taken: Kopecks,
  since: Instant,
  /**
   * `paper`: it may be the payment that was made from a paper receipt. `settled`: its journal was set aside and seen by a
   * person before it came again. `refunded`: a till gave cash back for it, and no cancel is known here.
   */
  doubt: z.enum(['paper', 'settled', 'refunded']),
  /** Of `paper`: the payment that it may be. */
  twin: z.object({ id: PaymentId, status: SepStatus.nullable() }).nullable(),
  open: OpenRequest.nullable(),
});
export type DeskDoubted = Readonly<z.infer<typeof DeskDoubted>>;

export const DeskDiscrepancy = z.object({
  id: z.int(),
  provider: z.string(),
  day: z.string(),
  kind: z.enum(['missingHere', 'missingThere', 'otherSum', 'lateCredit']),
  txnId: z.string(),
  paymentId: PaymentId.nullable(),
  account: z.string(),
  ours: KopecksDifference.nullable(),
  theirs: KopecksDifference.nullable(),
  foundAt: Instant,
  settledAt: Instant.nullable(),
  settledBy: z.string().nullable(),
});
export type DeskDiscrepancy = Readonly<z.infer<typeof DeskDiscrepancy>>;

/** A till's journal against what was decided here. */
export const DeskContradiction = z.object({
  id: z.int(),
  kind: z.enum([
    'conductedOtherwise',
    'cancelTooLate',
    'refundUngranted',
    'refundTwice',
    'refundNotPaid',
    'paperAndJournal',
  ]),
  paymentId: PaymentId,
  number: z.string(),
  tradePointName: z.string(),
  workstation: z.int(),
  /** What is at stake. */
  amount: Kopecks,
  details: z.string(),
  status: SepStatus.nullable(),
  foundAt: Instant,
  settledAt: Instant.nullable(),
  settledBy: z.string().nullable(),
  reason: z.string().nullable(),
  /** The payment that a correction would be of: the one that hangs, where a paper and a journal meet, else `paymentId`. */
  mendId: PaymentId,
  mendStatus: SepStatus.nullable(),
  /** Corrections that fit and are possible now. */
  mends: z.array(AdjustmentKind),
  /** What is open about it already. */
  open: OpenRequest.nullable(),
});
export type DeskContradiction = Readonly<z.infer<typeof DeskContradiction>>;

/** Somebody who has, or had, an account of the desk. */
export const DeskAccount = DeskPerson.extend({
  madeAt: Instant,
  /** Null: never yet. */
  signedInAt: Instant.nullable(),
  closedAt: Instant.nullable(),
  /** The password is still the one-time one. */
  oneTime: z.boolean(),
  /** Until when no try is looked at; null: no pause runs. */
  pausedUntil: Instant.nullable(),
  /** Who gave out its password and second factor. */
  issuedBy: z.string(),
  /** Who else knows the person behind it; null: nobody yet, so it decides nothing. */
  vouchedBy: z.string().nullable(),
});
export type DeskAccount = Readonly<z.infer<typeof DeskAccount>>;

/** Shown once: nobody can read them again. */
export const DeskCredentials = z.object({
  login: z.string(),
  /** Good for one sign-in. */
  password: z.string(),
  /** What an authenticator takes, as text or QR: `otpauth://…`. */
  otpauth: z.string(),
});
export type DeskCredentials = Readonly<z.infer<typeof DeskCredentials>>;

export const DeskTradePoint = z.object({
  id: z.string(),
  name: z.string(),
  /** Who ships its journals; null: nobody. */
  holder: WorkstationNumber.nullable(),
  heldSince: Instant.nullable(),
  workstations: z.array(
    z.object({
      number: WorkstationNumber,
      seenAt: Instant.nullable(),
      unsent: z.int(),
      oldestUnsentAt: Instant.nullable(),
      revoked: z.boolean(),
      program: z.string(),
    }),
  ),
  /** Why nobody syncs it, for people; null: all is well. */
  trouble: z.string().nullable(),
});
export type DeskTradePoint = Readonly<z.infer<typeof DeskTradePoint>>;

export const DeskSetAside = z.object({
  id: z.int(),
  kind: z.enum(['fork', 'forgery', 'revoked']),
  tradePoint: z.string(),
  shippedBy: z.int(),
  seq: z.int(),
  why: z.string(),
  payments: z.int(),
  amount: Kopecks,
  at: Instant,
  settledAt: Instant.nullable(),
});
export type DeskSetAside = Readonly<z.infer<typeof DeskSetAside>>;

export const DeskParked = z.object({
  tradePoint: z.string(),
  workstation: z.int(),
  seq: z.int(),
  paymentId: z.string().nullable(),
  reason: z.string(),
  at: Instant,
});
export type DeskParked = Readonly<z.infer<typeof DeskParked>>;

export const DeskWatch = z.object({
  tradePoints: z.array(DeskTradePoint),
  setAside: z.array(DeskSetAside),
  parked: z.array(DeskParked),
});
export type DeskWatch = Readonly<z.infer<typeof DeskWatch>>;

export const DeskAuditLine = z.object({
  id: z.int(),
  at: Instant,
  who: z.string(),
  what: z.string(),
  details: z.string(),
});
export type DeskAuditLine = Readonly<z.infer<typeof DeskAuditLine>>;

/** How an hour went. `errors`: those of `payments` that are refused or hung now. */
const DeskHour = z.object({ payments: z.int(), errors: z.int() });

export const DeskDashboard = z.object({
  /** The last 24 hours, oldest first, each hour once. */
  hours: z.array(DeskHour.extend({ at: Instant })),
  /** The 24 hours before those, to compare with. */
  before: z.object({ payments: z.int(), amount: Kopecks, errors: z.int() }),
  /** The last 24 hours by operator, most payments first. */
  providers: z.array(
    z.object({
      provider: z.string(),
      payments: z.int(),
      amount: Kopecks,
      rejected: z.int(),
      hung: z.int(),
      underWay: z.int(),
      /** The same hours as above. */
      hours: z.array(DeskHour),
    }),
  ),
  /** Living requests by how long they wait. */
  ages: z.array(
    z.object({
      label: z.string(),
      reconduct: z.int(),
      transfer: z.int(),
      cancel: z.int(),
      cashRefund: z.int(),
    }),
  ),
});
export type DeskDashboard = Readonly<z.infer<typeof DeskDashboard>>;

/** What stands at the head of every screen. */
export const DeskCounts = z.object({
  open: z.int(),
  oldestAt: Instant.nullable(),
  hung: z.int(),
  atOperator: z.int(),
  awaitsReceipt: z.int(),
  discrepancies: z.int(),
  contradictions: z.int(),
  troubles: z.int(),
});
export type DeskCounts = Readonly<z.infer<typeof DeskCounts>>;

const nothing = z.object({});
const Reason = z.string().trim().min(1).max(300);
const everybody = deskRoles;
const seniors = ['supervisor', 'administrator'] as const satisfies readonly DeskRole[];
const administrators = ['administrator'] as const satisfies readonly DeskRole[];
const PersonName = z.string().trim().min(1).max(60);

/** Call → who may ask, what goes in, what comes out. `open`: also who is not signed in. */
export const deskCalls = {
  standing: { roles: 'open', input: nothing, output: DeskStanding },
  'sign-in': {
    roles: 'open',
    input: z.object({ login: z.string().trim().max(64), password: z.string().min(1).max(200) }),
    output: DeskStanding,
  },
  'sign-in-code': {
    roles: 'open',
    input: z.object({ code: z.string().regex(/^\d{6}$/) }),
    output: DeskStanding,
  },
  'new-password': {
    roles: 'open',
    input: z.object({ password: z.string().max(200) }),
    output: DeskStanding,
  },
  'sign-out': { roles: 'open', input: nothing, output: DeskStanding },
  counts: { roles: everybody, input: nothing, output: DeskCounts },
  queue: {
    roles: everybody,
    input: z.object({
      kind: AdjustmentKind.nullable(),
      /**
       * `waiting`: for a person of the desk; `receipt`: for the client's receipt; `operator`: for an operator's answer or a
       * till; `ended`: newest first.
       */
      part: z.enum(['waiting', 'receipt', 'operator', 'ended']),
    }),
    output: z.object({ requests: z.array(DeskRequestRow), more: z.boolean() }),
  },
  request: { roles: everybody, input: z.object({ id: RequestId }), output: DeskRequest },
  decide: {
    roles: everybody,
    input: z.object({
      id: RequestId,
      decision: z.enum(['approve', 'deny']),
      reason: Reason,
      /** Null: as the request has them, whatever another person has agreed to meanwhile. */
      corrected: CorrectedDetails.nullable(),
      /** The person has compared the receipt on the scan: without it nothing is agreed to whose receipt no till was shown. */
      scanChecked: z.literal(true).optional(),
      /** What the operator said, in its own words; only for what stands at the operator. */
      operatorAnswer: z.string().trim().max(300).nullable(),
    }),
    output: DeskRequest,
  },
  /** A granted refund whose till is silent: two people say whether the client has the cash. */
  'end-grant': {
    roles: everybody,
    input: z.object({ id: RequestId, paid: z.boolean(), reason: Reason }),
    output: DeskRequest,
  },
  payment: { roles: everybody, input: z.object({ id: PaymentId }), output: DeskPayment },
  /** The central office's own request: whoever asks has agreed, another one decides. Asked again it is the same one. */
  'ask-correction': {
    roles: everybody,
    input: z.object({
      /** Made by the page with its form. */
      id: RequestId,
      paymentId: PaymentId,
      kind: AdjustmentKind,
      reason: Reason,
      corrected: CorrectedDetails.nullable(),
    }),
    output: DeskRequest,
  },
  search: {
    roles: everybody,
    input: z.object({ text: z.string().trim().min(1).max(longestSearch) }),
    output: DeskSearch,
  },
  hung: { roles: everybody, input: nothing, output: z.object({ providers: z.array(DeskHung) }) },
  doubted: {
    roles: everybody,
    input: nothing,
    output: z.object({ payments: z.array(DeskDoubted), more: z.boolean() }),
  },
  'reconduct-hung': {
    roles: seniors,
    input: z.object({ provider: ProviderId, reason: Reason }),
    output: z.object({ count: z.int() }),
  },
  discrepancies: {
    roles: everybody,
    input: z.object({ settled: z.boolean() }),
    output: z.object({ discrepancies: z.array(DeskDiscrepancy), more: z.boolean() }),
  },
  'settle-discrepancy': {
    roles: seniors,
    input: z.object({ id: z.int().min(1), reason: Reason }),
    output: nothing,
  },
  contradictions: {
    roles: everybody,
    input: z.object({ settled: z.boolean() }),
    output: z.object({ contradictions: z.array(DeskContradiction), more: z.boolean() }),
  },
  'settle-contradiction': {
    roles: seniors,
    input: z.object({ id: z.int().min(1), reason: Reason }),
    output: nothing,
  },
  people: { roles: seniors, input: nothing, output: z.object({ people: z.array(DeskAccount) }) },
  'make-person': {
    roles: administrators,
    input: z.object({ login: DeskLogin, name: PersonName, role: DeskRole }),
    output: DeskCredentials,
  },
  'change-person': {
    roles: administrators,
    input: z.object({ login: DeskLogin, name: PersonName, role: DeskRole }),
    output: nothing,
  },
  /** A new one-time password and second factor, also for a closed account, which is open again then. */
  'reset-person': {
    roles: administrators,
    input: z.object({ login: DeskLogin, reason: Reason }),
    output: DeskCredentials,
  },
  'close-person': {
    roles: administrators,
    input: z.object({ login: DeskLogin, reason: Reason }),
    output: nothing,
  },
  /** «I know this person»: by another senior than who gave the account out. */
  'vouch-person': { roles: seniors, input: z.object({ login: DeskLogin }), output: nothing },
  watch: { roles: everybody, input: nothing, output: DeskWatch },
  'settle-set-aside': {
    roles: seniors,
    input: z.object({ id: z.int().min(1), reason: Reason }),
    output: nothing,
  },
  audit: {
    roles: seniors,
    input: z.object({
      /** Lines before this one; null: the newest. */
      before: z.int().min(1).nullable(),
      who: z.string().trim().max(60).nullable(),
    }),
    output: z.object({ lines: z.array(DeskAuditLine), more: z.boolean() }),
  },
  dashboard: { roles: everybody, input: nothing, output: DeskDashboard },
  /** Names for short ids, newest catalogue. */
  providers: {
    roles: everybody,
    input: nothing,
    output: z.object({ providers: z.array(z.object({ id: ProviderId, name: z.string() })) }),
  },
} as const;
export type DeskCall = keyof typeof deskCalls;
export type DeskInput<N extends DeskCall> = z.infer<(typeof deskCalls)[N]['input']>;
export type DeskOutput<N extends DeskCall> = z.infer<(typeof deskCalls)[N]['output']>;
