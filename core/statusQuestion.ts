/** What a payer types off a receipt, brought into the form in which СЭП knows it. Pure. */
import { normaliseTenDigits } from './account.ts';
import { parseReceiptNumber } from './fiscalQr.ts';

/** Where the page asks: POST, JSON. */
export const questionPath = '/status';

const longestAccount = 20;

/**
 * The forms in which a typed number may be kept. Its provider is not asked, so every mask's reading is tried: a phone
 * without +7 or 8, and signs without spaces and dashes. Empty: no number.
 */
export function accountForms(text: string): readonly string[] {
  const bare = text.replace(/[\s\-\u2010-\u2015]/g, '').toUpperCase();
  const phone = normaliseTenDigits(text);
  const known = /^[0-9A-ZА-ЯЁ/]+$/.test(bare) && bare.length <= longestAccount;
  return [...new Set([...(phone.ok ? [phone.value] : []), ...(known ? [bare] : [])])];
}

/**
 * `128/12` for «Смена 128, чек 12» however it is written or keyed, `ФД 312` for a fiscal document's number or a bare one.
 * Null: neither.
 */
export function readReceiptNumber(text: string): string | null {
  const plain = text.trim().replace(/^смена\s*№?\s*/iu, '');
  const pair = /^(\d{1,9})\s*(?:[/\\*.,\-\u2010-\u2015]|[,;]?\s*чек\s*№?)\s*(\d{1,9})$/iu.exec(plain);
  if (pair) return `${Number(pair[1])}/${Number(pair[2])}`;
  const number = parseReceiptNumber(text);
  if (!number) return null;
  return number.kind === 'number' ? `${number.shiftNumber}/${number.number}` : `ФД ${number.document}`;
}

/** All that is shown of a number: its last four signs, less of a short one. */
export const accountEnd = (account: string): string =>
  account.slice(-Math.max(1, Math.min(4, Math.floor(account.length / 2))));
