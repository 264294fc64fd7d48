/** When СЭП's catalogue may take the place of the one in use: never under the hands of a cashier. */
import type { Catalogue } from '../../contract/provider.ts';
import type { Draft } from '../../contract/till.ts';
import type { Payment } from '../../core/payment.ts';

export type InUse = {
  readonly draft: Draft | null;
  /** Payments between entering and their end. */
  readonly unfinished: readonly Pick<Payment, 'details'>[];
};

/**
 * False while a payment is being typed, as its fee was shown already, and while one is on its way whose provider the new
 * catalogue does not have, as its papers need that provider's names.
 */
export function mayReplace(next: Catalogue, { draft, unfinished }: InUse): boolean {
  if (draft && (draft.account !== '' || draft.sum !== '')) return false;
  const known = new Set(next.providers.map(({ id }) => id));
  return unfinished.every(({ details }) => known.has(details.providerId));
}
