/** The till's place in СЭП: none until it is enrolled, then the loops and the exchange with the other workstations. */
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { PeerAddress } from '../../contract/peer.ts';
import type { Catalogue } from '../../contract/provider.ts';
import type { CodeLook } from '../../contract/sep.ts';
import type { EnrolForm, SyncView } from '../../contract/sync.ts';
import type { Timers } from '../devices/timers.ts';
import type { DoorLog } from '../door/door.ts';
import type { Peers, PeersParts } from '../peers/types.ts';
import type { Vault } from '../store/secretFile.ts';
import { enrolledKey } from '../store/statusTable.ts';
import type { Store } from '../store/types.ts';
import type { SepIdentity } from '../sync/identity.ts';
import { openIdentityFile } from '../sync/identity.ts';
import type { SyncPace } from '../sync/pace.ts';
import type { Sync } from '../sync/sync.ts';

/** How a workstation reaches others. Tests hurry it, close its ears, or put something between. */
export type Network = {
  readonly timers: Timers;
  /** At least 0, below 1. */
  readonly chance: () => number;
  readonly pace: SyncPace;
  /** Where the door for the other workstations listens; 0: any free port. */
  readonly peerPort: number;
  /** Where a door on that port can be found from outside. */
  readonly addressesOf: (port: number) => readonly PeerAddress[];
  /** Null: no exchange with them. */
  readonly openPeers: ((parts: PeersParts) => Promise<Peers>) | null;
};

export type SyncDeskParts = {
  readonly store: Store;
  /** Where enrolment keeps what it got. */
  readonly file: string;
  readonly vault: Vault;
  readonly network: Network;
  /** UTC milliseconds. */
  readonly clock: () => number;
  readonly program: string;
  readonly log: DoorLog;
  readonly changed: () => void;
  /** СЭП has answered a contact, or told of changes. */
  readonly heard: () => void;
  readonly replaceCatalogue: (catalogue: Catalogue) => boolean;
};

export interface SyncDesk {
  /** Null: this workstation is not enrolled. */
  sync(): Sync | null;
  view(): SyncView | null;
  /** Opens what a former enrolment gave, and asks outside whether the journal is the newest. Nobody works before. */
  open(): Promise<void>;
  /** From now on СЭП is spoken to. */
  begin(): void;
  look(form: EnrolForm): Promise<Result<CodeLook>>;
  /** Uses the code up, and begins to speak to СЭП. `alreadyEnrolled` while the connection there is works. */
  enrol(form: EnrolForm): Promise<Result<null>>;
  close(): Promise<void>;
}

export function createSyncDesk(parts: SyncDeskParts): SyncDesk {
  const { store, network, log } = parts;
  const { timers, openPeers } = network;
  const file = openIdentityFile(parts.file, parts.vault);
  let sync: Sync | null = null;
  let peers: Peers | null = null;
  let closed = false;

  /** Read only where somebody is enrolled: a till alone starts without it. */
  async function connect(identity: SepIdentity): Promise<void> {
    const { createSync, tlsOf } = await import('../sync/sync.ts');
    if (closed) return;
    // Readers of the database are told too: for them a conducted payment without a status is one that was not sent.
    if (store.local.setting(enrolledKey) === undefined) store.local.setSetting(enrolledKey, true);
    const { workstation, tradePointId } = store.read.station();
    peers = openPeers
      ? await openPeers({
          ...parts,
          workstation,
          tradePointId,
          tls: tlsOf(identity),
          port: network.peerPort,
          addressesOf: network.addressesOf,
          chance: network.chance,
          timers,
          onArrived: parts.changed,
        })
      : null;
    sync = createSync({ ...parts, ...network, identity, file, peers });
    if (closed) await disconnect();
  }

  async function disconnect(): Promise<void> {
    const [ending, leaving] = [sync, peers];
    sync = null;
    peers = null;
    await ending?.close();
    await leaving?.close();
  }

  return {
    sync: () => sync,
    view: () => (store.begun() ? (sync?.view() ?? null) : null),
    async open() {
      if (!store.begun()) return;
      const identity = file.read();
      if (!identity.ok) log.error(identity.failure, 'the key for СЭП can’t be opened');
      if (!identity.ok || !identity.value) return;
      await connect(identity.value);
      await sync?.witness();
    },
    begin: () => sync?.begin(),
    async look(form) {
      const { lookAtCode } = await import('../sync/enrolment.ts');
      return lookAtCode(form, { timers });
    },
    async enrol(form) {
      if (sync?.view().link === 'ok') return refuse('alreadyEnrolled');
      const before = file.read();
      if (!before.ok) return before;
      const { enrol } = await import('../sync/enrolment.ts');
      const enrolled = await enrol(form, store, file, { timers });
      if (!enrolled.ok) return enrolled;
      await disconnect();
      if (before.value && before.value.authority !== enrolled.value.authority) {
        const { forgetSep } = await import('../sync/memory.ts');
        forgetSep(store);
      }
      // СЭП may know this journal from a life of this profile before: it is asked as at a start, before anything is appended.
      store.doubt(true);
      await connect(enrolled.value);
      await sync?.witness();
      sync?.begin();
      return ok(null);
    },
    async close() {
      closed = true;
      await disconnect();
    },
  };
}
