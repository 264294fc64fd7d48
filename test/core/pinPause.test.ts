import { expect, test } from 'vitest';
import type { PinTries } from '../../core/pinPause.ts';
import { afterWaiting, afterWrongPin, isWeakPin, noTries, triesLeft } from '../../core/pinPause.ts';

const wrong = (times: number): PinTries =>
  Array.from({ length: times }).reduce<PinTries>(afterWrongPin, noTries);

test('four wrong PINs cost nothing, the fifth a minute, each further one twice as much, up to an hour', () => {
  expect([4, 5, 6, 7, 10, 11, 12, 40].map((times) => wrong(times).pauseMs / 60_000)).toEqual([
    0, 1, 2, 4, 32, 60, 60, 60,
  ]);
  expect([0, 1, 4, 5, 9].map((times) => triesLeft(wrong(times)))).toEqual([5, 4, 1, 0, 0]);
});

test('only running time ends a pause', () => {
  const paused = wrong(5);
  expect(afterWaiting(paused, 20_000).pauseMs).toBe(40_000);
  expect(afterWaiting(paused, -5_000).pauseMs).toBe(60_000);
  expect(afterWaiting(paused, 90_000)).toEqual({ failedTries: 5, pauseMs: 0 });
});

test.each([
  ['111111', true],
  ['123456', true],
  ['987654', true],
  ['135790', false],
  ['121212', false],
  ['482615', false],
])('%s is weak: %s', (pin, weak) => {
  expect(isWeakPin(pin)).toBe(weak);
});
