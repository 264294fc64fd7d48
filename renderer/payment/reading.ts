/** What the typed fields amount to: the number by the provider's mask, the sums by its rule, what is wrong where. */
import type { Failure } from '../../contract/failure.ts';
import type { Kopecks } from '../../contract/primitives.ts';
import type { Provider } from '../../contract/provider.ts';
import { normaliseAccount } from '../../core/account.ts';
import { formatMoney, parseSum } from '../../core/money.ts';
import { sumsOf } from '../../core/provider.ts';
import { explain } from '../../core/remedies.ts';
import type { Fields } from './fields.ts';

export type Sums = { readonly amountCredited: Kopecks; readonly fee: Kopecks; readonly amountTaken: Kopecks };

export type Reading = {
  /** The number as the provider knows it; null until it fits. */
  readonly account: string | null;
  readonly accountError: string | null;
  readonly sums: Sums | null;
  readonly sumError: string | null;
  readonly tendered: Kopecks;
  readonly change: Kopecks | null;
  /** What is still missing; null when it is enough or nothing was entered. */
  readonly missing: Kopecks | null;
};

const words = (failure: Failure): string => {
  const { says, todo } = explain(failure);
  return failure.code === 'badAccount' && failure.details?.['hint'] !== undefined
    ? `${says} Нужен ${failure.details['hint']}.`
    : failure.code === 'badSum'
      ? todo
      : says;
};

/** `total`: what is to be paid once the payment has been entered; before that it follows from the fields. */
export function readFields(fields: Fields, provider: Provider | null, total: Kopecks | null): Reading {
  const account = provider === null ? null : normaliseAccount(fields.account, provider.mask);
  const typed = parseSum(fields.sum);
  const sums = provider !== null && typed.ok ? sumsOf(provider, typed.value) : null;
  const received = parseSum(fields.tendered);
  const tendered = received.ok ? received.value : (0 as Kopecks);
  const due = total ?? (sums?.ok ? sums.value.amountTaken : null);
  const rest = due === null || tendered === 0 ? null : tendered - due;
  return {
    account: account?.ok ? account.value : null,
    accountError: account !== null && !account.ok && fields.account !== '' ? words(account.failure) : null,
    sums: sums?.ok ? sums.value : null,
    sumError:
      fields.sum === ''
        ? null
        : !typed.ok
          ? words(typed.failure)
          : sums !== null && !sums.ok
            ? words(sums.failure)
            : null,
    tendered,
    change: rest !== null && rest >= 0 ? (rest as Kopecks) : null,
    missing: rest !== null && rest < 0 ? (-rest as Kopecks) : null,
  };
}

/** What a provider takes, under «Сумма». */
export const limitsOf = (provider: Provider): string =>
  `от ${formatMoney(provider.minimum)} до ${formatMoney(provider.maximum)}`;
