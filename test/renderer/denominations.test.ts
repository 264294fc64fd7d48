import { expect, test } from 'vitest';
import {
  countedOf,
  denominationName,
  isOfSmallCoins,
  totalOf,
  typeCount,
  wantsSmallCoins,
} from '../../renderer/shift/denominations.ts';

test('counted notes and coins add up to the kopeck', () => {
  expect(totalOf({ 500000: '2', 10000: '3', 50: '1', 10: '4' })).toBe(1_030_090);
  expect(totalOf({})).toBe(0);
});

test('a sum that a fee in per cent has made can be counted to the kopeck', () => {
  const counts = { 200000: '1', 5: '1', 1: '4' };
  expect(totalOf(counts)).toBe(200_009);
  expect(countedOf(counts)).toEqual([
    { value: 200_000, count: 1 },
    { value: 5, count: 1 },
    { value: 1, count: 4 },
  ]);
});

test('the smallest coins are asked for when the drawer should hold some, or some were counted', () => {
  expect(wantsSmallCoins(1_268_901, {})).toBe(true);
  expect(wantsSmallCoins(1_268_905, {})).toBe(true);
  expect(wantsSmallCoins(-1, {})).toBe(true);
  expect(wantsSmallCoins(1_268_910, {})).toBe(false);
  expect(wantsSmallCoins(1_268_910, { 5: '2' })).toBe(true);
  expect(wantsSmallCoins(1_268_910, { 5: '0', 10: '1' })).toBe(false);
});

test('only less than ten kopecks is change without small coins', () => {
  expect([0, 1, -9, 10, -10].map(isOfSmallCoins)).toEqual([false, true, true, false, false]);
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
