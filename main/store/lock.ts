/** One writer per profile: a lock that the operating system holds, and lets go of at any death. */

import { statSync } from 'node:fs';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import { openLock } from './driver.ts';
import { engineFailure } from './engineFailure.ts';

export type ProfileLock = {
  /** Whether this program still is the only one: false once the file was taken away from under it. */
  readonly held: () => boolean;
  readonly release: () => void;
};

/** Whether the file that is there now still stands under this name; a folder above it may have been moved as well. */
function watchName(path: string): () => boolean {
  const held = statSync(path, { bigint: true });
  return () => {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found !== undefined && found.ino === held.ino && found.dev === held.dev;
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
    // A file that is in use can be deleted and moved everywhere but on Windows, and the next program would lock a new one.
    const held = process.platform === 'win32' ? () => true : watchName(path);
    return ok({ held, release: () => taken.close() });
  } catch (error) {
    connection?.close();
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('SQLITE_BUSY')) return refuse('profileInUse');
    return engineFailure(error);
  }
}
