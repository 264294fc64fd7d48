/**
 * `npm run workstation -- [--auto-sync] [--take-over]`: a workstation without a window. The same composition as behind the
 * window, for a trade point that is tried from a shell, or a computer that only brings journals to СЭП.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Instant } from '../../contract/primitives.ts';
import { explain } from '../../core/remedies.ts';
import { formatDateTime } from '../../core/zone.ts';
import type { DoorLog } from '../door/door.ts';
import { machineId } from '../store/machineId.ts';
import { profileAt, profileFolder } from '../store/profile.ts';
import { fileVault } from '../store/secretFile.ts';
import { usualNetwork } from '../till/network.ts';
import type { Workstation } from '../workstation.ts';
import { openWorkstation } from '../workstation.ts';
import { autoSync } from './autoSync.ts';
import { exitCodes, failed } from './console.ts';

const usage = `Рабочее место без окна. Профиль задаёт переменная KASSA_DATA.

  npm run workstation -- [--auto-sync] [--take-over] [--until-input-ends]
      --auto-sync          ставит «Синхронизировать автоматически», как только ответит СЭП
      --take-over          переносит синхронизацию сюда, если её ведёт другое рабочее место
      --until-input-ends   завершается, когда закрыт стандартный ввод; иначе по SIGTERM или SIGINT`;

const options = {
  'auto-sync': { type: 'boolean' },
  'take-over': { type: 'boolean' },
  'until-input-ends': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const note = (line: string): void => void process.stderr.write(`${line}\n`);
const console_ = { say, note };

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch {
    return null;
  }
}

/** Short lines for a person; what the window's log has beside them is left out. */
const line =
  (level: string) =>
  (entry: object, message: string): void =>
    note(`${new Date().toISOString()} ${level} ${message} ${JSON.stringify(entry)}`);
const log: DoorLog = { info: line('info'), warn: line('warn'), error: line('error') };

const nobodyThere = async (): Promise<null> => null;

/** Resolves when somebody wants it to end. */
function asked(untilInputEnds: boolean): Promise<string> {
  return new Promise((done) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => done(signal));
    if (!untilInputEnds) return;
    process.stdin.once('end', () => done('input'));
    process.stdin.resume();
  });
}

async function main(args: readonly string[]): Promise<number> {
  const given = parsed(args);
  if (given?.help === true) {
    say(usage);
    return exitCodes.sound;
  }
  if (!given) {
    note(usage);
    return exitCodes.usage;
  }
  const profile = profileFolder(process.env, process.platform, homedir());
  // Opened, it would be begun: a mistyped folder stays as it was.
  if (!existsSync(profileAt(profile).database)) return failed(console_, { code: 'notSetUp' });
  const ending = asked(given['until-input-ends'] === true);
  const opened = await openWorkstation({
    profile,
    migrations: resolve(import.meta.dirname, '../../migrations/station'),
    reportWorker: new URL('../report/worker.ts', import.meta.url),
    vault: fileVault,
    machineId: machineId(),
    clock: Date.now,
    monotonic: () => performance.now(),
    every: (milliseconds, action) => {
      const timer = setInterval(action, milliseconds);
      return () => clearInterval(timer);
    },
    log,
    desktop: {
      chooseFileToSave: nobodyThere,
      chooseFileToOpen: nobodyThere,
      chooseScan: nobodyThere,
      openFile: async () => false,
      copy: async () => undefined,
      program: 'windowless',
      electron: 'none',
    },
    push: () => undefined,
    training: false,
    network: usualNetwork(),
  });
  if (!opened.ok) return failed(console_, opened.failure);
  try {
    return await work(opened.value, ending, given['auto-sync'] === true, given['take-over'] === true);
  } finally {
    await opened.value.close();
  }
}

async function work(
  { store, sync, ready }: Workstation,
  ending: Promise<string>,
  ticking: boolean,
  takeOver: boolean,
): Promise<number> {
  if (!store.begun()) return failed(console_, { code: 'notSetUp' });
  await ready;
  const station = store.read.station();
  const peer = sync.sync()?.connection().own ?? [];
  say(
    JSON.stringify({
      ready: true,
      workstation: station.workstation,
      tradePoint: station.tradePointId,
      enrolled: sync.sync() !== null,
      peer,
    }),
  );
  if (ticking || takeOver) {
    const { timers, pace } = usualNetwork();
    const time = (at: Instant): string => formatDateTime(at, station.zone);
    const stop = autoSync({ sync, timers, pauseMs: pace.contactMs, takeOver, time, note, explain });
    note(`ends on ${await ending}`);
    stop();
  } else note(`ends on ${await ending}`);
  return exitCodes.sound;
}

process.exitCode = await main(process.argv.slice(2));
