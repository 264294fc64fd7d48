import { describe, expect, test } from 'vitest';
import type { RegisterDocument } from '../../contract/journal.ts';
import type { Instant, Kopecks } from '../../contract/primitives.ts';
import type { Receipt } from '../../core/payment.ts';
import { judgeReceipt } from '../../core/payment.ts';
import { cashierId, details, openWorld, paymentId, shiftId } from './world.ts';

const start = Date.UTC(2026, 10, 22, 6);
const id = paymentId(1);

function inShift() {
  const world = openWorld(start);
  world.shift({
    type: 'open',
    shiftId: shiftId(1),
    number: 1,
    cashierId,
    openingCash: 0 as Kopecks,
    clockBehind: false,
  });
  return world;
}

const issue = (world: ReturnType<typeof openWorld>, n = 1) => {
  const { paymentCounter, preCheckCounter } = world.station();
  return world.payment(
    {
      type: 'issuePreCheck',
      paymentId: paymentId(n),
      details: details(50_000, 1_500, 0),
      counter: paymentCounter + 1,
      preCheckNumber: preCheckCounter + 1,
      shift: world.openShift(),
      cashierId,
      now: world.now(),
    },
    paymentId(n),
  );
};

const receipt = (world: ReturnType<typeof openWorld>, tendered: number, n = 1) =>
  world.payment(
    {
      type: 'startReceipt',
      tendered: tendered as Kopecks,
      shift: world.openShift(),
      lastDocument: null,
      registerRemembers: true,
      blockedBy: world.receipting(),
      cashierId,
      now: world.now(),
    },
    paymentId(n),
  );

const signed = (n = 1) => {
  const world = inShift();
  issue(world, n);
  world.payment({ type: 'preCheckOutcome', outcome: 'printed' }, paymentId(n));
  world.payment({ type: 'sign', cashierId }, paymentId(n));
  return world;
};

const code = (answer: { ok: boolean; failure?: { code: string } }) => answer.failure?.code ?? 'accepted';

describe('the user’s order', () => {
  test('no receipt before the client has signed', () => {
    const world = inShift();
    issue(world);
    expect(code(receipt(world, 60_000))).toBe('preCheckFirst');
  });

  test('a pre-check known not to be on paper can’t be signed, one printed for sure or perhaps can', () => {
    const world = inShift();
    issue(world);
    expect(code(world.payment({ type: 'sign', cashierId }, id))).toBe('preCheckNotPrinted');
    world.payment({ type: 'preCheckOutcome', outcome: 'notPrinted' }, id);
    expect(code(world.payment({ type: 'sign', cashierId }, id))).toBe('preCheckNotPrinted');
    world.payment({ type: 'preCheckOutcome', outcome: 'unknown' }, id);
    expect(code(world.payment({ type: 'sign', cashierId }, id))).toBe('accepted');
  });

  test('going back to editing annuls the pre-check by its number; the next has a new one', () => {
    const world = signed();
    world.payment({ type: 'edit', cashierId }, id);
    expect(world.tables.preCheck(1, 1, paymentId(1))?.state).toBe('annulled');
    issue(world);
    expect(world.tables.payment(id)?.preCheck).toEqual({ number: 2, state: 'issued' });
    expect(world.tables.payment(id)?.counter).toBe(1);
  });

  test('too little money makes no receipt, enough gives change', () => {
    const world = signed();
    expect(code(receipt(world, 51_499))).toBe('tenderedTooSmall');
    expect(code(receipt(world, 60_000))).toBe('accepted');
    expect(world.tables.payment(id)?.receipt?.change).toBe(8_500);
  });

  test('conducting needs the receipt and happens once', () => {
    const world = signed();
    expect(code(world.payment({ type: 'conduct', cashierId }, id))).toBe('wrongStage');
    receipt(world, 60_000);
    expect(code(world.payment({ type: 'conduct', cashierId }, id))).toBe('receiptUnknown');
    world.payment(
      { type: 'receiptFound', finding: { kind: 'made', source: 'device', document: null, cashierId: null } },
      id,
    );
    expect(code(world.payment({ type: 'conduct', cashierId }, id))).toBe('accepted');
    expect(code(world.payment({ type: 'conduct', cashierId }, id))).toBe('wrongStage');
  });
});

describe('an unknown receipt', () => {
  test('blocks a second try, other receipts and abandoning, until its outcome is found', () => {
    const world = signed(1);
    issue(world, 2);
    world.payment({ type: 'preCheckOutcome', outcome: 'printed' }, paymentId(2));
    world.payment({ type: 'sign', cashierId }, paymentId(2));
    receipt(world, 60_000, 1);
    world.payment({ type: 'receiptFound', finding: { kind: 'unknown', failure: { code: 'unplugged' } } }, id);
    expect(code(receipt(world, 60_000, 1))).toBe('receiptUnknown');
    expect(code(receipt(world, 60_000, 2))).toBe('deviceBusy');
    expect(
      code(world.payment({ type: 'abandon', received: 0 as Kopecks, returned: 0 as Kopecks, cashierId }, id)),
    ).toBe('receiptUnknown');
    world.payment(
      { type: 'receiptFound', finding: { kind: 'notMade', source: 'person', failure: null, cashierId } },
      id,
    );
    expect(code(receipt(world, 60_000, 1))).toBe('accepted');
    expect(world.tables.payment(id)?.receipt).toMatchObject({ attempt: 2, number: 1 });
  });

  test('is settled in any state of the shift, and counts where it was punched', () => {
    const world = signed();
    receipt(world, 60_000);
    world.pass(25 * 3_600_000);
    const closed = world.shift({
      type: 'close',
      counted: [],
      unfinished: world.unfinished(),
      refunding: [],
      cashierId,
      now: world.now(),
    });
    expect(code(closed)).toBe('accepted');
    world.payment(
      { type: 'receiptFound', finding: { kind: 'made', source: 'person', document: null, cashierId } },
      id,
    );
    expect(world.tables.shift(shiftId(1))).toMatchObject({
      receipts: 1,
      sums: { taken: 51_500 },
      closing: { carriedOver: [id] },
    });
    expect(code(world.payment({ type: 'conduct', cashierId }, id))).toBe('accepted');
  });

  const last = (number: number, amount: number, kind: RegisterDocument['kind']): RegisterDocument => ({
    number,
    kind,
    amount: amount as Kopecks,
    at: 0 as Instant,
    fiscal: null,
  });
  const before = { lastDocument: last(7, 100, 'receipt') } as Receipt;
  test.each([
    ['the same last document', last(7, 100, 'receipt'), 'notMade'],
    ['one receipt more, of this sum', last(8, 51_500, 'receipt'), 'made'],
    ['one receipt more, of another sum', last(8, 51_501, 'receipt'), null],
    ['one document more that is no receipt', last(8, 51_500, 'shiftClosing'), null],
    ['two documents more', last(9, 51_500, 'receipt'), null],
    ['a register that was changed for another', last(3, 51_500, 'receipt'), null],
    ['a register that was emptied', null, null],
  ])('%s: %s', (_, document, judged) => {
    expect(judgeReceipt(before, 51_500 as Kopecks, document)).toBe(judged);
  });
});

describe('the shift', () => {
  test('doesn’t close over unfinished payments, but past 24 hours it does and names them', () => {
    const world = signed();
    const close = () =>
      world.shift({
        type: 'close',
        counted: [],
        unfinished: world.unfinished(),
        refunding: [],
        cashierId,
        now: world.now(),
      });
    expect(code(close())).toBe('unfinishedPayments');
    world.pass(24 * 3_600_000);
    expect(code(issue(world, 3))).toBe('shiftOver24h');
    expect(code(receipt(world, 60_000))).toBe('shiftOver24h');
    expect(code(close())).toBe('accepted');
    expect(world.tables.shift(shiftId(1))?.closing?.carriedOver).toEqual([id]);
  });

  test('a carried-over payment gets its receipt in the next shift', () => {
    const world = signed();
    world.pass(24 * 3_600_000);
    world.shift({
      type: 'close',
      counted: [],
      unfinished: world.unfinished(),
      refunding: [],
      cashierId,
      now: world.now(),
    });
    world.shift({
      type: 'open',
      shiftId: shiftId(2),
      number: 2,
      cashierId,
      openingCash: 0 as Kopecks,
      clockBehind: false,
    });
    receipt(world, 60_000);
    world.payment(
      { type: 'receiptFound', finding: { kind: 'made', source: 'device', document: null, cashierId: null } },
      id,
    );
    expect(world.openShift()).toMatchObject({ id: shiftId(2), receipts: 1 });
  });

  test('money that the client gave is returned before a payment is abandoned', () => {
    const world = signed();
    const abandon = (returned: number) =>
      world.payment(
        { type: 'abandon', received: 60_000 as Kopecks, returned: returned as Kopecks, cashierId },
        id,
      );
    expect(abandon(0)).toMatchObject({
      failure: { code: 'returnMoneyFirst', details: { receivedKopecks: 60_000 } },
    });
    expect(code(abandon(60_000))).toBe('accepted');
    expect(world.tables.preCheck(1, 1, paymentId(1))?.state).toBe('annulled');
    expect(world.tables.payment(id)?.stage).toBe('abandoned');
  });

  test('no more leaves the drawer than lies in it, and the count’s difference is recorded', () => {
    const world = inShift();
    const out = (amount: number) =>
      world.shift({
        type: 'moveCash',
        kind: 'cashOut',
        amount: amount as Kopecks,
        reason: 'размен',
        cashierId,
      });
    expect(code(out(1))).toBe('cashNotEnough');
    world.shift({ type: 'moveCash', kind: 'cashIn', amount: 10_000 as Kopecks, reason: 'размен', cashierId });
    expect(code(out(10_000))).toBe('accepted');
    world.shift({
      type: 'close',
      counted: [{ value: 500 as Kopecks, count: 3 }],
      unfinished: [],
      refunding: [],
      cashierId,
      now: world.now(),
    });
    expect(world.tables.shift(shiftId(1))?.closing).toMatchObject({
      expectedCash: 0,
      countedCash: 1_500,
      difference: 1_500,
    });
    expect(world.station().lastCountedCash).toBe(1_500);
  });

  test('none opens on a clock that is behind the journal', () => {
    const world = openWorld(start);
    const open = world.shift({
      type: 'open',
      shiftId: shiftId(1),
      number: 1,
      cashierId,
      openingCash: 0 as Kopecks,
      clockBehind: true,
    });
    expect(code(open)).toBe('clockBehind');
  });
});
