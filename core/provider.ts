/** A provider's own rules: limits and the fee. */

import type { Result } from '../contract/failure.ts';
import type { Kopecks } from '../contract/primitives.ts';
import type { Catalogue, FeeRule, Provider } from '../contract/provider.ts';
import { ok, refuse } from '../contract/result.ts';
import { kopecks } from './money.ts';

export function findProvider(catalogue: Catalogue, id: string): Result<Provider> {
  const provider = catalogue.providers.find((candidate) => candidate.id === id);
  return provider ? ok(provider) : refuse('unknownProvider', { providerId: id });
}

/** The fee on top of the sum credited, in kopecks, rounded half up. */
export function feeOf(rule: FeeRule, amountCredited: Kopecks): Kopecks {
  // Two remainders instead of one product: sums × basis points stay exact far below 2^53, the division need not.
  const percentage = Math.floor((amountCredited * rule.basisPoints + 5_000) / 10_000);
  const raised = Math.max(percentage + rule.fixed, rule.minimum);
  return kopecks(rule.maximum === null ? raised : Math.min(raised, rule.maximum));
}

/** What the client pays for a sum to be credited; refused outside the provider's limits. */
export function sumsOf(
  provider: Provider,
  amountCredited: Kopecks,
): Result<{ amountCredited: Kopecks; fee: Kopecks; amountTaken: Kopecks }> {
  if (amountCredited < provider.minimum) return refuse('sumTooSmall', { minimumKopecks: provider.minimum });
  if (amountCredited > provider.maximum) return refuse('sumTooLarge', { maximumKopecks: provider.maximum });
  const fee = feeOf(provider.fee, amountCredited);
  return ok({ amountCredited, fee, amountTaken: kopecks(amountCredited + fee) });
}

/** The least sum that, with its fee, comes to what was taken or more: the fee found so is never above the rule's. */
export function leastCredited(rule: FeeRule, amountTaken: number): Kopecks {
  // Sum and fee grow together, so halving finds it.
  let low = 0;
  let high = amountTaken;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (middle + feeOf(rule, kopecks(middle)) < amountTaken) low = middle + 1;
    else high = middle;
  }
  return kopecks(low);
}

/**
 * What was to be credited when the client paid so much by this rule; null: the rule never comes to that sum, as when it
 * was another one on that day.
 */
export function creditedOf(rule: FeeRule, amountTaken: number): Kopecks | null {
  const credited = leastCredited(rule, amountTaken);
  return credited > 0 && credited + feeOf(rule, credited) === amountTaken ? credited : null;
}
