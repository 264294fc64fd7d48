/** The processes of a simulated trade point: nodes of СЭП and workstations, each killed as a power cut would. */
import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AdjustmentKind } from '../../../contract/adjustment.ts';
import { projectRoot } from '../../../scripts/lib/install.mjs';
import { bundled } from '../../main/store/children.ts';
import type {
  Look,
  Mending,
  NodeOptions,
  NodeWord,
  StationOptions,
  StationOrder,
  StationWord,
} from './words.ts';

const nodeProgram = fileURLToPath(new URL('./sepNode.ts', import.meta.url));
const stationSource = fileURLToPath(new URL('./workstation.ts', import.meta.url));
let stationProgram: Promise<string> | null = null;

const living = new Set<ChildProcess>();

/** For `afterEach`: whatever a test has left running. */
export async function endProcesses(): Promise<void> {
  await Promise.all([...living].map(kill));
}

/** Those that were killed on purpose. */
const killed = new WeakSet<ChildProcess>();

async function kill(child: ChildProcess): Promise<void> {
  killed.add(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/** What a process says, and that it ended without having been killed, which nothing here may. */
export type Ears<W> = { readonly heard: (word: W) => void; readonly died: (why: Error) => void };

function start<W>(program: string, options: object, { heard, died }: Ears<W>): ChildProcess {
  const child = fork(program, [JSON.stringify(options)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Started many times: what was compiled once is found again.
    env: { ...process.env, NODE_COMPILE_CACHE: join(projectRoot, 'out/children/compiled') },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  living.add(child);
  child.on('exit', (code, signal) => {
    living.delete(child);
    if (!killed.has(child)) died(new Error(`a process ended by itself: ${code ?? signal}`));
  });
  child.on('message', (word) => heard(word as W));
  return child;
}

/** Resolves with the first word that fits; rejects when the process ends before. */
function firstWord<W, T>(child: ChildProcess, pick: (word: W) => T | null): Promise<T> {
  return new Promise((resolve, reject) => {
    const listen = (word: unknown): void => {
      const found = pick(word as W);
      if (found === null) return;
      leave();
      resolve(found);
    };
    const gone = (code: number | null, signal: string | null): void => {
      leave();
      reject(new Error(`a process ended: ${code ?? signal}`));
    };
    const leave = (): void => {
      child.off('message', listen);
      child.off('exit', gone);
    };
    child.on('message', listen);
    child.on('exit', gone);
  });
}

export type SepNode = { readonly port: number; readonly desk: string; kill(): Promise<void> };

export async function startNode(options: NodeOptions, ears: Ears<NodeWord>): Promise<SepNode> {
  const child = start(nodeProgram, options, ears);
  const { port, desk } = await firstWord<NodeWord, Extract<NodeWord, { kind: 'ready' }>>(child, (word) =>
    word.kind === 'ready' ? word : null,
  );
  return { port, desk, kill: () => kill(child) };
}

export interface Station {
  pay(on: boolean): void;
  claim(): void;
  /** Resolves when nothing of the mode before is under way any more, or it was killed meanwhile. */
  mend(mode: Mending, wanted: readonly AdjustmentKind[]): Promise<void>;
  /** Null: it was killed meanwhile. */
  look(): Promise<Look | null>;
  kill(): Promise<void>;
}

/** Resolves when somebody has signed in there, so that it may work. */
export async function startStation(options: StationOptions, ears: Ears<StationWord>): Promise<Station> {
  stationProgram ??= bundled(stationSource);
  const child = start(await stationProgram, options, ears);
  await firstWord<StationWord, true>(child, (word) => (word.kind === 'ready' ? true : null));
  let asked = 0;
  const order = (what: StationOrder): void => {
    if (child.connected) child.send(what, () => undefined);
  };
  return {
    pay: (on) => order({ kind: 'pay', on }),
    claim: () => order({ kind: 'claim' }),
    async mend(mode, wanted) {
      asked += 1;
      const id = asked;
      order({ kind: 'mend', mode, wanted, id });
      if (!child.connected) return;
      await firstWord<StationWord, true>(child, (word) =>
        word.kind === 'mends' && word.id === id ? true : null,
      ).catch(() => true);
    },
    async look() {
      asked += 1;
      const id = asked;
      order({ kind: 'look', id });
      if (!child.connected) return null;
      return firstWord<StationWord, Look>(child, (word) =>
        word.kind === 'looked' && word.id === id ? word.look : null,
      ).catch(() => null);
    },
    kill: () => kill(child),
  };
}
