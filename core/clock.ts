/** Whether a computer's clock can be believed, judged by the time of the workstation's last event. */

import type { Failure } from '../contract/failure.ts';
import type { Instant } from '../contract/primitives.ts';

/** A till that was quiet for longer has a clock that leapt, or a long holiday behind it: a person must say which. */
const longestQuietMs = 35 * 24 * 60 * 60 * 1000;

export type ClockDoubt = {
  /** `behind`: earlier than the last event. `ahead`: so much later that the clock may have leapt. */
  readonly kind: 'behind' | 'ahead';
  readonly lastAt: Instant;
  readonly clock: Instant;
};

/** Null: nothing is strange about this clock. */
export function doubtClock(lastAt: Instant, clock: Instant): ClockDoubt | null {
  if (clock < lastAt) return { kind: 'behind', lastAt, clock };
  return clock - lastAt > longestQuietMs ? { kind: 'ahead', lastAt, clock } : null;
}

/** Closer than this nobody needs to know: a round trip, and the drift of a week. */
const sameEnoughMs = 2 * 60 * 1000;

/** From here on papers and reports get a wrong hour, near midnight a wrong day: nobody should begin a shift so unasked. */
const wrongMs = 60 * 60 * 1000;

/**
 * How far this computer's clock runs ahead of СЭП's, milliseconds, negative: behind; null: near enough, or not to be told.
 * СЭП read its clock at some moment between the question's leaving and the answer's coming, so it is at least what it takes
 * to explain the answer wherever in between that was.
 */
export function aheadOfSep(sentAt: number, answeredAt: number, sepClock: number): number | null {
  // Somebody set the clock meanwhile: the next contact will tell.
  if (answeredAt < sentAt) return null;
  const [least, most] = [sentAt - sepClock, answeredAt - sepClock];
  const ahead = least > 0 ? least : most < 0 ? most : 0;
  return Math.abs(ahead) > sameEnoughMs ? ahead : null;
}

/** Whether a clock so far from СЭП's needs somebody's word before a shift opens on it. */
export const isWrongClock = (aheadMs: number | null): boolean =>
  aheadMs !== null && Math.abs(aheadMs) >= wrongMs;

export const clockFailure = ({ kind, lastAt, clock }: ClockDoubt): Failure => ({
  code: kind === 'behind' ? 'clockBehind' : 'clockAhead',
  details: { lastAt, clockAt: clock },
});
