import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PaperEntry } from '../../contract/adjustment.ts';
import type { Kopecks } from '../../contract/primitives.ts';
import type { FeeRule } from '../../contract/provider.ts';
import { kopecks } from '../../core/money.ts';
import { readPaper } from '../../core/paperReceipt.ts';
import { creditedOf, feeOf } from '../../core/provider.ts';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';

const rule = fc.record({
  basisPoints: fc.integer({ min: 0, max: 5_000 }),
  fixed: fc.integer({ min: 0, max: 10_000 }),
  minimum: fc.integer({ min: 0, max: 10_000 }),
  maximum: fc.option(fc.integer({ min: 10_000, max: 50_000 })),
}) as fc.Arbitrary<FeeRule>;

test('what was credited is found again from what was taken, by any rule', () => {
  fc.assert(
    fc.property(rule, fc.integer({ min: 1, max: 1_500_000 }), (fee, credited) => {
      const taken = credited + feeOf(fee, kopecks(credited));
      expect(creditedOf(fee, taken)).toBe(credited);
    }),
    { seed: 4, numRuns: 500 },
  );
});

test('a sum to which the rule never comes is not guessed at', () => {
  // 50 %: two kopecks more of it for one more credited now and then.
  const half: FeeRule = { basisPoints: 5_000, fixed: 0 as Kopecks, minimum: 0 as Kopecks, maximum: null };
  expect(creditedOf(half, 3)).toBe(2);
  expect(creditedOf(half, 4)).toBeNull();
  expect(creditedOf({ ...half, minimum: 1_000 as Kopecks }, 1_000)).toBeNull();
});

const entry: PaperEntry = {
  providerId: 'mts',
  account: '+7 916 123-45-67',
  amountCredited: 50_000,
  day: '2026-11-20',
  time: '23:30',
  takenBy: '',
} as PaperEntry;
const taken = 51_500 as Kopecks;
const known = {
  catalogue: starterCatalogue,
  zone: 'Asia/Yekaterinburg',
  now: Date.UTC(2026, 10, 27),
};

test('a receipt is read by the provider’s mask and in the zone of the trade point', () => {
  expect(readPaper(entry, taken, known)).toEqual({
    ok: true,
    value: {
      providerId: 'mts',
      account: '9161234567',
      amountTaken: taken,
      amountCredited: 50_000,
      takenAt: Date.UTC(2026, 10, 20, 18, 30),
    },
  });
  expect(readPaper({ ...entry, takenBy: 'Павлов' }, taken, known)).toMatchObject({
    value: { takenBy: 'Павлов' },
  });
});

test.each([
  ['an unknown provider', { providerId: 'nobody' }, 'unknownProvider'],
  ['a number that is none', { account: '12' }, 'badAccount'],
  ['more credited than taken', { amountCredited: 51_501 }, 'adjustmentImpossible'],
  ['nothing credited', { amountCredited: 0 }, 'adjustmentImpossible'],
  ['a day that no calendar has', { day: '2026-02-30' }, 'adjustmentImpossible'],
  ['a time to come', { day: '2026-11-28' }, 'adjustmentImpossible'],
])('%s is refused', (_, change, code) => {
  expect(readPaper({ ...entry, ...change } as PaperEntry, taken, known)).toMatchObject({
    ok: false,
    failure: { code },
  });
});
