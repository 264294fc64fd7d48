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
