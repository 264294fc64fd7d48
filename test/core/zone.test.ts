import { TZDate } from '@date-fns/tz';
import { addDays } from 'date-fns/addDays';
import { format } from 'date-fns/format';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Day, Instant } from '../../contract/primitives.ts';
import { dayIn, endOfDay, formatDateTime, isZone, secondsOf, shiftDay, startOfDay } from '../../core/zone.ts';

test('a day belongs to the trade point, not to the computer', () => {
  const at = Date.UTC(2026, 10, 22, 20, 30) as Instant;
  expect(dayIn('Europe/Moscow')(at)).toBe('2026-11-22');
  expect(dayIn('Asia/Vladivostok')(at)).toBe('2026-11-23');
  expect(formatDateTime(at, 'Europe/Kaliningrad')).toBe('22.11.2026 22:30');
});

test.each(['Europe/Moscow', 'Asia/Kamchatka', 'America/New_York', 'Asia/Kathmandu'])(
  'in %s an instant lies between its day’s ends',
  (zone) => {
    const dayOf = dayIn(zone);
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2040, 0, 1) }), (instant) => {
        const at = instant as Instant;
        const day = dayOf(at);
        expect(startOfDay(day, zone)).toBeLessThanOrEqual(at);
        expect(endOfDay(day, zone)).toBeGreaterThan(at);
        // Asked again: from memory this time.
        expect(dayOf(at)).toBe(day);
      }),
      { numRuns: 500, seed: 3 },
    );
  },
);

test('a day of 23 or 25 hours is still one day', () => {
  const zone = 'America/New_York';
  const hours = (day: string) => (endOfDay(day as Day, zone) - startOfDay(day as Day, zone)) / 3_600_000;
  expect([hours('2026-03-08'), hours('2026-11-01'), hours('2026-06-01')]).toEqual([23, 25, 24]);
});

test('days are counted over months and years', () => {
  expect(shiftDay('2026-12-31' as Day, 1)).toBe('2027-01-01');
  expect(shiftDay('2028-03-01' as Day, -1)).toBe('2028-02-29');
});

test('dates and times are written as date-fns writes them', () => {
  const instant = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2040, 0, 1) });
  const zones = fc.constantFrom(
    'Europe/Moscow',
    'Asia/Kathmandu',
    'America/St_Johns',
    'Asia/Kamchatka',
    'UTC',
  );
  fc.assert(
    fc.property(instant, zones, fc.integer({ min: -800, max: 800 }), (at, zone, days) => {
      const date = new TZDate(at, zone);
      const day = format(date, 'yyyy-MM-dd') as Day;
      expect(dayIn(zone)(at as Instant)).toBe(day);
      expect(formatDateTime(at as Instant, zone)).toBe(format(date, 'dd.MM.yyyy HH:mm'));
      expect(secondsOf(at as Instant)).toBe(format(date, 'ss'));
      expect(shiftDay(day, days)).toBe(
        format(addDays(new TZDate(`${day}T00:00:00Z`, 'UTC'), days), 'yyyy-MM-dd'),
      );
    }),
    { numRuns: 500, seed: 5 },
  );
});

test('a zone that nobody knows is found out', () => {
  expect([isZone('Europe/Moscow'), isZone('Europe/Nowhere')]).toEqual([true, false]);
});
