/** What the workstation's store promises to the parts built on it: readers told from writers by type. */
import type { Result } from '../../contract/failure.ts';
import type { KnownEvent, NewEvent, SignedHead, StoredEvent } from '../../contract/journal.ts';
import type { JournalChunk, JournalHead, PeerAddress } from '../../contract/peer.ts';
import type {
  CashierId,
  Hash,
  Instant,
  Kopecks,
  Origin,
  PaymentId,
  Role,
  ShiftId,
} from '../../contract/primitives.ts';
import type { Catalogue, CatalogueStanding, NumberRange } from '../../contract/provider.ts';
import type { Settings, TradePoint } from '../../contract/settings.ts';
import type { Draft } from '../../contract/till.ts';
import type { ClockDoubt } from '../../core/clock.ts';
import type { Payment } from '../../core/payment.ts';
import type { PinTries } from '../../core/pinPause.ts';
import type { PreCheck, Station } from '../../core/projection.ts';
import type { Refund } from '../../core/refund.ts';
import type { Shift } from '../../core/shift.ts';
import type { UntoldOf } from './branch.ts';
import type { JournalStart } from './journalStart.ts';
import type { LetterTable } from './letterTable.ts';
import type { RequestTable } from './requestTable.ts';
import type { StatusTable } from './statusTable.ts';
import type { UnsentCount } from './unsentCount.ts';

/** A journal's last event. */
export type Head = { readonly origin: Origin; readonly seq: number; readonly hash: Hash };

export type SameQuery = {
  readonly account: string;
  readonly amountCredited: Kopecks;
  readonly since: Instant;
  /** The payment in hand, which is not its own double. */
  readonly except: PaymentId;
};

export type PreCheckQuery = {
  /** Empty: all. Digits: the pre-check's number, or the first or last digits (three or more) of the client's number. */
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
};

/** What is committed, as this workstation's read tables tell it. Lists hold its own payments only, unless it says otherwise. */
export interface StationReader {
  /** Who this workstation is. Throws before the journal is begun: ask `Store.begun` first. */
  station(): Station;
  payment(id: PaymentId): Payment | null;
  shift(id: ShiftId): Shift | null;
  openShift(): Shift | null;
  /** Between entering and its end, oldest first. */
  unfinished(): readonly Payment[];
  /** The same of the trade point's other workstations, as far as their journals are here. */
  unfinishedElsewhere(limit: number): readonly Payment[];
  /** The payment whose receipt's outcome is unknown: it blocks the device. */
  receipting(): Payment | null;
  /** A payment's refunds, newest first, whichever workstation gave the cash. */
  refunds(id: PaymentId): readonly Refund[];
  /** Refunds between grant and cash at this workstation, oldest first; one of them at most is `receipting`. */
  refunding(): readonly Refund[];
  /** Taken payments, of any workstation, by the register's number of their receipt. */
  byDocument(document: number): readonly Payment[];
  /** The same by shift and receipt, «128/12». */
  byReceiptNumber(shiftNumber: number, number: number): readonly Payment[];
  /** Of this workstation, newest first. */
  recentRefunds(limit: number): readonly Refund[];
  /** All but the abandoned, newest first. */
  recent(limit: number): readonly Payment[];
  /** Payments of any workstation with this number and sum, taken (or with a receipt under way) since then; newest first. */
  sameWithin(query: SameQuery): readonly Payment[];
  /** Newest first; `count` is of all that match. */
  preChecks(query: PreCheckQuery): { readonly count: number; readonly rows: readonly PreCheck[] };
  /** Newest first. */
  closedShifts(limit: number): readonly Shift[];
  /** A payment's events in the order they happened. */
  history(id: PaymentId): readonly (KnownEvent & { readonly id: string })[];
  /** A shift's cash put in and taken out, oldest first. `id` is the event's own. */
  cashMoves(id: ShiftId): readonly (KnownEvent & { readonly type: 'cashMoved'; readonly id: string })[];
  /** The head that closed a shift, as its Z report prints it: its own `shiftClosed` event. Null: not closed. */
  closingHead(id: ShiftId): Head | null;
  /** Null until the set-up has begun the journal. */
  head(): Head | null;
}

export type Cashier = {
  readonly id: CashierId;
  readonly name: string;
  readonly role: Role;
  readonly closed: boolean;
  /** Text that `verifyPin` understands. */
  readonly verifier: string;
  readonly tries: PinTries;
};

export interface CashierStore {
  /** By name, the closed ones too: reports name them. */
  list(): readonly Cashier[];
  find(id: CashierId): Cashier | null;
  /** `cashierNameTaken` when an open cashier has the name, in whatever case. */
  create(cashier: Pick<Cashier, 'id' | 'name' | 'role' | 'verifier'>): Result<null>;
  close(id: CashierId): Result<null>;
  setVerifier(id: CashierId, verifier: string): Result<null>;
  /** Durable when it returns: a restart forgets no wrong PIN. */
  setTries(id: CashierId, tries: PinTries): Result<null>;
}

/** What a workstation keeps beside its journal and never ships. Every write is durable when it returns. */
export interface LocalStore {
  readonly cashiers: CashierStore;
  /** The starter's settings until some are stored. */
  settings(): Settings;
  setSettings(settings: Settings): Result<null>;
  /** Null until the set-up. */
  tradePoint(): TradePoint | null;
  setTradePoint(tradePoint: TradePoint): Result<null>;
  /** Anything else by its key; undefined: never set. The caller reads it through its schema. */
  setting(key: string): unknown;
  setSetting(key: string, value: unknown): Result<null>;
  draft(): Draft | null;
  setDraft(draft: Draft | null): Result<null>;
  /** The starter catalogue until another is stored. How far it may be relied on says `catalogueStanding`. */
  catalogue(): Catalogue;
  catalogueStanding(): CatalogueStanding;
  /** Writes a damaged copy again from the sound one. False: there was nothing to mend, or nothing to mend it from. */
  mendCatalogue(): Result<boolean>;
  setCatalogue(catalogue: Catalogue): Result<null>;
  /** Puts the whole table in place of the one before. */
  replaceRanges(ranges: readonly NumberRange[]): Result<null>;
  /** The operator of ten digits by the numbering plan; null: not in the table. */
  operatorOf(tenDigits: string): string | null;
  rangeCount(): number;
}

/** How this start found the journal. */
export type Opening =
  /** No journal yet: the set-up has to begin it. */
  | { readonly kind: 'fresh' }
  | { readonly kind: 'continued' }
  /** A new journal was begun after `previous`; `why` says what was found. */
  | {
      readonly kind: 'cloned' | 'restored';
      readonly previous: Head;
      readonly why: 'otherMachine' | 'behindRecordedHead' | 'keyMissing' | 'otherKey' | BeginAnewReason;
      /** Events known to be missing from the journal before; 0 when none are known to be. */
      readonly missing: number;
    };

/**
 * Why a journal is left for a new one in mid-work: a register, СЭП or another workstation remembers more of it, СЭП has
 * let another start go on with it that this profile knows nothing of, or nobody could be asked.
 */
export type BeginAnewReason = 'registerAhead' | 'sepAhead' | 'peerAhead' | 'startedElsewhere' | 'unwitnessed';

export type AcceptOutcome =
  /** Stored and applied up to `seq`; the events that were known already, and those kept aside as forks, are counted. */
  | {
      readonly kind: 'accepted';
      readonly origin: Origin;
      readonly seq: number;
      readonly known: number;
      readonly forks: readonly { readonly seq: number; readonly hash: Hash }[];
    }
  /** Something before it is missing: send this journal from that event on. */
  | { readonly kind: 'gap'; readonly origin: Origin; readonly from: number }
  /** Its chain or its signature is not right: nothing of it was stored. */
  | {
      readonly kind: 'unsound';
      readonly origin: Origin;
      readonly seq: number;
      readonly why:
        | 'hash'
        | 'chain'
        | 'signature'
        | 'unsignedEnd'
        | 'firstEvent'
        | 'otherPlace'
        | 'ownJournal';
    };

/** The journals of the whole trade point, as far as they are here, ready to be handed on. */
export interface JournalReader {
  /** How far each journal is here, to its last signed head. */
  heads(): readonly JournalHead[];
  /**
   * The exact text of a journal from an event on, cut at the last signed head within `mostEvents`, or at the first one
   * if that lies further. Null: nothing is there from that event on, or it can't be cut (see `uncut`).
   */
  chunkFrom(origin: Origin, from: number, mostEvents: number): JournalChunk | null;
  /** Events from there on that can't be handed on, because no signed head is near enough; null: they can. */
  uncut(
    origin: Origin,
    from: number,
  ): { readonly origin: Origin; readonly from: number; readonly to: number } | null;
}

/** Another workstation of the trade point. */
export type StoredPeer = {
  readonly workstation: number;
  /** When everything that it announced was here; null: never. */
  readonly freshAt: Instant | null;
  /** As СЭП told, and as typed here. */
  readonly addresses: readonly PeerAddress[];
  readonly typed: readonly PeerAddress[];
};

export type CashierName = { readonly id: CashierId; readonly name: string };

/** What is known of the other workstations beside their journals. Every write is durable when it returns. */
export interface PeerTable {
  list(): readonly StoredPeer[];
  setAddresses(workstation: number, addresses: readonly PeerAddress[]): Result<null>;
  setTyped(workstation: number, typed: readonly PeerAddress[]): Result<null>;
  setFresh(workstation: number, at: Instant): Result<null>;
  /** Every cashier of the trade point by name, this workstation's own ones as they are called here. */
  names(): readonly CashierName[];
  /** Of a cashier of another workstation; null: not known. */
  nameOf(id: CashierId): string | null;
  /** Takes over names from another workstation, but for this one's own cashiers; how many were news. */
  keepNames(names: readonly CashierName[]): Result<number>;
}

/** Who this workstation is, as the set-up says. */
export type StationIdentity = {
  readonly workstation: number;
  readonly tradePointId: string;
  readonly zone: string;
};

export interface Store {
  /** How this start found the journal, and what was found out about it since. */
  readonly opening: Opening;
  /** The committed state. */
  readonly read: StationReader;
  readonly local: LocalStore;
  readonly journals: JournalReader;
  readonly peers: PeerTable;
  /** Secret bytes that PIN verifiers are mixed with; `fresh` when they were made at this start. */
  readonly pepper: { readonly bytes: Uint8Array; readonly fresh: boolean };
  /** Whether the journal exists: false only between the first start and the end of the set-up. */
  begun(): boolean;
  /** Begins the journal of a fresh profile: origin, key, first event. `alreadySetUp` afterwards. */
  begin(identity: StationIdentity): Result<Head>;
  /**
   * Begins a new journal after the one that goes on: something outside remembers more than it, so the profile was
   * restored from an older copy. `missing`: how many documents, at least, it knows nothing of.
   */
  beginAnew(why: BeginAnewReason, missing: number): Result<Head>;
  /**
   * Leaves the journal that grows, for good: `accept` takes what others have of it, and `beginAnew`, at the latest that
   * of the next start, begins another after it.
   */
  leave(): Result<null>;
  /**
   * True: nobody outside could say that this journal is the newest, so the next append begins another. So it is from the
   * opening on where a workstation that belongs to a СЭП continues a journal.
   */
  doubt(doubtful: boolean): void;
  doubted(): boolean;
  /**
   * Whether a payment was begun before this start, and СЭП has not said that the journal of before is the newest: then the
   * profile may be an older copy, which knows less of it than СЭП once told.
   */
  mayBeOlder(id: PaymentId): boolean;
  /** What is known here of this journal's starts. */
  readonly start: JournalStart;
  /** Whether the journal that grows was begun in this run. */
  begunHere(): boolean;
  /**
   * One synchronous transaction: reads, decides, appends, brings the read tables along, signs, commits.
   * A refusal changes nothing. `notSetUp` before the journal is begun; `diskFull` and `storeBroken` leave the store usable.
   */
  commit(
    decide: (read: StationReader, station: Station) => Result<readonly NewEvent[]>,
  ): Result<readonly KnownEvent[]>;
  /** Takes events of a journal, in order, cut at a signed head. */
  accept(events: readonly StoredEvent[], heads: readonly SignedHead[]): Result<AcceptOutcome>;
  /**
   * Told after every append and everything that was accepted; `urgent`: a payment was conducted, or something came from
   * elsewhere. The function it returns ends that.
   */
  onGrown(listener: (urgent: boolean) => void): () => void;
  /** Journals written by this workstation, in the order in which they were begun. */
  ownJournals(): readonly { readonly origin: Origin; readonly publicKey: string }[];
  /** The hash of an event that is here; null: it is not. */
  hashAt(origin: Origin, seq: number): Hash | null;
  /** Ed25519 by the key of an own journal, base64; null: that key is not here. */
  sign(origin: Origin, text: string): string | null;
  readonly statuses: StatusTable;
  readonly requests: RequestTable;
  readonly letters: LetterTable;
  /** Writes beside the journal that belong together: all of them are kept, or, after a refusal or an error, none. */
  together(step: () => Result<null>): Result<null>;
  readonly unsent: UnsentCount;
  /** Whether СЭП may lack a cancel of this workstation's own, by what it told of its heads in that generation. */
  cancelsUnsent(generation: number): boolean;
  /** Of an own journal's other past. */
  readonly untoldOf: UntoldOf;
  /** The clock, but never before the journal's last event. */
  now(): Instant;
  clockBehind(): boolean;
  /** What is strange about the clock, compared with the journal; null: nothing. */
  clockDoubt(): ClockDoubt | null;
  /**
   * A person says that the clock is right, for all that it contradicts the journal; recorded by `clockAccepted`. A clock
   * that is behind begins a new journal after the old one, so that what follows has the true time. Without a doubt: nothing.
   */
  acceptClock(cashierId: CashierId): Result<null>;
  /** A new UUIDv7 by the store's clock and chance. */
  newId(): string;
  facts(): StoreFacts;
  /** Which journals have forks or parked events, for a person to look at. */
  setAside(): readonly SetAside[];
  /**
   * To be called in a quiet moment: carries what SQLite's log holds over into the database file, so that no payment has
   * to wait for it. Takes milliseconds, does nothing where nothing was written. A failure loses nothing: the log stays.
   */
  rest(): Result<null>;
  close(): void;
}

/** What of a journal was kept aside: another event under a known number, or events that could not be interpreted. */
export type SetAside = {
  readonly kind: 'fork' | 'parked';
  readonly origin: Origin;
  readonly workstation: number;
  readonly count: number;
  readonly firstSeq: number;
  /** Of the first of them; empty for a fork. */
  readonly reason: string;
};

/** For the diagnostics screen. */
export type StoreFacts = {
  readonly database: string;
  readonly sqlite: string;
  /** What protects the keys: `file`, or the system's key store. */
  readonly keyStore: 'system' | 'file';
  /** Events that could not be interpreted, and events kept aside as forks: a person has to look. */
  readonly parked: number;
  readonly forks: number;
};
