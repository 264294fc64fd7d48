import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openWriter } from '../../../main/store/driver.ts';
import { databaseVersion, migrate, readMigrations } from '../../../main/store/migrate.ts';
import { fileVault } from '../../../main/store/secretFile.ts';
import { openStore } from '../../../main/store/store.ts';
import {
  clockAt,
  migrations,
  newFolder,
  noon,
  openBegun,
  optionsOf,
  rejectedCode,
  removeFolders,
  reopen,
} from './station.ts';

afterEach(removeFolders);

const inNewDatabase = () => openWriter(join(newFolder(), 'kassa.sqlite'));

// A migration that has landed is history: an edit would leave older databases without it.
const landed: Readonly<Record<string, string>> = {
  '0001_journal_and_tables.sql': '4a2d6cf3c5f0d0e6',
  '0002_sync.sql': '4b7769c45f294208',
  '0003_adjustments.sql': 'fe0acb649d6e5c2e',
  '0004_letters.sql': 'a212c1f239064bf8',
  '0005_receipt_shown_later.sql': '6c02b271661e0f7c',
  '0006_told_again.sql': 'e1d7f52223d49669',
  '0007_cancels.sql': '618465875e561c7f',
};

test('migrations that have landed are never edited', () => {
  const found = readMigrations(migrations).map(({ name }) => [
    name,
    createHash('sha256')
      .update(readFileSync(join(migrations, name)))
      .digest('hex')
      .slice(0, 16),
  ]);
  expect(Object.fromEntries(found)).toEqual(landed);
});

test('a new database gets every step, and a second start none', () => {
  const database = inNewDatabase();
  const steps = readMigrations(migrations);
  expect(migrate(database, steps)).toEqual({ ok: true, value: { applied: steps.length } });
  expect(databaseVersion(database)).toBe(steps.length);
  expect(migrate(database, steps)).toEqual({ ok: true, value: { applied: 0 } });
  database.close();
});

test('every table is strict', () => {
  const { database, store } = reopen({});
  const loose = database
    .prepare(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`,
    )
    .all();
  expect(loose).toEqual([]);
  store.close();
});

test('a step that fails leaves neither its tables nor its number', () => {
  const database = inNewDatabase();
  const steps = [
    { number: 1, name: 'one', sql: 'CREATE TABLE kept (a INTEGER) STRICT;' },
    { number: 2, name: 'two', sql: 'CREATE TABLE lost (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1);' },
  ];
  expect(rejectedCode(migrate(database, steps))).toBe('storeBroken');
  expect(databaseVersion(database)).toBe(1);
  expect(
    database.prepare(`SELECT name FROM sqlite_master WHERE name IN ('kept', 'lost')`).pluck().all(),
  ).toEqual(['kept']);
  database.close();
});

test('a gap in the numbers is a fault of the program', () => {
  const folder = newFolder();
  writeFileSync(join(folder, '0001_one.sql'), '');
  writeFileSync(join(folder, '0003_three.sql'), '');
  expect(() => readMigrations(folder)).toThrow('0003_three.sql');
});

test('a database of a newer program is refused and left alone', () => {
  const { folder, database, store } = openBegun({});
  database.pragma('user_version = 99');
  store.close();
  const again = openStore(
    optionsOf({ folder, clock: clockAt(noon), seed: 2, machineId: 'guid:this machine', vault: fileVault }),
  );
  const known = readMigrations(migrations).length;
  expect(again).toEqual({ ok: false, failure: { code: 'databaseNewer', details: { found: 99, known } } });
  const raw = openWriter(join(folder, 'kassa.sqlite'));
  expect(databaseVersion(raw)).toBe(99);
  raw.close();
});

test('tables filled by a newer program are refused too', () => {
  const { folder, database, store } = openBegun({});
  database.exec('UPDATE projection SET version = 1000');
  store.close();
  const again = openStore(
    optionsOf({ folder, clock: clockAt(noon), seed: 2, machineId: 'guid:this machine', vault: fileVault }),
  );
  expect(rejectedCode(again)).toBe('databaseNewer');
});
