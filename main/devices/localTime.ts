/** An instant as the trade point's clock shows it: for the names of paper files and the QR of a receipt. */
import type { Instant } from '../../contract/primitives.ts';
import { formatDateTime, secondsOf } from '../../core/zone.ts';

export type LocalTime = {
  /** `2026-11-22`. */
  readonly day: string;
  /** `090503`. */
  readonly time: string;
};

export function localTime(instant: number, zone: string): LocalTime {
  const at = instant as Instant;
  const [date = '', clock = ''] = formatDateTime(at, zone).split(' ');
  return { day: date.split('.').toReversed().join('-'), time: clock.replace(':', '') + secondsOf(at) };
}
