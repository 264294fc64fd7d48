/** A whole СЭП for a test: in this process, on a free port of 127.0.0.1, over a database of its own or a given one. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SepLog } from '../../sep/parts.ts';
import type { Database } from '../../sep/store/database.ts';
import { openDatabase } from '../../sep/store/database.ts';
import type { System, SystemOptions } from '../../sep/system.ts';
import { openSystem } from '../../sep/system.ts';
import { newSepDatabase } from './sepDatabase.ts';

export type LogLine = { readonly level: keyof SepLog; readonly entry: object; readonly message: string };

export type StartSep = Partial<SystemOptions>;

export type TestSep = {
  readonly url: string;
  /** Where it tells its metrics. */
  readonly opsUrl: string;
  readonly system: System;
  /** A pool of the test's own on the same database. */
  readonly database: Database;
  readonly databaseUrl: string;
  /** What it logged so far. */
  readonly lines: readonly LogLine[];
  /** An enrolment code for a workstation of a trade point; both are made if need be. */
  newCode(tradePoint: string, workstation: number): Promise<string>;
  /** Stops the system and drops the database, if it was not given. */
  close(): Promise<void>;
};

/** All nodes of one test share it, so that they can share a database. */
const secret = 'a secret for tests, shared by nodes';
const ignore = (): void => undefined;

/**
 * Simulated operators, today's clock, the epoch checked, unless `options` says otherwise. With `databaseUrl` it is one
 * more node over that database (or the same one again after a stop), which then stays.
 */
export async function startSep(options: StartSep = {}): Promise<TestSep> {
  const given = options.databaseUrl ?? null;
  const own = given === null ? await newSepDatabase() : null;
  const databaseUrl = given ?? own?.url ?? '';
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'kassa-sep-'));
  const lines: LogLine[] = [];
  const note =
    (level: keyof SepLog): SepLog['info'] =>
    (entry, message) =>
      void lines.push({ level, entry, message });
  const system = await openSystem({
    secret,
    host: '127.0.0.1',
    port: 0,
    ops: { host: '127.0.0.1', port: 0 },
    operators: 'simulated',
    dispatch: true,
    epochCheck: true,
    clock: () => Date.now(),
    machineClock: () => Date.now(),
    random: (bytes) => randomBytes(bytes),
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    ...options,
    folder,
    databaseUrl,
  });
  const database = own?.database ?? openDatabase(databaseUrl, 4, ignore);
  return {
    url: system.url,
    opsUrl: system.opsUrl ?? '',
    system,
    database,
    databaseUrl,
    lines,
    async newCode(tradePoint, workstation) {
      const made = await system.newCode({ tradePoint, workstation }, {});
      if (!made.ok) throw new Error(made.refusal.message);
      return made.value.code;
    },
    async close() {
      await system.close();
      if (own) await own.drop();
      else await database.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
