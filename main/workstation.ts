/** The whole workstation without its window: store, devices, session and use cases, put together in one place. */
import { randomBytes } from 'node:crypto';
import type { Result } from '../contract/failure.ts';
import { ok, refuse } from '../contract/failure.ts';
import type { PushName, PushPayload } from '../contract/ipc.ts';
import type { Instant } from '../contract/primitives.ts';
import type { EnrolForm } from '../contract/sync.ts';
import type { TillView } from '../contract/till.ts';
import { isUnfinished } from '../core/payment.ts';
import { over24h } from '../core/shift.ts';
import type { DeviceOptions, Devices } from './devices/open.ts';
import { listPorts, openDevices, usualDeadlines } from './devices/open.ts';
import type { Timers } from './devices/timers.ts';
import type { DoorLog, Handlers } from './door/door.ts';
import { openMail } from './letters/mail.ts';
import { openOutbox, usualLetterPauses } from './letters/outbox.ts';
import { sendBySmtp, usualSmtpDeadlines } from './letters/smtp.ts';
import { openReports } from './report/client.ts';
import { hashPin, verifyPin } from './session/pin.ts';
import { createSession } from './session/session.ts';
import { errorStory } from './shell/errorStory.ts';
import { profileAt } from './store/profile.ts';
import type { Vault } from './store/secretFile.ts';
import type { StoreOptions } from './store/store.ts';
import { openStore } from './store/store.ts';
import type { Store } from './store/types.ts';
import { mayReplace } from './sync/catalogue.ts';
import { adjustCalls } from './till/adjustCalls.ts';
import { createAdjustDesk } from './till/adjustDesk.ts';
import type { Desktop, Till } from './till/context.ts';
import { createDeviceDesk } from './till/deviceDesk.ts';
import { openDrafts } from './till/drafts.ts';
import { letterCalls } from './till/letterCalls.ts';
import { createOperatorDesk } from './till/operatorDesk.ts';
import { createPaperRoll } from './till/paperRoll.ts';
import { isPaperWanted, openPapersOwed } from './till/papersOwed.ts';
import { paymentCalls } from './till/paymentCalls.ts';
import { peopleCalls } from './till/peopleCalls.ts';
import { settlePreChecks } from './till/preCheckOutcome.ts';
import { createPrintingNow } from './till/printingNow.ts';
import { receiptCalls } from './till/receiptCalls.ts';
import { settleAfterSilence } from './till/receiptOutcome.ts';
import { createReceiptTurn } from './till/receiptTurn.ts';
import { compareWithRegister } from './till/registerAhead.ts';
import { reportCalls } from './till/reportCalls.ts';
import { createRequestDesk } from './till/requestDesk.ts';
import { settingsCalls } from './till/settingsCalls.ts';
import { shiftCalls } from './till/shiftCalls.ts';
import { syncCalls } from './till/syncCalls.ts';
import type { Network, SyncDesk } from './till/syncDesk.ts';
import { createSyncDesk } from './till/syncDesk.ts';
import { readTrainingPins } from './till/trainingPins.ts';
import { tillView } from './till/view.ts';
import { createTrainingSet } from './training/trainingSet.ts';

/** How often the workstation looks whether it is left alone and how its devices are, in milliseconds. */
const heartbeatMs = 3_000;
/** News that need not be on the screen at once wait this long for others, in milliseconds. */
const gatherMs = 250;

export type WorkstationParts = {
  readonly profile: string;
  readonly migrations: string;
  readonly reportWorker: URL;
  readonly vault: Vault;
  readonly machineId: string | null;
  readonly clock: () => number;
  /** Running milliseconds. */
  readonly monotonic: () => number;
  /** Runs again and again; the function it returns stops that. */
  readonly every: (milliseconds: number, action: () => void) => () => void;
  readonly log: DoorLog;
  readonly desktop: Desktop;
  readonly push: <N extends PushName>(name: N, payload: PushPayload<N>) => void;
  /** Whether an empty profile is filled with the training set. */
  readonly training: boolean;
  readonly network: Network;
};

export type Workstation = {
  readonly handlers: Handlers;
  /** Enrols a training till with nobody signed in, for the start that has just made its СЭП. `roleNeeded` on a real one. */
  enrolTraining(form: EnrolForm): Promise<Result<null>>;
  readonly store: Store;
  readonly sync: SyncDesk;
  /** The journal is known to be the one to go on with, and СЭП is spoken to. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
};

/** What a workstation stands on. Tests make it fail at a chosen moment. */
export type Ground = {
  readonly openStore: (options: StoreOptions) => Result<Store>;
  readonly openDevices: (options: DeviceOptions) => Devices;
  /** A PIN's verifier. */
  readonly hashPin: (pin: string, pepper: Uint8Array) => Promise<string>;
};

/** Opens the profile and everything on it; a refusal says why it can't work, and leaves nothing open. */
export const openWorkstation = (parts: WorkstationParts): Promise<Result<Workstation>> =>
  openWorkstationOn({ openStore, openDevices, hashPin }, parts);

export async function openWorkstationOn(
  ground: Ground,
  parts: WorkstationParts,
): Promise<Result<Workstation>> {
  const { log } = parts;
  const opened = ground.openStore({
    profile: parts.profile,
    migrations: parts.migrations,
    clock: parts.clock,
    random: randomBytes,
    vault: parts.vault,
    machineId: parts.machineId,
  });
  if (!opened.ok) return opened;
  const store = opened.value;
  const ends: (() => unknown)[] = [];
  try {
    const furnished = await furnish(ground, parts, store, ends);
    if (!furnished.ok) await closeAll(store, ends);
    return furnished;
  } catch (error) {
    log.error({ error: errorStory(error) }, 'the workstation does not open');
    // Held on, the profile's lock would keep the next start out as well.
    await closeAll(store, ends).catch((other) =>
      log.error({ error: String(other) }, 'close after a failed start'),
    );
    return refuse('internalError');
  }
}

/** Tells once for whatever comes within so many milliseconds. */
function gather(timers: Timers, milliseconds: number, tell: () => void) {
  let cancel: (() => void) | null = null;
  return {
    tell(): void {
      cancel ??= timers.after(milliseconds, () => {
        cancel = null;
        tell();
      });
    },
    end(): void {
      cancel?.();
    },
  };
}

/** Ends what was begun, last first; the store is closed whatever becomes of the rest. */
async function closeAll(store: Store, ends: readonly (() => unknown)[]): Promise<void> {
  try {
    for (const end of ends.toReversed()) await end();
  } finally {
    store.close();
  }
}

/** Everything that stands on the store. What has to be ended later is added to `ends` as soon as it is begun. */
async function furnish(
  ground: Ground,
  parts: WorkstationParts,
  store: Store,
  ends: (() => unknown)[],
): Promise<Result<Workstation>> {
  const { profile, clock, monotonic, log, desktop, push } = parts;
  const pepper = store.pepper.bytes;
  if (parts.training && !store.begun()) {
    const made = await createTrainingSet(store, (pin) => ground.hashPin(pin, pepper));
    if (!made.ok) return made;
  }

  const paper = createPaperRoll(clock);
  const drafts = openDrafts(store.local, (paymentId) => {
    const payment = store.read.payment(paymentId);
    return payment !== null && !isUnfinished(payment.stage);
  });
  const papersOwed = openPapersOwed(store.local, (id) => isPaperWanted(store.read, id));
  const printingNow = createPrintingNow();
  const session = createSession({
    cashiers: store.local.cashiers,
    verifyPin: (pin, verifier) => verifyPin(pin, pepper, verifier),
    monotonic,
    autoLockMs: () => store.local.settings().autoLockMinutes * 60_000,
  });
  const devices = createDeviceDesk({
    open: (settings) =>
      ground.openDevices({
        settings,
        profile,
        zone: store.local.tradePoint()?.zone ?? 'UTC',
        clock: () => clock() as Instant,
        random: randomBytes,
        onPaper: (roll) => push('paper', paper.add(roll)),
        deadlines: usualDeadlines,
      }),
    ports: listPorts,
    settings: store.local.settings(),
    onState: (back) => {
      if (back) void settleAfterSilence(till, 'deviceBack');
      till.changed();
    },
  });
  ends.push(() => devices.close());
  const reports = openReports({
    worker: parts.reportWorker,
    database: store.facts().database,
    migrations: parts.migrations,
  });
  ends.push(() => reports.close());

  let revision = 0;
  const changed = (): TillView => {
    revision += 1;
    const view = tillView({ store, session, drafts, papersOwed, printingNow, devices, sync }, revision);
    push('till', view);
    return view;
  };
  // News from outside come in crowds: the window is told a few times a second at most.
  const gathered = gather(parts.network.timers, gatherMs, () => void changed());
  ends.push(gathered.end);
  const sync = createSyncDesk({
    store,
    file: profileAt(profile).sep,
    vault: parts.vault,
    network: parts.network,
    clock,
    program: desktop.program,
    log,
    changed: gathered.tell,
    heard: () => requests.heard(),
    replaceCatalogue(catalogue) {
      const unfinished = store.read.unfinished();
      return (
        mayReplace(catalogue, {
          standing: store.local.catalogueStanding(),
          draft: drafts.inHand(),
          unfinished,
        }) && store.local.setCatalogue(catalogue).ok
      );
    },
  });
  ends.push(() => sync.close());
  const requests = createRequestDesk({
    store,
    sync: () => sync.sync(),
    timers: parts.network.timers,
    log,
    changed: gathered.tell,
  });
  ends.push(() => requests.close());
  const till: Till = {
    store,
    session,
    drafts,
    reports,
    devices,
    sync,
    operator: createOperatorDesk(sync, monotonic),
    requests,
    receiptTurn: createReceiptTurn(),
    papersOwed,
    printingNow,
    desktop,
    log,
    changed,
  };
  const mail = openMail({ local: store.local, file: profileAt(profile).mail, vault: parts.vault });
  const outbox = openOutbox({
    letters: store.letters,
    account: mail.account,
    send: (account, letter, signal) => sendBySmtp(account, letter, usualSmtpDeadlines, signal, null),
    timers: parts.network.timers,
    chance: parts.network.chance,
    pauses: usualLetterPauses,
    clock,
    log,
    changed: gathered.tell,
  });
  ends.push(() => outbox.end());
  const hash = (pin: string) => ground.hashPin(pin, pepper);

  const mended = store.local.mendCatalogue();
  if (!mended.ok) log.warn(mended.failure, 'a damaged copy of the catalogue is not written again');
  else if (mended.value) log.warn({}, 'a damaged copy of the catalogue was written again from the other one');
  if (store.local.catalogueStanding() !== 'sound')
    log.error({ standing: store.local.catalogueStanding() }, 'the stored catalogue can’t be read');
  if (store.opening.kind !== 'fresh' && store.opening.kind !== 'continued')
    log.warn(store.opening, 'new journal');
  const told = (error: unknown): void => log.error({ error: errorStory(error) }, 'start of the till');
  const journalCompared = sync
    .open()
    .catch(told)
    .then(() => compareWithRegister(till))
    .then(() => {
      if (!store.begun()) return undefined;
      settlePreChecks(till);
      return settleAfterSilence(till, 'programStopped');
    })
    .catch(told)
    .then(() => sync.begin());
  void devices.refresh();
  let timely = '';
  let grown = false;
  ends.push(
    store.onGrown(() => {
      grown = true;
    }),
  );
  const stop = parts.every(heartbeatMs, () => {
    const shift = store.begun() ? store.read.openShift() : null;
    const now = `${shift !== null && over24h(shift, store.now())} ${store.clockBehind()}`;
    // What changes by time alone: the lock, the shift's 24 hours, a clock set back.
    if (session.heartbeat() || now !== timely) changed();
    timely = now;
    void devices.refresh();
    // Nothing was written since the last look: nobody waits for this thread.
    const rested = grown ? ok(null) : store.rest();
    if (!rested.ok) log.warn(rested.failure, 'the log is not carried over');
    grown = false;
  });
  ends.push(stop);

  const adjustDesk = createAdjustDesk(till);
  const handlers: Handlers = {
    'till.view': () => ok(changed()),
    'screen.broken': ({ story }) => {
      log.error({ story }, 'a screen could not be drawn');
      return ok(null);
    },
    ...paymentCalls(till),
    ...receiptCalls(till),
    ...shiftCalls(till),
    ...reportCalls(till),
    ...syncCalls(till, hash),
    ...adjustCalls(till, adjustDesk),
    ...letterCalls({ till, adjustDesk, mail, outbox, folder: profileAt(profile).letters }),
    ...peopleCalls({ till, hashPin: hash, journalCompared }),
    ...settingsCalls({
      till,
      hashPin: hash,
      paper,
      verify: () => reports.verify(profile),
      folders: profileAt(profile),
    }),
  };

  return ok({
    handlers,
    async enrolTraining(form) {
      await journalCompared;
      if (readTrainingPins(store.local) === null) return refuse('roleNeeded', { role: 'administrator' });
      const enrolled = await sync.enrol(form);
      if (!enrolled.ok) log.warn(enrolled.failure, 'the training СЭП does not take this till');
      changed();
      return enrolled;
    },
    store,
    sync,
    ready: journalCompared,
    close: () => closeAll(store, ends),
  });
}
