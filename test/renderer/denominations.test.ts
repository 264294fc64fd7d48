import { expect, test } from 'vitest';
import { countedOf, denominationName, totalOf, typeCount } from '../../renderer/shift/denominations.ts';

test('counted notes and coins add up to the kopeck', () => {
  expect(totalOf({ 500000: '2', 10000: '3', 50: '1', 10: '4' })).toBe(1_030_090);
  expect(totalOf({})).toBe(0);
});

test('only what was found is reported', () => {
  expect(countedOf({ 100000: '5', 50000: '', 10000: '0' })).toEqual([{ value: 100_000, count: 5 }]);
});

test('a denomination is named as on its face', () => {
  expect([500_000, 100, 50].map(denominationName)).toEqual(['5000 ₽', '1 ₽', '50 коп.']);
});

test.each([
  ['12', '12'],
  ['1 000', '1000'],
  ['', ''],
  ['1e5', '7'],
  ['-1', '7'],
  ['12,5', '7'],
  ['７', '7'],
  ['123456', '7'],
])('a count of 7 that becomes %j is %j', (next, count) => {
  expect(typeCount('7', next)).toBe(count);
});
