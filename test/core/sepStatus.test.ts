import { expect, test } from 'vitest';
import type { PaymentStatus, SepStatus } from '../../contract/status.ts';
import { isNewer, meanwhileWords } from '../../core/sepStatus.ts';

const told = (status: SepStatus, generation: number, revision = 1, attempt = 1): PaymentStatus => ({
  paymentId: '01900000-0000-7000-8000-000000000001' as never,
  status,
  generation,
  revision,
  at: 1 as never,
  attempt,
  operatorNumber: null,
  resultCode: null,
  reason: null,
});

const ends = ['completed', 'cancelled', 'refunded', 'transferred'] as const;
const before = ['accepted', 'checking', 'forwarded', 'rejected', 'hung'] as const;

test('within a generation the higher revision counts, whatever it says', () => {
  expect(isNewer(null, told('accepted', 1))).toBe(true);
  expect(isNewer(told('completed', 1, 4), told('hung', 1, 5))).toBe(true);
  expect(isNewer(told('hung', 1, 5), told('completed', 1, 4))).toBe(false);
  expect(isNewer(told('hung', 2, 1), told('completed', 1, 9))).toBe(false);
});

test('no end of before a restore is undone but by an end', () => {
  for (const known of ends) {
    for (const one of before) expect(isNewer(told(known, 1, 5), told(one, 2))).toBe(false);
    for (const one of ends) expect(isNewer(told(known, 1, 5), told(one, 2))).toBe(true);
  }
});

test('what hangs or was refused stays until СЭП gets there again, and as far as to that attempt', () => {
  expect(isNewer(told('hung', 1), told('checking', 2))).toBe(false);
  expect(isNewer(told('hung', 1), told('rejected', 2))).toBe(true);
  expect(isNewer(told('hung', 1, 5, 2), told('rejected', 2, 1, 1))).toBe(false);
  expect(isNewer(told('accepted', 1, 5, 2), told('checking', 2, 1, 1))).toBe(false);
  expect(isNewer(told('accepted', 1, 5, 2), told('checking', 2, 1, 2))).toBe(true);
  expect(isNewer(told('forwarded', 1, 5), told('accepted', 2))).toBe(true);
});

test('what waits for a person at the restored СЭП is said beside it', () => {
  expect(meanwhileWords(told('completed', 1), told('hung', 2))).toContain('завис');
  expect(meanwhileWords(told('cancelled', 1), told('rejected', 2))).toContain('ошибочный');
  expect(meanwhileWords(told('completed', 1), told('checking', 2))).toBe(null);
  expect(meanwhileWords(told('completed', 2), told('hung', 2))).toBe(null);
});
