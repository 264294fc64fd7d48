/** Payments that have not arrived, by how long they have been on their way. Pure. */
import type { OpenPayment } from '../../contract/sync.ts';

export type AgeGroup = {
  readonly name: string;
  /** The longer, the more somebody should look. */
  readonly old: boolean;
  readonly payments: readonly OpenPayment[];
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Only a person ends these. */
export const isStuck = ({ standing }: Pick<OpenPayment, 'standing'>): boolean =>
  standing?.status === 'hung' || standing?.status === 'rejected';

/** `только что`, `12 мин`, `3 ч 20 мин`, `2 сут 5 ч`. */
export function ageOf(conductedAt: number, now: number): string {
  const age = Math.max(0, now - conductedAt);
  if (age < minuteMs) return 'только что';
  if (age < hourMs) return `${Math.floor(age / minuteMs)} мин`;
  if (age < dayMs) return `${Math.floor(age / hourMs)} ч ${Math.floor((age % hourMs) / minuteMs)} мин`;
  return `${Math.floor(age / dayMs)} сут ${Math.floor((age % dayMs) / hourMs)} ч`;
}

/** Oldest first, in the groups of the screen; a group without payments is left out. */
export function byAge(payments: readonly OpenPayment[], now: number): readonly AgeGroup[] {
  const oldestFirst = [...payments].sort((left, right) => left.conductedAt - right.conductedAt);
  const between = (least: number, most: number) =>
    oldestFirst.filter(({ conductedAt }) => {
      const age = Math.max(0, now - conductedAt);
      return age >= least && age < most;
    });
  return [
    { name: 'Больше суток', old: true, payments: between(dayMs, Number.POSITIVE_INFINITY) },
    { name: 'От часа до суток', old: true, payments: between(hourMs, dayMs) },
    { name: 'До часа', old: false, payments: between(0, hourMs) },
  ].filter((group) => group.payments.length > 0);
}
