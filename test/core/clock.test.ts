/** How far a clock is from СЭП's, judged by one question and its answer. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aheadOfSep, isWrongClock } from '../../core/clock.ts';

const minute = 60_000;

test.each([
  // The question left, the answer came, СЭП's clock in it, what is told.
  [1_000_000, 1_000_200, 1_000_100, null],
  [1_000_000, 1_000_200, 1_000_000 - 2 * minute, null],
  [1_000_000, 1_000_200, 1_000_000 - 7 * minute, 7 * minute],
  [1_000_000, 1_000_200, 1_000_200 + 7 * minute, -7 * minute],
  // A slow answer explains itself: СЭП may have read its clock at either end.
  [1_000_000, 1_000_000 + 10 * minute, 1_000_000 + 10 * minute, null],
  [1_000_000, 1_000_000 + 10 * minute, 1_000_000, null],
  // The clock was set back meanwhile.
  [1_000_000, 900_000, 5_000_000, null],
])('from %i to %i, СЭП says %i: %s', (sent, answered, sep, ahead) => {
  expect(aheadOfSep(sent, answered, sep)).toBe(ahead);
});

test('however long each way takes, no more is told than is so', () => {
  const ms = fc.integer({ min: 0, max: 30_000 });
  fc.assert(
    fc.property(fc.integer({ min: -86_400_000, max: 86_400_000 }), ms, ms, (off, there, back) => {
      const sent = 1_700_000_000_000;
      const told = aheadOfSep(sent, sent + there + back, sent + there - off) ?? 0;
      // Towards the same side, and never further.
      expect(Math.abs(told)).toBeLessThanOrEqual(Math.abs(off));
      expect(told * off).toBeGreaterThanOrEqual(0);
      if (Math.abs(off) > 2 * minute + there + back)
        expect(Math.abs(off - told)).toBeLessThanOrEqual(there + back);
    }),
  );
});

test('a senior is asked from an hour on', () => {
  expect([null, 59 * minute, -59 * minute].map(isWrongClock)).toEqual([false, false, false]);
  expect([60 * minute, -86_400_000].map(isWrongClock)).toEqual([true, true]);
});
