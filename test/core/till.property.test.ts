import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Kopecks } from '../../contract/primitives.ts';
import type { ReceiptFinding } from '../../core/payment.ts';
import { isTaken } from '../../core/payment.ts';
import { expectedCash } from '../../core/shift.ts';
import { cashierId, details, openWorld, paymentId, refundId, replay, seniorId, shiftId } from './world.ts';

type Step =
  | { readonly do: 'openShift'; readonly cash: number }
  | { readonly do: 'closeShift'; readonly counted: number }
  | { readonly do: 'cash'; readonly kind: 'cashIn' | 'cashOut' | 'cashCollection'; readonly amount: number }
  | { readonly do: 'pass'; readonly hours: number }
  | { readonly do: 'issue'; readonly payment: number; readonly sum: number; readonly fee: number }
  | {
      readonly do: 'preCheckOutcome';
      readonly payment: number;
      readonly outcome: 'printed' | 'notPrinted' | 'unknown';
    }
  | { readonly do: 'sign' | 'edit' | 'conduct' | 'copy'; readonly payment: number }
  | { readonly do: 'abandon'; readonly payment: number; readonly received: number; readonly returned: number }
  | { readonly do: 'receipt'; readonly payment: number; readonly tendered: number }
  /** What a cashier would do next: random steps alone seldom get as far as money. */
  | { readonly do: 'next'; readonly payment: number; readonly sum: number; readonly fee: number }
  | { readonly do: 'cancel' | 'nextRefund'; readonly payment: number }
  /** СЭП's grant, of all that was taken or without the fee. */
  | { readonly do: 'grant'; readonly payment: number; readonly fee: boolean }
  | { readonly do: 'refundReceipt' | 'refundPaid' | 'refundNotPaid'; readonly payment: number }
  | { readonly do: 'refundFound'; readonly payment: number; readonly kind: 'made' | 'notMade' | 'unknown' }
  | { readonly do: 'found'; readonly payment: number; readonly kind: 'made' | 'notMade' | 'unknown' };

const payment = fc.integer({ min: 1, max: 6 });
const sum = fc.integer({ min: 0, max: 500_000 });

const fee = fc.integer({ min: 0, max: 9_999 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('next' as const), payment, sum, fee }) },
  fc.record({ do: fc.constant('openShift' as const), cash: sum }),
  fc.record({ do: fc.constant('closeShift' as const), counted: fc.integer({ min: 0, max: 100 }) }),
  fc.record({
    do: fc.constant('cash' as const),
    kind: fc.constantFrom('cashIn', 'cashOut', 'cashCollection'),
    amount: sum,
  }),
  fc.record({ do: fc.constant('pass' as const), hours: fc.constantFrom(0, 1, 30) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('issue' as const), payment, sum, fee }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('preCheckOutcome' as const),
      payment,
      outcome: fc.constantFrom('printed', 'printed', 'notPrinted', 'unknown'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('sign', 'sign', 'edit', 'conduct', 'copy'), payment }),
  },
  fc.record({
    do: fc.constant('abandon' as const),
    payment,
    received: fc.constantFrom(0, 500),
    returned: fc.constantFrom(0, 500),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('receipt' as const),
      payment,
      tendered: fc.integer({ min: 0, max: 1_000_000 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('found' as const),
      payment,
      kind: fc.constantFrom('made', 'notMade', 'unknown'),
    }),
  },
);

const correction: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('nextRefund' as const), payment }) },
  fc.record({ do: fc.constant('cancel' as const), payment }),
  fc.record({ do: fc.constant('grant' as const), payment, fee: fc.boolean() }),
  fc.record({
    do: fc.constantFrom('refundReceipt' as const, 'refundReceipt' as const, 'refundPaid', 'refundNotPaid'),
    payment,
  }),
  fc.record({
    do: fc.constant('refundFound' as const),
    payment,
    kind: fc.constantFrom('made' as const, 'made' as const, 'notMade', 'unknown'),
  }),
);

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: step },
  { weight: 2, arbitrary: correction },
);

type World = ReturnType<typeof openWorld>;

function nextOf(world: World, { payment, sum, fee }: Extract<Step, { do: 'next' }>): Step {
  if (!world.openShift()) return { do: 'openShift', cash: sum };
  const known = world.tables.payment(paymentId(payment));
  switch (known?.stage) {
    case 'preChecked':
      return known.preCheck?.state === 'printed'
        ? { do: 'sign', payment }
        : { do: 'preCheckOutcome', payment, outcome: 'printed' };
    case 'signed':
      return { do: 'receipt', payment, tendered: 1_000_000 };
    case 'receipting':
      return { do: 'found', payment, kind: 'made' };
    case 'receipted':
      return { do: 'conduct', payment };
    default:
      return { do: 'issue', payment, sum, fee };
  }
}

/** What it takes to give a payment's money back. */
function nextRefundOf(world: World, { payment }: { readonly payment: number }): Step {
  const stage = world.tables.payment(paymentId(payment))?.stage;
  switch (world.refundOf(paymentId(payment))?.stage) {
    case 'granted':
      return { do: 'refundReceipt', payment };
    case 'receipting':
      return { do: 'refundFound', payment, kind: 'made' };
    case 'receipted':
      return { do: 'refundPaid', payment };
    default:
      return stage === 'conducted' ? { do: 'grant', payment, fee: true } : { do: 'cancel', payment };
  }
}

function run(world: World, step: Step, n: number): ReturnType<World['shift']> | null {
  const id = 'payment' in step ? paymentId(step.payment) : paymentId(0);
  switch (step.do) {
    case 'next':
      return run(world, nextOf(world, step), n);
    case 'nextRefund':
      return run(world, nextRefundOf(world, step), n);
    case 'pass':
      world.pass(step.hours * 3_600_000);
      return null;
    case 'openShift':
      return world.shift({
        type: 'open',
        shiftId: shiftId(n),
        number: world.station().shiftCounter + 1,
        cashierId,
        openingCash: step.cash as Kopecks,
        clockBehind: false,
      });
    case 'closeShift':
      return world.shift({
        type: 'close',
        counted: [{ value: 10_000 as Kopecks, count: step.counted }],
        unfinished: world.unfinished(),
        refunding: world.refunding(),
        cashierId,
        now: world.now(),
      });
    case 'cash':
      return world.shift({
        type: 'moveCash',
        kind: step.kind,
        amount: step.amount as Kopecks,
        reason: 'размен',
        cashierId,
      });
    case 'issue': {
      const { paymentCounter, preCheckCounter } = world.station();
      return world.payment(
        {
          type: 'issuePreCheck',
          paymentId: id,
          details: details(step.sum, step.fee, step.payment),
          counter: paymentCounter + 1,
          preCheckNumber: preCheckCounter + 1,
          shift: world.openShift(),
          cashierId,
          now: world.now(),
        },
        id,
      );
    }
    case 'preCheckOutcome':
      return world.payment({ type: 'preCheckOutcome', outcome: step.outcome }, id);
    case 'sign':
    case 'edit':
    case 'conduct':
      return world.payment({ type: step.do, cashierId }, id);
    case 'copy':
      return world.payment({ type: 'copyReceipt', cashierId }, id);
    case 'abandon':
      return world.payment(
        {
          type: 'abandon',
          received: step.received as Kopecks,
          returned: step.returned as Kopecks,
          cashierId,
        },
        id,
      );
    case 'receipt':
      return world.payment(
        {
          type: 'startReceipt',
          tendered: step.tendered as Kopecks,
          shift: world.openShift(),
          lastDocument: null,
          registerRemembers: true,
          blockedBy: world.blocking(),
          cashierId,
          now: world.now(),
        },
        id,
      );
    case 'cancel':
      return world.payment(
        { type: 'cancel', seniorId, reason: 'клиент передумал', refundId: refundId(n), cashierId },
        id,
      );
    case 'grant': {
      const known = world.tables.payment(id);
      if (known?.stage !== 'conducted') return null;
      const { amountTaken, amountCredited } = known.details;
      const amount = step.fee ? amountTaken : amountCredited;
      return world.refund(
        {
          type: 'grant',
          paymentId: id,
          refundId: refundId(n),
          amount,
          feeReturned: step.fee,
          cashierId,
        },
        id,
      );
    }
    case 'refundReceipt':
      return world.refund(
        {
          type: 'startReceipt',
          shift: world.openShift(),
          lastDocument: null,
          registerRemembers: true,
          blockedBy: world.blocked(),
          cashierId,
          now: world.now(),
        },
        id,
      );
    case 'refundPaid':
      return world.refund({ type: 'paid', cashierId }, id);
    case 'refundNotPaid':
      return world.refund({ type: 'notPaid', reason: 'клиент ушёл', cashierId }, id);
    case 'refundFound':
      return world.refund({ type: 'receiptFound', finding: findingOf(step.kind) }, id);
    case 'found':
      return world.payment({ type: 'receiptFound', finding: findingOf(step.kind) }, id);
  }
}

function findingOf(kind: 'made' | 'notMade' | 'unknown'): ReceiptFinding {
  const common = { source: 'device' as const, cashierId: null };
  switch (kind) {
    case 'made':
      return { kind, document: null, ...common };
    case 'notMade':
      return { kind, failure: null, ...common };
    case 'unknown':
      return { kind, failure: { code: 'unplugged' } };
  }
}
const start = Date.UTC(2026, 10, 22, 6);
const snapshot = ({ tables }: Pick<World, 'tables'>) =>
  JSON.stringify(
    [tables.stations, tables.payments, tables.shifts, tables.refunds, tables.preChecks, tables.days].map(
      (map) => [...map],
    ),
  );

test('a refusal changes nothing, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 80, size: 'max' }), (steps) => {
      const world = openWorld(start);
      for (const [n, next] of steps.entries()) {
        const before = snapshot(world);
        const count = world.events.length;
        const answer = run(world, next, n);
        if (answer?.ok !== false) continue;
        expect(snapshot(world)).toBe(before);
        expect(world.events.length).toBe(count);
      }
      expect(world.events[0]?.type).toBe('journalOpened');
    }),
    { numRuns: 200, seed: 20261122 },
  );
});

test('replaying the journal gives the tables that live work left', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 150, size: 'max' }), (steps) => {
      const world = openWorld(start);
      for (const [n, next] of steps.entries()) run(world, next, n);
      expect(snapshot({ tables: replay(world.events) })).toBe(snapshot(world));
    }),
    { numRuns: 200, seed: 7 },
  );
});

test('whatever is accepted, the sums of drawer, shifts, days and payments agree', () => {
  let taken = 0;
  let refunded = 0;
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 40, maxLength: 250, size: 'max' }), (steps) => {
      const world = openWorld(start);
      for (const [n, next] of steps.entries()) run(world, next, n);
      const { tables } = world;
      const refunds = [...tables.refunds.values()];
      refunded += refunds.filter(({ stage }) => stage === 'paid').length;
      const made = [...tables.payments.values()].filter(({ stage }) => isTaken(stage));
      taken += made.length;
      const total = made.reduce((sum, { details }) => sum + details.amountTaken, 0);
      for (const { details } of made) expect(details.amountTaken).toBe(details.amountCredited + details.fee);
      const inShifts = [...tables.shifts.values()].reduce((sum, shift) => sum + shift.sums.taken, 0);
      const inDays = [...tables.days.values()].reduce((sum, day) => sum + day.taken, 0);
      expect(inShifts).toBe(total);
      expect(inDays).toBe(total);
      for (const shift of tables.shifts.values()) {
        const ofShift = made.filter(({ receipt }) => receipt?.shiftId === shift.id);
        const returns = refunds.filter(({ receipt }) => receipt?.shiftId === shift.id && receipt.source);
        const out = returns.filter(({ stage }) => stage === 'receipted' || stage === 'paid');
        expect(shift.receipts).toBe(ofShift.length + returns.length);
        expect(shift.refunds.count).toBe(out.length);
        expect(shift.refunds.sum).toBe(out.reduce((sum, { amount }) => sum + amount, 0));
        expect(shift.sums.count).toBe(ofShift.length);
        const byProvider = Object.values(shift.byProvider).reduce((sum, sums) => sum + sums.taken, 0);
        expect(byProvider).toBe(shift.sums.taken);
        expect(expectedCash(shift)).toBe(
          shift.openingCash + shift.cashIn + shift.sums.taken - shift.cashOut - shift.refunds.sum,
        );
        expect(expectedCash(shift)).toBeGreaterThanOrEqual(0);
      }
      // One receipt at a time: the device is blocked while an outcome is unknown.
      const unknown = [...tables.payments.values(), ...refunds].filter(({ stage }) => stage === 'receipting');
      expect(unknown.length).toBeLessThanOrEqual(1);
      for (const { id, stage, details } of tables.payments.values()) {
        const own = refunds.filter(({ paymentId }) => paymentId === id);
        // Money goes back once at most, never more than was taken, and only for what was taken.
        const given = own.filter((refund) => refund.stage !== 'notPaid');
        expect(given.length).toBeLessThanOrEqual(1);
        for (const { amount } of given) expect(amount).toBeLessThanOrEqual(details.amountTaken);
        if (own.length > 0) expect(isTaken(stage)).toBe(true);
        const events = world.events.filter(
          (event) => 'paymentId' in event.body && event.body.paymentId === id,
        );
        const cancelled = events.findIndex(({ type }) => type === 'paymentCancelled');
        if (cancelled >= 0) expect(events.some(({ type }) => type === 'paymentConducted')).toBe(false);
      }
    }),
    { numRuns: 150, seed: 11 },
  );
  // The sequences do get through to money: otherwise all of the above holds for nothing.
  expect(taken).toBeGreaterThan(100);
  expect(refunded).toBeGreaterThan(30);
});
