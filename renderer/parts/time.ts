/** Times as the trade point's zone shows them, and a clock that ticks. */
import { useEffect, useState } from 'react';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone}${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  // A zone that this computer doesn't know must not take the screen down: its own time is shown.
  const made = (() => {
    try {
      return new Intl.DateTimeFormat('ru-RU', { ...options, timeZone: zone });
    } catch {
      return new Intl.DateTimeFormat('ru-RU', options);
    }
  })();
  formats.set(key, made);
  return made;
}

/** `14:05`. */
export const clock = (at: number, zone: string): string =>
  format(zone, { hour: '2-digit', minute: '2-digit' }).format(at);

/** `22.11.2026`. */
export const day = (at: number, zone: string): string =>
  format(zone, { day: '2-digit', month: '2-digit', year: 'numeric' }).format(at);

/** `22.11.2026 14:05`. */
export const dayAndClock = (at: number, zone: string): string => `${day(at, zone)} ${clock(at, zone)}`;

/** `14:05` today, `22.11 14:05` on other days. */
export const clockOrDay = (at: number, zone: string, now: number): string =>
  day(at, zone) === day(now, zone) ? clock(at, zone) : `${day(at, zone).slice(0, 5)} ${clock(at, zone)}`;

/** The time now, drawn anew so often. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
