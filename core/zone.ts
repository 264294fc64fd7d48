/** Days as the trade point counts them: its zone, not the computer's. */
import { TZDate } from '@date-fns/tz';
// By their own files: the package's index loads three hundred others, which takes a second without a bundler.
import { addDays } from 'date-fns/addDays';
import { format } from 'date-fns/format';
import type { Day, Instant } from '../contract/primitives.ts';

const hourMs = 3_600_000;
const cachedHours = 4096;

/**
 * A fast `dayOf` for one zone. Zones change their offset on quarter hours at the finest, and days begin on them,
 * so a quarter hour lies in one day: it is computed once and remembered.
 */
export function dayIn(zone: string): (at: Instant) => Day {
  const known = new Map<number, Day>();
  return (at) => {
    const quarter = Math.floor(at / (hourMs / 4));
    const cached = known.get(quarter);
    if (cached !== undefined) return cached;
    if (known.size >= cachedHours) known.clear();
    const day = format(new TZDate(at, zone), 'yyyy-MM-dd') as Day;
    known.set(quarter, day);
    return day;
  };
}

/** The day's first instant in the zone. */
export const startOfDay = (day: Day, zone: string): Instant => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new TZDate(year, month - 1, date, zone).getTime() as Instant;
};

/** The first instant after the day. */
export const endOfDay = (day: Day, zone: string): Instant => startOfDay(nextDay(day), zone);

const nextDay = (day: Day): Day => shiftDay(day, 1);

/** The day so many days later, or earlier. */
export function shiftDay(day: Day, days: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return format(addDays(new TZDate(year, month - 1, date, 'UTC'), days), 'yyyy-MM-dd') as Day;
}

/** `22.11.2026 14:05` in the zone. */
export const formatDateTime = (at: Instant, zone: string): string =>
  format(new TZDate(at, zone), 'dd.MM.yyyy HH:mm');

/** Whether the name is a zone that this computer knows. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
