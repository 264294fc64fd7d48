/** What a caller keyed, brought into what is asked. `*` stands for the slash and the comma. Pure. */
import type { Kopecks } from '../../../contract/primitives.ts';
import { accountForms, readReceiptNumber } from '../../../core/statusQuestion.ts';

/** Platforms hand over «9 1 6», and some write the star in words. */
const keysOf = (said: string): string => said.replace(/\s*star\s*/gi, '*').replace(/\s/g, '');

/** Keyed alone: begin anew. */
export const isRestart = (said: string): boolean => keysOf(said) === '0';

/** A number of 4 to 20 digits; null: none. */
export function accountOf(said: string): string | null {
  const keys = keysOf(said);
  return /^\d{4,20}$/.test(keys) ? (accountForms(keys)[0] ?? null) : null;
}

/** `128*12`, or a fiscal document's number; null: neither. As `readReceiptNumber` gives it. */
export function receiptOf(said: string): string | null {
  const keys = keysOf(said);
  return /^\d{1,9}(\*\d{1,9})?$/.test(keys) && Number(keys.split('*')[0]) > 0
    ? readReceiptNumber(keys)
    : null;
}

/** `515` or `515*50`; null: no sum. */
export function amountOf(said: string): Kopecks | null {
  const [, roubles, kopecks = '00'] = /^(\d{1,7})(?:\*(\d{2}))?$/.exec(keysOf(said)) ?? [];
  const amount = Number(roubles) * 100 + Number(kopecks);
  return roubles !== undefined && amount > 0 ? (amount as Kopecks) : null;
}
