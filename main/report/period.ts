/** Reads a report's question into what the tables are asked: instants, a provider, a normalised number. */

import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { Day, Instant, ProviderId } from '../../contract/primitives.ts';
import type { Catalogue } from '../../contract/provider.ts';
import type { ReportKey } from '../../contract/report.ts';
import { normaliseAccount, normaliseTenDigits } from '../../core/account.ts';
import { endOfDay, shiftDay, startOfDay } from '../../core/zone.ts';

export type Filter = {
  readonly firstDay: Day;
  readonly lastDay: Day;
  /** From the first instant of the first day… */
  readonly from: Instant;
  /** …to before this instant: the end of the last day, or what was taken after the report was asked for. */
  readonly before: Instant;
  readonly providerId: ProviderId | null;
  readonly account: string | null;
};

/** The thirty-first of February is no day. */
const exists = (day: Day): boolean => shiftDay(day, 0) === day;

function accountOf(text: string, providerId: ProviderId | null, catalogue: Catalogue): Result<string> {
  const provider = catalogue.providers.find(({ id }) => id === providerId);
  const read = provider ? normaliseAccount(text, provider.mask) : normaliseTenDigits(text);
  return read.ok ? read : refuse('badNumberFilter', read.failure.details);
}

/** `dayOf` tells the day of an instant in the zone. */
export function filterOf(
  { query, asOf }: Pick<ReportKey, 'query' | 'asOf'>,
  zone: string,
  dayOf: (at: Instant) => Day,
  catalogue: Catalogue,
): Result<Filter> {
  const { from, to, providerId } = query;
  if (!exists(from) || !exists(to) || from > to) return refuse('badPeriod', { from, to });
  const text = query.account?.trim() ?? '';
  const account = text === '' ? ok(null) : accountOf(text, providerId, catalogue);
  if (!account.ok) return account;
  const today = dayOf(asOf);
  const after = (asOf + 1) as Instant;
  return ok({
    firstDay: from,
    lastDay: to < today ? to : today,
    from: startOfDay(from, zone),
    before: Math.min(endOfDay(to, zone), after) as Instant,
    providerId,
    account: account.value,
  });
}
