/** A payment that is missing at the till, read off its paper receipt: what СЭП can make it from. Pure. */
import type { AdjustmentRequest, PaperEntry } from '../contract/adjustment.ts';
import type { Result } from '../contract/failure.ts';
import type { Kopecks } from '../contract/primitives.ts';
import type { Catalogue } from '../contract/provider.ts';
import { ok, refuse } from '../contract/result.ts';
import { normaliseAccount } from './account.ts';
import { formatMoney } from './money.ts';
import { findProvider } from './provider.ts';
import { instantOf, shiftDay } from './zone.ts';

/** Registers may run so far ahead of the computer: the fiscal drive's own limit. */
const clockDriftMs = 5 * 60_000;

const impossible = (why: string) => refuse('adjustmentImpossible', { why });

/**
 * The payment's details; the sum taken is the receipt's, whatever was typed. Refuses an unknown provider, a number that is
 * none of its, sums that don't fit each other, and a time that no calendar has or that is still to come.
 */
export function readPaper(
  entry: PaperEntry,
  amountTaken: Kopecks,
  { catalogue, zone, now }: { readonly catalogue: Catalogue; readonly zone: string; readonly now: number },
): Result<NonNullable<AdjustmentRequest['missing']>> {
  const provider = findProvider(catalogue, entry.providerId);
  if (!provider.ok) return provider;
  const account = normaliseAccount(entry.account, provider.value.mask);
  if (!account.ok) return account;
  const { name, minimum, maximum } = provider.value;
  if (entry.amountCredited > amountTaken)
    return impossible('Зачислить можно не больше, чем принято по чеку.');
  if (entry.amountCredited < minimum || entry.amountCredited > maximum) {
    return impossible(`«${name}» принимает от ${formatMoney(minimum)} до ${formatMoney(maximum)}.`);
  }
  // A day that the calendar lacks would come out as another one.
  if (shiftDay(entry.day, 0) !== entry.day) return impossible('Такой даты нет: посмотрите на чек.');
  const takenAt = instantOf(entry.day, entry.time, zone);
  if (takenAt > now + clockDriftMs) return impossible('Это время ещё не наступило: посмотрите дату на чеке.');
  return ok({
    providerId: provider.value.id,
    account: account.value as NonNullable<AdjustmentRequest['missing']>['account'],
    amountTaken,
    amountCredited: entry.amountCredited,
    takenAt,
    ...(entry.takenBy === '' ? {} : { takenBy: entry.takenBy }),
  });
}
