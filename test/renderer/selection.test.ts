import fc from 'fast-check';
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

test('Ctrl+A less some rows: as many as are left, in their order, and held in as little as it takes', () => {
  const all = stretchTo(only(0), 999_999);
  const less = [500_000, 3, 999_999, 4].reduce(toggle, all);
  expect(countOf(less)).toBe(999_996);
  expect(rowsOf(less, 5)).toEqual([0, 1, 2, 5, 6]);
  expect([2, 3, 4, 5, 500_000, 999_999].map((row) => isChosen(less, row))).toEqual([
    true,
    false,
    false,
    true,
    false,
    false,
  ]);
  const again = toggle(less, 3);
  expect([countOf(again), rowsOf(again, 4)]).toEqual([999_997, [0, 1, 2, 3]]);
  // What it holds grows with what was taken away, not with what was chosen.
  expect(less.spans).toHaveLength(3);
});

test('what Ctrl has taken away is not chosen, though the keys stand there; Shift goes on from there', () => {
  const none = toggle(only(4), 4);
  expect([countOf(none), isChosen(none, 4), rowsOf(none, 10)]).toEqual([0, false, []]);
  expect(rowsOf(stretchTo(none, 6), 10)).toEqual([4, 5, 6]);
  const both = stretchTo(toggle(only(1), 8), 6);
  expect(rowsOf(both, 10)).toEqual([1, 6, 7, 8]);
});

test('chosen by any keys is what a plain set holds', () => {
  const step = fc.record({ what: fc.constantFrom('only', 'stretch', 'toggle'), row: fc.nat(11) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let selection = only(0);
      let kept = new Set<number>();
      let live = new Set([0]);
      let anchor = 0;
      for (const { what, row } of steps) {
        if (what === 'only') {
          selection = only(row);
          [kept, live, anchor] = [new Set(), new Set([row]), row];
        } else if (what === 'stretch') {
          selection = stretchTo(selection, row);
          live = new Set(
            Array.from({ length: Math.abs(anchor - row) + 1 }, (_, by) => Math.min(anchor, row) + by),
          );
        } else {
          selection = toggle(selection, row);
          kept = new Set([...kept, ...live]);
          if (!kept.delete(row)) kept.add(row);
          [live, anchor] = [new Set(), row];
        }
      }
      const rows = [...new Set([...kept, ...live])].sort((left, right) => left - right);
      expect(rowsOf(selection, 99)).toEqual(rows);
      expect(countOf(selection)).toBe(rows.length);
      expect(Array.from({ length: 12 }, (_, row) => row).filter((row) => isChosen(selection, row))).toEqual(
        rows,
      );
    }),
  );
});
