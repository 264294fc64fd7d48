// Ending and locking with real processes: nothing is left behind, nothing is done twice at once.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { withLock } from '../../scripts/lib/lock.mjs';
import { descendantsOf, endTree, runTree } from '../../scripts/lib/processTree.ts';
import { exitCodeOf, isAlive } from '../../scripts/lib/signals.mjs';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-processes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('the exit status is passed on, of a signal as a shell would say it', async () => {
  expect(await runTree('sh', ['-c', 'exit 7'])).toBe(7);
  expect(await runTree('sh', ['-c', 'kill -9 $$'])).toBe(137);
  expect(exitCodeOf(null, 'SIGINT')).toBe(130);
});

test.runIf(process.platform === 'linux')(
  'a tree ends whole: who ignores the signal, and who left the group',
  async () => {
    const root = spawn('sh', ['-c', 'setsid sleep 600 & trap "" TERM; sleep 601 & wait'], {
      detached: true,
      stdio: 'ignore',
    });
    const tree = await vi.waitFor(() => {
      const found = descendantsOf(root.pid ?? 0);
      expect(found).toHaveLength(2);
      return found;
    });
    await endTree(root, 500);
    await vi.waitFor(() => expect([root.pid ?? 0, ...tree].filter(isRunning)).toEqual([]));
  },
);

/** Zombies wait for a reaper that the test machine may not have; they run no more. */
function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z');
  } catch {
    return false;
  }
}

const holder = `
  import { appendFileSync } from 'node:fs';
  import { withLock } from ${JSON.stringify(join(projectRoot, 'scripts/lib/lock.mjs'))};
  const [lock, log] = process.argv.slice(1);
  await withLock(lock, async () => {
    appendFileSync(log, 'in\\n');
    await new Promise((resolve) => setTimeout(resolve, 100));
    appendFileSync(log, 'out\\n');
  });
`;

test('of processes that start at once only one works at a time', async () => {
  const folder = makeFolder();
  const log = join(folder, 'log');
  const run = () =>
    runTree(process.execPath, ['--input-type=module', '-e', holder, join(folder, 'lock'), log]);
  expect(await Promise.all([run(), run(), run(), run()])).toEqual([0, 0, 0, 0]);
  expect(readFileSync(log, 'utf8')).toBe('in\nout\n'.repeat(4));
});

test('the lock of a dead owner is taken over', async () => {
  const lock = join(makeFolder(), 'lock');
  const gone = spawn('true');
  await new Promise((resolve) => gone.on('exit', resolve));
  writeFileSync(lock, String(gone.pid));
  expect(isAlive(gone.pid ?? 0)).toBe(false);
  expect(await withLock(lock, async () => 'done')).toBe('done');
});
