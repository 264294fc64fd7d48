import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Result } from '../../../contract/failure.ts';
import type { NewEvent } from '../../../contract/journal.ts';
import type { Kopecks, PaymentId, ShiftId } from '../../../contract/primitives.ts';
import type { PaymentCommand } from '../../../core/payment.ts';
import { decidePayment } from '../../../core/payment.ts';
import { project } from '../../../core/projection.ts';
import type { ShiftCommand } from '../../../core/shift.ts';
import { decideShift } from '../../../core/shift.ts';
import { cachedDayOf } from '../../../main/store/dayCache.ts';
import { rebuild } from '../../../main/store/rebuild.ts';
import { memoryTables } from '../../core/memoryTables.ts';
import type { Opened } from './station.ts';
import {
  cashierId,
  details,
  detailsOf,
  dumpTables,
  noon,
  openBegun,
  openShift,
  removeFolders,
  reopen,
  startReceipt,
  take,
} from './station.ts';

afterEach(removeFolders);

const ignore = () => undefined;
const document = {
  number: 3,
  kind: 'receipt',
  amount: 5 as Kopecks,
  at: noon as never,
  fiscal: null,
} as const;

/** What a till may be asked at any moment, sensible or not: the rules refuse the rest. */
const act = fc.oneof(
  fc.record({
    kind: fc.constant('shift' as const),
    open: fc.boolean(),
    cash: fc.integer({ min: 0, max: 100_000 }),
  }),
  fc.record({
    kind: fc.constant('cash' as const),
    out: fc.boolean(),
    amount: fc.integer({ min: 0, max: 90_000 }),
  }),
  fc.record({
    kind: fc.constant('enter' as const),
    which: fc.nat(3),
    sum: fc.integer({ min: 1, max: 500_000 }),
    fee: fc.integer({ min: 0, max: 9_000 }),
    account: fc.constantFrom('9161234567', '9039876543', '000123'),
    provider: fc.constantFrom('mts', 'beeline', 'troika'),
  }),
  fc.record({
    kind: fc.constant('act' as const),
    which: fc.nat(3),
    step: fc.constantFrom(
      'printed',
      'notPrinted',
      'sign',
      'edit',
      'start',
      'made',
      'notMade',
      'unknown',
      'copy',
      'conduct',
      'abandon',
    ),
  }),
  fc.record({
    kind: fc.constant('pass' as const),
    milliseconds: fc.integer({ min: -60_000, max: 30 * 3_600_000 }),
  }),
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** The payments that a run is about; made as they are entered. */
function player(opened: Opened) {
  const { store, clock } = opened;
  const ids: PaymentId[] = [];
  const onPayment = (which: number, command: PaymentCommand): Result<unknown> =>
    store.commit((read) => {
      const id = ids[which];
      return decidePayment(id ? read.payment(id) : null, command) satisfies Result<NewEvent[]>;
    });
  const onShift = (command: ShiftCommand): Result<unknown> =>
    store.commit((read) => decideShift(read.openShift(), command));
  const failure = { code: 'printerSilent' } as const;

  function stepped(which: number, step: Extract<Act, { kind: 'act' }>['step']): Result<unknown> {
    const { read } = store;
    const device = { source: 'device', cashierId: null } as const;
    switch (step) {
      case 'printed':
      case 'notPrinted':
        return onPayment(which, { type: 'preCheckOutcome', outcome: step });
      case 'sign':
      case 'edit':
      case 'conduct':
        return onPayment(which, { type: step, cashierId });
      case 'copy':
        return onPayment(which, { type: 'copyReceipt', cashierId });
      case 'start':
        return onPayment(which, {
          type: 'startReceipt',
          tendered: 600_000 as Kopecks,
          shift: read.openShift(),
          lastDocument: document,
          registerRemembers: which % 2 === 0,
          blockedBy: read.receipting(),
          cashierId,
          now: store.now(),
        });
      case 'made':
        return onPayment(which, { type: 'receiptFound', finding: { kind: 'made', document, ...device } });
      case 'notMade':
        return onPayment(which, { type: 'receiptFound', finding: { kind: 'notMade', failure, ...device } });
      case 'unknown':
        return onPayment(which, { type: 'receiptFound', finding: { kind: 'unknown', failure } });
      case 'abandon':
        return onPayment(which, {
          type: 'abandon',
          received: 0 as Kopecks,
          returned: 0 as Kopecks,
          cashierId,
        });
    }
  }

  return (what: Act): Result<unknown> => {
    const { read } = store;
    switch (what.kind) {
      case 'pass':
        clock.now += what.milliseconds;
        return store.commit(() => ({ ok: true, value: [] }));
      case 'shift':
        if (!what.open) {
          const counted = [{ value: 1 as Kopecks, count: what.cash }];
          return onShift({
            type: 'close',
            counted,
            unfinished: read.unfinished(),
            refunding: [],
            cashierId,
            now: store.now(),
          });
        }
        return onShift({
          type: 'open',
          shiftId: store.newId() as ShiftId,
          number: read.station().shiftCounter + 1,
          cashierId,
          openingCash: what.cash as Kopecks,
          clockBehind: store.clockBehind(),
        });
      case 'cash':
        return onShift({
          type: 'moveCash',
          kind: what.out ? 'cashOut' : 'cashIn',
          amount: what.amount as Kopecks,
          reason: 'размен',
          cashierId,
        });
      case 'enter':
        ids[what.which] ??= store.newId() as PaymentId;
        return onPayment(what.which, {
          type: 'issuePreCheck',
          paymentId: ids[what.which] as PaymentId,
          details: detailsOf(what.sum, what.fee, what.account, what.provider),
          counter: read.station().paymentCounter + 1,
          preCheckNumber: read.station().preCheckCounter + 1,
          shift: read.openShift(),
          cashierId,
          now: store.now(),
        });
      case 'act':
        return stepped(what.which, what.step);
    }
  };
}

test('live work, the rules in memory and a rebuild tell the same, whatever a till is asked', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 10, maxLength: 80 }), (acts) => {
      const opened = openBegun({});
      try {
        const play = player(opened);
        const memory = memoryTables();
        const dayOf = cachedDayOf();
        const { origin } = opened.store.read.station();
        memory.putStation({ ...opened.store.read.station() });
        openShift(opened);
        for (const what of acts) play(what);
        // The journal's events once more, through maps instead of SQLite.
        const rows = opened.database
          .prepare('SELECT seq, at, type, body FROM event WHERE seq > 1 ORDER BY seq')
          .all() as {
          seq: number;
          at: never;
          type: never;
          body: string;
        }[];
        memory.putStation({
          ...opened.store.read.station(),
          paymentCounter: 0,
          preCheckCounter: 0,
          shiftCounter: 0,
          openShiftId: null,
          lastCountedCash: 0 as Kopecks,
        });
        for (const { seq, at, type, body } of rows)
          project({ seq, at, type, body: JSON.parse(body) }, origin, memory, dayOf);
        for (const payment of memory.payments.values())
          expect(opened.store.read.payment(payment.id)).toEqual(payment);
        for (const shift of memory.shifts.values()) expect(opened.store.read.shift(shift.id)).toEqual(shift);
        expect(opened.store.read.station()).toEqual(memory.station(origin));
        const live = dumpTables(opened.database);
        rebuild(opened.database, cachedDayOf(), ignore);
        expect(dumpTables(opened.database)).toEqual(live);
      } finally {
        opened.store.close();
        removeFolders();
      }
    }),
    { numRuns: 40, seed: 20_261_122 },
  );
});

test('tables of an older program are rebuilt when the store is opened', () => {
  const opened = openBegun({});
  openShift(opened);
  const id = take(opened, details);
  opened.database.exec(
    `UPDATE projection SET version = 0; UPDATE payment SET stage = 'entered'; DELETE FROM day_total`,
  );
  opened.store.close();
  const again = reopen({ folder: opened.folder, seed: 2 });
  expect(again.store.read.payment(id)?.stage).toBe('conducted');
  expect(again.database.prepare('SELECT sum(count) FROM day_total').pluck().get()).toBe(1);
  again.store.close();
});

test('a rebuild that is interrupted leaves the tables as they were', () => {
  const opened = openBegun({});
  openShift(opened);
  take(opened, details);
  startReceipt(opened, details);
  const before = dumpTables(opened.database);
  const interrupted = () =>
    rebuild(opened.database, cachedDayOf(), () => {
      throw new Error('the plug was pulled');
    });
  expect(interrupted).toThrow('the plug was pulled');
  expect(dumpTables(opened.database)).toEqual(before);
  opened.store.close();
});

test('what a newer program wrote is parked with what follows of that payment, and the rest flows on', () => {
  const opened = openBegun({});
  openShift(opened);
  const first = take(opened, details);
  const second = take(opened, details);
  // A body that only a newer program understands, slipped in where the first payment was signed.
  opened.database.exec(`DROP TRIGGER event_stays;
    UPDATE event SET version = 2 WHERE type = 'preCheckSigned' AND subject = '${first}'`);
  const rebuilt = rebuild(opened.database, cachedDayOf(), ignore);
  expect(rebuilt.parked).toBe(4);
  expect(opened.store.read.payment(first)?.stage).toBe('preChecked');
  expect(opened.store.read.payment(second)?.stage).toBe('conducted');
  expect(opened.store.facts().parked).toBe(4);
  opened.store.close();
});
