/** One writer per profile: a lock that the operating system holds, and lets go of at any death. */

import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import { openLock } from './driver.ts';
import { engineFailure } from './engineFailure.ts';

export type ProfileLock = {
  /** Whether this program still is the only one: false once the file was taken away from under it. */
  readonly held: () => boolean;
  readonly release: () => void;
};

/** Which file stands under a name; null: none. */
function fileAt(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}` : null;
}

/**
 * Watches whether a file still stands under its name. Every transaction asks, so the open file is asked first, which takes
 * a third of the time: whoever deletes, moves or replaces it changes its `ctime`. Only then the name is looked up.
 */
function watchName(path: string): { readonly stands: () => boolean; readonly end: () => void } {
  const file = openSync(path, 'r');
  const name = fileAt(path);
  const changedAt = (): number => fstatSync(file).ctimeMs;
  let seen = changedAt();
  return {
    stands() {
      const changed = changedAt();
      if (changed === seen) return true;
      if (name === null || fileAt(path) !== name) return false;
      seen = changed;
      return true;
    },
    end: () => closeSync(file),
  };
}

/**
 * Takes the lock or refuses with `profileInUse`. A file of its own, so that readers of the database are not shut out.
 * SQLite's own file lock is used because Node has none, and a file with a process id in it outlives a kill.
 */
export function takeLock(path: string): Result<ProfileLock> {
  let connection: ReturnType<typeof openLock> | undefined;
  try {
    connection = openLock(path);
    connection.pragma('journal_mode = MEMORY');
    connection.pragma('locking_mode = EXCLUSIVE');
    connection.exec('BEGIN EXCLUSIVE');
    const taken = connection;
    // A file that is in use can be deleted everywhere but on Windows, and the next program would lock a new one.
    if (process.platform === 'win32') return ok({ held: () => true, release: () => taken.close() });
    const name = watchName(path);
    return ok({
      held: name.stands,
      release() {
        // In this order: closing any handle of a file lets go of the locks that the process has on it.
        taken.close();
        name.end();
      },
    });
  } catch (error) {
    connection?.close();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('SQLITE_BUSY')) return refuse('profileInUse');
    return engineFailure(error);
  }
}
