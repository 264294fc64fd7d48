import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Hash, Instant, Origin } from '../../../contract/primitives.ts';
import { hashEvent } from '../../../core/journal.ts';
import { cachedDayOf } from '../../../main/store/dayCache.ts';
import type { Database } from '../../../main/store/driver.ts';
import { driverLocation, openWriter } from '../../../main/store/driver.ts';
import { generateKey, publicKeyText, sha256, signHead } from '../../../main/store/hashing.ts';
import type { EventRow } from '../../../main/store/journalTable.ts';
import { hashText } from '../../../main/store/journalTable.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { rebuild } from '../../../main/store/rebuild.ts';
import type { VerifyOptions, VerifyReport } from '../../../main/store/verify.ts';
import { verifyProfile } from '../../../main/store/verify.ts';
import { journalTriggers } from '../../../main/store/verifyTriggers.ts';
import {
  closeShift,
  details,
  migrations,
  must,
  newFolder,
  openBegun,
  openShift,
  rejectedCode,
  removeFolders,
  reopen,
  take,
} from './station.ts';

afterEach(removeFolders);

const optionsFor = (folder: string, more: Partial<VerifyOptions>): VerifyOptions => ({
  profile: profileAt(folder),
  driver: driverLocation(),
  migrations,
  printed: null,
  signatures: 'every',
  heard: () => undefined,
  ...more,
});

const check = async (folder: string, more: Partial<VerifyOptions> = {}): Promise<VerifyReport> =>
  must(await verifyProfile(optionsFor(folder, more)));

type Told = { readonly folder: string; readonly origin: Origin; readonly end: number };

/** A closed profile with three payments in one shift, and the shift after it. */
function profile(): Told {
  const opened = openBegun({});
  openShift(opened);
  for (let number = 0; number < 3; number += 1) take(opened, details);
  closeShift(opened, 0);
  openShift(opened);
  take(opened, details);
  const head = opened.store.read.head();
  opened.store.close();
  if (!head) throw new Error('no head');
  return { folder: opened.folder, origin: head.origin, end: head.seq };
}

/** Somebody with the file and a tool, whom no trigger stops. */
function tamper({ folder }: Told, change: (database: Database) => void): void {
  const database = openWriter(profileAt(folder).database);
  for (const name of journalTriggers.keys()) database.exec(`DROP TRIGGER ${name}`);
  change(database);
  // A careful one puts them back.
  for (const sql of journalTriggers.values()) database.exec(sql);
  database.close();
}

const kinds = (report: VerifyReport): string[] =>
  [...new Set(report.findings.map(({ kind }) => kind))].sort();

const refundRow = `INSERT INTO refund (id, payment, workstation, stage, amount, fee_returned, cashier, granted_at, attempts)
  VALUES ('r', 'p', 1, 'granted', 1, 0, 'c', 1, 0)`;

/** A journal that somebody made and signed with a key of their own; as `KEY`, with the foreign profile attached as `other`. */
const copyOther = (key: number, mine: 0 | 1): string =>
  `INSERT INTO journal SELECT ${key}, origin, public_key, workstation, ${mine} FROM other.journal;
   INSERT INTO event (journal, seq, id, type, version, at, clock, body, hash)
     SELECT ${key}, seq, id, type, version, at, clock, body, hash FROM other.event;
   INSERT INTO head SELECT ${key}, seq, signature FROM other.head;`;

/** Chains all events anew from one on, as a careful forger would. */
function rechain(database: Database, origin: Origin, from: number): void {
  const rows = database
    .prepare('SELECT seq, id, type, version, at, clock, body, hash FROM event WHERE seq >= ? ORDER BY seq')
    .all(from - 1) as EventRow[];
  const [before, ...rest] = rows;
  let previous = hashText(before?.hash ?? Buffer.alloc(32));
  for (const { hash: _, ...row } of rest) {
    previous = hashEvent({ origin, previous, ...row }, sha256);
    database.prepare('UPDATE event SET hash = ? WHERE seq = ?').run(Buffer.from(previous, 'hex'), row.seq);
  }
}

describe('a profile nobody touched', () => {
  test('is sound, every transaction signed, and vouched for to its end', async () => {
    const told = profile();
    const report = await check(told.folder);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ sound: true, events: told.end });
    expect(report.vouched).toEqual([{ origin: told.origin, seq: told.end, source: 'head.json' }]);
    expect(report.lines.at(-1)).toBe('Журнал цел.');
  });

  test('is sound after a kill between a journal’s first commit and the files beside it', async () => {
    const told = profile();
    const { head, heads } = profileAt(told.folder);
    const [oldHead, oldLines] = [readFileSync(head), readFileSync(heads)];
    reopen({ folder: told.folder, seed: 2, machineId: 'guid:another machine' }).store.close();
    expect((await check(told.folder)).findings).toEqual([]);
    writeFileSync(heads, oldLines);
    expect((await check(told.folder)).findings).toEqual([]);
    writeFileSync(head, oldHead);
    expect((await check(told.folder)).findings).toEqual([]);
    rmSync(head);
    expect((await check(told.folder)).findings).toEqual([]);
  });

  test('is sound after a kill between a new key and the journal that was to begin with it', async () => {
    const told = profile();
    const { key } = profileAt(told.folder);
    const other = profile();
    renameSync(key, `${key}.old-1`);
    expect((await check(told.folder)).findings).toEqual([]);
    copyFileSync(profileAt(other.folder).key, key);
    expect((await check(told.folder)).findings).toEqual([]);
    const again = reopen({ folder: told.folder, seed: 3 });
    expect(again.store.opening).toMatchObject({ kind: 'restored', why: 'otherKey' });
    again.store.close();
    expect((await check(told.folder)).findings).toEqual([]);
    // The growing journal's own key is not among those moved aside.
    rmSync(key);
    expect(kinds(await check(told.folder))).toEqual(['keyMissing']);
  });

  test('leaves nothing of what it checks on the disk, whenever it is ended', async () => {
    const told = profile();
    const scratch = newFolder();
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = scratch;
    const seen: string[][] = [];
    const heard: VerifyOptions['heard'] = (step) =>
      void (step === 'tables' && seen.push(readdirSync(scratch)));
    try {
      expect((await check(told.folder, { heard })).sound).toBe(true);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.flat()).toEqual([]);
  });

  test('is checked while the program is at work', async () => {
    const opened = openBegun({});
    openShift(opened);
    const checking = check(opened.folder);
    take(opened, details);
    expect((await checking).findings).toEqual([]);
    opened.store.close();
  });

  test('is vouched for by a printed head, whole or its beginning', async () => {
    const told = profile();
    // The file is as old as the first event: it vouches for less than the paper.
    const [begun = ''] = readFileSync(profileAt(told.folder).heads, 'utf8').split('\n');
    writeFileSync(profileAt(told.folder).head, begun);
    writeFileSync(profileAt(told.folder).heads, begun);
    const database = openWriter(profileAt(told.folder).database);
    const row = database.prepare(`SELECT seq, hash FROM event WHERE type = 'shiftClosed'`).get() as {
      seq: number;
      hash: Buffer;
    };
    database.close();
    const printed = { seq: row.seq, hash: hashText(row.hash).slice(0, 12) };
    const report = await check(told.folder, { printed });
    expect(report.sound).toBe(true);
    expect(report.vouched).toEqual([{ origin: told.origin, seq: row.seq, source: 'Z-отчёт' }]);
    const other = await check(told.folder, { printed: { seq: row.seq, hash: 'ffffffffffff' } });
    expect(kinds(other)).toEqual(['headDiffers']);
    expect((await check(told.folder)).vouched).toMatchObject([{ seq: 1 }]);
  });

  test('is no profile when there is none', async () => {
    expect(rejectedCode(await verifyProfile(optionsFor(newFolder(), {})))).toBe('notSetUp');
  });
});

describe('found and located', () => {
  test('an edited body', async () => {
    const told = profile();
    tamper(told, (database) =>
      database.exec(`UPDATE event SET body = replace(body, '50000', '60000') WHERE seq = 3`),
    );
    for (const signatures of ['every', 'last'] as const) {
      const report = await check(told.folder, { signatures });
      expect(report.findings).toContainEqual({
        kind: 'altered',
        origin: told.origin,
        seq: 3,
        type: 'paymentEntered',
      });
    }
  });

  test.each(['type', 'id', 'at', 'clock', 'version'])('an edited %s', async (column) => {
    const told = profile();
    const value = { type: `'paymentConducted'`, id: `'x'`, at: 'at + 1', clock: 'clock - 1', version: '2' }[
      column
    ];
    tamper(told, (database) => database.exec(`UPDATE event SET ${column} = ${value} WHERE seq = 7`));
    const report = await check(told.folder);
    expect(report.findings).toContainEqual(expect.objectContaining({ kind: 'altered', seq: 7 }));
    expect(report.vouched).toMatchObject([{ seq: 2 }]);
  });

  test('a body that is no JSON any more', async () => {
    const told = profile();
    tamper(told, (database) => database.exec(`UPDATE event SET body = 'nothing' WHERE seq = 6`));
    expect((await check(told.folder)).findings).toContainEqual(
      expect.objectContaining({ kind: 'altered', seq: 6 }),
    );
  });

  test('a deleted event', async () => {
    const told = profile();
    tamper(told, (database) => database.exec('DELETE FROM event WHERE seq BETWEEN 6 AND 7'));
    const report = await check(told.folder);
    expect(report.findings).toContainEqual({ kind: 'missing', origin: told.origin, from: 6, to: 7 });
    expect(report.findings).toContainEqual({ kind: 'signatureWithoutEvent', origin: told.origin, seq: 6 });
  });

  test('two events in each other’s place', async () => {
    const told = profile();
    tamper(told, (database) =>
      database.exec(
        'UPDATE event SET seq = -seq + 1000 WHERE seq IN (8, 9); UPDATE event SET seq = CASE seq WHEN 992 THEN 9 ELSE 8 END WHERE seq > 900',
      ),
    );
    const report = await check(told.folder);
    expect(
      report.findings
        .filter(({ kind }) => kind === 'altered')
        .map((finding) => 'seq' in finding && finding.seq),
    ).toEqual([8, 9, 10]);
  });

  test('a forged event with the chain made right again', async () => {
    const told = profile();
    tamper(told, (database) => {
      database.exec(`UPDATE event SET body = replace(body, '50000', '60000') WHERE seq = 10`);
      rechain(database, told.origin, 10);
    });
    for (const signatures of ['every', 'last'] as const) {
      const report = await check(told.folder, { signatures });
      const forged = report.findings.find(({ kind }) => kind === 'forged');
      expect(forged).toMatchObject({ origin: told.origin, from: expect.any(Number), to: expect.any(Number) });
      const { from = 0, to = 0 } = forged as { from?: number; to?: number };
      expect(from <= 10 && to >= 10 && to - from < 3).toBe(true);
      expect(kinds(report)).toContain('headDiffers');
    }
  });

  test('an event added at the end without the key', async () => {
    const told = profile();
    tamper(told, (database) => {
      const row = database
        .prepare('SELECT seq, id, type, version, at, clock, body, hash FROM event WHERE seq = ?')
        .get(told.end) as EventRow;
      const added = { ...row, seq: told.end + 1, at: (row.at + 1) as Instant };
      const hash = hashEvent({ origin: told.origin, previous: hashText(row.hash), ...added }, sha256);
      database
        .prepare(
          'INSERT INTO event (journal, seq, id, type, version, at, clock, body, hash) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)',
        )
        .run(
          added.seq,
          added.id,
          added.type,
          added.version,
          added.at,
          added.clock,
          added.body,
          Buffer.from(hash, 'hex'),
        );
    });
    const report = await check(told.folder);
    expect(report.findings).toContainEqual({
      kind: 'unsigned',
      origin: told.origin,
      from: told.end + 1,
      to: told.end + 1,
    });
    expect(report.vouched).toMatchObject([{ seq: told.end }]);
  });

  test('a tail cut off, signatures and all', async () => {
    const told = profile();
    tamper(told, (database) =>
      database.exec(`DELETE FROM head WHERE seq > 10; DELETE FROM event WHERE seq > 10`),
    );
    const report = await check(told.folder);
    expect(report.findings).toContainEqual({
      kind: 'cutOff',
      origin: told.origin,
      source: 'head.json',
      head: told.end,
      end: 10,
    });
    expect(report.vouched).toMatchObject([{ seq: 2, source: 'heads.jsonl, строка 2' }]);
  });

  test('a tail cut off back to a signed head and the heads with it: only paper remembers', async () => {
    const told = profile();
    const { head, heads } = profileAt(told.folder);
    tamper(told, (database) => {
      const end = database.prepare('SELECT max(seq) FROM head WHERE seq <= 10').pluck().get();
      database.exec(`DELETE FROM head WHERE seq > ${end}; DELETE FROM event WHERE seq > ${end}`);
      for (const table of ['station', 'payment', 'shift', 'pre_check', 'day_total'])
        database.exec(`DELETE FROM ${table}`);
      rebuild(database, cachedDayOf(), () => undefined);
    });
    const [begun = ''] = readFileSync(heads, 'utf8').split('\n');
    writeFileSync(head, begun);
    writeFileSync(heads, begun);
    expect((await check(told.folder)).sound).toBe(true);
    const report = await check(told.folder, { printed: { seq: told.end - 9, hash: 'a'.repeat(64) } });
    expect(kinds(report)).toEqual(['cutOff']);
  });

  test('a signature that was changed, though the chain is right', async () => {
    const told = profile();
    tamper(told, (database) => database.exec('UPDATE head SET signature = zeroblob(64) WHERE seq = 4'));
    expect((await check(told.folder)).findings).toEqual([
      { kind: 'forged', origin: told.origin, from: 3, to: 4, more: 0 },
    ]);
  });

  test('a whole journal signed anew with another key', async () => {
    const told = profile();
    const key = generateKey();
    tamper(told, (database) => {
      const publicKey = publicKeyText(key);
      const old = String(database.prepare('SELECT public_key FROM journal').pluck().get());
      database.prepare('UPDATE journal SET public_key = ?').run(publicKey);
      database.prepare('UPDATE event SET body = replace(body, ?, ?) WHERE seq = 1').run(old, publicKey);
      database.exec(`UPDATE event SET body = replace(body, '50000', '60000') WHERE type = 'paymentEntered'`);
      // The chain from nothing on.
      const rows = database
        .prepare('SELECT seq, id, type, version, at, clock, body FROM event ORDER BY seq')
        .all() as Omit<EventRow, 'hash'>[];
      let previous = '0'.repeat(64) as Hash;
      for (const row of rows) {
        previous = hashEvent({ origin: told.origin, previous, ...row }, sha256);
        database
          .prepare('UPDATE event SET hash = ? WHERE seq = ?')
          .run(Buffer.from(previous, 'hex'), row.seq);
        database
          .prepare('UPDATE head SET signature = ? WHERE seq = ?')
          .run(signHead(key, told.origin, row.seq, previous), row.seq);
      }
    });
    const report = await check(told.folder);
    expect(kinds(report)).toEqual(expect.arrayContaining(['headForged', 'otherKey']));
  });

  describe('a journal that was made elsewhere and put in whole', () => {
    async function forged(key: number, mine: 0 | 1): Promise<{ readonly told: Told; readonly other: Told }> {
      const told = profile();
      const opened = openBegun({ seed: 9 });
      openShift(opened);
      take(opened, details);
      const head = opened.store.read.head();
      opened.store.close();
      if (!head) throw new Error('no head');
      const other = { folder: opened.folder, origin: head.origin, end: head.seq };
      tamper(told, (database) => {
        database.exec(`ATTACH '${profileAt(other.folder).database}' AS other; ${copyOther(key, mine)}`);
        // The reports show its payments as their own.
        rebuild(database, cachedDayOf(), () => undefined);
        expect(database.prepare('SELECT count(*) FROM payment').pluck().get()).toBe(5);
        database.exec('DETACH other');
      });
      return { told, other };
    }

    test.each([0, -5])('before the true one, as %i', async (key) => {
      const { told, other } = await forged(key, 1);
      const report = await check(told.folder);
      expect(report.findings).toEqual([{ kind: 'outOfChain', origin: told.origin, before: other.origin }]);
      expect(report.lines.join('\n')).toContain('один из них вписан в базу');
    });

    test('after the true one, with its key and its heads', async () => {
      const { told, other } = await forged(9, 1);
      const [mine, theirs] = [profileAt(told.folder), profileAt(other.folder)];
      copyFileSync(theirs.key, mine.key);
      const outside = ['headOfOther', 'lineMissing', 'outOfChain'];
      expect(kinds(await check(told.folder))).toEqual(outside);
      copyFileSync(theirs.head, mine.head);
      expect(kinds(await check(told.folder))).toEqual(outside.slice(1));
      writeFileSync(mine.heads, readFileSync(mine.heads, 'utf8') + readFileSync(theirs.heads, 'utf8'));
      expect((await check(told.folder)).findings).toEqual([
        { kind: 'outOfChain', origin: other.origin, before: told.origin },
      ]);
    });

    test('as another’s, on a till that never had a СЭП', async () => {
      const { told, other } = await forged(9, 0);
      expect((await check(told.folder)).findings).toEqual([{ kind: 'stranger', origin: other.origin }]);
      tamper(told, (database) => database.exec(`INSERT INTO setting VALUES ('sync.enrolled', 'true')`));
      expect((await check(told.folder)).sound).toBe(true);
    });

    test('as a row without events', async () => {
      const told = profile();
      tamper(told, (database) => database.exec(`INSERT INTO journal VALUES (0, 'made up', 'no key', 1, 1)`));
      expect(kinds(await check(told.folder))).toEqual(['emptyJournal', 'outOfChain']);
    });
  });

  test('an own journal that is missing among those that continue one another', async () => {
    const told = profile();
    for (const seed of [2, 3]) {
      const moved = reopen({ folder: told.folder, seed, machineId: `guid:another machine ${seed}` });
      take(moved, details);
      moved.store.close();
    }
    expect((await check(told.folder)).findings).toEqual([]);
    tamper(told, (database) => database.exec('UPDATE journal SET mine = 0 WHERE key = 1'));
    expect(kinds(await check(told.folder))).toEqual(['outOfChain', 'stranger']);
    tamper(told, (database) => database.exec('UPDATE journal SET mine = 1 - mine WHERE key < 3'));
    expect(kinds(await check(told.folder))).toEqual(['outOfChain', 'stranger']);
  });

  test('the lines of journals and shifts that are gone, whole or from their beginning on', async () => {
    const told = profile();
    const { database: path, heads } = profileAt(told.folder);
    const [begun = '', ...lines] = readFileSync(heads, 'utf8').split('\n');
    for (const left of ['', lines.join('\n')]) {
      writeFileSync(heads, left);
      expect((await check(told.folder)).findings).toEqual([{ kind: 'lineMissing', origin: told.origin }]);
    }
    // An older program did not wait for the disk at a journal's beginning.
    const database = openWriter(path);
    database.exec(`DELETE FROM setting WHERE key = 'journal.lineDue'`);
    database.close();
    expect((await check(told.folder)).findings).toEqual([]);
    writeFileSync(heads, begun);
    expect((await check(told.folder)).findings).toEqual([]);
    rmSync(heads);
    expect((await check(told.folder)).findings).toEqual([{ kind: 'lineMissing', origin: told.origin }]);
  });

  test('a key that is gone', async () => {
    const told = profile();
    rmSync(profileAt(told.folder).key);
    expect((await check(told.folder)).findings).toEqual([{ kind: 'keyMissing', origin: told.origin }]);
  });

  test('a recorded head that can not be read', async () => {
    const told = profile();
    writeFileSync(profileAt(told.folder).head, 'xx');
    expect((await check(told.folder)).findings).toEqual([{ kind: 'headUnreadable', source: 'head.json' }]);
  });

  test.each([
    ['payment', `UPDATE payment SET taken = taken + 100 WHERE counter = 2`, 'differs'],
    ['payment', `DELETE FROM payment WHERE counter = 3`, 'lacking'],
    ['day_total', `UPDATE day_total SET count = count + 1`, 'differs'],
    ['day_total', `INSERT INTO day_total VALUES ('2026-01-01', 1, 'mts', 1, 1, 1, 1)`, 'extra'],
    ['shift', `UPDATE shift SET opening_cash = 77 WHERE number = 1`, 'differs'],
    ['pre_check', `UPDATE pre_check SET account = '9990000000' WHERE number = 1`, 'differs'],
    ['station', `UPDATE station SET payment_counter = 1`, 'differs'],
    ['drawer', `UPDATE drawer SET last_counted_cash = 1 WHERE seq = 2`, 'differs'],
    ['refund', refundRow, 'extra'],
  ] as const)('an edited read table: %s', async (table, sql, how) => {
    const told = profile();
    tamper(told, (database) => database.exec(sql));
    const report = await check(told.folder);
    expect(report.findings).toEqual([expect.objectContaining({ kind: 'tableDiffers', table, how })]);
    expect(report.lines.join('\n')).toMatch(/таблица «[а-я ]+»/);
  });

  test('tables that say they are of another version, altered or not', async () => {
    const told = profile();
    tamper(told, (database) =>
      database.exec('UPDATE projection SET version = 0; UPDATE payment SET taken = taken + 100'),
    );
    const report = await check(told.folder);
    expect(report.findings).toEqual([{ kind: 'tablesOfOtherVersion', found: 0, known: expect.any(Number) }]);
    expect(report.lines.join('\n')).toContain('не сравнивались');
  });

  test('a recorded head that is gone', async () => {
    const told = profile();
    rmSync(profileAt(told.folder).head);
    expect((await check(told.folder)).findings).toEqual([{ kind: 'headMissing' }]);
  });

  test('a journal that is said to be another’s, and a database without one', async () => {
    const told = profile();
    tamper(told, (database) => database.exec('UPDATE journal SET mine = 0'));
    const trace = 'ключ журнала';
    expect((await check(told.folder)).findings).toContainEqual({ kind: 'ownJournalMissing', trace });
    rmSync(profileAt(told.folder).key);
    expect(kinds(await check(told.folder))).toContain('ownJournalMissing');
  });

  test('an index that lacks rows, is another, is gone or foreign, and a table that is another', async () => {
    const told = profile();
    tamper(told, (database) => {
      const sql = database
        .prepare(`SELECT sql FROM sqlite_master WHERE name = 'payment_taken'`)
        .pluck()
        .get();
      database.exec(`CREATE INDEX spare ON payment (taken_at) WHERE taken_at IS NOT NULL AND counter > 1`);
      // The index takes over the pages of another that lacks a row.
      database.unsafeMode(true);
      database.pragma('writable_schema = ON');
      database.exec(`UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'spare')
        WHERE name = 'payment_taken'; DELETE FROM sqlite_master WHERE name = 'spare'`);
      expect(sql).toContain('taken_at');
    });
    const { findings } = await check(told.folder);
    expect(findings).toContainEqual({
      kind: 'corrupt',
      message: expect.stringContaining('missing from index payment_taken'),
    });

    const other = profile();
    tamper(other, (database) => {
      database.exec(`DROP INDEX payment_account; DROP INDEX payment_provider; CREATE INDEX mine ON shift (number);
        CREATE INDEX payment_provider ON payment (provider) WHERE taken_at IS NOT NULL;
        ALTER TABLE letter ADD COLUMN mine TEXT`);
    });
    const report = await check(other.folder);
    expect(report.findings).toEqual([
      { kind: 'schema', type: 'index', name: 'payment_account', how: 'missing' },
      { kind: 'schema', type: 'index', name: 'payment_provider', how: 'differs' },
      { kind: 'schema', type: 'table', name: 'letter', how: 'differs' },
      { kind: 'schema', type: 'index', name: 'mine', how: 'foreign' },
    ]);
    expect(report.lines.join('\n')).toContain('индекс payment_account: нет в базе');
  });

  test('rows of a journal that does not exist', async () => {
    const told = profile();
    tamper(told, (database) =>
      database.exec(`PRAGMA foreign_keys = OFF;
        INSERT INTO event (journal, seq, id, type, version, at, clock, body, hash)
          SELECT 7, seq, id, type, version, at, clock, body, hash FROM event WHERE seq < 4;
        INSERT INTO head SELECT 8, seq, signature FROM head WHERE seq < 3;
        INSERT INTO fork VALUES (9, 1, zeroblob(32), '{}', '{}')`),
    );
    const report = await check(told.folder);
    expect(report.findings).toEqual(
      expect.arrayContaining([
        { kind: 'orphans', table: 'event', count: 3 },
        { kind: 'orphans', table: 'head', count: 2 },
        { kind: 'orphans', table: 'fork', count: 1 },
      ]),
    );
    expect(report.lines.join('\n')).toContain('таблица «события»: строк без журнала: 3');
  });

  test('what is said of heads that were read but do not reach the break, and of signatures behind it', async () => {
    const told = profile();
    const database = openWriter(profileAt(told.folder).database);
    const head = Number(database.prepare('SELECT max(seq) FROM head WHERE seq < 10').pluck().get());
    database.close();
    tamper(told, (changed) => {
      changed.exec(`UPDATE event SET body = replace(body, 'Moscow', 'Samara') WHERE seq = 1`);
    });
    for (const signatures of ['every', 'last'] as const) {
      const { lines } = await check(told.folder, { signatures });
      expect(lines.join('\n')).toContain(
        'цепочка нарушена с события 1, раньше него ни одной сошедшейся головы нет; подписано ключом журнала до события 0',
      );
    }
    tamper(told, (changed) => {
      changed.exec(`UPDATE event SET body = replace(body, 'Samara', 'Moscow') WHERE seq = 1;
        UPDATE event SET body = replace(body, '50000', '60000') WHERE seq > 9 AND type = 'paymentEntered';
        UPDATE head SET signature = zeroblob(64) WHERE seq = ${head}`);
    });
    const { head: last, heads } = profileAt(told.folder);
    for (const path of [last, heads]) rmSync(path);
    for (const signatures of ['every', 'last'] as const) {
      const { lines } = await check(told.folder, { signatures });
      const said = lines.join('\n').match(/не найдена; подписано ключом журнала до события (\d+)/)?.[1];
      // The last signature before the break is not the key's: nothing was signed up to it.
      expect(Number(said)).toBeLessThan(head);
      expect(Number(said)).toBeGreaterThan(0);
    }
  });

  test('triggers that were dropped, emptied or added', async () => {
    const told = profile();
    const database = openWriter(profileAt(told.folder).database);
    database.exec(`DROP TRIGGER event_stays; DROP TRIGGER head_remains;
      CREATE TRIGGER head_remains BEFORE DELETE ON head BEGIN SELECT 1; END;
      CREATE TRIGGER mine AFTER INSERT ON event BEGIN UPDATE payment SET taken = 1; END`);
    database.close();
    expect((await check(told.folder)).findings).toEqual([
      { kind: 'trigger', name: 'event_stays', how: 'missing' },
      { kind: 'trigger', name: 'head_remains', how: 'differs' },
      { kind: 'trigger', name: 'mine', how: 'foreign' },
    ]);
  });

  test.each([
    ['all but the last', 'seq < (SELECT max(seq) FROM head)', 1],
    ['one of the middle', 'seq = 7', 7],
    ['a pre-check’s, whose transaction has two events', 'seq = 4', 4],
  ])('signatures that were deleted: %s', async (_, which, seq) => {
    const told = profile();
    tamper(told, (database) => database.exec(`DELETE FROM head WHERE ${which}`));
    for (const signatures of ['every', 'last'] as const) {
      expect((await check(told.folder, { signatures })).findings).toEqual([
        { kind: 'signatureMissing', origin: told.origin, seq, more: expect.any(Number) },
      ]);
    }
  });

  test('pages that were written over, wherever they are', async () => {
    const told = profile();
    const path = profileAt(told.folder).database;
    const whole = readFileSync(path);
    for (let page = 1; page < whole.length / 4096; page += 1) {
      const broken = Buffer.from(whole);
      for (let byte = 0; byte < 4096; byte += 1) broken[page * 4096 + byte] = (byte * 31 + page * 7) % 251;
      writeFileSync(path, broken);
      const report = await check(told.folder);
      expect({ page, sound: report.sound }).toEqual({ page, sound: false });
    }
  });

  test('a file that is no database', async () => {
    const told = profile();
    writeFileSync(profileAt(told.folder).database, Buffer.alloc(9_000, 'x'));
    expect(kinds(await check(told.folder))).toEqual(['corrupt']);
  });
});
