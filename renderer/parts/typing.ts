/** Numbers and sums grouped while they are typed, with the caret kept where the hand left it. */

import type { AccountMask } from '../../contract/provider.ts';
import { formatAccount, formatTenDigits, normaliseTenDigits } from '../../core/account.ts';

export type Typed = { readonly text: string; readonly caret: number };

const longestAccount = 20;

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
  const bare = text.replace(/[\s().\-\u2010-\u2015]/g, '').toUpperCase();
  // `+7…` and `8…` become ten digits the moment they are complete; until then they stand as typed.
  const normal = ten ? normaliseTenDigits(bare) : null;
  return normal?.ok ? normal.value : bare.slice(0, longestAccount);
}

/** A client's number in groups, as far as it goes. */
export function showAccount(bare: string, mask: AccountMask | null): string {
  if (mask !== null && mask.kind === 'pattern') return formatAccount(bare, mask);
  return /^9\d{0,9}$/.test(bare) ? formatTenDigits(bare) : bare;
}

export const typeAccount = (typed: Typed, mask: AccountMask | null): Typed => {
  const bare = bareAccount(typed.text, mask);
  const shown = regroup(typed, /[^\s().\-\u2010-\u2015]/, (text) =>
    showAccount(bareAccount(text, mask), mask),
  );
  // What turned from `8 916…` into `916…` lost characters before the caret: the end is where typing goes on.
  return bare.length === [...typed.text.replace(/[\s().\-\u2010-\u2015]/g, '')].length
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
