/** Russian notes and coins in kopecks, and what a count of them comes to. */
import type { DenominationCount } from '../../contract/journal.ts';
import type { Kopecks } from '../../contract/primitives.ts';

/** What a drawer has every day, the largest first. */
export const denominations: readonly number[] = [
  500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 1_000, 500, 200, 100, 50, 10,
];

/** Coins that are still money, and that hardly anybody has: fees in per cent make sums that only they can pay. */
export const smallCoins: readonly number[] = [5, 1];

const all = [...denominations, ...smallCoins];

/** Whether the drawer should be asked for them: by what it should hold, or because some were counted already. */
export const wantsSmallCoins = (expectedCash: number, counts: Counts): boolean =>
  expectedCash % 10 !== 0 || smallCoins.some((value) => countOf(counts[value]) > 0);

/** A difference that change given without the smallest coins makes by itself: told as it is, and no reason to count again. */
export const isOfSmallCoins = (difference: number): boolean => difference !== 0 && Math.abs(difference) < 10;

/** `5000 ₽`, `50 коп.`. */
export const denominationName = (value: number): string =>
  value >= 100 ? `${value / 100} ₽` : `${value} коп.`;

const longestCount = 5;

/**
 * A count after a key or a paste. What is no count changes nothing: without its signs a pasted `1e5` would be 15, and cut
 * to five digits `123456` another number.
 */
export function typeCount(before: string, next: string): string {
  const bare = next.replace(/\s/g, '');
  return /^\d*$/.test(bare) && bare.length <= longestCount ? bare : before;
}

/** Typed counts by value in kopecks; empty is none. */
export type Counts = Readonly<Record<number, string>>;

const countOf = (text: string | undefined): number => (text === undefined || text === '' ? 0 : Number(text));

export const totalOf = (counts: Counts): Kopecks =>
  all.reduce((total, value) => total + value * countOf(counts[value]), 0) as Kopecks;

export const countedOf = (counts: Counts): DenominationCount[] =>
  all
    .map((value) => ({ value: value as Kopecks, count: countOf(counts[value]) }))
    .filter(({ count }) => count > 0);
