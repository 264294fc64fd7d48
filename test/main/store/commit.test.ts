import { afterEach, describe, expect, test } from 'vitest';
import { ok, refuse } from '../../../contract/failure.ts';
import type { Kopecks } from '../../../contract/primitives.ts';
import { decidePayment } from '../../../core/payment.ts';
import { openWriter } from '../../../main/store/driver.ts';
import {
  cashierId,
  clockAt,
  closeShift,
  details,
  detailsOf,
  dumpTables,
  enter,
  noon,
  nothing,
  openBegun,
  openShift,
  rejectedCode,
  removeFolders,
  reopen,
  startReceipt,
  take,
} from './station.ts';

afterEach(removeFolders);

describe('the journal', () => {
  test('begins with who the workstation is', () => {
    const { store } = openBegun({});
    expect(store.read.station()).toMatchObject({ workstation: 1, tradePointId: 'tt-1', paymentCounter: 0 });
    expect(store.read.head()?.seq).toBe(1);
    store.close();
  });

  test('can be begun once, and nothing is committed before', () => {
    const { store } = reopen({});
    expect(store.begun()).toBe(false);
    expect(store.opening).toEqual({ kind: 'fresh' });
    expect(rejectedCode(store.commit(nothing))).toBe('notSetUp');
    store.begin({ workstation: 2, tradePointId: 'x', zone: 'UTC' });
    expect(rejectedCode(store.begin({ workstation: 3, tradePointId: 'y', zone: 'UTC' }))).toBe(
      'alreadySetUp',
    );
    expect(store.read.station().workstation).toBe(2);
    store.close();
  });

  test.each(['journal', 'event', 'head', 'fork'])('%s is never changed or deleted', (table) => {
    const { store, database } = openBegun({});
    database.exec(
      `INSERT INTO fork (journal, seq, hash, event, head) VALUES (1, 1, zeroblob(32), '{}', '{}')`,
    );
    expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('append-only');
    const [column] = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
    expect(() => database.exec(`UPDATE ${table} SET ${String(column)} = ${String(column)}`)).toThrow(
      'append-only',
    );
    store.close();
  });

  test('goes on where it stopped', () => {
    const opened = openBegun({});
    openShift(opened);
    const id = take(opened, details);
    const head = opened.store.read.head();
    opened.store.close();
    const again = reopen({ folder: opened.folder, seed: 2 });
    expect(again.store.opening).toEqual({ kind: 'continued' });
    expect(again.store.read.head()).toEqual(head);
    expect(again.store.read.payment(id)?.stage).toBe('conducted');
    expect(again.store.read.openShift()?.receipts).toBe(1);
    again.store.close();
  });

  test('a transaction that fails at its very end leaves nothing behind, not even in memory', () => {
    const opened = openBegun({});
    openShift(opened);
    const id = enter(opened, details);
    const printed = () =>
      opened.store.commit((read) =>
        decidePayment(read.payment(id), { type: 'preCheckOutcome', outcome: 'printed' }),
      );
    opened.database.exec(
      `CREATE TEMP TRIGGER full BEFORE INSERT ON head BEGIN SELECT raise(ABORT, 'no room'); END`,
    );
    expect(rejectedCode(printed())).toBe('storeBroken');
    expect(opened.store.read.payment(id)?.preCheck?.state).toBe('issued');
    opened.database.exec('DROP TRIGGER full');
    expect(rejectedCode(printed())).toBeNull();
    expect(opened.store.read.payment(id)?.preCheck?.state).toBe('printed');
    opened.store.close();
  });

  test('signs the head of each transaction, not of each event', () => {
    const opened = openBegun({});
    openShift(opened);
    enter(opened, details);
    expect(opened.database.prepare('SELECT seq FROM head ORDER BY seq').pluck().all()).toEqual([1, 2, 4]);
    opened.store.close();
  });
});

describe('a commit', () => {
  test('that decides nothing writes nothing', () => {
    const { store } = openBegun({});
    expect(store.commit(() => ok([]))).toEqual({ ok: true, value: [] });
    expect(store.read.head()?.seq).toBe(1);
    store.close();
  });

  test('that is refused changes nothing, on disk or in memory', () => {
    const opened = openBegun({});
    openShift(opened);
    const before = dumpTables(opened.database);
    const head = opened.store.read.head();
    const refused = opened.store.commit(() => refuse('badSum', { text: 'x' }));
    expect(refused).toEqual({ ok: false, failure: { code: 'badSum', details: { text: 'x' } } });
    expect(dumpTables(opened.database)).toEqual(before);
    expect(opened.store.read.head()).toEqual(head);
    opened.store.close();
  });

  test('whose decision throws is undone, and the store works on', () => {
    const opened = openBegun({});
    openShift(opened);
    expect(() =>
      opened.store.commit(() => {
        throw new Error('a fault of the program');
      }),
    ).toThrow('a fault of the program');
    expect(opened.store.read.payment(take(opened, details))?.stage).toBe('conducted');
    opened.store.close();
  });

  test('of events that no decision could have produced is undone', () => {
    const opened = openBegun({});
    const body = { paymentId: opened.store.newId() as ReturnType<typeof enter>, cashierId };
    expect(() => opened.store.commit(() => ok([{ type: 'paymentConducted', body }]))).toThrow(
      'never entered',
    );
    expect(opened.store.read.head()?.seq).toBe(1);
    opened.store.close();
  });

  test('with a body that nobody could read again is undone', () => {
    const opened = openBegun({});
    openShift(opened);
    const shiftId = opened.store.read.openShift()?.id ?? ('' as never);
    const amount = -1 as Kopecks;
    const moved = { shiftId, kind: 'cashIn', amount, reason: 'x', cashierId } as const;
    expect(() => opened.store.commit(() => ok([{ type: 'cashMoved', body: moved }]))).toThrow('amount');
    expect(opened.store.read.openShift()?.cashIn).toBe(0);
    opened.store.close();
  });

  test('with a body longer than an event may be is refused', () => {
    const opened = openBegun({});
    openShift(opened);
    const shiftId = opened.store.read.openShift()?.id ?? ('' as never);
    const carriedOver = Array.from({ length: 2_000 }, () => shiftId as never);
    const cash = { expectedCash: 0, countedCash: 0, counted: [], difference: 0 } as never as object;
    const body = { shiftId, cashierId, ...cash, carriedOver } as never;
    expect(rejectedCode(opened.store.commit(() => ok([{ type: 'shiftClosed', body }])))).toBe('storeBroken');
    expect(opened.store.read.head()?.seq).toBe(2);
    opened.store.close();
  });

  test('on a full disk is refused as such, and the next one that fits goes through', () => {
    const opened = openBegun({});
    openShift(opened);
    const taken: string[] = [];
    const pages = Number(opened.database.pragma('page_count', { simple: true }));
    opened.database.pragma(`max_page_count = ${pages + 2}`);
    const head = () => opened.store.read.head();
    let full = null;
    for (let number = 0; number < 200 && full === null; number += 1) {
      const before = head();
      const stored = opened.store.commit((read, station) =>
        decidePayment(null, {
          type: 'issuePreCheck',
          paymentId: opened.store.newId() as ReturnType<typeof enter>,
          details,
          counter: station.paymentCounter + 1,
          preCheckNumber: station.preCheckCounter + 1,
          shift: read.openShift(),
          cashierId,
          now: opened.store.now(),
        }),
      );
      if (stored.ok) taken.push('one');
      else {
        full = stored.failure.code;
        expect(head()).toEqual(before);
      }
    }
    expect(full).toBe('diskFull');
    expect(opened.store.read.unfinished()).toHaveLength(taken.length);
    opened.database.pragma(`max_page_count = ${pages + 1_000}`);
    enter(opened, details);
    expect(opened.store.read.unfinished()).toHaveLength(taken.length + 1);
    expect(opened.store.read.station().paymentCounter).toBe(taken.length + 1);
    opened.store.close();
  });

  test('that the engine fails is refused, and the store works on', () => {
    const opened = openBegun({});
    openShift(opened);
    // Another connection that holds the write lock: the engine gives up.
    opened.database.pragma('busy_timeout = 0');
    const other = openWriter(`${opened.folder}/kassa.sqlite`);
    other.exec('BEGIN IMMEDIATE');
    const failed = opened.store.commit(() =>
      ok([{ type: 'receiptCopied', body: { paymentId: opened.store.newId() as never, cashierId } }]),
    );
    expect(failed).toMatchObject({
      ok: false,
      failure: { code: 'storeBroken', details: { engine: 'SQLITE_BUSY' } },
    });
    other.exec('ROLLBACK');
    other.close();
    expect(opened.store.read.payment(take(opened, details))?.stage).toBe('conducted');
    opened.store.close();
  });
});

describe('time', () => {
  test('never runs backwards in the journal; what the clock said stands beside it', () => {
    const opened = openBegun({});
    openShift(opened);
    opened.clock.now = noon - 3_600_000;
    expect(opened.store.clockBehind()).toBe(true);
    expect(opened.store.now()).toBe(noon);
    enter(opened, details);
    const rows = opened.database.prepare('SELECT at, clock FROM event WHERE seq > 2').all();
    expect(rows).toEqual([
      { at: noon, clock: noon - 3_600_000 },
      { at: noon, clock: noon - 3_600_000 },
    ]);
    opened.clock.now = noon + 1;
    expect(opened.store.clockBehind()).toBe(false);
    opened.store.close();
  });

  test('is not behind after a restart with a clock that is', () => {
    const opened = openBegun({});
    openShift(opened);
    opened.store.close();
    const again = reopen({ folder: opened.folder, clock: clockAt(noon - 86_400_000), seed: 2 });
    expect(again.store.now()).toBe(noon);
    expect(again.store.clockBehind()).toBe(true);
    again.store.close();
  });
});

describe('the reader', () => {
  test('finds what is unfinished, in doubt, recent', () => {
    const opened = openBegun({});
    openShift(opened);
    const conducted = take(opened, details);
    const entered = enter(opened, details);
    const gone = enter(opened, details);
    const nobody = { type: 'abandon', received: 0 as Kopecks, returned: 0 as Kopecks, cashierId } as const;
    opened.store.commit((read) => decidePayment(read.payment(gone), nobody));
    expect(opened.store.read.receipting()).toBeNull();
    const doubtful = startReceipt(opened, details);
    const { read } = opened.store;
    expect(read.unfinished().map(({ id }) => id)).toEqual([entered, doubtful]);
    expect(read.receipting()?.id).toBe(doubtful);
    expect(read.recent(10).map(({ id }) => id)).toEqual([doubtful, entered, conducted]);
    expect(read.recent(1).map(({ id }) => id)).toEqual([doubtful]);
    expect(read.history(conducted).map(({ type }) => type)).toEqual([
      'paymentEntered',
      'preCheckIssued',
      'preCheckPrinted',
      'preCheckSigned',
      'receiptStarted',
      'receiptMade',
      'paymentConducted',
    ]);
    opened.store.close();
  });

  test('knows the same number and sum again, taken or with a receipt under way', () => {
    const opened = openBegun({});
    openShift(opened);
    const early = take(opened, details);
    opened.clock.now = noon + 3_600_000;
    const late = take(opened, details);
    take(opened, detailsOf(50_001, 1_500, '9161234567', 'mts'));
    take(opened, detailsOf(50_000, 1_500, '9161234568', 'mts'));
    enter(opened, details);
    const doubtful = startReceipt(opened, details);
    const same = (since: number, except: typeof early) =>
      opened.store.read
        .sameWithin({
          account: details.account,
          amountCredited: details.amountCredited,
          since: since as never,
          except,
        })
        .map(({ id }) => id);
    expect(same(noon, doubtful)).toEqual([late, early]);
    expect(new Set(same(noon + 1, early))).toEqual(new Set([late, doubtful]));
    opened.store.close();
  });

  test('searches pre-checks by number, by first and by last digits', () => {
    const opened = openBegun({});
    openShift(opened);
    const accounts = ['9161234567', '9161239999', '9039994567', '4567'];
    for (const account of accounts) enter(opened, detailsOf(10_000, 0, account, 'mts'));
    const found = (text: string) => opened.store.read.preChecks({ text, offset: 0, limit: 10 });
    expect(found('').rows.map(({ number }) => number)).toEqual([4, 3, 2, 1]);
    expect(found('3').rows.map(({ number }) => number)).toEqual([3]);
    expect(found('№ 2').rows.map(({ number }) => number)).toEqual([2]);
    expect(found('916 123').rows.map(({ account }) => account)).toEqual(['9161239999', '9161234567']);
    expect(found('45-67')).toMatchObject({ count: 3 });
    expect(found('916 123-45-67').count).toBe(1);
    expect(found('nobody')).toEqual({ count: 0, rows: [] });
    expect(opened.store.read.preChecks({ text: '', offset: 1, limit: 2 })).toMatchObject({
      count: 4,
      rows: [{ number: 3 }, { number: 2 }],
    });
    opened.store.close();
  });

  test('pages and searches very many pre-checks in a few milliseconds, with gaps and without', () => {
    const opened = openBegun({});
    const fill = (from: number, to: number) =>
      opened.database.exec(`WITH RECURSIVE n (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to})
        INSERT INTO pre_check SELECT 1, i, 'p' || i, i, 1, 'mts', printf('916%07d', i),
          printf('%07d', 9999999 - i) || '619', 1, 'c', 'signed' FROM n;
        UPDATE station SET pre_check_counter = ${to}`);
    fill(1, 60_000);
    const page = (text: string, offset: number) => opened.store.read.preChecks({ text, offset, limit: 3 });
    const numbers = (text: string, offset: number) => page(text, offset).rows.map(({ number }) => number);
    expect(page('', 0).count).toBe(60_000);
    expect(numbers('', 59_998)).toEqual([2, 1]);
    expect(numbers('', 100)).toEqual([59_900, 59_899, 59_898]);
    expect(page('916', 0).count).toBe(1_001);
    expect(numbers('916', 1)).toEqual([59_999, 59_998, 59_997]);
    expect(numbers('9160000007', 0)).toEqual([7]);
    expect(numbers('17', 0)).toEqual([17]);
    // A journal begun after a restore leaves numbers out.
    opened.database.exec(
      `INSERT INTO station SELECT 'before', workstation, trade_point, zone, 0, 0, 0, NULL, 0 FROM station`,
    );
    fill(60_101, 60_102);
    expect(page('', 0).count).toBe(60_002);
    expect(numbers('', 1)).toEqual([60_101, 60_000, 59_999]);
    fill(60_103, 60_103);
    expect(page('', 0).count).toBe(60_003);
    const started = performance.now();
    for (let round = 0; round < 20; round += 1) page('916', 0);
    expect((performance.now() - started) / 20).toBeLessThan(40);
    opened.store.close();
  });

  test('names the head that closed a shift, and lists closed shifts newest first', () => {
    const opened = openBegun({});
    const shiftOf = () => opened.store.read.openShift()?.id;
    openShift(opened);
    const first = shiftOf();
    const [closed] = closeShift(opened, 0);
    openShift(opened);
    const second = shiftOf();
    if (!first || !second) throw new Error('no shift');
    expect(opened.store.read.closingHead(first)?.seq).toBe(closed?.seq);
    expect(opened.store.read.closingHead(second)).toBeNull();
    closeShift(opened, 300);
    expect(opened.store.read.closedShifts(5).map(({ id }) => id)).toEqual([second, first]);
    expect(opened.store.read.station().lastCountedCash).toBe(300);
    opened.store.close();
  });

  test('asks the tables by their indexes', () => {
    const { database, store } = openBegun({});
    const plan = (sql: string) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => (row as { detail: string }).detail)
        .join('; ');
    const unfinished = `stage NOT IN ('conducted', 'abandoned', 'cancelled')`;
    expect(
      plan(`SELECT * FROM payment WHERE workstation = 1 AND ${unfinished} ORDER BY entered_at`),
    ).toContain('payment_unfinished');
    expect(plan(`SELECT * FROM payment WHERE account = 'x' AND taken_at >= 1 AND credited = 5`)).toContain(
      'payment_account',
    );
    expect(
      plan(
        `SELECT * FROM payment WHERE workstation = 1 AND ${unfinished} AND stage = 'receipting' ORDER BY entered_at LIMIT 1`,
      ),
    ).toContain('payment_unfinished');
    expect(plan(`SELECT * FROM event WHERE subject = 'x' AND subject IS NOT NULL`)).toContain(
      'event_subject',
    );
    expect(plan(`SELECT * FROM number_range WHERE first <= 5 ORDER BY first DESC LIMIT 1`)).toContain(
      'number_range_first',
    );
    store.close();
  });
});
