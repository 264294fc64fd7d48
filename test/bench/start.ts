/** Start and memory of the program against an empty Electron window, each measured from the spawn of its process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureElectron } from '../../scripts/electron.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { endTree } from '../../scripts/lib/processTree.ts';
import { makeEmptyApplication } from './emptyWindow.ts';
import type { Row } from './measure.ts';
import { inTurns, rowOf } from './measure.ts';
import { treeMemory } from './memory.ts';

/** When what a screen loads behind its back has come, too: the desk's code is fetched 200 ms after the first frame. */
const settlingMs = 2_000;
const patienceMs = 60_000;

type Start = { readonly milliseconds: number; readonly bytes: number };

type Application = {
  readonly electron: string;
  readonly folder: string;
  readonly profile: string;
  readonly arguments: readonly string[];
};

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The moment of the first usable frame, as the page's own clock told it. */
function usableAt(program: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const timer = setTimeout(() => reject(new Error(`no usable window: ${heard}`)), patienceMs);
    const settle = (end: () => void) => {
      clearTimeout(timer);
      end();
    };
    program.on('error', (error) => settle(() => reject(error)));
    program.on('exit', () => settle(() => reject(new Error(`ended before its window was usable: ${heard}`))));
    program.stdout?.on('data', (text: Buffer) => {
      heard += text.toString();
      const said = /\{"usable":([\d.]+)\}/.exec(heard)?.[1];
      if (said !== undefined) settle(() => resolve(Number(said)));
    });
  });
}

async function startOnce({ electron, folder, profile, arguments: more }: Application): Promise<Start> {
  const spawned = Date.now();
  const program = spawn(electron, [folder, ...more], {
    cwd: folder,
    env: { ...process.env, KASSA_DATA: profile, KASSA_MEASURE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
    // endTree signals the group.
    detached: process.platform !== 'win32',
  });
  try {
    const usable = await usableAt(program);
    await pause(settlingMs);
    return { milliseconds: usable - spawned, bytes: treeMemory(program.pid ?? 0) };
  } finally {
    await endTree(program);
  }
}

export async function measureStart(times: number): Promise<readonly Row[]> {
  const { path: electron } = await ensureElectron();
  const ground = mkdtempSync(join(tmpdir(), 'kassa-bench-'));
  const ours: Application = {
    electron,
    folder: projectRoot,
    profile: join(ground, 'profile'),
    arguments: ['--training'],
  };
  const empty: Application = {
    electron,
    folder: makeEmptyApplication(join(ground, 'empty')),
    profile: join(ground, 'empty-profile'),
    arguments: [],
  };
  try {
    // The first start of each makes its profile and its code cache; a cashier's every other start finds them.
    await inTurns(
      2,
      () => startOnce(ours),
      () => startOnce(empty),
    );
    const pairs = await inTurns(
      times,
      () => startOnce(ours),
      () => startOnce(empty),
    );
    const megabyte = 1024 * 1024;
    return [
      rowOf(
        { name: 'start to the first usable screen / empty window', unit: 'ms', goal: 1.3 },
        pairs.map((pair) => ({ ours: pair.ours.milliseconds, peer: pair.peer.milliseconds })),
        true,
      ),
      rowOf(
        { name: 'memory at the first screen / empty window', unit: 'MiB', goal: 1.5 },
        pairs.map((pair) => ({ ours: pair.ours.bytes / megabyte, peer: pair.peer.bytes / megabyte })),
        true,
      ),
    ];
  } finally {
    rmSync(ground, { recursive: true, force: true, maxRetries: 5 });
  }
}
