/** How long to wait before trying again: doubling, bounded, and spread by chance so that many don't come at once. */

export type Pauses = {
  /** Before the second try, milliseconds. */
  readonly firstMs: number;
  readonly mostMs: number;
};

/**
 * Milliseconds before the next try. `failures`: tries that have failed in a row, from 1. `chance`: at least 0, below 1;
 * it takes up to half of the pause off.
 */
export function backOff({ firstMs, mostMs }: Pauses, failures: number, chance: number): number {
  // 2^30 first pauses are more than any bound, and still an exact number.
  const doubled = firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30);
  return Math.round(Math.min(doubled, mostMs) * (1 - chance / 2));
}
