import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { CashierId, Day, Instant, PaymentId } from '../../../contract/primitives.ts';
import type { Report, ReportKey, ReportQuery, ReportRow } from '../../../contract/report.ts';
import { dayIn } from '../../../core/zone.ts';
import type { ReportReader } from '../../../main/report/reports.ts';
import { openReportReader } from '../../../main/report/reports.ts';
import type { Database } from '../../../main/store/driver.ts';
import { driverLocation, openReader } from '../../../main/store/driver.ts';
import { profileAt } from '../../../main/store/profile.ts';
import type { Opened } from '../store/station.ts';
import {
  cashierId,
  clockAt,
  closeShift,
  detailsOf,
  enter,
  identity,
  must,
  newFolder,
  noon,
  openBegun,
  openShift,
  rejectedCode,
  removeFolders,
  reopen,
  startReceipt,
  take,
} from '../store/station.ts';

const connections: Database[] = [];
afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
  removeFolders();
});

const hourMs = 3_600_000;
const dayOf = dayIn(identity.zone);
const providers = ['mts', 'beeline', 'troika'] as const;
const accounts = ['9161234567', '9039876543', '1234567890'] as const;

function readerOf({ folder }: Pick<Opened, 'folder'>): ReportReader {
  const connection = openReader(profileAt(folder).database, driverLocation());
  connections.push(connection);
  return openReportReader(connection);
}

let builds = 0;
/** As the program numbers them: none has the number of another. */
function build(reader: ReportReader, asked: ReportQuery, asOf: Instant) {
  builds += 1;
  return reader.build(asked, asOf, builds);
}

const query = (more: Partial<ReportQuery>): ReportQuery => ({
  from: '2026-11-01' as Day,
  to: '2026-12-31' as Day,
  providerId: null,
  account: null,
  ...more,
});

type Taken = {
  readonly id: PaymentId;
  readonly at: number;
  readonly provider: string;
  readonly account: string;
  readonly credited: number;
  readonly fee: number;
};

/** Payments at given hours after noon; a shift for each, as none lasts longer than a day. */
function play(
  opened: Opened,
  list: readonly { hour: number; provider: number; account: number; sum: number }[],
): Taken[] {
  const taken: Taken[] = [];
  for (const { hour, provider, account, sum } of [...list].sort((a, b) => a.hour - b.hour)) {
    opened.clock.now = noon + hour * hourMs;
    openShift(opened);
    const [providerId, number] = [providers[provider] ?? 'mts', accounts[account] ?? ''];
    const id = take(opened, detailsOf(sum, 10, number, providerId));
    closeShift(opened, 0);
    taken.push({ id, at: opened.clock.now, provider: providerId, account: number, credited: sum, fee: 10 });
  }
  return taken;
}

/** The report as a child would count it. */
function naive(taken: readonly Taken[], { from, to, providerId, account }: ReportQuery, asOf: number) {
  const rows = taken
    .filter(({ at }) => at <= asOf && dayOf(at as Instant) >= from && dayOf(at as Instant) <= to)
    .filter(({ provider }) => providerId === null || provider === providerId)
    .filter((one) => account === null || one.account === account)
    .toReversed();
  const sum = (pick: (one: Taken) => number) => rows.reduce((total, one) => total + pick(one), 0);
  return {
    ids: rows.map(({ id }) => id),
    total: {
      count: rows.length,
      taken: sum(({ credited, fee }) => credited + fee),
      fee: sum(({ fee }) => fee),
      credited: sum(({ credited }) => credited),
    },
  };
}

const ids = (rows: readonly ReportRow[]) => rows.map(({ paymentId }) => paymentId);

function allRows(reader: ReportReader, key: ReportKey, page: number): string[] {
  const found: string[] = [];
  for (let offset = 0; ; offset += page) {
    const rows = must(reader.rows(key, offset, page));
    if (rows.length === 0) return found;
    found.push(...ids(rows));
  }
}

describe('a report', () => {
  test('is what counting by hand gives, for any payments, period, filter and moment', () => {
    const day = fc.integer({ min: 20, max: 28 }).map((date) => `2026-11-${date}` as Day);
    const payment = fc.record({
      hour: fc.integer({ min: -40, max: 100 }),
      provider: fc.nat(2),
      account: fc.nat(1),
      sum: fc.integer({ min: 1, max: 90_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(payment, { maxLength: 14 }),
        day,
        day,
        fc.option(fc.constantFrom(...providers.slice(0, 2)), { nil: null }),
        fc.option(fc.constantFrom(...accounts.slice(0, 2)), { nil: null }),
        fc.integer({ min: -40, max: 100 }),
        fc.integer({ min: 1, max: 5 }),
        (list, from, to, provider, account, hour, page) => {
          const opened = openBegun({ clock: clockAt(noon - 41 * hourMs) });
          const taken = play(opened, list);
          const reader = readerOf(opened);
          const asked = query({ from, to, providerId: provider as never, account });
          const asOf = (noon + hour * hourMs) as Instant;
          const report = build(reader, asked, asOf);
          if (from > to) expect(rejectedCode(report)).toBe('badPeriod');
          else {
            const expected = naive(taken, asked, asOf);
            const built = must(report);
            expect(built.total).toEqual(expected.total);
            expect(built.count).toBe(expected.total.count);
            expect(ids(built.rows)).toEqual(expected.ids);
            expect(built.totals.reduce((sum, { taken: one }) => sum + one, 0)).toBe(expected.total.taken);
            expect(allRows(reader, built.key, page)).toEqual(expected.ids);
            // As where they are too many to be held, or the thread was started again.
            expect(allRows(readerOf(opened), built.key, page)).toEqual(expected.ids);
          }
          opened.store.close();
          removeFolders();
        },
      ),
      { numRuns: 40, seed: 20_261_122 },
    );
  });

  test('keeps its pages while new payments arrive', () => {
    const opened = openBegun({});
    const taken = play(
      opened,
      Array.from({ length: 9 }, (_, hour) => ({
        hour: hour * 5,
        provider: hour % 3,
        account: 0,
        sum: 100 + hour,
      })),
    );
    const reader = readerOf(opened);
    const report = must(build(reader, query({}), opened.store.now()));
    const before = allRows(reader, report.key, 2);
    play(opened, [
      { hour: 41, provider: 0, account: 0, sum: 7 },
      { hour: 90, provider: 1, account: 0, sum: 8 },
    ]);
    expect(allRows(readerOf(opened), report.key, 2)).toEqual(before);
    expect(before).toHaveLength(taken.length);
    expect(must(build(reader, query({}), opened.store.now())).count).toBe(taken.length + 2);
    const again = must(build(reader, report.key.query, report.key.asOf));
    expect(again.total).toEqual(report.total);
    opened.store.close();
  });

  describe('on a clock that was set back, which stands still', () => {
    const day = '2026-11-22' as Day;

    function stoodStill(): Opened {
      const opened = openBegun({});
      openShift(opened);
      for (let number = 1; number <= 4; number += 1)
        take(opened, detailsOf(100 + number, 0, accounts[0], number === 4 ? 'beeline' : 'mts'));
      opened.clock.now -= hourMs;
      return opened;
    }

    test('keeps its pages apart from those of the next question', () => {
      const opened = stoodStill();
      const reader = readerOf(opened);
      const asked = [
        query({ from: day, to: day }),
        query({ from: day, to: day, providerId: 'mts' as never }),
      ];
      const [all, narrowed] = asked.map((one) => must(build(reader, one, opened.store.now())));
      expect(all?.key.asOf).toBe(narrowed?.key.asOf);
      expect(all?.key.build).not.toBe(narrowed?.key.build);
      for (const one of [all, narrowed, all])
        if (one) expect(allRows(reader, one.key, 2)).toEqual(ids(one.rows));
      opened.store.close();
    });

    test('has no row that was taken after it, though at the same instant', async () => {
      const opened = stoodStill();
      const reader = readerOf(opened);
      const before = must(build(reader, query({ from: day, to: day }), opened.store.now()));
      const later = take(opened, detailsOf(9_900, 0, accounts[0], 'mts'));
      expect(allRows(reader, before.key, 2)).toEqual(ids(before.rows));
      const path = join(newFolder(), 'report.csv');
      expect(must(await reader.csv(before.key, path)).count).toBe(4);
      const after = must(build(reader, query({ from: day, to: day }), opened.store.now()));
      expect(after.key.asOf).toBe(before.key.asOf);
      expect([after.count, after.rows[0]?.paymentId]).toEqual([5, later]);
      expect(allRows(reader, after.key, 2)).toEqual(ids(after.rows));
      opened.store.close();
    });

    test('is refused where its rows are no longer known, and gives none of another', async () => {
      const opened = stoodStill();
      const questions = [{}, { providerId: 'mts' as never }, { account: accounts[0] }];
      const built = questions.map((more) =>
        must(build(readerOf(opened), query({ from: day, to: day, ...more }), opened.store.now())),
      );
      const restarted = readerOf(opened);
      for (const { key, rows } of built) expect(allRows(restarted, key, 2)).toEqual(ids(rows));
      take(opened, detailsOf(9_900, 0, accounts[0], 'mts'));
      const folder = newFolder();
      for (const { key } of built) {
        for (const offset of [0, 2])
          expect(rejectedCode(restarted.rows(key, offset, 2))).toBe('reportOutdated');
        expect(rejectedCode(await restarted.csv(key, join(folder, 'x.csv')))).toBe('reportOutdated');
      }
      expect(readdirSync(folder)).toEqual([]);
      opened.store.close();
    });
  });

  test('shows a receipt in doubt apart, in no total', () => {
    const opened = openBegun({});
    openShift(opened);
    take(opened, detailsOf(100, 0, accounts[0], 'mts'));
    enter(opened, detailsOf(300, 0, accounts[0], 'mts'));
    const doubtful = startReceipt(opened, detailsOf(200, 5, accounts[1], 'beeline'));
    const reader = readerOf(opened);
    const report = must(build(reader, query({}), opened.store.now()));
    expect(report.count).toBe(1);
    expect(report.total.taken).toBe(100);
    expect(report.unsettled).toMatchObject([
      { paymentId: doubtful, stage: 'receipting', amountTaken: 205, receipt: '1/2' },
    ]);
    const unsettled = (more: Partial<ReportQuery>): Report['unsettled'] =>
      must(build(reader, query(more), opened.store.now())).unsettled;
    expect(unsettled({ providerId: 'mts' as never })).toEqual([]);
    expect(unsettled({ account: accounts[1] })).toHaveLength(1);
    expect(unsettled({ account: accounts[0] })).toEqual([]);
    opened.store.close();
  });

  test('names workstation, receipt, fiscal document and cashier', () => {
    const opened = openBegun({});
    must(
      opened.store.local.cashiers.create({
        id: cashierId,
        name: 'Анна Соколова',
        role: 'cashier',
        verifier: 'v',
      }),
    );
    openShift(opened);
    const id = take(opened, detailsOf(100, 5, accounts[0], 'mts'));
    const reader = readerOf(opened);
    const row = {
      paymentId: id,
      number: '1-1',
      takenAt: noon,
      providerId: 'mts',
      account: accounts[0],
      amountTaken: 105,
      fee: 5,
      amountCredited: 100,
      receipt: '1/1 ФД 7',
      cashierName: 'Анна Соколова',
      workstation: 1,
      stage: 'conducted',
      standing: null,
    };
    expect(must(build(reader, query({}), opened.store.now())).rows).toEqual([row]);
    expect(must(reader.byIds([id, 'nobody' as PaymentId, id]))).toEqual([row, row]);
    opened.store.close();
  });

  test('counts days as the trade point does, not as the computer', () => {
    const opened = openBegun({});
    // 23:30 and 00:30 in Moscow are one day in UTC.
    play(opened, [
      { hour: 11.5, provider: 0, account: 0, sum: 100 },
      { hour: 12.5, provider: 0, account: 0, sum: 200 },
    ]);
    const reader = readerOf(opened);
    const of = (day: string) =>
      must(build(reader, query({ from: day as Day, to: day as Day }), opened.store.now())).total.credited;
    expect([of('2026-11-22'), of('2026-11-23')]).toEqual([100, 200]);
    opened.store.close();
  });

  test('is refused before the set-up', () => {
    const { folder, store } = reopen({});
    expect(rejectedCode(build(readerOf({ folder }), query({}), noon as Instant))).toBe('notSetUp');
    store.close();
  });

  test('finds its page by index', () => {
    const opened = openBegun({});
    play(opened, [{ hour: 1, provider: 0, account: 0, sum: 100 }]);
    for (const more of [{}, { providerId: 'mts' as never }, { account: accounts[0] }]) {
      expect(must(build(readerOf(opened), query(more), opened.store.now())).count).toBe(1);
    }
    opened.store.close();
  });
});

describe('the number filter', () => {
  function filled(): Opened {
    const opened = openBegun({});
    play(opened, [
      { hour: 1, provider: 0, account: 0, sum: 100 },
      { hour: 2, provider: 2, account: 2, sum: 200 },
    ]);
    return opened;
  }

  test.each(['9161234567', '+7 (916) 123-45-67', '8 916 123 45 67', ' 916-123-45-67 '])(
    'takes a phone in any typing: %s',
    (account) => {
      const opened = filled();
      expect(must(build(readerOf(opened), query({ account }), opened.store.now())).count).toBe(1);
      opened.store.close();
    },
  );

  test('takes another number by the mask of the provider that was chosen, and only so', () => {
    const opened = filled();
    const reader = readerOf(opened);
    expect(
      must(
        build(reader, query({ account: '1234 567 890', providerId: 'troika' as never }), opened.store.now()),
      ).count,
    ).toBe(1);
    expect(build(reader, query({ account: '1234567890' }), opened.store.now())).toMatchObject({
      ok: false,
      failure: { code: 'badNumberFilter' },
    });
    opened.store.close();
  });

  test.each(['916', 'nobody', '99999999999999'])('refuses what is no number: %s', (account) => {
    const opened = filled();
    expect(rejectedCode(build(readerOf(opened), query({ account }), opened.store.now()))).toBe(
      'badNumberFilter',
    );
    opened.store.close();
  });

  test.each([
    ['2026-11-23', '2026-11-22'],
    ['2026-02-30', '2026-03-01'],
  ])('and the period what is none: %s–%s', (from, to) => {
    const opened = filled();
    expect(
      rejectedCode(build(readerOf(opened), query({ from: from as Day, to: to as Day }), opened.store.now())),
    ).toBe('badPeriod');
    opened.store.close();
  });
});

describe('the CSV', () => {
  async function written(opened: Opened, more: Partial<ReportQuery>): Promise<string> {
    const path = join(newFolder(), 'report.csv');
    const reader = readerOf(opened);
    must(await reader.csv(must(build(reader, query(more), opened.store.now())).key, path));
    return readFileSync(path, 'utf8');
  }

  test('is what a Russian Excel opens rightly, byte by byte', async () => {
    const opened = openBegun({});
    must(
      opened.store.local.cashiers.create({
        id: cashierId,
        name: 'Анна; "Аня"',
        role: 'cashier',
        verifier: 'v',
      }),
    );
    play(opened, [{ hour: 1, provider: 0, account: 0, sum: 123_450 }]);
    expect(await written(opened, {})).toBe(
      '\u{feff}Дата;Номер;Оператор;Сумма;Комиссия;Зачислено;Платёж;Чек;Кассир;Рабочее место;Статус\r\n' +
        '22.11.2026 13:00;"=""9161234567""";МТС;1234,60;0,10;1234,50;"=""1-1""";"=""1/1 ФД 7""";"Анна; ""Аня""";1;проведён\r\n',
    );
    opened.store.close();
  });

  test.each(['=HYPERLINK("http://x")', '+7', '-1+2', '@SUM(A1)', '\tx'])(
    'runs no formula that somebody is called: %s',
    async (name) => {
      const opened = openBegun({});
      must(
        opened.store.local.cashiers.create({
          id: cashierId,
          name: `${name}`,
          role: 'cashier',
          verifier: 'v',
        }),
      );
      opened.database.prepare('UPDATE cashier SET name = ?').run(name);
      play(opened, [{ hour: 1, provider: 0, account: 0, sum: 100 }]);
      const text = await written(opened, {});
      const [, cell = ''] = /;("=""1\/1 ФД 7""");(.*);1;проведён/.exec(text)?.slice(1) ?? [];
      expect(cell.replace(/^"|"$/g, '').replaceAll('""', '"')).toBe(`'${name}`);
      opened.store.close();
    },
  );

  test('holds every row of the report, newest first, and none that came later', async () => {
    const opened = openBegun({});
    openShift(opened);
    // More than one write's worth would take long through the till: the rows are put in as a rebuild would.
    const insert = opened.database.prepare(
      `INSERT INTO payment (id, workstation, counter, stage, provider, catalogue_version, account, credited, fee, taken, confirmed, shift, cashier, entered_at, attempts, taken_at)
       VALUES (?, 1, ?, 'conducted', 'mts', 1, '9161234567', 100, 0, 100, '', 's', 'c', 1, 1, ?)`,
    );
    for (let number = 0; number < 6_000; number += 1)
      insert.run(`id ${number}`, number, noon + Math.floor(number / 3));
    opened.database.exec(
      `INSERT INTO day_total (day, workstation, provider, count, taken, fee, credited)
       VALUES ('2026-11-22', 1, 'mts', 6000, 600000, 0, 600000)`,
    );
    // As of noon only those three of the first millisecond.
    expect((await written(opened, {})).split('\r\n').slice(1, -1)).toHaveLength(3);
    opened.clock.now = noon + hourMs;
    enter(opened, detailsOf(100, 0, accounts[0], 'mts'));
    const all = (await written(opened, {})).split('\r\n').slice(1, -1);
    expect(all.map((line) => Number(/1-(\d+)/.exec(line)?.[1]))).toEqual(
      Array.from({ length: 6_000 }, (_, index) => 5_999 - index),
    );
    opened.store.close();
  });

  test('that can’t be written leaves nothing behind', async () => {
    const opened = openBegun({});
    play(opened, [{ hour: 1, provider: 0, account: 0, sum: 100 }]);
    const folder = newFolder();
    mkdirSync(join(folder, 'taken'));
    const { key } = must(build(readerOf(opened), query({}), opened.store.now()));
    expect(rejectedCode(await readerOf(opened).csv(key, join(folder, 'taken')))).toBe('fileNotWritten');
    expect(rejectedCode(await readerOf(opened).csv(key, join(folder, 'nowhere', 'x.csv')))).toBe(
      'fileNotWritten',
    );
    expect(readdirSync(folder)).toEqual(['taken']);
    opened.store.close();
  });

  test.each(['kassa.sqlite', 'journal.key', 'kassa.sqlite-wal', 'paper/x', 'link/head.json'])(
    'is not written over the journal, nor over another file of the profile: %s',
    async (name) => {
      const opened = openBegun({});
      play(opened, [{ hour: 1, provider: 0, account: 0, sum: 100 }]);
      mkdirSync(join(opened.folder, 'paper'), { recursive: true });
      symlinkSync(opened.folder, join(opened.folder, 'link'));
      const before = readdirSync(opened.folder).map((file) => [
        file,
        statSync(join(opened.folder, file)).ino,
      ]);
      const { key } = must(build(readerOf(opened), query({}), opened.store.now()));
      expect(rejectedCode(await readerOf(opened).csv(key, join(opened.folder, name)))).toBe('fileNotWritten');
      expect(
        readdirSync(opened.folder).map((file) => [file, statSync(join(opened.folder, file)).ino]),
      ).toEqual(before);
      expect(must(await readerOf(opened).csv(key, join(opened.folder, 'отчёт.CSV'))).count).toBe(1);
      opened.store.close();
    },
  );

  test('names cashiers only from this workstation’s list', async () => {
    const opened = openBegun({});
    must(
      opened.store.local.cashiers.create({
        id: 'other' as CashierId,
        name: 'Другая',
        role: 'cashier',
        verifier: 'v',
      }),
    );
    play(opened, [{ hour: 1, provider: 0, account: 0, sum: 100 }]);
    expect(await written(opened, {})).not.toContain('Другая');
    opened.store.close();
  });
});
