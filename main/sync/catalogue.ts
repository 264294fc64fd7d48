/** When СЭП's catalogue may take the place of the one in use: never under the hands of a cashier. */
import type { Catalogue, CatalogueStanding } from '../../contract/provider.ts';
import type { Draft } from '../../contract/till.ts';
import type { Payment } from '../../core/payment.ts';

export type InUse = {
  readonly standing: CatalogueStanding;
  readonly draft: Draft | null;
  /** Payments between entering and their end. */
  readonly unfinished: readonly Pick<Payment, 'details'>[];
};

/**
 * In place of a sound one: false while a payment is being typed, as its fee was shown already, and while one is on its way whose provider the new
 * catalogue does not have, as its papers need that provider's names. By one that can't be read nobody takes payments: it goes at once,
 * unless its version before still serves the papers of one that is on its way.
 */
export function mayReplace(next: Catalogue, { standing, draft, unfinished }: InUse): boolean {
  if (standing === 'none') return true;
  if (standing === 'sound' && draft && (draft.account !== '' || draft.sum !== '')) return false;
  const known = new Set(next.providers.map(({ id }) => id));
  return unfinished.every(({ details }) => known.has(details.providerId));
}
