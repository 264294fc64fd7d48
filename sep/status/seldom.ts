/** Log lines that strangers can cause: one a minute at most, with how many there were, so that nobody floods the log. */
import type { SepLog } from '../parts.ts';

const turn = 60_000;

/** `from`: the last one's address. */
export function createSeldom(clock: () => number, log: SepLog['info'], message: string) {
  let saidAt = Number.NEGATIVE_INFINITY;
  let count = 0;
  return (from: string): void => {
    count += 1;
    const now = clock();
    if (now - saidAt < turn) return;
    log({ from, count }, message);
    saidAt = now;
    count = 0;
  };
}
