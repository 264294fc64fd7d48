import { describe, expect, test } from 'vitest';
import {
  clampOffset,
  furthest,
  offsetAt,
  offsetToShow,
  pagesOf,
  rowsInSight,
  scrollTopAt,
  tallestTrack,
  trackHeight,
} from '../../renderer/report/scroll.ts';

const short = { count: 1_000, rowHeight: 32, viewport: 480 };
const long = { count: 10_000_000, rowHeight: 32, viewport: 480 };

describe('ten million rows', () => {
  test('fit on a track that a browser can hold', () => {
    expect(trackHeight(long)).toBe(tallestTrack);
    expect(tallestTrack).toBeLessThan(33_000_000);
  });

  test('both ends of the bar are both ends of the rows', () => {
    expect(offsetAt(0, long)).toBe(0);
    expect(offsetAt(tallestTrack - long.viewport, long)).toBe(furthest(long));
    expect(rowsInSight(furthest(long), long)).toEqual({ first: 9_999_985, last: 10_000_000 });
  });

  test('bar and rows agree on the way there and back', () => {
    for (const row of [0, 1, 12_345, 4_999_999, 9_999_000]) {
      const offset = row * 32;
      expect(Math.abs(offsetAt(scrollTopAt(offset, long), long) - offset)).toBeLessThan(0.01);
    }
  });
});

test('a list that fits a browser scrolls one to one', () => {
  expect(trackHeight(short)).toBe(32_000);
  expect(offsetAt(777, short)).toBe(777);
  expect(scrollTopAt(777, short)).toBe(777);
});

test('a list shorter than the window does not scroll', () => {
  const few = { count: 3, rowHeight: 32, viewport: 480 };
  expect(furthest(few)).toBe(0);
  expect(offsetAt(100, few)).toBe(0);
  expect(rowsInSight(0, few)).toEqual({ first: 0, last: 3 });
});

test('the offset never leaves the rows', () => {
  expect(clampOffset(-5, long)).toBe(0);
  expect(clampOffset(1e12, long)).toBe(furthest(long));
});

test('a row is shown with the least movement', () => {
  expect(offsetToShow(5, 0, short)).toBe(0);
  expect(offsetToShow(15, 0, short)).toBe(32);
  expect(offsetToShow(2, 640, short)).toBe(64);
});

test('rows name the pages that hold them', () => {
  expect(pagesOf(190, 210, 200)).toEqual([0, 1]);
  expect(pagesOf(200, 215, 200)).toEqual([1]);
  expect(pagesOf(0, 0, 200)).toEqual([]);
});
