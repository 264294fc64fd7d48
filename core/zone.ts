/** Days as the trade point counts them: its zone, not the computer's. */
import { TZDate } from '@date-fns/tz';
import type { Day, Instant } from '../contract/primitives.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const cachedHours = 4096;

const digits = (value: number, count: number): string => String(value).padStart(count, '0');

// By hand: date-fns' `format` brings its languages along, a sixth of what the program reads before its first screen.
const dayText = (date: Date): Day =>
  `${digits(date.getFullYear(), 4)}-${digits(date.getMonth() + 1, 2)}-${digits(date.getDate(), 2)}` as Day;

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
    const day = dayText(new TZDate(at, zone));
    known.set(quarter, day);
    return day;
  };
}

/** The day's first instant in the zone. */
export const startOfDay = (day: Day, zone: string): Instant => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new TZDate(year, month - 1, date, zone).getTime() as Instant;
};

/** The instant of a day and `14:05` in the zone. */
export const instantOf = (day: Day, time: string, zone: string): Instant => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new TZDate(year, month - 1, date, hours, minutes, zone).getTime() as Instant;
};

/** The first instant after the day. */
export const endOfDay = (day: Day, zone: string): Instant => startOfDay(nextDay(day), zone);

const nextDay = (day: Day): Day => shiftDay(day, 1);

/** The day so many days later, or earlier. */
export function shiftDay(day: Day, days: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return dayText(new TZDate(Date.UTC(year, month - 1, date) + days * dayMs, 'UTC'));
}

/** `22.11.2026 14:05` in the zone. */
export function formatDateTime(at: Instant, zone: string): string {
  const date = new TZDate(at, zone);
  const [year, month, day] = dayText(date).split('-');
  return `${day}.${month}.${year} ${digits(date.getHours(), 2)}:${digits(date.getMinutes(), 2)}`;
}

/** The seconds of an instant, `03`: no zone of today shifts them. */
export const secondsOf = (at: Instant): string => digits(Math.floor(at / 1000) % 60, 2);

/** Whether the name is a zone that this computer knows. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
