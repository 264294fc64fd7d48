import { expect, test } from 'vitest';
import type { Instant, Kopecks, PaymentId, ProviderId } from '../../contract/primitives.ts';
import type { PaymentStage } from '../../contract/till.ts';
import { receiptOf, receiptsToCopy } from '../../renderer/payment/receiptsToCopy.ts';

const details = { providerId: 'mts' as ProviderId, account: '9161234567', amountTaken: 51_500 as Kopecks };
const taken = (id: string, paperOwed: boolean, stage: PaymentStage = 'conducted') => ({
  id: id as PaymentId,
  number: `1-${id}`,
  stage,
  enteredAt: 0 as Instant,
  takenAt: 60_000 as Instant,
  paperOwed,
  details,
});

test('«Копия чека» offers the last receipts, then whatever owes its paper, each once', () => {
  const recent = [taken('14', false), taken('13', true), taken('12', false, 'abandoned')];
  const offered = receiptsToCopy(recent, [taken('13', true), taken('2', true)]);
  expect(offered.map(({ number, paperOwed }) => [number, paperOwed])).toEqual([
    ['1-14', false],
    ['1-13', true],
    ['1-2', true],
  ]);
});

test('a report’s row says that its paper is owed', () => {
  const row = { ...details, paymentId: '2' as PaymentId, takenAt: 60_000 as Instant, number: '1-2' };
  expect(receiptOf(row, [taken('2', true)]).paperOwed).toBe(true);
  expect(receiptOf(row, []).paperOwed).toBe(false);
});
