/**
 * A whole workstation for tests: real store, devices and use cases behind the real door, on a profile of its own.
 * Only the edge is pretended: clock, heartbeat, dialogues, window.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { CallName, CallOutput } from '../../contract/ipc.ts';
import { calls } from '../../contract/ipc.ts';
import type { TillView } from '../../contract/till.ts';
import type { FiscalRegister, SlipPrinter } from '../../core/devices.ts';
import type { EscposDeadlines } from '../../main/devices/escpos/escposPrinter.ts';
import type { DeviceOptions, Devices } from '../../main/devices/open.ts';
import { openDevices } from '../../main/devices/open.ts';
import { systemTimers } from '../../main/devices/timers.ts';
import { createDoor } from '../../main/door/door.ts';
import { hashPin } from '../../main/session/pin.ts';
import type { Database } from '../../main/store/driver.ts';
import { driverLocation, openReader } from '../../main/store/driver.ts';
import { fileVault } from '../../main/store/secretFile.ts';
import { openTunedStore } from '../../main/store/store.ts';
import type { SyncPace } from '../../main/sync/pace.ts';
import type { Network } from '../../main/till/syncDesk.ts';
import { trainingPeople } from '../../main/training/trainingSet.ts';
import type { Workstation } from '../../main/workstation.ts';
import { openWorkstationOn } from '../../main/workstation.ts';
import { withCheckedReads } from './checkedReads.ts';

export type Input<N extends CallName> = z.input<(typeof calls)[N][0]>;

/** A working morning at the training trade point: 9:00 in Moscow. */
export const morning = Date.UTC(2026, 10, 23, 6);
export const minute = 60_000;
export const hour = 60 * minute;

/** Short where a test waits for one to pass, and still far longer than a pty takes on a machine that is not very busy. */
const testDeadlines: EscposDeadlines = {
  openMs: 3_000,
  writeMs: 1_000,
  closeMs: 500,
  answerMs: 200,
  quietMs: 20,
  printMs: 400,
  lineMs: 0,
  pollMs: 200,
};

/** For a printer that answers whatever else the machine does: no test waits for one of these to pass. */
export const patientDeadlines: EscposDeadlines = {
  ...testDeadlines,
  writeMs: 20_000,
  answerMs: 20_000,
  quietMs: 100,
  printMs: 20_000,
};

export type StartOptions = {
  readonly profile: string;
  readonly training: boolean;
  /** What the wall clock says. */
  readonly at: number;
  /** Stands between the till and its devices. */
  readonly register: (real: FiscalRegister) => FiscalRegister;
  readonly printer: (real: SlipPrinter) => SlipPrinter;
  /** Handed the writer's connection before its first use. */
  readonly tune: (database: Database) => void;
  /** How long its devices may take. */
  readonly deadlines: EscposDeadlines;
  readonly chooseFile: () => string | null;
  readonly machineId: string;
  /** How it speaks to СЭП and to the other workstations. */
  readonly network: Partial<Network>;
};

const usual: Omit<StartOptions, 'profile'> = {
  training: false,
  at: morning,
  register: (real) => real,
  printer: (real) => real,
  tune: () => undefined,
  deadlines: testDeadlines,
  chooseFile: () => null,
  machineId: 'guid:test-machine',
  network: {},
};

/** As in daily work, only quicker. */
export const quickPace: SyncPace = {
  contactMs: 40,
  changesWaitMs: 2_000,
  answerMs: 5_000,
  shipAnswerMs: 5_000,
  witnessMs: 2_000,
  checkMs: 2_800,
  pauses: { firstMs: 20, mostMs: 100 },
  blockedMs: 500,
};

/** This computer alone, and no door for others unless a test opens one. */
const quickNetwork: Network = {
  timers: systemTimers,
  chance: () => 0.5,
  pace: quickPace,
  peerPort: 0,
  addressesOf: (port) => [{ host: '127.0.0.1', port }],
  openPeers: null,
};

/** What guards a stolen list of PINs takes a fifth of a second; hundreds of sign-ins of tests would wait for it. */
export const quickPins = { N: 2 ** 4, r: 8, p: 1 };

const folders: string[] = [];

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-till-'));
  folders.push(folder);
  return folder;
}

/** What a crash at this very instant would leave: the files as they are now, in mid-work. */
export function crashCopy(profile: string): string {
  const copy = newFolder();
  cpSync(profile, copy, { recursive: true });
  return copy;
}

export const migrations = fileURLToPath(new URL('../../migrations/station', import.meta.url));
const reportWorker = new URL('../../main/report/worker.ts', import.meta.url);
const windowOrigin = 'app://kassa';

function devicesWith(
  options: DeviceOptions,
  { printer, register, deadlines }: Pick<StartOptions, 'printer' | 'register' | 'deadlines'>,
): Devices {
  const devices = openDevices({ ...options, deadlines });
  return { ...devices, printer: printer(devices.printer), register: register(devices.register) };
}

export type Till = Awaited<ReturnType<typeof startTill>>;

const running: { close(): Promise<void> }[] = [];

/** Ends what the test has started, and takes its folders away. For `afterEach`. */
export async function endTills(): Promise<void> {
  for (const till of running.splice(0).reverse()) await till.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export async function startTill(options: Partial<StartOptions> & Pick<StartOptions, 'profile'>) {
  const { profile, training, at, tune, chooseFile, machineId, network, ...faults } = { ...usual, ...options };
  let wall = at;
  let run = 0;
  let latest: TillView | null = null;
  let awaited: readonly (() => void)[] = [];
  let beats: readonly (() => void)[] = [];
  const copied: string[] = [];
  const openedFiles: string[] = [];
  const logged: string[] = [];
  const note = (entry: object, message: string): void => {
    logged.push(`${message} ${JSON.stringify(entry)}`);
  };
  const log = { info: note, warn: note, error: note };

  const opened: Result<Workstation> = await openWorkstationOn(
    {
      openStore: (storeOptions) => {
        const store = openTunedStore(storeOptions, tune);
        return store.ok ? ok(withCheckedReads(store.value)) : store;
      },
      openDevices: (deviceOptions) => devicesWith(deviceOptions, faults),
      hashPin: (pin, pepper) => hashPin(pin, pepper, quickPins),
    },
    {
      profile,
      migrations,
      reportWorker,
      vault: fileVault,
      machineId,
      clock: () => wall,
      monotonic: () => run,
      every: (_milliseconds, action) => {
        beats = [...beats, action];
        return () => {
          beats = [];
        };
      },
      log,
      desktop: {
        chooseFileToSave: async () => chooseFile(),
        chooseFileToOpen: async () => chooseFile(),
        chooseScan: async () => chooseFile(),
        openFile: async (path) => {
          openedFiles.push(path);
          return true;
        },
        copy: async ({ text }) => void copied.push(text),
        program: 'test',
        electron: 'none',
      },
      push: (name, payload) => {
        if (name !== 'till') return;
        latest = payload as TillView;
        for (const look of awaited) look();
      },
      training,
      network: { ...quickNetwork, ...network },
    },
  );
  if (!opened.ok) throw new Error(`the workstation did not open: ${JSON.stringify(opened.failure)}`);
  const workstation = opened.value;
  const door = createDoor(
    windowOrigin,
    Promise.resolve({ ok: true, value: workstation.handlers }),
    log,
    () => run,
  );

  /** Whatever is sent, as the window would send it. */
  const send = (name: unknown, payload: unknown): Promise<Result<unknown>> =>
    door({ origin: windowOrigin, mainFrame: true }, name, payload);

  /** One call through the door; what comes out must be what the contract says. */
  async function ask<N extends CallName>(name: N, input: Input<N>): Promise<Result<CallOutput<N>>> {
    const answer = await send(name, input);
    if (!answer.ok) return answer;
    return { ok: true, value: calls[name][1].parse(answer.value) as CallOutput<N> };
  }

  async function must<N extends CallName>(name: N, input: Input<N>): Promise<CallOutput<N>> {
    const answer = await ask(name, input);
    if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.failure)}`);
    return answer.value;
  }

  let closed = false;
  const till = {
    profile,
    send,
    ask,
    must,
    view: () => must('till.view', null),
    /** The last snapshot that the window was sent unasked. */
    pushed: (): TillView => {
      if (!latest) throw new Error('nothing was pushed yet');
      return latest;
    },
    /** Called with every snapshot, in the midst of whatever sends it; the function it returns ends that. */
    onPush: (look: () => void): (() => void) => {
      awaited = [...awaited, look];
      return () => {
        awaited = awaited.filter((other) => other !== look);
      };
    },
    /** Resolves with the first snapshot, from the last one on, that is as expected. */
    until: (expected: (view: TillView) => boolean): Promise<TillView> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!latest || !expected(latest)) return;
          awaited = awaited.filter((other) => other !== look);
          resolve(latest);
        };
        awaited = [...awaited, look];
        look();
      }),
    /** Time goes by, on the wall and in the machine. */
    pass: (milliseconds: number): void => {
      wall += milliseconds;
      run += milliseconds;
    },
    /** Somebody sets the clock; running time is untouched. */
    setClock: (to: number): void => {
      wall = to;
    },
    now: (): number => wall,
    /** The workstation's own round: auto-lock, state of devices. */
    beat: (): void => {
      for (const beat of beats) beat();
    },
    /** Rounds until the last snapshot is as expected. */
    async beatUntil(expected: (view: TillView) => boolean): Promise<TillView> {
      for (;;) {
        if (latest && expected(latest)) return latest;
        for (const beat of beats) beat();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    copied,
    openedFiles,
    logged,
    papers: () => papersIn(profile),
    events: () => eventsIn(profile),
    documents: () => registerDocumentsIn(profile),
    close: async (): Promise<void> => {
      if (closed) return;
      closed = true;
      await workstation.close();
    },
  };
  running.push(till);
  return till;
}

export type Paper = { readonly kind: string; readonly text: string };

/** What the virtual printer has put out, in order. */
function papersIn(profile: string): Paper[] {
  const folder = join(profile, 'paper');
  try {
    return readdirSync(folder)
      .sort()
      .flatMap((day) =>
        readdirSync(join(folder, day))
          .sort((left, right) => Number(left.split('-')[1]) - Number(right.split('-')[1]))
          .map((name) => ({
            kind: name.split('-')[2]?.replace('.txt', '') ?? '',
            // Sums hold together by no-break spaces: here they are read by people.
            text: readFileSync(join(folder, day, name), 'utf8').replaceAll('\u00a0', ' '),
          })),
      );
  } catch {
    return [];
  }
}

export type EventText = { readonly type: string; readonly body: Readonly<Record<string, unknown>> };

/** The journal as it stands on disk, read past the program. */
function eventsIn(profile: string): EventText[] {
  const database = openReader(join(profile, 'kassa.sqlite'), driverLocation());
  try {
    return database
      .prepare<[], { type: string; body: string }>('SELECT type, body FROM event ORDER BY journal, seq')
      .all()
      .map(({ type, body }) => ({ type, body: JSON.parse(body) as EventText['body'] }));
  } finally {
    database.close();
  }
}

export const registerFile = (profile: string): string => join(profile, 'register', 'documents.jsonl');

/** Kinds of the documents that the virtual register has made, in order. */
function registerDocumentsIn(profile: string): string[] {
  try {
    return readFileSync(registerFile(profile), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
  } catch {
    return [];
  }
}

let template: Promise<string> | null = null;

async function makeTemplate(): Promise<string> {
  const profile = mkdtempSync(join(tmpdir(), 'kassa-template-'));
  process.once('exit', () => rmSync(profile, { recursive: true, force: true }));
  const till = await startTill({ profile, training: true });
  running.splice(running.indexOf(till), 1);
  await till.close();
  return profile;
}

/** A profile with the training set, never worked on. */
export async function trainingProfile(): Promise<string> {
  template ??= makeTemplate();
  return crashCopy(await template);
}

export async function startTraining(options: Partial<StartOptions>): Promise<Till> {
  return startTill({ profile: await trainingProfile(), ...options });
}

type PersonName = 'Анна Соколова' | 'Игорь Павлов' | 'Марина Котова' | 'Сергей Орлов';

export const cashierAnna: PersonName = 'Анна Соколова';
export const cashierIgor: PersonName = 'Игорь Павлов';
export const seniorMarina: PersonName = 'Марина Котова';
export const administratorSergey: PersonName = 'Сергей Орлов';

export const pinOf = (name: PersonName): string => trainingPeople.find((one) => one.name === name)?.pin ?? '';

export async function idOf(till: Till, name: string): Promise<string> {
  const found = (await till.view()).cashiers.find((cashier) => cashier.name === name);
  if (!found) throw new Error(`no cashier ${name}`);
  return found.id;
}

export const signIn = async (till: Till, name: PersonName): Promise<TillView> =>
  till.must('session.signIn', { cashierId: await idOf(till, name), pin: pinOf(name) });

/** A cashier at an open shift, with this much in the drawer. */
export async function startWorking(options: Partial<StartOptions>): Promise<Till> {
  const till = await startTraining(options);
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 100_000 });
  return till;
}

/** The settings of the training set with one change, set by the senior, and the cashier back at the till. */
export async function setDevices(
  till: Till,
  change: Partial<Pick<Input<'settings.set'>, 'printer' | 'register'>>,
): Promise<void> {
  await signIn(till, seniorMarina);
  const settings = await till.must('settings.get', null);
  await till.must('settings.set', { ...settings, ...change });
  await till.must('session.signOut', null);
}

export type Typed = { readonly account: string; readonly provider: string; readonly sum: string };

export const phone: Typed = { account: '916 123-45-67', provider: 'mts', sum: '500' };

export type DraftInput = Input<'payment.saveDraft'>;

/** A new payment with what the cashier types into its fields. */
export async function enter(till: Till, { account, provider, sum }: Typed): Promise<DraftInput> {
  const { draft } = await till.must('payment.begin', null);
  if (!draft) throw new Error('no draft in hand');
  const typed: DraftInput = { ...draft, account, providerId: provider, providerChosen: true, sum };
  await till.must('payment.saveDraft', typed);
  return typed;
}

export const askPreCheck = (till: Till, draft: DraftInput) =>
  till.ask('payment.preCheck', { draft, confirmed: [], blindDigits: null });

/** Entered, printed and signed by the client. */
export async function enterSigned(till: Till, typed: Typed): Promise<string> {
  const draft = await enter(till, typed);
  await till.must('payment.preCheck', {
    draft,
    confirmed: ['sameWithinHour', 'otherOperatorByRange'],
    blindDigits: draft.account.replace(/\D/g, '').slice(-4),
  });
  await till.must('payment.sign', { paymentId: draft.paymentId });
  return draft.paymentId;
}

/** A payment from the first key to «Провести»; its id. */
export async function pay(till: Till, typed: Typed, tendered: number): Promise<string> {
  const paymentId = await enterSigned(till, typed);
  const { failure } = await till.must('payment.receipt', { paymentId, tendered });
  if (failure) throw new Error(`the receipt failed: ${failure.code}`);
  await till.must('payment.conduct', { paymentId });
  return paymentId;
}

/** The code of a refusal; `ok` for none. */
export const codeOf = (answer: Result<unknown>): string => (answer.ok ? 'ok' : answer.failure.code);

/** The code of what went wrong on paper, or of the refusal. */
export const printFailure = (
  answer: Result<{ readonly failure: { readonly code: string } | null }>,
): string => (answer.ok ? (answer.value.failure?.code ?? 'printed') : `refused: ${answer.failure.code}`);
