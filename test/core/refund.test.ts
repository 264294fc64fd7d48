import { describe, expect, test } from 'vitest';
import type { KnownEvent, RegisterDocument } from '../../contract/journal.ts';
import type { Instant, Kopecks } from '../../contract/primitives.ts';
import { evolveLane } from '../../core/lane.ts';
import type { RefundCommand, RefundReceipt } from '../../core/refund.ts';
import { evolveRefund, isRefundEvent, judgeRefundReceipt } from '../../core/refund.ts';
import { expectedCash } from '../../core/shift.ts';
import { cashierId, details, openWorld, paymentId, refundId, seniorId, shiftId } from './world.ts';

const start = Date.UTC(2026, 10, 22, 6);
const id = paymentId(1);
const made = { kind: 'made', source: 'device', document: null, cashierId: null } as const;
const notMade = { kind: 'notMade', source: 'device', failure: null, cashierId: null } as const;
const unknown = { kind: 'unknown', failure: { code: 'unplugged' } } as const;

/** 500 + 15 ₽ taken into a drawer that holds this much. */
function receipted(openingCash = 0) {
  const world = openWorld(start);
  const cash = openingCash as Kopecks;
  world.shift({
    type: 'open',
    shiftId: shiftId(1),
    number: 1,
    cashierId,
    openingCash: cash,
    clockBehind: false,
  });
  world.payment(
    {
      type: 'issuePreCheck',
      paymentId: id,
      details: details(50_000, 1_500, 0),
      counter: 1,
      preCheckNumber: 1,
      shift: world.openShift(),
      cashierId,
      now: world.now(),
    },
    id,
  );
  world.payment({ type: 'preCheckOutcome', outcome: 'printed' }, id);
  world.payment({ type: 'sign', cashierId }, id);
  world.payment(
    {
      type: 'startReceipt',
      tendered: 51_500 as Kopecks,
      shift: world.openShift(),
      lastDocument: null,
      registerRemembers: true,
      blockedBy: null,
      cashierId,
      now: world.now(),
    },
    id,
  );
  world.payment({ type: 'receiptFound', finding: made }, id);
  return world;
}

type World = ReturnType<typeof receipted>;

const cancel = (world: World, reason = 'не тот номер', senior = seniorId) =>
  world.payment({ type: 'cancel', seniorId: senior, reason, refundId: refundId(1), cashierId }, id);

const grant = (world: World, n: number, amount = 50_000) =>
  world.refund(
    {
      type: 'grant',
      paymentId: id,
      refundId: refundId(n),
      amount: amount as Kopecks,
      feeReturned: amount > 50_000,
      cashierId,
    },
    id,
  );

const startReceipt = (world: World): RefundCommand => ({
  type: 'startReceipt',
  shift: world.openShift(),
  lastDocument: null,
  registerRemembers: true,
  blockedBy: world.blocked(),
  cashierId,
  now: world.now(),
});

const pay = (world: World) => world.refund(startReceipt(world), id);
const found = (world: World, finding: typeof made | typeof notMade | typeof unknown) =>
  world.refund({ type: 'receiptFound', finding }, id);
const code = (answer: { readonly ok: boolean; readonly failure?: { readonly code: string } }) =>
  answer.ok ? 'ok' : answer.failure?.code;

describe('a payment that never left the till', () => {
  test('is cancelled with a second person, and its money is to be given back whole', () => {
    const world = receipted();
    expect(cancel(world)).toMatchObject({
      ok: true,
      value: [
        { type: 'paymentCancelled', body: { seniorId, reason: 'не тот номер' } },
        { type: 'refundGranted', body: { refundId: refundId(1), amount: 51_500, feeReturned: true } },
      ],
    });
    expect(world.tables.payment(id)?.stage).toBe('cancelled');
    expect(world.unfinished()).toEqual([]);
    expect(world.refunding()).toEqual([id]);
  });

  test('is not cancelled by the cashier alone, without a reason, or twice', () => {
    const world = receipted();
    expect(code(cancel(world, 'x', cashierId))).toBe('secondPersonNeeded');
    expect(code(cancel(world, '  '))).toBe('reasonRequired');
    cancel(world);
    expect(code(cancel(world))).toBe('wrongStage');
  });

  test('is never conducted after it', () => {
    const world = receipted();
    cancel(world);
    expect(code(world.payment({ type: 'conduct', cashierId }, id))).toBe('wrongStage');
  });

  test('stays taken in the sums of shift and day', () => {
    const world = receipted();
    cancel(world);
    pay(world);
    found(world, made);
    expect(world.openShift()?.sums).toMatchObject({ count: 1, taken: 51_500 });
    expect([...world.tables.days.values()]).toMatchObject([{ count: 1, taken: 51_500 }]);
  });
});

test('a conducted payment is cancelled by СЭП only', () => {
  const world = receipted();
  world.payment({ type: 'conduct', cashierId }, id);
  expect(code(cancel(world))).toBe('wrongStage');
});

test.each(['entered', 'signed', 'receipting'] as const)(
  'an %s payment has no money to give back',
  (stage) => {
    const world = receipted();
    const payment = world.tables.payment(id);
    if (!payment) throw new Error('no payment');
    world.tables.putPayment({ ...payment, stage });
    expect(code(cancel(world))).toBe(stage === 'receipting' ? 'receiptUnknown' : 'wrongStage');
  },
);

describe('a refund', () => {
  test('leaves the drawer with its receipt', () => {
    const world = receipted(10_000);
    cancel(world);
    expect(world.openShift() && expectedCash(world.openShift() as never)).toBe(61_500);
    pay(world);
    expect(world.openShift()?.refunds).toEqual({ count: 0, sum: 0 });
    found(world, made);
    world.refund({ type: 'paid', cashierId }, id);
    const shift = world.openShift();
    expect(shift?.refunds).toEqual({ count: 1, sum: 51_500 });
    expect(shift && expectedCash(shift)).toBe(10_000);
    expect(shift?.receipts).toBe(2);
    expect(world.refundOf(id)).toMatchObject({ stage: 'paid', attempts: 1, receipt: { number: 2 } });
  });

  test('needs that much cash in the drawer', () => {
    const world = receipted(0);
    world.shift({
      type: 'moveCash',
      kind: 'cashOut',
      amount: 1_501 as Kopecks,
      reason: 'инкассация',
      cashierId,
    });
    cancel(world);
    expect(pay(world)).toMatchObject({
      ok: false,
      failure: { code: 'cashNotEnough', details: { inDrawerKopecks: 49_999, wantedKopecks: 51_500 } },
    });
  });

  test('needs an open shift of less than 24 hours', () => {
    const world = receipted(0);
    cancel(world);
    world.pass(25 * 3_600_000);
    expect(code(pay(world))).toBe('shiftOver24h');
  });

  test('is never paid by a second receipt', () => {
    const world = receipted(200_000);
    cancel(world);
    pay(world);
    expect(code(pay(world))).toBe('refundReceiptUnknown');
    found(world, made);
    expect(code(pay(world))).toBe('refundCashUnknown');
    world.refund({ type: 'paid', cashierId }, id);
    expect(code(pay(world))).toBe('wrongStage');
    expect(code(grant(world, 2))).toBe('wrongStage');
    expect(code(world.refund({ type: 'paid', cashierId }, id))).toBe('wrongStage');
    expect(code(world.refund({ type: 'notPaid', reason: 'x', cashierId }, id))).toBe('wrongStage');
  });

  test('whose receipt was not made is tried again', () => {
    const world = receipted(0);
    cancel(world);
    pay(world);
    found(world, unknown);
    expect(world.refundOf(id)).toMatchObject({ stage: 'receipting', receipt: { failure: 'unplugged' } });
    found(world, notMade);
    expect(world.refundOf(id)).toMatchObject({ stage: 'granted', receipt: null });
    expect(code(pay(world))).toBe('ok');
    expect(world.refundOf(id)?.attempts).toBe(2);
  });

  test('cannot be ended while its receipt is unknown', () => {
    const world = receipted(0);
    cancel(world);
    pay(world);
    expect(code(world.refund({ type: 'notPaid', reason: 'ушёл', cashierId }, id))).toBe(
      'refundReceiptUnknown',
    );
    expect(code(world.refund({ type: 'paid', cashierId }, id))).toBe('refundReceiptUnknown');
  });

  test('that was not paid after all leaves the money where it is; the paper keeps its number', () => {
    const world = receipted(0);
    cancel(world);
    pay(world);
    found(world, made);
    world.refund({ type: 'notPaid', reason: 'клиент ушёл', cashierId }, id);
    const shift = world.openShift();
    expect(shift && expectedCash(shift)).toBe(51_500);
    expect(shift?.receipts).toBe(2);
    expect(code(grant(world, 2))).toBe('ok');
    pay(world);
    expect(world.refundOf(id)?.receipt?.number).toBe(3);
  });

  test('the same grant again is the same refund', () => {
    const world = receipted(0);
    world.payment({ type: 'conduct', cashierId }, id);
    expect(code(grant(world, 1))).toBe('ok');
    expect(grant(world, 1)).toEqual({ ok: true, value: [] });
    expect(code(grant(world, 2))).toBe('wrongStage');
    expect(code(world.refund({ type: 'paid', cashierId }, id))).toBe('wrongStage');
  });

  test('blocks the device, and the shift, until it is settled', () => {
    const world = receipted(0);
    cancel(world);
    const close = () =>
      world.shift({
        type: 'close',
        counted: [],
        unfinished: world.unfinished(),
        refunding: world.refunding(),
        cashierId,
        now: world.now(),
      });
    expect(close()).toMatchObject({ ok: false, failure: { code: 'unfinishedRefunds' } });
    pay(world);
    expect(world.blocked()).toBe('1-1');
    world.pass(25 * 3_600_000);
    expect(close()).toMatchObject({
      ok: true,
      value: [{ type: 'shiftClosed', body: { carriedOver: [id] } }],
    });
    // Settled after the closing, it counts into its own shift; what was counted against the drawer stays.
    found(world, made);
    const shift = world.tables.shift(shiftId(1));
    expect(shift?.refunds.sum).toBe(51_500);
    expect(shift?.closing?.refunds.sum).toBe(0);
  });
});

describe('events that are told again after a restore', () => {
  const event = (type: string, body: object): KnownEvent =>
    ({
      type,
      body: { paymentId: id, refundId: refundId(1), attempt: 1, ...body },
      seq: 1,
      at: start,
    }) as unknown as KnownEvent;
  const fold = (events: readonly KnownEvent[]) =>
    events.reduce<ReturnType<typeof evolveRefund> | null>(
      (refund, next) => (isRefundEvent(next) ? evolveRefund(refund, next, 1) : refund),
      null,
    );
  const granted = event('refundGranted', { amount: 100, feeReturned: false, cashierId });
  const begun = event('refundReceiptStarted', { shiftId: shiftId(1), number: 2, registerRemembers: true });
  const out = event('refundReceiptMade', { source: 'device', document: null });
  const paid = event('refundPaid', { cashierId });

  test('change nothing', () => {
    const once = fold([granted, begun, out, paid]);
    expect(once?.stage).toBe('paid');
    expect(fold([granted, granted, begun, begun, out, out, paid, paid])).toEqual(once);
    expect(fold([granted, begun, out, paid, event('refundNotPaid', { reason: 'x' })])).toEqual(once);
  });

  test('a receipt begun after the end is a second one: a person must look', () => {
    expect(() => fold([granted, begun, out, paid, begun])).toThrow(/again/);
  });

  test('a payment’s own life is none of the refund’s business', () => {
    const world = receipted(0);
    cancel(world);
    const payment = world.tables.payment(id);
    expect(evolveLane(payment, granted, 1)).toBe(payment);
    // Nor is it conducted by a later journal that had lost the cancel.
    expect(evolveLane(payment, event('paymentConducted', { cashierId }), 1)).toBe(payment);
  });
});

describe('the register asked what became of a return', () => {
  const document = (
    number: number,
    amount: number,
    more: Partial<RegisterDocument> = {},
  ): RegisterDocument => ({
    number,
    kind: 'receipt',
    amount: amount as Kopecks,
    at: start as Instant,
    fiscal: { drive: '9999000000000001', sign: '1' },
    operation: 'incomeReturn',
    ...more,
  });
  const { operation: _, ...income } = document(6, 51_500);
  const receipt = { lastDocument: document(5, 100) } as RefundReceipt;
  const amount = 51_500 as Kopecks;

  test.each([
    ['nothing since', document(5, 100), 'notMade'],
    ['a return of this sum', document(6, 51_500), 'made'],
    ['a receipt of this sum, not a return', income, null],
    ['a return of another sum', document(6, 51_501), null],
    ['two documents since', document(7, 51_500), null],
    ['another drive', document(6, 51_500, { fiscal: { drive: '2', sign: '1' } }), null],
  ] as const)('%s', (_name, last, expected) => {
    expect(judgeRefundReceipt(receipt, amount, last)).toBe(expected);
  });
});
