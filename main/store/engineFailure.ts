/** What an error of the database engine or of the disk means to people: a full disk, a closed folder, a store out of order. */

import type { Refused, Result } from '../../contract/failure.ts';
import { refuse } from '../../contract/failure.ts';

/** The code of the engine (`SQLITE_FULL`) or the system (`ENOSPC`); null: the error is neither's. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' && /^(SQLITE_|E[A-Z0-9]+$)/.test(error.code) ? error.code : null;
}

/** SHMSIZE: a full disk at the first use of a database, whose index of the log has no room. It is no damage. */
const full: ReadonlySet<string> = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT']);
/** The system or its owner lets nobody write there, or there is no such folder: nothing is wrong with what is written. */
const closed =
  /^(SQLITE_READONLY(_DIRECTORY|_DBMOVED)?|SQLITE_CANTOPEN(_\w+)?|SQLITE_PERM|EROFS|EACCES|EPERM|ENOTDIR)$/;

/** The failure that an error stands for. Any other error is a fault of the program and is thrown on. */
export function engineFailure(error: unknown): Refused {
  const code = codeOf(error);
  if (code === null) throw error;
  if (full.has(code)) return refuse('diskFull');
  if (closed.test(code))
    return refuse('folderClosed', { engine: code, message: error instanceof Error ? error.message : '' });
  return refuse('storeBroken', { engine: code, message: error instanceof Error ? error.message : '' });
}

/** Runs a step against engine and disk; their errors come back as failures. */
export function guarded<T>(step: () => T): Result<T> {
  try {
    return { ok: true, value: step() };
  } catch (error) {
    return engineFailure(error);
  }
}
