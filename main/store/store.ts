/** Opens a profile's store: the lock, the database in today's form, the journal continued or begun anew. */

import type { KeyObject } from 'node:crypto';
import { sign } from 'node:crypto';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { StoredEvent } from '../../contract/journal.ts';
import type { CashierId, Instant, Origin } from '../../contract/primitives.ts';
import type { ClockDoubt } from '../../core/clock.ts';
import { doubtClock } from '../../core/clock.ts';
import { carriedBy } from '../../core/rerecorded.ts';
import { starterSettings } from '../training/starter.ts';
import { openAccept } from './accept.ts';
import { openBranch } from './branch.ts';
import { openCancelsUnsent } from './cancelsUnsent.ts';
import { cachedDayOf } from './dayCache.ts';
import type { Database } from './driver.ts';
import { carryOver, openWriter } from './driver.ts';
import { guarded } from './engineFailure.ts';
import type { Random } from './ids.ts';
import { pooled, uuidV7 } from './ids.ts';
import { openJournalChunks } from './journalChunks.ts';
import type { FoundKey } from './journalKey.ts';
import { findKey, findOldKey, findPepper, makeKey } from './journalKey.ts';
import { openJournalStart } from './journalStart.ts';
import type { JournalRow } from './journalTable.ts';
import { hashText, openJournalTable } from './journalTable.ts';
import { openJournalWriter } from './journalWriter.ts';
import { openLetterTable } from './letterTable.ts';
import { openLocal } from './local.ts';
import { takeLock } from './lock.ts';
import { isMachineId } from './machineId.ts';
import { migrate, readMigrations } from './migrate.ts';
import { hadJournal, judgeOpening } from './opening.ts';
import { openPeerTable } from './peerTable.ts';
import type { Profile } from './profile.ts';
import { openProfile, systemProbe } from './profile.ts';
import { openReader, openShiftBy } from './reader.ts';
import { openReadTables, projectionVersion } from './readTables.ts';
import { projectionOf, rebuild } from './rebuild.ts';
import type { RecordedHead } from './recordedHeads.ts';
import { lineDueKey, openHeadRecorder } from './recordedHeads.ts';
import { openRequestTable } from './requestTable.ts';
import type { Vault } from './secretFile.ts';
import { openSetAside } from './setAside.ts';
import { enrolledKey, openStatusTable } from './statusTable.ts';
import { together } from './together.ts';
import type { BeginAnewReason, Head, Opening, StationIdentity, Store } from './types.ts';
import { openUnsentCount } from './unsentCount.ts';

export type StoreOptions = {
  /** The profile's folder; made if need be. */
  readonly profile: string;
  /** UTC milliseconds. */
  readonly clock: () => number;
  readonly random: Random;
  readonly vault: Vault;
  /** Names this computer: a profile copied to another does not go on writing the same journal. Null: not known now. */
  readonly machineId: string | null;
  /** The folder with the numbered steps. */
  readonly migrations: string;
};

/** Bytes of chance fetched at once: enough for a hundred ids. */
const randomPortion = 1_000;

/** The journal that may not grow any more, because others have more of it than there was here. */
const leftKey = 'journal.left';

const newOrigin = ({ clock, random }: StoreOptions): Origin =>
  uuidV7(Math.max(0, Math.round(clock())), random) as Origin;

/** Opens the store, or says why it can't be. Everything it took is let go of again on a refusal. */
export const openStore = (options: StoreOptions): Result<Store> => openTunedStore(options, () => undefined);

/** The same for filling a profile in big transactions: more memory, rarer checkpoints. */
export const openBulkStore = (options: StoreOptions): Result<Store> =>
  openTunedStore(options, (database) => {
    database.pragma('cache_size = -131072');
    // Pages of the indexes change with every transaction: they are carried over once for many.
    database.pragma('wal_autocheckpoint = 65536');
    // Made-up payments may be lost with the power, as long as what is left is whole.
    database.pragma('synchronous = NORMAL');
  });

/** The same, with the writer's connection tuned before its first use. */
export function openTunedStore(options: StoreOptions, tune: (database: Database) => void): Result<Store> {
  const profile = openProfile(options.profile, systemProbe);
  if (!profile.ok) return profile;
  const lock = takeLock(profile.value.lock);
  if (!lock.ok) return lock;
  const opened = guarded(() => openWriter(profile.value.database));
  if (!opened.ok) {
    lock.value.release();
    return opened;
  }
  const database = opened.value;
  const close = () => {
    database.close();
    lock.value.release();
  };
  try {
    tune(database);
    const store = assemble(options, profile.value, database, lock.value.held, close);
    if (!store.ok) close();
    return store;
  } catch (error) {
    close();
    throw error;
  }
}

function assemble(
  options: StoreOptions,
  profile: Profile,
  database: Database,
  alone: () => boolean,
  close: () => void,
): Result<Store> {
  const { clock, vault } = options;
  const random = pooled(options.random, randomPortion);
  const migrated = migrate(database, readMigrations(options.migrations));
  if (!migrated.ok) return migrated;
  const dayOf = cachedDayOf();
  const filledBy = projectionOf(database);
  if (filledBy > projectionVersion)
    return refuse('databaseNewer', { found: filledBy, known: projectionVersion });
  if (filledBy < projectionVersion) {
    const rebuilt = guarded(() => rebuild(database, dayOf, () => undefined));
    if (!rebuilt.ok) return rebuilt;
  }

  const table = openJournalTable(database);
  const tables = openReadTables(database);
  const recorder = openHeadRecorder(profile);
  const writer = openJournalWriter(database, { table, tables, clock, random, dayOf }, recorder, alone);
  const local = openLocal(database, starterSettings);
  const read = openReader(database, writer.committed);
  const mine = table.journals().findLast((journal) => journal.mine === 1);
  // Begun as if it were new, it would give numbers again that are on paper.
  if (!mine && hadJournal(profile)) return refuse('journalLost', { folder: profile.folder });
  const journalKey = findKey(profile, vault);
  if (journalKey.kind === 'refused') return journalKey.refused;
  const pepper = findPepper(profile, vault, options.random, local.cashiers.list().length > 0);
  if (!pepper.ok) return pepper;

  const rememberMachine = (): void => {
    if (options.machineId !== null) local.setSetting('machine', options.machineId);
  };

  /** The key of the journal that grows. */
  let signing: { readonly origin: Origin; readonly key: KeyObject } | null = null;
  /** Nobody outside has said that this journal is the newest: what is appended next begins another. */
  let doubted = false;
  /** The journal that was begun in this run: nobody outside can know more of it. */
  let begunHere: Origin | null = null;

  /** Makes a key and an origin, and begins a journal with them, after `previous` if there is one. */
  function beginJournal(
    { workstation, tradePointId, zone }: StationIdentity,
    previous: { readonly head: Head; readonly at: Instant } | null,
    reason: 'new' | 'cloned' | 'restored',
    numbers: RecordedHead['numbers'] | null,
  ): Result<Head> {
    const made = makeKey(profile, vault);
    if (!made.ok) return made;
    const { key, publicKey } = made.value;
    const opened = {
      workstation,
      tradePointId,
      zone,
      publicKey,
      previous: previous && { ...previous.head, publicKey: table.find(previous.head.origin)?.public_key },
      reason,
      ...(numbers && { numbersGiven: numbers }),
    };
    const after = previous?.at ?? (0 as Instant);
    const origin = newOrigin(options);
    const begun = writer.begin({ origin, workstation, key, opened, after }, () => {
      rememberMachine();
      local.setSetting(lineDueKey, origin);
    });
    if (!begun.ok) return begun;
    const head = read.head();
    if (!head) return refuse('storeBroken');
    signing = { origin: head.origin, key };
    begunHere = head.origin;
    doubted = false;
    return ok(head);
  }

  function openJournal(journal: JournalRow, found: FoundKey): Result<Opening> {
    const end = table.end(journal.key);
    const setting = local.setting('machine');
    const stored = typeof setting === 'string' ? setting : null;
    const judgement = judgeOpening({
      profile,
      table,
      journal,
      end,
      publicKey: found.kind === 'found' ? found.publicKey : null,
      machine: { stored, present: options.machineId },
    });
    const station = tables.station(journal.origin);
    if (!station) return refuse('storeBroken', { message: `journal ${journal.origin} has no station` });
    const left = local.setting(leftKey) === journal.origin;
    if (judgement.kind === 'continue' && found.kind === 'found' && !left) {
      signing = { origin: journal.origin, key: found.key };
      writer.resume({
        journal: journal.key,
        origin: journal.origin,
        workstation: journal.workstation,
        key: found.key,
      });
      if (!isMachineId(stored)) rememberMachine();
      return ok({ kind: 'continued' });
    }
    if (judgement.kind === 'continue' && !left) throw new Error('a journal is continued without its key');
    const previous: Head = { origin: journal.origin, seq: end.seq, hash: end.hash };
    const { reason, why, missing, numbers } =
      judgement.kind === 'continue'
        ? ({ reason: 'restored', why: 'sepAhead', missing: 0, numbers: null } as const)
        : judgement;
    const begun = beginJournal(station, { head: previous, at: end.at }, reason, numbers);
    return begun.ok ? ok({ kind: reason, previous, why, missing }) : begun;
  }

  const found: Result<Opening> = mine ? openJournal(mine, journalKey) : ok({ kind: 'fresh' });
  if (!found.ok) return found;
  let opening = found.value;
  const start = openJournalStart(local, writer.committed()?.head ?? null);
  // Whoever belongs to a СЭП goes on with a journal only when it was asked: until then, and where nobody asks, it is doubted.
  // Without a СЭП a run that was cut short can't be told from a copy of one that still goes on.
  if (opening.kind === 'continued')
    doubted = local.setting(enrolledKey) !== undefined || !start.endedCleanly || !start.begin().ok;

  /** What was unfinished when this run began, until СЭП has vouched for the journal. */
  let begunBefore = new Set(
    opening.kind !== 'fresh' && local.setting(enrolledKey) !== undefined
      ? read.unfinished().map(({ id }) => id)
      : [],
  );

  function beginAnew(why: BeginAnewReason, missing: number): Result<Head> {
    const committed = writer.committed();
    if (!committed) return refuse('notSetUp');
    // From the tables: a journal that was left may have grown by what others had of it.
    const { origin } = committed.head;
    const journal = table.find(origin);
    const station = tables.station(origin);
    if (!journal || !station) return refuse('storeBroken', { message: `journal ${origin} is gone` });
    const end = table.end(journal.key);
    const head: Head = { origin, seq: end.seq, hash: end.hash };
    // Each missing document may have been a payment with a pre-check: their numbers are not given again.
    const numbers = {
      payment: station.paymentCounter + missing,
      preCheck: station.preCheckCounter + missing,
      shift: station.shiftCounter,
    };
    const begun = beginJournal(station, { head, at: end.at }, 'restored', numbers);
    if (begun.ok) opening = { kind: 'restored', previous: head, why, missing };
    return begun;
  }

  /** Whether the journal that grows was left for what others have of it. */
  let leftOrigin = local.setting(leftKey);
  const isLeft = (): boolean => leftOrigin !== undefined && leftOrigin === writer.committed()?.head.origin;

  function leave(): Result<null> {
    const origin = writer.committed()?.head.origin;
    if (origin === undefined) return refuse('notSetUp');
    const stored = local.setSetting(leftKey, origin);
    if (stored.ok) leftOrigin = origin;
    return stored;
  }

  const grown = new Set<(urgent: boolean) => void>();
  const tellGrown = (urgent: boolean): void => {
    for (const listener of grown) listener(urgent);
  };

  const deciding = {
    ...read,
    payment: tables.paymentToDecide,
    shift: tables.shiftToDecide,
    openShift: () => openShiftBy(writer.committed(), tables.shiftToDecide),
  };
  const commit: Store['commit'] = (decide) => {
    if (doubted || isLeft()) {
      // A decision that changes nothing needs no new journal.
      const station = writer.committed()?.station;
      const decided = station && decide(read, station);
      if (decided?.ok && decided.value.length > 0) {
        const begun = beginAnew(doubted ? 'unwitnessed' : 'sepAhead', 0);
        if (!begun.ok) return begun;
      }
    }
    const done = writer.commit((station) => decide(deciding, station));
    if (done.ok && done.value.length > 0)
      tellGrown(done.value.some(({ type }) => type === 'paymentConducted'));
    return done;
  };

  const acceptChunk = openAccept({
    database,
    table,
    tables,
    dayOf,
    current: () => (isLeft() ? null : (writer.committed()?.head.origin ?? null)),
    tradePoint: () => writer.committed()?.station.tradePointId ?? null,
    onOwn: (workstation) => writer.refresh(workstation),
  });

  function keyOf(origin: Origin): KeyObject | null {
    if (signing?.origin === origin) return signing.key;
    const journal = table.find(origin);
    return journal && findOldKey(profile, vault, journal.public_key);
  }

  const statuses = openStatusTable(database);

  /** What is here of another past, and is told again, is the other journal's to bring. */
  function settleRetold(event: StoredEvent): void {
    const carried = carriedBy(event);
    const last = carried?.events.at(-1);
    if (!carried || !last) return;
    const journal = table.find(carried.origin);
    const here = journal && table.event(journal.key, last.seq);
    if (here && hashText(here.hash) === last.hash) statuses.setSettled(carried.origin, last.seq);
  }

  const clockDoubt = (): ClockDoubt | null =>
    writer.committed() && doubtClock(writer.lastAt(), Math.max(0, Math.round(clock())) as Instant);

  function acceptClock(cashierId: CashierId): Result<null> {
    const doubt = clockDoubt();
    if (!doubt) return ok(null);
    const body = { clock: doubt.clock, lastAt: doubt.lastAt, cashierId };
    const recorded = commit(() => ok([{ type: 'clockAccepted', body }]));
    if (!recorded.ok) return recorded;
    const committed = writer.committed();
    if (doubt.kind === 'ahead' || !committed) return ok(null);
    // No event precedes another of its own journal: only a new one, after the word that was just given, has the true time.
    const { station, head } = committed;
    const begun = beginJournal(station, { head, at: 0 as Instant }, 'restored', null);
    return begun.ok ? ok(null) : begun;
  }

  const now = (): Instant => Math.max(Math.round(clock()), writer.lastAt(), 0) as Instant;
  const count = (name: 'parked' | 'fork') =>
    database.prepare<[], number>(`SELECT count(*) FROM ${name}`).pluck();
  const parked = count('parked');
  const forks = count('fork');

  return ok({
    get opening() {
      return opening;
    },
    beginAnew,
    read,
    local,
    journals: openJournalChunks(database),
    peers: openPeerTable(database),
    setAside: openSetAside(database),
    pepper: pepper.value,
    begun: () => writer.committed() !== null,
    begin: (identity) =>
      writer.committed() ? refuse('alreadySetUp') : beginJournal(identity, null, 'new', null),
    leave,
    doubt: (doubtful) => {
      doubted = doubtful && writer.committed() !== null;
      // A journal of this run proves nothing of what was before it.
      if (!doubtful && begunHere === null) begunBefore = new Set();
    },
    doubted: () => doubted,
    mayBeOlder: (id) => begunBefore.has(id),
    start,
    begunHere: () => begunHere !== null && begunHere === writer.committed()?.head.origin,
    commit,
    accept(events, heads) {
      // Another program that has the profile now would not know of what is stored here.
      if (!alone()) return refuse('lockLost');
      const done = acceptChunk(events, heads);
      if (done.ok) {
        for (const event of events) settleRetold(event);
        tellGrown(true);
      }
      return done;
    },
    onGrown(listener) {
      grown.add(listener);
      return () => void grown.delete(listener);
    },
    ownJournals: () =>
      table
        .journals()
        .filter(({ mine: own }) => own === 1)
        .map(({ origin, public_key }) => ({ origin, publicKey: public_key })),
    hashAt(origin, seq) {
      const journal = table.find(origin);
      const event = journal && table.event(journal.key, seq);
      return event && hashText(event.hash);
    },
    sign(origin, text) {
      const key = keyOf(origin);
      return key && sign(null, Buffer.from(text), key).toString('base64');
    },
    statuses,
    requests: openRequestTable(database),
    letters: openLetterTable(database),
    together: (step) => together(database, step),
    unsent: openUnsentCount(database, statuses.broughtTo),
    cancelsUnsent: openCancelsUnsent(database, statuses),
    untoldOf: openBranch(database),
    now,
    clockBehind: () => clock() < writer.lastAt(),
    clockDoubt,
    acceptClock,
    newId: () => uuidV7(now(), random),
    facts: () => ({
      database: profile.database,
      sqlite: database.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '',
      keyStore: vault.name,
      parked: parked.get() ?? 0,
      forks: forks.get() ?? 0,
    }),
    rest: () =>
      guarded(() => {
        carryOver(database);
        return null;
      }),
    close: () => {
      const head = writer.committed()?.head;
      if (head && alone()) start.close(head, !doubted && !isLeft());
      recorder.close();
      close();
    },
  });
}
