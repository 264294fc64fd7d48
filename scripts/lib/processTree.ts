// Runs a program together with everything it starts, and can end all of it, also what left the group.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { exitCodeOf, isAlive, onceEnding } from './signals.mjs';

export interface TreeOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The program's exit status; if we are asked to end meanwhile, nothing of its tree is left when this returns. */
export async function runTree(
  program: string,
  args: readonly string[],
  options: TreeOptions = {},
): Promise<number> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'inherit', 'inherit'],
    // A group of its own, so that Ctrl+C comes only through us: twice would kill Electron before its children.
    detached: process.platform !== 'win32',
  });
  let ended: Promise<void> | undefined;
  const stopListening = onceEnding(() => {
    ended = endTree(child);
  });
  const status = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.on('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
  stopListening();
  await ended;
  return status;
}

/** Asks the whole tree to end, waits, then kills what is still there. */
export async function endTree(child: ChildProcess, patience = 5000): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    execFileSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  // Written down first: once a parent is dead its children can't be told from anybody else's.
  const tree = [pid, ...descendantsOf(pid)];
  signal(-pid, 'SIGTERM');
  const deadline = Date.now() + patience;
  while (Date.now() < deadline && tree.some(isRunning)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const one of tree.filter(isRunning)) signal(one, 'SIGKILL');
}

/** All processes that the given one has started, directly or not. */
export function descendantsOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const { pid, parent } of processes()) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const found: number[] = [];
  const queue = [root];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const own = children.get(next) ?? [];
    found.push(...own);
    queue.push(...own);
  }
  return found;
}

interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
}

function processes(): ProcessLine[] {
  if (process.platform !== 'linux')
    return parseLines(execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' }));
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .flatMap((pid) => {
      const stat = statOf(pid);
      return stat === undefined ? [] : [{ pid, parent: stat.parent }];
    });
}

function parseLines(text: string): ProcessLine[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (pid === undefined || parent === undefined ? [] : [{ pid, parent }]));
}

function statOf(pid: number): { state: string; parent: number } | undefined {
  try {
    // The name in brackets may hold spaces and brackets of its own, so fields are counted from the last one.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return state === undefined ? undefined : { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

/** A zombie has ended, it only waits for a parent to notice. */
function isRunning(pid: number): boolean {
  return process.platform === 'linux' ? (statOf(pid)?.state ?? 'Z') !== 'Z' : isAlive(pid);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself.
  }
}
