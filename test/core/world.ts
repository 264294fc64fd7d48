/** A till without devices or disk: commands are decided, their events projected, as the store does it for real. */
import type { RequestId } from '../../contract/adjustment.ts';
import type { Result } from '../../contract/failure.ts';
import type { KnownEvent, NewEvent } from '../../contract/journal.ts';
import type {
  CashierId,
  Instant,
  Kopecks,
  Origin,
  PaymentId,
  ProviderId,
  ShiftId,
} from '../../contract/primitives.ts';
import type { Payment, PaymentCommand } from '../../core/payment.ts';
import { decidePayment, isUnfinished, paymentNumber } from '../../core/payment.ts';
import { project } from '../../core/projection.ts';
import type { RefundCommand } from '../../core/refund.ts';
import { decideRefund, refundEnded } from '../../core/refund.ts';
import type { Shift, ShiftCommand } from '../../core/shift.ts';
import { decideShift } from '../../core/shift.ts';
import { dayIn } from '../../core/zone.ts';
import { memoryTables } from './memoryTables.ts';

const origin = '00000000-0000-4000-8000-000000000001' as Origin;
export const cashierId = '00000000-0000-4000-8000-0000000000c1' as CashierId;
export const seniorId = '00000000-0000-4000-8000-0000000000c2' as CashierId;
const providers = ['mts', 'beeline'] as ProviderId[];

const numbered = (kind: number, n: number) =>
  `00000000-0000-7000-8${String(kind).padStart(3, '0')}-${String(n).padStart(12, '0')}`;
export const paymentId = (n: number) => numbered(1, n) as PaymentId;
export const shiftId = (n: number) => numbered(2, n) as ShiftId;
export const refundId = (n: number) => numbered(3, n) as RequestId;

export const details = (amountCredited: number, fee: number, provider: number): Payment['details'] => ({
  providerId: providers[provider % 2] as ProviderId,
  catalogueVersion: 1,
  account: '9161234567',
  amountCredited: amountCredited as Kopecks,
  fee: fee as Kopecks,
  amountTaken: (amountCredited + fee) as Kopecks,
  confirmed: [],
});

const dayOfMoscow = dayIn('Europe/Moscow');
const dayOf = (at: Instant) => dayOfMoscow(at);

export function openWorld(start: number) {
  const tables = memoryTables();
  const events: KnownEvent[] = [];
  let now = start as Instant;

  const append = (decided: Result<readonly NewEvent[]>): Result<readonly NewEvent[]> => {
    if (!decided.ok) return decided;
    for (const event of decided.value) {
      const known = { ...event, seq: events.length + 1, at: now } as KnownEvent;
      events.push(known);
      project(known, origin, tables, dayOf);
    }
    return decided;
  };

  append({
    ok: true,
    value: [
      {
        type: 'journalOpened',
        body: {
          workstation: 1,
          tradePointId: 'tt-1',
          zone: 'Europe/Moscow',
          publicKey: 'k'.repeat(60),
          previous: null,
          reason: 'new',
        },
      },
    ],
  });

  const station = () => {
    const known = tables.station(origin);
    if (!known) throw new Error('no journal');
    return known;
  };
  const openShift = (): Shift | null => {
    const { openShiftId } = station();
    return openShiftId && tables.shift(openShiftId);
  };
  const unfinished = () => [...tables.payments.values()].filter(({ stage }) => isUnfinished(stage));

  /** The payment whose receipt, or whose refund's, is unknown. */
  const blocking = (): Payment | null => {
    const refund = [...tables.refunds.values()].find(({ stage }) => stage === 'receipting');
    return (
      [...tables.payments.values()].find(({ stage }) => stage === 'receipting') ??
      (refund ? tables.payment(refund.paymentId) : null)
    );
  };
  const refundOf = (id: PaymentId) =>
    [...tables.refunds.values()].findLast(({ paymentId }) => paymentId === id) ?? null;

  return {
    tables,
    events,
    station,
    openShift,
    unfinished,
    now: () => now,
    pass: (milliseconds: number) => {
      now = (now + milliseconds) as Instant;
    },
    payment: (command: PaymentCommand, id: PaymentId) => append(decidePayment(tables.payment(id), command)),
    shift: (command: ShiftCommand) => append(decideShift(openShift(), command)),
    /** Of the payment's newest refund. */
    refund: (command: RefundCommand, id: PaymentId) => append(decideRefund(refundOf(id), command)),
    refundOf,
    refunding: () =>
      [...tables.refunds.values()]
        .filter(({ stage }) => !refundEnded(stage))
        .map(({ paymentId }) => paymentId),
    blocking,
    blocked: () => {
      const payment = blocking();
      return payment && paymentNumber(payment);
    },
    receipting: () => [...tables.payments.values()].find(({ stage }) => stage === 'receipting') ?? null,
  };
}

/** The same events again into empty tables. */
export function replay(events: readonly KnownEvent[]) {
  const tables = memoryTables();
  for (const event of events) project(event, origin, tables, dayOf);
  return tables;
}
