/**
 * Profiles with very many payments, for reading only: the read tables are filled by SQL, the journal is not. Filling a
 * journal of ten million payments would take hours and change nothing that a report reads.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';
import type { Migration } from '../../main/store/migrate.ts';
import { readMigrations } from '../../main/store/migrate.ts';
import { profileAt } from '../../main/store/profile.ts';
import { projectionVersion } from '../../main/store/readTables.ts';
import { openStore } from '../../main/store/store.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { optionsFor } from './paymentLife.ts';

/** The same days for every size, so that a report asks the same question of each. */
const days = 365;
export const firstDay = '2025-01-01';
export const lastDay = '2025-12-31';
/** UTC all year, so that SQL can tell days. */
const zone = 'UTC';
const begin = Date.UTC(2025, 0, 1);
const dayMs = 86_400_000;

const shiftIds = '00000000-0000-7000-8000-%012x';

/** The moment of asking: an hour before the last day ends, after the last payment. */
export const askedAt = begin + days * dayMs - 3_600_000;

const migrations = join(projectRoot, 'migrations/station');

/** Payments spread evenly from the first moment to two hours before the end, over all providers of the catalogue. */
const fillPayments = `
  INSERT INTO payment (key, id, workstation, counter, stage, provider, catalogue_version, account, credited, fee, taken,
    confirmed, shift, cashier, entered_at, pre_check, pre_check_state, attempts, taken_at, conducted_at,
    receipt_attempt, receipt_number, receipt_shift, receipt_cashier, receipt_started_at, tendered, change,
    register_remembers, document, receipt_source)
  WITH RECURSIVE place (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n + 1 < $payments),
    moments AS (SELECT n, CAST($begin + n * $step AS INTEGER) AS at FROM place),
    numbers AS (SELECT n, at, 5000 + (n * 7919) % 200000 AS money,
      printf('${shiftIds}', (at - CAST($begin AS INTEGER)) / ${dayMs}) AS shift FROM moments)
  SELECT n + 1, printf('%08x-%04x-7000-8000-%012x', at >> 16, at & 65535, n), 1, n + 1, 'conducted',
    (SELECT id FROM provider WHERE place = n % $providers), 1, printf('9%09d', (n * 7919) % 1000000000),
    money, money / 50, money + money / 50, '', shift, $cashier, at - 60000, n + 1, 'signed', 1, at, at + 5000,
    1, n + 1, shift, $cashier, at - 5000, money + money / 50, 0, 1,
    '{"number":' || (n + 1) || ',"kind":"receipt","amount":' || (money + money / 50) || ',"at":' || at ||
      ',"fiscal":{"drive":"9999000000000001","sign":"0123456789"}}', 'device'
  FROM numbers`;

const fillShifts = `
  INSERT INTO shift (id, workstation, number, opened_at, opened_by, opening_cash, cash_in, cash_out, receipts, count, taken,
    fee, credited, by_provider)
  WITH RECURSIVE place (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n + 1 < $days)
  SELECT printf('${shiftIds}', n), 1, n + 1, $begin + n * ${dayMs}, $cashier, 0, 0, 0, 0, 0, 0, 0, 0, '{}'
  FROM place`;

const fillDays = `
  INSERT INTO day_total (day, workstation, provider, count, taken, fee, credited)
  SELECT date(taken_at / 1000, 'unixepoch'), workstation, provider, count(*), sum(taken), sum(fee), sum(credited)
  FROM payment GROUP BY 1, 2, 3`;

/** Changes whenever the tables, what fills them or this file do: a profile of another shape is made anew. */
export const shapeOf = (payments: number, steps: readonly Migration[], version: number): string =>
  createHash('sha256')
    .update(JSON.stringify(steps))
    .update(String(version))
    .update(readFileSync(import.meta.filename))
    .update(String(payments))
    .digest('hex');

/** The profile's folder with so many payments, made if it isn't there yet. */
export function filledProfile(folder: string, payments: number): string {
  const profile = join(folder, `payments-${payments}`);
  const stamp = join(profile, 'shape');
  const shape = shapeOf(payments, readMigrations(migrations), projectionVersion);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === shape) return profile;
  rmSync(profile, { recursive: true, force: true });
  console.error(`  filling a profile with ${payments.toLocaleString('en')} payments…`);
  const opened = openStore(optionsFor(profile));
  if (!opened.ok) throw new Error(`the store does not open: ${opened.failure.code}`);
  opened.value.begin({ workstation: 1, tradePointId: 'bench', zone });
  opened.value.close();
  fill(profileAt(profile).database, payments);
  writeFileSync(stamp, shape);
  return profile;
}

function fill(path: string, payments: number): void {
  const database = new BetterSqlite3(path);
  try {
    database.pragma('synchronous = OFF');
    database.pragma('journal_mode = OFF');
    database.pragma('cache_size = -400000');
    const cashier = '00000000-0000-4000-8000-0000000000c1';
    const { providers } = starterCatalogue;
    database.exec('CREATE TEMP TABLE provider (place INTEGER PRIMARY KEY, id TEXT NOT NULL)');
    const put = database.prepare('INSERT INTO provider VALUES (?, ?)');
    for (const [place, { id }] of providers.entries()) put.run(place, id);
    database.prepare(fillShifts).run({ days, begin, cashier });
    // Filled first and indexed then: a tenth of the time.
    const indexes = database
      .prepare<[], { readonly name: string; readonly sql: string }>(
        `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'payment' AND sql IS NOT NULL`,
      )
      .all();
    for (const { name } of indexes) database.exec(`DROP INDEX ${name}`);
    const step = (days * dayMs - 2 * 3_600_000) / payments;
    database.prepare(fillPayments).run({ payments, begin, step, cashier, providers: providers.length });
    for (const { sql } of indexes) database.exec(sql);
    database.prepare(fillDays).run();
    database.pragma('journal_mode = WAL');
  } finally {
    database.close();
  }
}
