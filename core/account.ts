/** The client's number at a provider: read from any typing into one form, and shown so that eyes can check it. */

import type { Result } from '../contract/failure.ts';
import type { AccountMask } from '../contract/provider.ts';
import { ok, refuse } from '../contract/result.ts';

/**
 * What stands between a number's signs for the eye only. The invisible ones too (`\p{Cf}`: marks of direction, zero width,
 * soft hyphens): address books and messengers copy them along, and nobody could see what the refusal is about.
 */
const grouping = /[\s().\-\u2010-\u2015\p{Cf}]/gu;

/** A number's signs without what only groups them. */
export const withoutGrouping = (text: string): string => text.replace(grouping, '');

/**
 * A phone number in ten-digit form, without +7 or 8. Takes `+7…`, `8…`, spaces, no-break spaces, brackets, dashes, dots;
 * refuses the rest with `badAccount` and why: `letters`, `short`, `long`, `notMobile`.
 */
export function normaliseTenDigits(text: string): Result<string> {
  const bare = withoutGrouping(text);
  if (!/^\+?\d*$/.test(bare)) return refuse('badAccount', { why: 'letters' });
  if (bare.startsWith('+') && !bare.startsWith('+7')) return refuse('badAccount', { why: 'foreign' });
  const digits = bare.replace(/^\+/, '');
  const ten = digits.length === 11 && /^[78]/.test(digits) ? digits.slice(1) : digits;
  if (bare.startsWith('+') && digits.length !== 11)
    return refuse('badAccount', { why: digits.length < 11 ? 'short' : 'long' });
  if (ten.length < 10) return refuse('badAccount', { why: 'short', digits: ten.length });
  if (ten.length > 10) return refuse('badAccount', { why: 'long', digits: ten.length });
  return ten.startsWith('9') ? ok(ten) : refuse('badAccount', { why: 'notMobile' });
}

/** No provider's number has more signs (field rule: a contract's number, up to 20). */
export const longestAccount = 20;

/** The number by the provider's mask, normalised; `badAccount` with the mask's hint otherwise. */
export function normaliseAccount(text: string, mask: AccountMask): Result<string> {
  if (mask.kind === 'tenDigits') return normaliseTenDigits(text);
  const bare = text.replace(/[\s\-\u2010-\u2015\p{Cf}]/gu, '').toUpperCase();
  const known = mask.letters ? /^[0-9A-ZА-ЯЁ/]*$/ : /^\d*$/;
  if (!known.test(bare)) return refuse('badAccount', { why: 'letters', hint: mask.hint });
  if (bare.length > longestAccount || !new RegExp(mask.pattern).test(bare))
    return refuse('badAccount', { why: 'mask', hint: mask.hint });
  return ok(bare);
}

/** The end of a number that is typed again, blind; a shorter number is typed whole. */
export const blindEnd = (account: string): string => account.slice(-4);

/** `blindEnd` as it is typed: the signs that a number can have. */
export const typeBlindEnd = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^0-9A-ZА-ЯЁ/]/g, '')
    .slice(0, 4);

const grouped = (text: string, sizes: readonly number[]): string[] => {
  const parts: string[] = [];
  let rest = text;
  for (const size of sizes) {
    if (rest === '') break;
    parts.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  if (rest !== '') parts.push(rest);
  return parts;
};

/** `916 123-45-67`; a number still being typed is grouped as far as it goes. */
export function formatTenDigits(digits: string): string {
  const [code = '', ...rest] = grouped(digits, [3, 3, 2, 2]);
  return rest.length === 0 ? code : `${code} ${rest.join('-')}`;
}

/** A number whose provider is not at hand: ten digits as a telephone's, anything else as it is. */
export const formatAnyAccount = (account: string): string =>
  /^\d{10}$/.test(account) ? formatTenDigits(account) : account;

/** A normalised number in the groups in which its provider shows it. */
export function formatAccount(account: string, mask: AccountMask): string {
  if (mask.kind === 'tenDigits') return formatTenDigits(account);
  return mask.groups.length === 0 ? account : grouped(account, mask.groups).join(' ');
}
