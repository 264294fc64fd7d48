import { expect, test } from 'vitest';
import type { Kopecks } from '../../contract/primitives.ts';
import { isTooMuch } from '../../core/received.ts';

test.each([
  // received, to pay, too much?
  [100_000, 51_500, false],
  [500_000, 51_500, false],
  [500_000, 1, false],
  [1_000_000, 500_001, false],
  [2_000_000, 1_550_000, false],
  // Without one of its largest notes it would have been enough.
  [1_000_000, 500_000, true],
  [2_000_000, 824_000, true],
  [100_000_000, 51_500, true],
])('%i kopecks for %i: a note too many? %s', (received, toPay, tooMuch) => {
  expect(isTooMuch(received as Kopecks, toPay as Kopecks)).toBe(tooMuch);
});
