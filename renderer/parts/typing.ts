/** Numbers and sums grouped while they are typed, with the caret kept where the hand left it. */

import type { AccountMask } from '../../contract/provider.ts';
import {
  formatAccount,
  formatTenDigits,
  longestAccount,
  normaliseTenDigits,
  withoutGrouping,
} from '../../core/account.ts';

export type Typed = { readonly text: string; readonly caret: number };

/** The text regrouped by `show`; the caret stays behind as many significant characters as before. */
function regroup(typed: Typed, significant: RegExp, show: (bare: string) => string): Typed {
  const bareOf = (text: string) => [...text].filter((character) => significant.test(character)).join('');
  const before = bareOf(typed.text.slice(0, typed.caret)).length;
  const text = show(bareOf(typed.text));
  if (typed.caret >= typed.text.length) return { text, caret: text.length };
  let caret = 0;
  for (let seen = 0; seen < before && caret < text.length; caret += 1) {
    if (significant.test(text[caret] ?? '')) seen += 1;
  }
  return { text, caret };
}

/** A client's number as typed so far, without what only groups it. */
export function bareAccount(text: string, mask: AccountMask | null): string {
  const ten = mask === null || mask.kind === 'tenDigits';
  const bare = withoutGrouping(text).toUpperCase();
  // `+7…` and `8…` become ten digits the moment they are complete; until then they stand as typed.
  const normal = ten ? normaliseTenDigits(bare) : null;
  // One sign too many stays: a longer number must be refused, not cut to somebody else's.
  return normal?.ok ? normal.value : bare.slice(0, longestAccount + 1);
}

/** A client's number in groups, as far as it goes. */
export function showAccount(bare: string, mask: AccountMask | null): string {
  if (mask !== null && mask.kind === 'pattern') return formatAccount(bare, mask);
  return /^9\d{0,9}$/.test(bare) ? formatTenDigits(bare) : bare;
}

export const typeAccount = (typed: Typed, mask: AccountMask | null): Typed => {
  const bare = bareAccount(typed.text, mask);
  const shown = regroup(typed, /[^\s().\-\u2010-\u2015\p{Cf}]/u, (text) =>
    showAccount(bareAccount(text, mask), mask),
  );
  // What turned from `8 916…` into `916…` lost characters before the caret: the end is where typing goes on.
  return bare.length === withoutGrouping(typed.text).length
    ? shown
    : { text: shown.text, caret: shown.text.length };
};

const decimalKeys = /[.,юб/?]/gi;
const mostRoubles = 7;

/** A sum as typed: `1 234,5`. Takes every key that stands for the decimal comma on any layout. */
export function typeSum(typed: Typed): Typed {
  const commas = typed.text.replace(decimalKeys, ',');
  return regroup({ text: commas, caret: typed.caret }, /[\d,]/, (bare) => {
    const [whole = '', ...rest] = bare.split(',');
    const roubles = whole
      .replace(/^0+(?=\d)/, '')
      .slice(0, mostRoubles)
      .replace(/\B(?=(\d{3})+$)/g, '\u00a0');
    return rest.length === 0 ? roubles : `${roubles === '' ? '0' : roubles},${rest.join('').slice(0, 2)}`;
  });
}

/**
 * A sum's field after something was pasted into it from `from` to `to`; null: that is no sum. Keys that mean nothing are
 * passed over one by one, but a text whose signs are dropped would become another sum: `1e9` 19, `1.000,50` 1,00.
 */
export function pasteSum(field: string, from: number, to: number, pasted: string): Typed | null {
  const text = pasted.replace(/[\s\p{Cf}]|₽|руб\.?/gu, '');
  const before = field.slice(0, from) + text;
  const whole = (before + field.slice(to)).replace(/\s/g, '');
  if (text === '' || !/^\d{1,7}(?:[.,]\d{0,2})?$/.test(whole)) return null;
  return typeSum({ text: before + field.slice(to), caret: before.length });
}
