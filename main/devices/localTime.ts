/** An instant as the trade point's clock shows it: for the names of paper files and the QR of a receipt. */
import { TZDate } from '@date-fns/tz';
import { format } from 'date-fns';

export type LocalTime = {
  /** `2026-11-22`. */
  readonly day: string;
  /** `090503`. */
  readonly time: string;
};

export function localTime(instant: number, zone: string): LocalTime {
  const local = new TZDate(instant, zone);
  return { day: format(local, 'yyyy-MM-dd'), time: format(local, 'HHmmss') };
}
