/** The one place that gives the SQLite driver, whichever runtime this is. */
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';

export type Database = BetterSqlite3.Database;
export type Statement<Bound extends unknown[], Row> = BetterSqlite3.Statement<Bound, Row>;
type Driver = typeof BetterSqlite3;

/** What a column holds, as it is bound and read. */
export type SqlValue = string | number | Buffer | null;

/**
 * Where this process finds its driver. better-sqlite3 of today is Node-API 10 and crashes on 9: such a runtime
 * (Electron 33) brings a copy of its own. A worker thread is told, because only the main thread knows its resources.
 */
export function driverLocation(): string {
  if (Number(process.versions['napi']) >= 10) return 'better-sqlite3';
  const { resourcesPath } = process as NodeJS.Process & { readonly resourcesPath?: string };
  if (resourcesPath === undefined)
    throw new Error('this runtime has no SQLite driver: Node-API 10 is needed');
  return join(resourcesPath, 'natives/node_modules/better-sqlite3');
}

// `createRequire`, because the location is only known at run time and the package is CommonJS.
const load = createRequire(import.meta.url);
const driverAt = (location: string): Driver => load(location) as Driver;

/** Reads the driver ahead of its first use. A broken one is told by that use, which knows what to say. */
export function readDriver(): void {
  try {
    driverAt(driverLocation());
  } catch {
    // Opening the store meets it again.
  }
}

/** Milliseconds to wait for another connection before giving up. */
const busyTimeoutMs = 5_000;
/**
 * Pages in the log at which a COMMIT carries them over itself: 32 MB, some five hundred payments without a pause. Before
 * that it is done in quiet moments, so that a cashier's payment doesn't wait for it.
 */
const walPages = 8_192;
/** The log is cut back to this size once a checkpoint has emptied it. */
const walLimitBytes = 64 * 1024 * 1024;

/** The connection that writes, and that alone carries the log over into the database. */
export function openWriter(path: string): Database {
  // Numbers of clients stand in it: its owner's alone. The log takes over the mode of the database.
  closeSync(openSync(path, 'a', 0o600));
  const database = new (driverAt(driverLocation()))(path, { timeout: busyTimeoutMs });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  // macOS: an fsync alone leaves data in the drive's cache.
  database.pragma('fullfsync = ON');
  database.pragma('foreign_keys = ON');
  database.pragma(`journal_size_limit = ${walLimitBytes}`);
  database.pragma(`wal_autocheckpoint = ${walPages}`);
  database.pragma('trusted_schema = OFF');
  return database;
}

/** Carries the log over into the database as far as nobody reads behind it; never waits. */
export const carryOver = (writer: Database): void => void writer.pragma('wal_checkpoint(PASSIVE)');

/** A connection that can only read, and that leaves checkpoints to the writer. */
export function openReader(path: string, location: string): Database {
  const database = new (driverAt(location))(path, {
    readonly: true,
    fileMustExist: true,
    timeout: busyTimeoutMs,
  });
  database.pragma('wal_autocheckpoint = 0');
  database.pragma('query_only = ON');
  // 32 MB: what a person scrolls through stays in memory.
  database.pragma('cache_size = -32768');
  database.pragma('trusted_schema = OFF');
  return database;
}

/**
 * A database for passing use, durable in nothing. It has no name: the engine takes its file away while it is open, so that
 * no client's number is left behind by whoever is ended before it is closed.
 */
export function openScratch(): Database {
  const database = new (driverAt(driverLocation()))('');
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.pragma('locking_mode = EXCLUSIVE');
  // Read tables are filled in it without the journal that they refer to.
  database.pragma('foreign_keys = OFF');
  return database;
}

/** A connection for the profile's lock: it neither waits nor writes. */
export const openLock = (path: string): Database => new (driverAt(driverLocation()))(path, { timeout: 0 });
