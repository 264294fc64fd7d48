/** What the window is shown of СЭП, the sync designation and the other workstations. */
import { z } from 'zod';
import { Failure } from './failure.ts';
import { PeerAddress } from './peer.ts';
import { Instant, Kopecks, PaymentId, ProviderId, WorkstationNumber } from './primitives.ts';
import { PaymentStatus } from './status.ts';

/** Why nobody brings this trade point's payments to СЭП; loud on every workstation. */
export const NobodySyncing = z.enum([
  /** The box is ticked nowhere. */
  'noDesignation',
  /** The workstation that holds it has not been seen for long. */
  'holderSilent',
  /** Own conducted payments have been waiting for more than 15 minutes. */
  'unsentOld',
]);
export type NobodySyncing = z.infer<typeof NobodySyncing>;

/** «Синхронизировать автоматически» is held by a workstation since then. */
const Holder = z.object({
  workstation: WorkstationNumber,
  since: Instant,
  lastContactAt: Instant.nullable(),
});
export type Holder = Readonly<z.infer<typeof Holder>>;

/** How fresh our part of another workstation is. */
export const PartView = z.object({
  workstation: WorkstationNumber,
  /** Up to when its payments are known here; null: never heard of. */
  freshAt: Instant.nullable(),
  /** Its own conducted payments that СЭП has not got, by its word to СЭП. */
  unsent: z.int().nullable(),
});
export type PartView = Readonly<z.infer<typeof PartView>>;

export const SyncView = z.object({
  /** The box: this workstation holds the designation, as far as it knows. */
  ticked: z.boolean(),
  /** `connecting`: not asked yet. */
  link: z.enum(['connecting', 'ok', 'unavailable', 'refused']),
  /** Why the link is not `ok`; with one, why СЭП does not take a journal. */
  failure: Failure.nullable(),
  lastContactAt: Instant.nullable(),
  /** How far this computer's clock runs ahead of СЭП's, milliseconds, negative: behind; null: near enough, or СЭП is away. */
  clockAheadMs: z.int().nullable(),
  /** Who holds the designation by СЭП's last word; null: nobody. */
  holder: Holder.nullable(),
  /** This workstation held it and another took over: told until it is read. */
  lost: z.object({ workstation: WorkstationNumber, at: Instant }).nullable(),
  /** Own conducted payments that СЭП has not got yet. */
  unsent: z.int().min(0),
  oldestUnsentAt: Instant.nullable(),
  nobody: NobodySyncing.nullable(),
  /** The other workstations of the trade point. */
  parts: z.array(PartView),
  /** What is not `completed` or otherwise at its end, of the whole trade point: the number that asks for a look. */
  open: z.int().min(0),
  /** Of these, `hung` and `rejected`: they wait for a person. */
  stuck: z.int().min(0),
});
export type SyncView = Readonly<z.infer<typeof SyncView>>;

/** A status as the screen needs it; the rest of `PaymentStatus` is for the payment's story. */
export const StandingView = PaymentStatus.pick({ status: true, at: true, reason: true });
export type StandingView = Readonly<z.infer<typeof StandingView>>;

/** A line of the ageing view: a conducted payment that is not at its end. */
export const OpenPayment = z.object({
  paymentId: PaymentId,
  number: z.string(),
  workstation: WorkstationNumber,
  conductedAt: Instant,
  providerId: ProviderId,
  account: z.string(),
  amountTaken: Kopecks,
  /** Null: СЭП has not got it. */
  standing: StandingView.nullable(),
});
export type OpenPayment = Readonly<z.infer<typeof OpenPayment>>;

/** «Подключить к СЭП»: the address, and the code as it was typed. */
export const EnrolForm = z.object({
  /** `https://sep.example:8443`; the scheme may be left out. */
  address: z.string().trim().min(1).max(300),
  code: z.string().trim().min(1).max(120),
});
export type EnrolForm = Readonly<z.infer<typeof EnrolForm>>;

/** What the settings show of the connection. */
export const ConnectionView = z.object({
  address: z.string(),
  certificateUntil: Instant,
  generation: z.int(),
  /** This workstation's own peer door; empty: it could not be opened. */
  own: z.array(PeerAddress),
  peers: z.array(
    z.object({
      workstation: WorkstationNumber,
      addresses: z.array(PeerAddress),
      typed: z.array(PeerAddress),
    }),
  ),
});
export type ConnectionView = Readonly<z.infer<typeof ConnectionView>>;
