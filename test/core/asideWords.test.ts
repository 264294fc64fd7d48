// Whatever a journal may be parked for is told to people in Russian.
import { expect, test } from 'vitest';
import type { KnownEvent } from '../../contract/journal.ts';
import { asideText } from '../../core/asideWords.ts';
import { understand } from '../../core/journal.ts';
import { evolveLane } from '../../core/lane.ts';
import { evolveRefund, type RefundEvent } from '../../core/refund.ts';
import { beginJournal } from '../tools/madeJournal.ts';

const thrown = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing was thrown');
};
const stored = (type: string, body: object, version = 1) =>
  understand({ type, version, body: JSON.stringify(body), seq: 9, at: 9 as never });
const id = '00000000-0000-7000-8000-0000000000a1';
const refundId = '00000000-0000-7000-8000-0000000000a2';
const event = (type: string, body: object) => ({ type, seq: 9, at: 9, body }) as unknown as KnownEvent;
const payment = beginJournal({ seed: 1 }).pay({ until: 'signed' });
const refund = evolveRefund(
  null,
  event('refundGranted', { paymentId: id, refundId, amount: 1, feeReturned: true }) as RefundEvent,
  1,
);
const refundEvent = (type: string) => event(type, { paymentId: id, refundId, attempt: 1 }) as RefundEvent;

const reasons: readonly string[] = [
  String(stored('paymentSung', {})),
  String(stored('paymentConducted', { paymentId: id }, 2)),
  String(stored('paymentConducted', { paymentId: 7 })),
  thrown(() => evolveLane(null, event('paymentConducted', { paymentId: id }), 1)),
  thrown(() =>
    evolveLane(payment, event('paymentEntered', { paymentId: id, counter: 7, details: payment.details }), 1),
  ),
  thrown(() => evolveLane(payment, event('receiptMade', { paymentId: id, attempt: 1 }), 1)),
  thrown(() => evolveRefund(null, refundEvent('refundPaid'), 1)),
  thrown(() => evolveRefund(refund, refundEvent('refundPaid'), 2)),
  thrown(() => evolveRefund(refund, refundEvent('refundReceiptMade'), 1)),
  thrown(() => evolveRefund({ ...refund, stage: 'paid' }, refundEvent('refundReceiptStarted'), 1)),
];

test.each(reasons)('%s', (reason) => {
  expect(reason).toMatch(/[a-z]/);
  expect(asideText(reason)).not.toMatch(/[a-z]/i);
});

test('all but a body that fits no schema have words of their own', () => {
  const words = reasons.map(asideText);
  expect(words.filter((text) => text.includes('разработчику'))).toHaveLength(1);
  expect(new Set(words).size).toBe(reasons.length - 1);
});
