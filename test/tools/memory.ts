/**
 * Folders in memory for a whole run, where the system has room for them: what tests write need not outlive the machine, and
 * a disk's time to sync is a good part of theirs. Everything under `tmpdir()` goes there: profiles, СЭП's folders, PostgreSQL.
 */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { availableMemory } from 'node:process';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where `tmpdir()` is without this; in `prove` it still is. */
    readonly disk: string | undefined;
  }
}

const memory = '/dev/shm';
/** A run takes a tenth of it; what a small container has is its browsers'. */
const room = 4 * 1024 ** 3;
const begin = 'kassa-test-';

function isRoomy(): boolean {
  // A real million of payments is no short form, and its place the disk.
  if (process.platform !== 'linux' || process.env['KASSA_PROVE'] === '1') return false;
  try {
    const { bavail, bsize } = statfsSync(memory);
    return Math.min(bavail * bsize, availableMemory()) >= room;
  } catch {
    return false;
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** What runs that were killed have left would lie in memory until the next start of the machine. */
function removeLeftBehind(): void {
  for (const name of readdirSync(memory)) {
    const pid = name.startsWith(begin) ? Number.parseInt(name.slice(begin.length), 10) : process.pid;
    if (isAlive(pid)) continue;
    try {
      rmSync(join(memory, name), { recursive: true, force: true });
    } catch {
      // Theirs to remove.
    }
  }
}

export function setup(project: TestProject): () => void {
  project.provide('disk', tmpdir());
  if (!isRoomy()) return () => undefined;
  removeLeftBehind();
  const folder = mkdtempSync(join(memory, `${begin}${process.pid}-`));
  // PostgreSQL runs as a user of its own when root runs the tests: it has to get through.
  chmodSync(folder, 0o711);
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}
