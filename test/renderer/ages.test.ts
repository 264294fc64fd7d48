import { expect, test } from 'vitest';
import type { Instant, Kopecks, PaymentId, ProviderId } from '../../contract/primitives.ts';
import type { OpenPayment } from '../../contract/sync.ts';
import { ageOf, byAge, isStuck } from '../../renderer/open/ages.ts';

const minute = 60_000;
const now = 1_800_000_000_000;
const open = (number: string, minutesAgo: number): OpenPayment => ({
  paymentId: number as PaymentId,
  number,
  workstation: 1,
  conductedAt: (now - minutesAgo * minute) as Instant,
  providerId: 'mts' as ProviderId,
  account: '9161234567',
  amountTaken: 100 as Kopecks,
  standing: null,
});

test('groups by age, oldest first, none of them empty and none left out', () => {
  const groups = byAge([open('a', 5), open('b', 60), open('c', 59), open('d', 1440), open('e', 1439)], now);
  expect(groups.map(({ name, payments }) => [name, payments.map(({ number }) => number)])).toEqual([
    ['Больше суток', ['d']],
    ['От часа до суток', ['e', 'b']],
    ['До часа', ['c', 'a']],
  ]);
  expect(byAge([open('a', 5)], now).map(({ name }) => name)).toEqual(['До часа']);
});

test('a clock that went back makes nothing older than it is', () => {
  expect(byAge([open('a', -30)], now).map(({ name }) => name)).toEqual(['До часа']);
  expect(ageOf(now + minute, now)).toBe('только что');
});

test('an age in words', () => {
  expect(ageOf(now - 12 * minute, now)).toBe('12 мин');
  expect(ageOf(now - 200 * minute, now)).toBe('3 ч 20 мин');
  expect(ageOf(now - 53 * 60 * minute, now)).toBe('2 сут 5 ч');
});

test('hung and rejected wait for a person, unsent and forwarded do not', () => {
  const standing = (status: 'hung' | 'rejected' | 'forwarded') => ({
    standing: { status, at: now as Instant, reason: null },
  });
  expect(
    [standing('hung'), standing('rejected'), standing('forwarded'), { standing: null }].map(isStuck),
  ).toEqual([true, true, false, false]);
});
