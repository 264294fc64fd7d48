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

export const clockFailure = ({ kind, lastAt, clock }: ClockDoubt): Failure => ({
  code: kind === 'behind' ? 'clockBehind' : 'clockAhead',
  details: { lastAt, clockAt: clock },
});
