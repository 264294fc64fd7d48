/** Sums of money: integer kopecks inside, `1 234,56 ₽` outside. */

import type { Result } from '../contract/failure.ts';
import type { Kopecks, KopecksDifference } from '../contract/primitives.ts';
import { ok, refuse } from '../contract/result.ts';

/** The largest sum that a cashier can type: 9 999 999,99 ₽. */
export const largestSum = 999_999_999 as Kopecks;

const noBreakSpace = '\u00a0';

/** A number known to be whole and not negative, as kopecks. Throws on anything else: a fault of ours, not of input. */
export function kopecks(value: number): Kopecks {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a sum in kopecks: ${value}`);
  return value as Kopecks;
}

export const difference = (left: number, right: number): KopecksDifference =>
  (left - right) as KopecksDifference;

/** `1 234,56` with no-break spaces; a minus before a negative difference. */
export function formatSum(value: number): string {
  const digits = String(Math.abs(value)).padStart(3, '0');
  const roubles = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, noBreakSpace);
  return `${value < 0 ? '−' : ''}${roubles},${digits.slice(-2)}`;
}

/** `1 234,56 ₽`. */
export const formatMoney = (value: number): string => `${formatSum(value)}${noBreakSpace}₽`;

/**
 * Reads a typed sum: `500`, `500,5`, `1 234.56`, `500 ₽`. Refuses anything else with `badSum`:
 * letters, more than two decimals, a sign, or more than 9 999 999,99 ₽.
 */
export function parseSum(text: string): Result<Kopecks> {
  const match = /^(\d{1,9})(?:[.,](\d{0,2}))?$/.exec(text.replace(/[\s₽]/g, ''));
  if (!match) return refuse('badSum', { text });
  const value = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return value > largestSum ? refuse('badSum', { text }) : ok(value as Kopecks);
}
