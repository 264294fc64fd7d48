import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWriter } from '../../../main/store/driver.ts';
import { takeLock } from '../../../main/store/lock.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { bundled } from '../store/children.ts';
import { must, newFolder, openBegun, removeFolders } from '../store/station.ts';

const source = resolve(import.meta.dirname, '../../../main/cli/kassa.ts');
/** The same in one file: it is started some fifty times. */
let program = source;

type Run = { readonly code: number | null; readonly out: string; readonly err: string };

function kassa(folder: string, ...args: readonly string[]): Promise<Run> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
      env: { ...process.env, KASSA_DATA: folder },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => {
      out += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString();
    });
    child.on('close', (code) => done({ code, out, err }));
  });
}

let seeded = '';
let seeding: Run;
beforeAll(async () => {
  seeded = newFolder();
  // Once as people run it, from source.
  seeding = await kassa(seeded, 'seed', '--payments', '300', '--days', '3', '--seed-number', '7');
  program = await bundled(source);
});
afterAll(removeFolders);

const today = (back: number): string =>
  new Date(Date.now() - back * 86_400_000).toLocaleDateString('ru-RU', { timeZone: 'Europe/Moscow' });

describe('seed', () => {
  test('fills an empty profile with conducted payments of closed shifts', () => {
    expect(seeding).toMatchObject({ code: 0 });
    expect(seeding.out).toContain('Готово: платежей 300');
    const database = openWriter(profileAt(seeded).database);
    const one = (sql: string) => database.prepare(sql).pluck().get();
    expect(one(`SELECT count(*) FROM payment WHERE stage = 'conducted'`)).toBe(300);
    expect(one(`SELECT count(*) FROM payment WHERE stage NOT IN ('conducted', 'abandoned')`)).toBe(0);
    expect(one('SELECT count(*) FROM shift WHERE closed_at IS NULL OR closing_document IS NULL')).toBe(0);
    expect(one('SELECT count(DISTINCT provider) FROM payment')).toBeGreaterThan(12);
    expect(one('SELECT sum(count) FROM day_total')).toBe(300);
    expect(one('SELECT max(at) FROM event')).toBeLessThanOrEqual(Date.now());
    database.close();
  });

  test('and adds to what it filled', async () => {
    const folder = newFolder();
    await kassa(folder, 'seed', '--payments', '20', '--days', '2');
    const again = await kassa(folder, 'seed', '--payments', '20', '--days', '2');
    expect(again).toMatchObject({ code: 0 });
    const report = await kassa(folder, 'report', '--from', today(5), '--to', today(0));
    expect(report.out).toMatch(/Итого +40 /);
    expect((await kassa(folder, 'verify')).code).toBe(0);
  });

  test('refuses a profile in which real money is taken', async () => {
    const { folder, store } = openBegun({});
    store.close();
    const refused = await kassa(folder, 'seed', '--payments', '5', '--days', '1');
    expect(refused.code).toBe(5);
    expect(refused.err).toContain('не учебный');
  });
});

describe('verify', () => {
  test('finds a seeded profile sound, also with a reader’s view only', async () => {
    const lock = must(takeLock(profileAt(seeded).lock));
    const run = await kassa(seeded, 'verify');
    lock.release();
    expect(run).toMatchObject({ code: 0 });
    expect(run.out).toContain('Журнал цел.');
    expect((await kassa(seeded, 'verify', '--quick')).code).toBe(0);
  });

  test('takes the head of a printed Z', async () => {
    const database = openWriter(profileAt(seeded).database);
    const { seq, hash } = database
      .prepare(
        `SELECT seq, lower(hex(hash)) AS hash FROM event WHERE type = 'shiftClosed' ORDER BY seq LIMIT 1`,
      )
      .get() as { seq: number; hash: string };
    database.close();
    expect((await kassa(seeded, 'verify', '--head', `${seq}:${hash}`)).code).toBe(0);
    const wrong = await kassa(seeded, 'verify', '--head', `${seq}:${'0'.repeat(64)}`);
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain(`событие ${seq} не то`);
    expect((await kassa(seeded, 'verify', '--head', 'nonsense')).code).toBe(2);
  });

  test('says where a payment was altered', async () => {
    const folder = newFolder();
    await kassa(folder, 'seed', '--payments', '10', '--days', '1');
    const database = openWriter(profileAt(folder).database);
    database.exec(
      `DROP TRIGGER event_stays; UPDATE event SET body = replace(body, '"fee":', '"fee": ') WHERE seq = 4`,
    );
    database.close();
    const run = await kassa(folder, 'verify');
    expect(run.code).toBe(1);
    expect(run.out).toContain('событие 4 (paymentEntered) изменено');
    expect(run.out).toContain('подтверждён до события');
  });

  test.each([
    ['emptied', (path: string) => writeFileSync(path, '')],
    [
      'said to be new',
      (path: string) => {
        const database = openWriter(path);
        database.pragma('user_version = 0');
        database.close();
      },
    ],
    ['gone', (path: string) => rmSync(path)],
  ])('does not take a profile for none whose database is %s', async (_, spoil) => {
    const { folder, store } = openBegun({});
    store.close();
    spoil(profileAt(folder).database);
    const run = await kassa(folder, 'verify');
    expect(run).toMatchObject({ code: 1, err: '' });
    expect(run.out).toContain('✗ журнал утерян');
    expect(run.out).toContain('Найдено нарушений: 1.');
  });

  test('has nothing to say of a folder without a profile', async () => {
    const run = await kassa(newFolder(), 'verify');
    expect(run).toMatchObject({ code: 4, out: '' });
  });
});

describe('rebuild', () => {
  test('makes altered tables right again', async () => {
    const folder = newFolder();
    await kassa(folder, 'seed', '--payments', '10', '--days', '1');
    const database = openWriter(profileAt(folder).database);
    database.exec('UPDATE payment SET taken = 1; DELETE FROM day_total');
    database.close();
    expect((await kassa(folder, 'verify')).code).toBe(1);
    const run = await kassa(folder, 'rebuild');
    expect(run).toMatchObject({ code: 0 });
    expect(run.out).toContain('Таблицы собраны заново');
    expect((await kassa(folder, 'verify')).code).toBe(0);
  });

  test('and seed wait for nobody: a profile in use is refused', async () => {
    const lock = must(takeLock(profileAt(seeded).lock));
    expect((await kassa(seeded, 'rebuild')).code).toBe(3);
    expect((await kassa(seeded, 'seed', '--payments', '1', '--days', '1')).code).toBe(3);
    lock.release();
  });
});

describe('report', () => {
  test('prints rows and totals for days written in both ways', async () => {
    const [date = '', month = '', year = ''] = today(5).split('.');
    const run = await kassa(seeded, 'report', '--from', `${year}-${month}-${date}`, '--to', today(0));
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/^Дата +Номер +Оператор +Сумма/);
    expect(run.out).toContain('показаны первые 200 из 300');
    expect(run.out).toMatch(/Итого +300 /);
  });

  test('narrows by operator and number', async () => {
    const all = ['report', '--from', today(5), '--to', today(0)];
    const byName = await kassa(seeded, ...all, '--operator', 'мтс');
    const byId = await kassa(seeded, ...all, '--operator', 'mts');
    expect(byName).toEqual(byId);
    expect(byName.out).not.toContain('Билайн');
    const number = /(9\d\d \d{3}-\d\d-\d\d)/.exec(byName.out)?.[1] ?? '';
    const one = await kassa(seeded, ...all, '--number', `+7 ${number}`);
    expect(one.out).toContain(number);
    expect((await kassa(seeded, ...all, '--operator', 'Никто')).code).toBe(2);
    const bad = await kassa(seeded, ...all, '--number', '12');
    expect(bad.code).toBe(2);
    expect(bad.err).not.toBe('');
  });

  test('writes a CSV', async () => {
    const path = join(newFolder(), 'отчёт.csv');
    const run = await kassa(seeded, 'report', '--from', today(5), '--to', today(0), '--csv', path);
    expect(run.out).toContain('Записано строк: 300');
    const text = readFileSync(path, 'utf8');
    expect(text.startsWith('\u{feff}Дата;Номер;')).toBe(true);
    expect(text.split('\r\n')).toHaveLength(302);
  });
});

describe('refusals', () => {
  test('a period or a number that makes no sense is a wrong command', async () => {
    const period = await kassa(seeded, 'report', '--from', today(0), '--to', today(2));
    expect(period).toMatchObject({ code: 2, out: '' });
    const number = await kassa(seeded, 'report', '--from', today(2), '--to', today(0), '--number', '+++');
    expect(number).toMatchObject({ code: 2, out: '' });
  });

  test('a rebuild leaves the tables of a newer program alone', async () => {
    const { folder, store, database } = openBegun({});
    database.exec('UPDATE projection SET version = 99');
    store.close();
    const run = await kassa(folder, 'rebuild');
    expect(run).toMatchObject({ code: 5, out: '' });
    expect(run.err).toContain('более новой версией');
  });
});

describe('a folder that is no good', () => {
  const commands: readonly (readonly [string, ...string[]])[] = [
    ['rebuild'],
    ['report', '--from', '01.11.2026', '--to', '22.11.2026'],
    ['seed', '--payments', '5', '--days', '1'],
    ['reset-pins', '--force'],
  ];

  test.each(commands.map((args) => [args]))(
    'garbage in the database’s place is told, not dumped: %j',
    async (args) => {
      const folder = newFolder();
      writeFileSync(profileAt(folder).database, 'a text that is long enough to be taken for a database');
      const run = await kassa(folder, ...args);
      expect(run).toMatchObject({ code: 5, out: '' });
      expect(run.err).toMatch(/^Журнал повреждён или не читается.*\(К-602\)\n$/);
    },
  );

  test.each([...commands, ['verify'] as const].map((args) => [args]))(
    'a database of a newer program is left alone, and its version is named: %j',
    async (args) => {
      const { folder, store, database } = openBegun({});
      database.pragma('user_version = 99');
      store.close();
      const run = await kassa(folder, ...args);
      expect(run).toMatchObject({ code: 5, out: '' });
      expect(run.err).toMatch(/формат 99, эта знает только \d+\. Установите .* новую версию.*К-603/);
    },
  );

  test('tables of an older program are not asked what they don’t hold', async () => {
    const { folder, store, database } = openBegun({});
    database.pragma('user_version = 1');
    store.close();
    for (const args of [['report', '--from', '01.11.2026', '--to', '22.11.2026'], ['verify']]) {
      const run = await kassa(folder, ...args);
      expect(run).toMatchObject({ code: 5, out: '' });
      expect(run.err).toContain('старой версией');
    }
  });

  test('a file in the folder’s place takes no profile', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, 'x');
    const seeding = await kassa(file, 'seed', '--payments', '5', '--days', '1');
    expect(seeding).toMatchObject({ code: 5, out: '' });
    expect(seeding.err).toContain('К-613');
    expect((await kassa(file, 'verify')).code).toBe(4);
  });

  test('an empty database is no profile, and stays empty', async () => {
    const folder = newFolder();
    writeFileSync(profileAt(folder).database, '');
    expect((await kassa(folder, 'rebuild')).code).toBe(4);
    const database = openWriter(profileAt(folder).database);
    expect(database.prepare('SELECT count(*) FROM sqlite_master').pluck().get()).toBe(0);
    database.close();
  });
});

describe('what is no command', () => {
  test.each([
    [[]],
    [['sing']],
    [['verify', 'twice']],
    [['verify', '--loud']],
    [['rebuild', '--quick']],
    [['report']],
    [['report', '--from', '31.02', '--to', '01.03.2026']],
    [['seed', '--payments', '0', '--days', '1']],
    [['seed', '--payments', 'many', '--days', '1']],
    [['seed', '--payments', '5']],
  ])('gets the usage and code 2: %j', async (args) => {
    const run = await kassa(newFolder(), ...args);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.err).toContain('npm run kassa -- verify');
    expect(run.err.trimEnd()).toMatch(new RegExp(`Не понято: (kassa ${args.join(' ')}|команда не названа)$`));
  });

  test('but who asks for help gets it', async () => {
    const run = await kassa(newFolder(), '--help');
    expect(run.code).toBe(0);
    expect(run.out).toContain('Коды выхода');
  });
});
