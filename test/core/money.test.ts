import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Kopecks, ProviderId } from '../../contract/primitives.ts';
import type { FeeRule, Provider } from '../../contract/provider.ts';
import { formatMoney, formatSum, largestSum, parseSum } from '../../core/money.ts';
import { feeOf, sumsOf } from '../../core/provider.ts';

test.each([
  ['500', 50_000],
  ['500,5', 50_050],
  ['500.55', 50_055],
  ['1 234,56', 123_456],
  ['1\u00a0234,56 ₽', 123_456],
  ['0', 0],
  ['500,', 50_000],
])('%s is %i kopecks', (typed, kopecks) => {
  expect(parseSum(typed)).toEqual({ ok: true, value: kopecks });
});

test.each(['', '-5', '5,555', 'abc', '1e3', '5,5,5', '99999999,99', '=1+1', '١٢'])(
  '%s is no sum',
  (typed) => {
    expect(parseSum(typed)).toMatchObject({ ok: false, failure: { code: 'badSum' } });
  },
);

test('a sum that was shown is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: largestSum }), (value) => {
      expect(parseSum(formatMoney(value))).toEqual({ ok: true, value });
    }),
  );
  expect(formatSum(123_456_789)).toBe('1\u00a0234\u00a0567,89');
  expect(formatSum(-5)).toBe('−0,05');
});

const rule = (fee: Partial<Record<keyof FeeRule, number | null>>): FeeRule =>
  ({ basisPoints: 0, fixed: 0, minimum: 0, maximum: null, ...fee }) as FeeRule;

test.each([
  [rule({}), 50_000, 0],
  [rule({ basisPoints: 300 }), 50_000, 1_500],
  // 0.5 kopeck rounds up, 0.49 down
  [rule({ basisPoints: 100 }), 50, 1],
  [rule({ basisPoints: 100 }), 49, 0],
  [rule({ basisPoints: 100, fixed: 500 }), 10_000, 600],
  [rule({ basisPoints: 300, minimum: 1_000 }), 10_000, 1_000],
  [rule({ basisPoints: 300, maximum: 5_000 }), 1_000_000, 5_000],
])('fee of %o on %i is %i', (fee, sum, expected) => {
  expect(feeOf(fee, sum as Kopecks)).toBe(expected);
});

test('outside its limits a provider takes nothing, inside the three sums agree', () => {
  const provider = {
    id: 'mts' as ProviderId,
    minimum: 1_000,
    maximum: 1_500_000,
    fee: rule({ basisPoints: 300 }),
  } as unknown as Provider;
  expect(sumsOf(provider, 999 as Kopecks)).toMatchObject({
    failure: { code: 'sumTooSmall', details: { minimumKopecks: 1_000 } },
  });
  expect(sumsOf(provider, 1_500_001 as Kopecks)).toMatchObject({ failure: { code: 'sumTooLarge' } });
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 1_500_000 }), (sum) => {
      const sums = sumsOf(provider, sum as Kopecks);
      expect(sums.ok && sums.value.amountTaken - sums.value.fee).toBe(sum);
    }),
  );
});
