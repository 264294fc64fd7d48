/** Runs СЭП until it is asked to end. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { CertificateFiles } from '../http/certificateFiles.ts';
import { openAdminDoor } from '../ops/adminDoor.ts';
import { openSepLog } from '../ops/log.ts';
import type { OpsSettings } from '../ops/opsServer.ts';
import type { StatusSettings } from '../status/open.ts';
import type { OperatorsChoice, System } from '../system.ts';
import { openSystem } from '../system.ts';
import { exitCodes } from './exitCodes.ts';
import { writeHandle } from './handle.ts';

export type ServeOptions = {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  /** Null: no desk. */
  readonly deskPort: number | null;
  /** Null: the desk has a certificate of СЭП's own. */
  readonly deskFiles: CertificateFiles | null;
  /** Null: no status page. */
  readonly status: StatusSettings | null;
  /** Null: no operations listener. */
  readonly ops: OpsSettings | null;
  readonly operators: OperatorsChoice;
  readonly databaseUrl: string | null;
  readonly secret: string | null;
  readonly home: string;
};

export type Streams = {
  /** Stdout: one line of JSON when it is ready, and nothing else. */
  readonly say: (line: string) => void;
  readonly note: (line: string) => void;
};

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves at the first request to end; later ones change nothing, as the end is bounded anyway. */
function untilEnding() {
  let end: (reason: string) => void = () => undefined;
  const promise = new Promise<string>((resolve) => {
    end = resolve;
  });
  for (const signal of endings) process.on(signal, () => end(signal));
  return { promise, end };
}

/** What is not ready by then needs a person, milliseconds. */
const readyTime = 15_000;
const readyPause = 25;

/** Listening comes first, the dispatcher's seat a moment later: whoever reads the line may rely on both. */
async function untilReady(system: System, ending: Promise<string>): Promise<boolean> {
  let late = false;
  const bound = setTimeout(() => {
    late = true;
  }, readyTime);
  void ending.then(() => {
    late = true;
  });
  try {
    while (!(await system.ready()).ready) {
      if (late) return false;
      await new Promise((resolve) => setTimeout(resolve, readyPause));
    }
    return true;
  } finally {
    clearTimeout(bound);
  }
}

/** The exit code. */
export async function serve(options: ServeOptions, { say, note }: Streams): Promise<number> {
  const ending = untilEnding();
  const clock = () => Date.now();
  try {
    mkdirSync(options.folder, { recursive: true });
  } catch (error) {
    note(`Не могу открыть папку данных ${options.folder}: ${String(error)}`);
    return exitCodes.failed;
  }
  const log = openSepLog(options.folder, clock, (line) => note(line.trim()));
  // A fault that nobody caught: said, and the process ends as it would have.
  process.on('uncaughtExceptionMonitor', (error) => log.error({ error }, 'a fault that nobody caught'));
  const closers: (() => Promise<void> | void)[] = [() => log.close()];
  const closeAll = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const system = await openSystem({
      ...options,
      dispatch: true,
      epochCheck: true,
      clock,
      machineClock: clock,
      random: (bytes) => randomBytes(bytes),
      log,
    });
    closers.push(() => system.close());
    const door = await openAdminDoor(
      {
        ...system.admin,
        hello: { run: async () => ({ ok: true, value: { sep: system.url } }) },
        stop: {
          run: async () => {
            ending.end('stop');
            return { ok: true, value: {} };
          },
        },
      },
      log,
    );
    closers.push(() => door.close());
    const { url: admin, token } = door;
    const port = Number(new URL(system.url).port || 443);
    const handle = { sep: system.url, admin, token, pid: process.pid };
    closers.push(writeHandle(options.home, port, handle));
    const ready = await untilReady(system, ending.promise);
    const { url: sep, operatorsUrl: operators, deskUrl: desk, statusUrl: status, opsUrl: ops } = system;
    say(JSON.stringify({ ready, sep, operators, desk, status, ops }));
    log.info({ reason: await ending.promise }, 'СЭП stops');
    await closeAll();
    return exitCodes.done;
  } catch (error) {
    log.error({ error }, 'СЭП did not start');
    await closeAll();
    note(`СЭП не запущена: ${error instanceof Error ? error.message : String(error)}`);
    return exitCodes.failed;
  }
}
