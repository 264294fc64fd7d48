/**
 * How the money of a payment is shared anew when it is re-conducted at a provider with another fee. The sum taken is the
 * receipt's and stays; what is credited and the fee are found in it by the right provider's rule. The client agrees to it
 * at the till, before anything is asked for: docs/decisions.md. Pure.
 */
import type { FeeSplit } from '../contract/adjustment.ts';
import type { Result } from '../contract/failure.ts';
import type { Kopecks } from '../contract/primitives.ts';
import type { Provider } from '../contract/provider.ts';
import { ok, refuse } from '../contract/result.ts';
import { formatMoney, kopecks } from './money.ts';
import { leastCredited } from './provider.ts';

/** What the receipt says. */
export type PaidSplit = {
  readonly providerId: string;
  readonly amountTaken: number;
  readonly amountCredited: number;
};

/**
 * The receipt's own shares at the receipt's own provider, else by the rule of `provider`; a kopeck that the rule can't
 * place is the client's. Refuses a sum that the provider doesn't take.
 */
export function splitAt(provider: Provider, paid: PaidSplit): Result<FeeSplit> {
  const credited =
    provider.id === paid.providerId
      ? kopecks(paid.amountCredited)
      : leastCredited(provider.fee, paid.amountTaken);
  if (credited < provider.minimum) return refuse('sumTooSmall', { minimumKopecks: provider.minimum });
  if (credited > provider.maximum) return refuse('sumTooLarge', { maximumKopecks: provider.maximum });
  return ok({ amountCredited: credited, fee: (paid.amountTaken - credited) as Kopecks });
}

/** Whether the client has to be asked. */
export const splitDiffers = (split: FeeSplit, paid: PaidSplit): boolean =>
  split.amountCredited !== paid.amountCredited;

/** What changes, for people, before it does. */
export const splitWords = (split: FeeSplit, paid: PaidSplit, providerName: string): string =>
  `У «${providerName}» другая комиссия: ${formatMoney(split.fee)} вместо ${formatMoney(paid.amountTaken - paid.amountCredited)}. ` +
  `Зачислится ${formatMoney(split.amountCredited)} вместо ${formatMoney(paid.amountCredited)}; ` +
  `принято по чеку ${formatMoney(paid.amountTaken)}, это не меняется.`;

export const sameSplit = (left: FeeSplit | null | undefined, right: FeeSplit): boolean =>
  left?.amountCredited === right.amountCredited && left.fee === right.fee;
