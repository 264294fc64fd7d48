/** What the exchange between the workstations of a trade point promises to whoever runs it, and what it needs. */
import type { PeerAddress } from '../../contract/peer.ts';
import type { ContactAnswer } from '../../contract/sep.ts';
import type { PartView } from '../../contract/sync.ts';
import type { Timers } from '../devices/timers.ts';
import type { DoorLog } from '../door/door.ts';
import type { Store } from '../store/types.ts';

/** PEM, as enrolment or renewal gave it. */
export type PeerTls = {
  readonly certificate: string;
  readonly key: string;
  /** СЭП's CA: every workstation's certificate is issued by it. */
  readonly authority: string;
};

export type PeersParts = {
  readonly workstation: number;
  readonly tradePointId: string;
  readonly tls: PeerTls;
  readonly store: Pick<Store, 'accept' | 'journals' | 'peers' | 'local'>;
  /** Where the peer door listens; 0: any free port. */
  readonly port: number;
  /** Where a door on that port can be found from outside; the composition asks the network cards, a test a proxy. */
  readonly addressesOf: (port: number) => readonly PeerAddress[];
  /** UTC milliseconds. */
  readonly clock: () => number;
  /** From 0 to 1, for pauses that don't fall together. */
  readonly chance: () => number;
  readonly timers: Timers;
  readonly log: DoorLog;
  /** Events of other workstations, names or a freshness have come in: what is shown may differ. */
  readonly onArrived: () => void;
};

/** Another workstation as СЭП names it at every contact. */
export type KnownPeer = Pick<
  ContactAnswer['peers'][number],
  'workstation' | 'addresses' | 'certificates' | 'unsent'
>;

/** How far the peers that answered in time have the journals. */
export type WitnessedHeads = {
  readonly heads: readonly { readonly origin: string; readonly seq: number; readonly hash: string }[];
  readonly answered: readonly number[];
};

export interface Peers {
  /** Where this workstation's door can be found, for СЭП's list; empty: it could not be opened. */
  address(): readonly PeerAddress[];
  /** СЭП's list, after each contact; `at`: what СЭП's clock said. Kept over a restart. */
  setPeers(list: readonly KnownPeer[], at: number): void;
  /** A renewed certificate, for new connections. */
  setTls(tls: PeerTls): void;
  /** Addresses typed by hand, in place of those typed before. */
  setTyped(workstation: number, typed: readonly PeerAddress[]): void;
  /** Asks every known peer how far it has the journals, within so many milliseconds. Whoever does not answer is left out. */
  askHeads(deadlineMs: number): Promise<WitnessedHeads>;
  /** A peer, or all of them, have news: they are asked at once. */
  kick(workstation?: number): void;
  /** Asks all of them at once and takes what they have; resolves when that is done, or after so many milliseconds. */
  round(deadlineMs: number): Promise<void>;
  /** The other workstations of the trade point and how fresh their part is here. */
  parts(): readonly PartView[];
  /** Ends listening and asking; what is under way is broken off. */
  close(): Promise<void>;
}
