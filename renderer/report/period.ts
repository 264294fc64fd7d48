/** The report's period: today, yesterday, this month, or two days as people type them. */
import type { Day } from '../../contract/primitives.ts';

export type PeriodKind = 'today' | 'yesterday' | 'month' | 'typed';
export type Period = { readonly from: Day; readonly to: Day };

const asDay = (year: number, month: number, date: number): Day =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}` as Day;

/** `22.11.2026`, `22112026`, `22.11.26` as a day; null for anything that no calendar has. */
export function readDay(text: string): Day | null {
  const match =
    /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$/.exec(text.trim()) ??
    /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(text.trim());
  if (!match) return null;
  const [date = 0, month = 0, short = 0] = match.slice(1).map(Number);
  const year = short < 100 ? 2000 + short : short;
  const real = new Date(Date.UTC(year, month - 1, date));
  const same =
    real.getUTCFullYear() === year && real.getUTCMonth() === month - 1 && real.getUTCDate() === date;
  return same ? asDay(year, month, date) : null;
}

/** Dots put in while the day is typed, whatever key of the layout stands for them: `22.11.2026`. */
export const typeDay = (text: string): string =>
  text
    .replace(/[,/юб]/gi, '.')
    .replace(/[^\d.]/g, '')
    .replace(/^(\d{2})(\d)/, '$1.$2')
    .replace(/^(\d{1,2}\.\d{2})(\d)/, '$1.$2')
    .slice(0, 10);

/** `2026-11-22` as `22.11.2026`. */
export const showDay = (day: Day): string => day.split('-').reverse().join('.');

/** The day of an instant in the trade point's zone. */
export function dayOf(at: number, zone: string): Day {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
  return parts as Day;
}

const earlier = (day: Day, by: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) - by * 86_400_000).toISOString().slice(0, 10) as Day;

/** The days that a choice means; null while what was typed is no period. */
export function periodOf(
  kind: PeriodKind,
  today: Day,
  typed: { readonly from: string; readonly to: string },
): Period | null {
  switch (kind) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: earlier(today, 1), to: earlier(today, 1) };
    case 'month':
      return { from: `${today.slice(0, 8)}01` as Day, to: today };
    case 'typed': {
      const from = readDay(typed.from);
      const to = readDay(typed.to);
      return from !== null && to !== null && from <= to ? { from, to } : null;
    }
  }
}
