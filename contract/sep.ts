/**
 * Workstation ↔ СЭП, over HTTPS with mutual TLS (but for enrolment and renewal, which are how one gets a certificate).
 * Every route answers 200 with its answer, or a `SepRefusal` with a 4xx or 5xx status: `calls` is the whole list.
 */
import { z } from 'zod';
import {
  AdjustmentRequest,
  PaymentStory,
  ReceiptEvidence,
  RequestId,
  RequestView,
  StoryRequest,
} from './adjustment.ts';
import { JournalChunk, JournalHead, PeerAddress, PullRequest } from './peer.ts';
import {
  Account,
  Hash,
  Instant,
  Kopecks,
  Origin,
  PaymentId,
  ProviderId,
  WorkstationNumber,
} from './primitives.ts';
import { Catalogue } from './provider.ts';
import { TradePoint } from './settings.ts';
import { Generation, PaymentStatus } from './status.ts';

/** Why СЭП refuses; a workstation turns each into a failure that people read. */
export const sepRefusalCodes = [
  // the request itself
  'badRequest',
  'tooLarge',
  'unknownRoute',
  'internalError',
  'unavailable',
  // enrolment
  'codeUnknown',
  'codeExpired',
  'codeUsed',
  'otherPlace',
  'badCertificateRequest',
  'badProof',
  // the certificate
  'certificateMissing',
  'certificateForeign',
  'certificateExpired',
  'certificateRevoked',
  // what is asked
  'notBound',
  'staleEpoch',
  'newerGeneration',
] as const;
export const SepRefusalCode = z.enum(sepRefusalCodes);
export type SepRefusalCode = z.infer<typeof SepRefusalCode>;

export const SepRefusal = z.object({
  code: SepRefusalCode,
  /** For people who read logs, in English; says what helps. */
  message: z.string().max(500),
  details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type SepRefusal = Readonly<z.infer<typeof SepRefusal>>;

/** DER in base64: PKCS#10 of a P-256 key, and what СЭП's own CA makes of it. */
const Der = z.string().min(40).max(8_000);

/** What an enrolment code stands for, without using it up. */
export const CodeLook = z.object({
  tradePoint: TradePoint,
  workstation: WorkstationNumber,
  /** A СЭП with simulated operators: no real money moves behind it. */
  training: z.boolean(),
});
export type CodeLook = Readonly<z.infer<typeof CodeLook>>;

const EnrolRequest = z.object({
  /** The secret part of the code. */
  secret: z.string().min(8).max(64),
  request: Der,
  journal: z.object({
    origin: Origin,
    /** Ed25519, SPKI DER in base64. */
    publicKey: z.string().min(40).max(200),
  }),
  /** Ed25519 by the journal's key over `enrolText` of core/enrolment.ts, base64: binds key, code and certificate. */
  proof: z.string().min(80).max(100),
});

export const CertificateGrant = z.object({
  certificate: Der,
  authority: Der,
  notBefore: Instant,
  notAfter: Instant,
});
export type CertificateGrant = Readonly<z.infer<typeof CertificateGrant>>;

export const EnrolAnswer = CertificateGrant.extend({
  tradePoint: TradePoint,
  workstation: WorkstationNumber,
  training: z.boolean(),
  generation: Generation,
});
export type EnrolAnswer = Readonly<z.infer<typeof EnrolAnswer>>;

/** A new certificate for an old one, expired or not, by proof of a journal key that is bound here. */
const RenewRequest = z.object({
  origin: Origin,
  request: Der,
  /** Over `renewText` of core/enrolment.ts. */
  proof: z.string().min(80).max(100),
});

/** The trade point's sync designation: who ships its journals. `epoch` grows with every claim. */
export const Designation = z.object({
  workstation: WorkstationNumber,
  epoch: z.int().min(1),
  since: Instant,
  lastContactAt: Instant.nullable(),
});
export type Designation = Readonly<z.infer<typeof Designation>>;

/** Random, made for one start of a workstation. */
const StartMark = z.string().min(32).max(64);

/**
 * Whether a cancel of this workstation's own may not have come to СЭП yet. Whoever says so also cancels nothing of which it
 * has read a change; absent: an older program.
 */
const CancelsUnsent = z.boolean();

/** Said at every contact: who I am now, where I can be found, what I hold. */
export const ContactRequest = z.object({
  clock: Instant,
  program: z.string().max(40),
  /** Where the peer door listens, each address of this computer. */
  addresses: z.array(PeerAddress).max(16),
  /** The journal that grows here. */
  head: JournalHead,
  /** Conducted payments of its own that СЭП has not acknowledged, and since when the oldest waits. */
  unsent: z.int().min(0),
  oldestUnsentAt: Instant.nullable(),
  /** The newest generation and change it was ever told of: a СЭП that knows less was restored from an older copy. */
  seen: z.object({ generation: z.int().min(0), cursor: z.int().min(0), epoch: z.int().min(0) }),
  cancelsUnsent: CancelsUnsent.optional(),
});
export type ContactRequest = Readonly<z.infer<typeof ContactRequest>>;

export const ContactAnswer = z.object({
  generation: Generation,
  clock: Instant,
  designation: Designation.nullable(),
  /** The other workstations of the trade point. */
  peers: z
    .array(
      z.object({
        workstation: WorkstationNumber,
        addresses: z.array(PeerAddress),
        lastSeenAt: Instant.nullable(),
        unsent: z.int().min(0),
        oldestUnsentAt: Instant.nullable(),
        /** SHA-256 of the certificates by which it may be met, hex. */
        certificates: z.array(Hash),
      }),
    )
    .max(200),
  /** How far СЭП has each journal of the trade point. */
  heads: z.array(JournalHead),
  catalogueVersion: z.int().min(1),
  /** When the certificate should be renewed: at a third of its life. */
  renewAfter: Instant,
  /** The mark of the start that goes on with the journal that was told of; absent: none. */
  started: StartMark.optional(),
  /** What of this workstation's journals was set aside and a person has seen to: each up to that event. */
  settled: z
    .array(z.object({ origin: Origin, seq: z.int().min(1), hash: Hash }))
    .max(100)
    .optional(),
  /**
   * This СЭП was put back from a dump and asks by `recall` what it had told of payments since then; absent: it does not,
   * or was told already.
   */
  recall: z.object({ since: Instant }).optional(),
});
export type ContactAnswer = Readonly<z.infer<typeof ContactAnswer>>;

const ClaimRequest = z.object({
  /** False: only if nobody holds it, or I do already. True: «Перенести сюда». */
  takeOver: z.boolean(),
  /** The generation and epoch last seen: a СЭП that knows less was restored. */
  seen: z.object({ generation: z.int().min(0), epoch: z.int().min(0) }),
});
export const ClaimAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('held'), generation: Generation, designation: Designation }),
  z.object({ kind: z.literal('heldByOther'), generation: Generation, designation: Designation }),
]);
export type ClaimAnswer = Readonly<z.infer<typeof ClaimAnswer>>;

/** The right to ship, as it was claimed. */
export const Epoch = z.object({ generation: Generation, epoch: z.int().min(1) });
export type Epoch = Readonly<z.infer<typeof Epoch>>;

const ShipRequest = z.object({ epoch: Epoch, chunk: JournalChunk });
export type ShipRequest = Readonly<z.infer<typeof ShipRequest>>;

export const ShipAnswer = z.discriminatedUnion('kind', [
  /** Stored as exact text up to `seq`. */
  z.object({
    kind: z.literal('accepted'),
    origin: Origin,
    seq: z.int().min(0),
    hash: Hash,
    /** Events that were known already. */
    known: z.int().min(0),
    /** Events under a known number with another hash: kept aside for a person. */
    forks: z.int().min(0),
    /** Events that could not be interpreted: their payments are parked. */
    parked: z.int().min(0),
  }),
  /** Something before it is missing: send that journal from there. */
  z.object({ kind: z.literal('gap'), origin: Origin, from: z.int().min(1) }),
  /** Chain, hash or signature is not right: kept aside whole, nothing of it counts. */
  z.object({
    kind: z.literal('unsound'),
    origin: Origin,
    seq: z.int().min(1),
    why: z.enum(['hash', 'chain', 'signature', 'unsignedEnd', 'firstEvent', 'otherPlace', 'revoked']),
  }),
]);
export type ShipAnswer = Readonly<z.infer<typeof ShipAnswer>>;

/** Binds a journal that was begun after a restore, on a new computer, or without a witness. */
const BindRequest = z.object({
  origin: Origin,
  publicKey: z.string().min(40).max(200),
  /** By the new journal's key over `bindText` of core/enrolment.ts. */
  proof: z.string().min(80).max(100),
});

/** May this start go on with this journal? Asked before its first append; once for each start, by a mark of its own. */
const StartRequest = z.object({
  origin: Origin,
  /** How far the journal is here. */
  head: z.object({ seq: z.int().min(1), hash: Hash }),
  /** The mark of the last start that СЭП let go on with it; null: none that is known of here. */
  last: StartMark.nullable(),
  /** Marks of starts whose answers never came. */
  pending: z.array(StartMark).max(16),
  next: StartMark,
});

export const StartAnswer = z.object({
  /**
   * `older`: somebody has gone on with this journal who knew more of it, so it is to be left. `unknown`: this system was
   * put back from a dump and can't tell.
   */
  verdict: z.enum(['goOn', 'older', 'unknown']),
  generation: Generation,
  /** The farthest that its workstation ever said it was; null: it never did. */
  told: z.object({ seq: z.int().min(1), hash: Hash }).nullable(),
  /** As of `heads`. */
  heads: z.array(JournalHead),
});
export type StartAnswer = Readonly<z.infer<typeof StartAnswer>>;

const ChangesRequest = z.object({
  /** The generation and counter of the last change read; 0 and 0: from the beginning. */
  generation: z.int().min(0),
  cursor: z.int().min(0),
  /** How long to wait for the first change, milliseconds. */
  waitMs: z.int().min(0).max(60_000),
  limit: z.int().min(1).max(1_000),
  cancelsUnsent: CancelsUnsent.optional(),
});
const ChangesAnswer = z.object({
  generation: Generation,
  cursor: z.int().min(0),
  changes: z.array(PaymentStatus),
  more: z.boolean(),
});
export type ChangesAnswer = Readonly<z.infer<typeof ChangesAnswer>>;

/** What a СЭП of an older generation had told of payments, told to the one of now; oldest first, in pieces. */
const RecallRequest = z.object({
  /** The generation of now. */
  generation: Generation,
  told: z.array(PaymentStatus).max(300),
  /** False: more comes. */
  last: z.boolean(),
});

const CheckRequest = z.object({
  paymentId: PaymentId,
  providerId: ProviderId,
  account: Account,
  amountCredited: Kopecks,
});
export type CheckRequest = Readonly<z.infer<typeof CheckRequest>>;

export const CheckAnswer = z.object({
  /** `notChecked`: the operator gave no answer in time. `refused`: it won't take this payment. */
  operator: z.enum(['confirmed', 'refused', 'notChecked']),
  resultCode: z.int().nullable(),
  /** For people: the operator's comment, or why it could not be asked. */
  reason: z.string().max(300).nullable(),
  /** The payer as the operator knows it, «Иван И.», for the client to confirm. */
  payer: z.string().max(120).nullable(),
  /** The same number and sum taken anywhere within 60 minutes. */
  same: z
    .object({
      at: Instant,
      /** Its number and workstation if it is of this trade point; null: taken elsewhere. */
      number: z.string().max(20).nullable(),
    })
    .nullable(),
});
export type CheckAnswer = Readonly<z.infer<typeof CheckAnswer>>;

const nothing = z.object({});

/** Route → [what goes in, what comes out]; each is `POST /v1/<route>` with a JSON body, gzip allowed. */
export const sepCalls = {
  /** Without a certificate. */
  'enrol-look': [z.object({ secret: z.string().min(8).max(64) }), CodeLook],
  /** Without a certificate. */
  enrol: [EnrolRequest, EnrolAnswer],
  /** Without a certificate, or with one that has expired. */
  renew: [RenewRequest, CertificateGrant],
  contact: [ContactRequest, ContactAnswer],
  bind: [BindRequest, z.object({ bound: z.literal(true) })],
  'designation-claim': [ClaimRequest, ClaimAnswer],
  'designation-release': [Epoch, z.object({ designation: Designation.nullable() })],
  ship: [ShipRequest, ShipAnswer],
  heads: [nothing, z.object({ generation: Generation, heads: z.array(JournalHead) })],
  start: [StartRequest, StartAnswer],
  pull: [PullRequest, z.object({ chunk: JournalChunk.nullable() })],
  changes: [ChangesRequest, ChangesAnswer],
  recall: [RecallRequest, z.object({ generation: Generation })],
  check: [CheckRequest, CheckAnswer],
  catalogue: [nothing, Catalogue],
  /** A payment's whole life, fresh; of another trade point only its name. */
  story: [StoryRequest, PaymentStory],
  /** Leaves a request, once for ever by its id; answers where it stands. */
  request: [AdjustmentRequest, RequestView],
  /** The receipt that a request of the trade point waits for; one that is not its payment's is told in the answer. */
  'request-receipt': [z.object({ id: RequestId, receipt: ReceiptEvidence }), RequestView],
  /** The trade point's requests, newest first, 500 at most. */
  requests: [nothing, z.object({ requests: z.array(RequestView) })],
} as const;
export type SepCall = keyof typeof sepCalls;
export type SepInput<N extends SepCall> = z.infer<(typeof sepCalls)[N][0]>;
export type SepOutput<N extends SepCall> = z.infer<(typeof sepCalls)[N][1]>;

/** A body that unpacks to more than this is refused, bytes. */
export const largestBody = 8 * 1024 * 1024;
