import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Kopecks } from '../../contract/primitives.ts';
import type { Provider } from '../../contract/provider.ts';
import { splitAt, splitDiffers, splitWords } from '../../core/feeSplit.ts';
import { kopecks } from '../../core/money.ts';
import { feeOf } from '../../core/provider.ts';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';

const of = (id: string): Provider => {
  const provider = starterCatalogue.providers.find((one) => one.id === id);
  if (!provider) throw new Error(id);
  return provider;
};
const paid = { providerId: 'mts', amountTaken: 51_500, amountCredited: 50_000 };

test('a provider with a lower fee credits more of the same money, and the words say both', () => {
  const split = splitAt(of('yota'), paid);
  expect(split).toEqual({ ok: true, value: { amountCredited: 50_490, fee: 1_010 } });
  if (!split.ok) return;
  expect(splitDiffers(split.value, paid)).toBe(true);
  const words = splitWords(split.value, paid, 'Yota').replace(/\s/g, ' ');
  expect(words).toBe(
    'У «Yota» другая комиссия: 10,10 ₽ вместо 15,00 ₽. Зачислится 504,90 ₽ вместо 500,00 ₽; принято по чеку 515,00 ₽, это не меняется.',
  );
});

test('the same provider, or one with the same rule, changes nothing', () => {
  for (const id of ['mts', 'beeline']) {
    const split = splitAt(of(id), paid);
    expect(split.ok && splitDiffers(split.value, paid)).toBe(false);
  }
  // Also where its rule has changed since: the receipt's shares stand.
  const dearer = { ...of('mts'), fee: { ...of('mts').fee, basisPoints: 900 } };
  expect(splitAt(dearer, paid)).toMatchObject({ value: { amountCredited: 50_000 } });
});

test('a sum that the provider doesn’t take is refused', () => {
  expect(splitAt({ ...of('yota'), minimum: 60_000 as Kopecks }, paid)).toMatchObject({
    failure: { code: 'sumTooSmall' },
  });
  expect(splitAt({ ...of('yota'), maximum: 40_000 as Kopecks }, paid)).toMatchObject({
    failure: { code: 'sumTooLarge' },
  });
});

test('credited and fee are what was taken, by any rule, and the fee is never above the rule', () => {
  const rule = fc.record({
    basisPoints: fc.integer({ min: 0, max: 5_000 }),
    fixed: fc.integer({ min: 0, max: 5_000 }),
    minimum: fc.integer({ min: 0, max: 5_000 }),
    maximum: fc.option(fc.integer({ min: 5_000, max: 50_000 })),
  });
  fc.assert(
    fc.property(rule, fc.integer({ min: 20_000, max: 1_500_000 }), (fee, amountTaken) => {
      const provider = { ...of('yota'), fee, minimum: 1, maximum: 2_000_000 } as Provider;
      const split = splitAt(provider, { ...paid, amountTaken });
      if (!split.ok) throw new Error(split.failure.code);
      const { amountCredited, fee: kept } = split.value;
      expect(amountCredited + kept).toBe(amountTaken);
      const ruled = feeOf(provider.fee, kopecks(amountCredited));
      expect(kept).toBeLessThanOrEqual(ruled);
      expect(ruled - kept).toBeLessThanOrEqual(1);
    }),
    { seed: 7, numRuns: 500 },
  );
});
