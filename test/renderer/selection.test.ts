import { expect, test } from 'vitest';
import { countOf, isChosen, only, rowsOf, stretchTo, toggle } from '../../renderer/report/selection.ts';

test('one row, then a stretch in either direction', () => {
  expect(rowsOf(only(5), 10)).toEqual([5]);
  expect(rowsOf(stretchTo(only(5), 8), 10)).toEqual([5, 6, 7, 8]);
  expect(rowsOf(stretchTo(only(5), 3), 10)).toEqual([3, 4, 5]);
});

test('a stretch of millions is counted, not listed', () => {
  const all = stretchTo(only(0), 9_999_999);
  expect(countOf(all)).toBe(10_000_000);
  expect(rowsOf(all, 1_000)).toHaveLength(1_000);
});

test('Ctrl adds a row and takes it away again', () => {
  const two = toggle(only(2), 7);
  expect(rowsOf(two, 10)).toEqual([2, 7]);
  const one = toggle(two, 2);
  expect(rowsOf(one, 10)).toEqual([7]);
  expect(isChosen(one, 2)).toBe(false);
  expect(isChosen(one, 7)).toBe(true);
});
