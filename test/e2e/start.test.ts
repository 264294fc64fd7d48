// `npm start` ends cleanly however it is ended: no process of the program is left behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { descendantsOf } from '../../scripts/lib/processTree.ts';

const patient = { timeout: 60_000, interval: 100 };

async function startProgram(): Promise<{ start: ChildProcess; pid: number; tree: number[] }> {
  const profile = mkdtempSync(join(tmpdir(), 'kassa-start-'));
  const start = spawn(process.execPath, [join(projectRoot, 'scripts/start.ts')], {
    cwd: projectRoot,
    env: { ...process.env, KASSA_DATA: profile },
    stdio: 'ignore',
  });
  const pid = start.pid ?? 0;
  onTestFinished(() => {
    for (const one of [pid, ...descendantsOf(pid)].filter(isRunning)) process.kill(one, 'SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  // With its page's process the window is there.
  await vi.waitFor(() => expect(descendantsOf(pid).some(isPage)).toBe(true), patient);
  return { start, pid, tree: [pid, ...descendantsOf(pid)] };
}

const commandOf = (pid: number) => read(`/proc/${pid}/cmdline`);
const isPage = (pid: number) => commandOf(pid).includes('--type=renderer');
const isRunning = (pid: number) => /\) [^Z]/.test(read(`/proc/${pid}/stat`));

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

test.each([
  ['one Ctrl+C', ['SIGINT']],
  ['two Ctrl+C in a hurry', ['SIGINT', 'SIGINT']],
  ['a kill', ['SIGKILL']],
] as const)('after %s nothing is left', async (_, signals) => {
  const { start, tree } = await startProgram();
  expect(tree.length).toBeGreaterThan(3);
  for (const signal of signals) start.kill(signal);
  await vi.waitFor(() => expect(tree.filter(isRunning)).toEqual([]), patient);
});

test('when the program ends by itself, the start ends with its status', async () => {
  const { start, pid, tree } = await startProgram();
  const ended = new Promise((resolve) => start.on('exit', resolve));
  const program = descendantsOf(pid).find((one) => !commandOf(one).includes('--type='));
  process.kill(program ?? 0, 'SIGTERM');
  expect(await ended).toBe(0);
  await vi.waitFor(() => expect(tree.filter(isRunning)).toEqual([]), patient);
});
