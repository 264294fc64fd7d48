/** Who comes to the till: numbers, providers and sums as a real trade point sees them. */

import type { PaymentDetails } from '../../../contract/journal.ts';
import type { Kopecks } from '../../../contract/primitives.ts';
import type { Catalogue, Provider } from '../../../contract/provider.ts';
import { normaliseAccount } from '../../../core/account.ts';
import { sumsOf } from '../../../core/provider.ts';
import type { Chance } from './chance.ts';

/** Codes of each mobile operator in the numbering plan. */
const mobileCodes: Readonly<Record<string, readonly string[]>> = {
  mts: ['910', '915', '916', '917', '919', '985'],
  beeline: ['903', '905', '906', '909', '962', '965'],
  megafon: ['920', '925', '926', '929'],
  t2: ['900', '901', '977'],
  yota: ['999'],
};

/** Seven of ten clients pay for a mobile phone. */
const mobileShare = 0.7;
/** Regulars, who come again with the same number. */
const regulars = 4_000;
const regularShare = 0.4;

/** A number that fits the provider's mask. */
function accountFor(provider: Provider, chance: Chance): string {
  if (provider.mask.kind === 'tenDigits')
    return chance.pick(mobileCodes[provider.id] ?? ['999']) + chance.digits(7);
  const [, from = '10', to] = /\\d\{(\d+)(?:,(\d+))?\}/.exec(provider.mask.pattern) ?? [];
  const least = Number(from);
  return chance.digits(least + chance.whole(Number(to ?? least) - least + 1));
}

/** Phones get round sums, bills come to the kopeck. */
function sumFor(provider: Provider, chance: Chance): Kopecks {
  const spread = chance.fraction() ** 2;
  const wanted =
    provider.kind === 'utilities' || provider.kind === 'internet'
      ? 30_000 + Math.floor(spread * 900_000)
      : (1 + Math.floor(spread * 30)) * 5_000;
  return Math.min(Math.max(wanted, provider.minimum), provider.maximum) as Kopecks;
}

/** The banknotes a client hands over: just enough, or the next round sum. */
export function tenderedFor(amount: Kopecks, chance: Chance): Kopecks {
  const note = chance.pick([1, 5_000, 10_000, 50_000, 100_000]);
  return (Math.ceil(amount / note) * note) as Kopecks;
}

export type Clients = { next(): PaymentDetails };

export function openClients(catalogue: Catalogue, chance: Chance): Clients {
  const mobile = catalogue.providers.filter(({ kind }) => kind === 'mobile');
  const others = catalogue.providers.filter(({ kind }) => kind !== 'mobile');
  const known: { readonly provider: Provider; readonly account: string }[] = [];

  function client(): { readonly provider: Provider; readonly account: string } {
    if (known.length > 0 && chance.fraction() < regularShare) return chance.pick(known);
    const wanted = chance.fraction() < mobileShare ? mobile : others;
    const provider = chance.pick(wanted.length > 0 ? wanted : catalogue.providers);
    const account = normaliseAccount(accountFor(provider, chance), provider.mask);
    // A mask that no plain digits fit: another client comes.
    if (!account.ok) return client();
    const fresh = { provider, account: account.value };
    if (known.length < regulars) known.push(fresh);
    return fresh;
  }

  return {
    next() {
      const { provider, account } = client();
      const sums = sumsOf(provider, sumFor(provider, chance));
      if (!sums.ok) throw new Error(`a seeded sum is refused: ${provider.id}`);
      return {
        providerId: provider.id,
        catalogueVersion: catalogue.version,
        account,
        ...sums.value,
        confirmed: [],
      };
    },
  };
}
