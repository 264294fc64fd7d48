/** What the report's fields ask, and how a report that was built tells what it stands for. Pure. */
import type { Day, ProviderId } from '../../contract/primitives.ts';
import type { Provider } from '../../contract/provider.ts';
import type { ReportQuery } from '../../contract/report.ts';
import { formatAccount, formatTenDigits, normaliseAccount, normaliseTenDigits } from '../../core/account.ts';
import type { PeriodKind } from './period.ts';
import { periodOf, showDay } from './period.ts';

/** The fields as they were typed and chosen. */
export type ReportFields = {
  /** Null: no period was chosen yet. */
  readonly kind: PeriodKind | null;
  readonly from: string;
  readonly to: string;
  /** Empty: all. */
  readonly providerId: string;
  readonly account: string;
};

export const freshFields = (today: Day): ReportFields => ({
  kind: null,
  from: '',
  to: showDay(today),
  providerId: '',
  account: '',
});

type Providers = readonly Provider[];

const providerIn = (providers: Providers, id: string): Provider | null =>
  providers.find((provider) => provider.id === id) ?? null;

const readAccount = (account: string, provider: Provider | null) =>
  provider === null ? normaliseTenDigits(account) : normaliseAccount(account, provider.mask);

/** Whether the number can't be one of the chosen operator's; without an operator the till judges it. */
export function badAccount({ account, providerId }: ReportFields, providers: Providers): boolean {
  const provider = providerIn(providers, providerId);
  return provider !== null && account.trim() !== '' && !readAccount(account, provider).ok;
}

/** What the fields ask today; null while they ask nothing that can be answered. */
export function queryOf(fields: ReportFields, today: Day, providers: Providers): ReportQuery | null {
  const period = fields.kind === null ? null : periodOf(fields.kind, today, fields);
  if (period === null || badAccount(fields, providers)) return null;
  return {
    ...period,
    providerId: fields.providerId === '' ? null : (fields.providerId as ProviderId),
    account: fields.account.trim() === '' ? null : fields.account.trim(),
  };
}

/** Whether two questions ask the same, however the number is written. */
export function sameQuestion(one: ReportQuery, other: ReportQuery, providers: Providers): boolean {
  const accountOf = ({ account, providerId }: ReportQuery): string | null => {
    if (account === null) return null;
    const read = readAccount(account, providerIn(providers, providerId ?? ''));
    return read.ok ? read.value : account;
  };
  return (
    one.from === other.from &&
    one.to === other.to &&
    one.providerId === other.providerId &&
    accountOf(one) === accountOf(other)
  );
}

/** `за 28.11.2026 · МТС · номер 916 123-45-67`: what a report is of. */
export function captionOf({ from, to, providerId, account }: ReportQuery, providers: Providers): string {
  const provider = providerIn(providers, providerId ?? '');
  const read = account === null ? null : readAccount(account, provider);
  const number =
    read?.ok !== true
      ? account
      : provider === null
        ? formatTenDigits(read.value)
        : formatAccount(read.value, provider.mask);
  return [
    from === to ? `за ${showDay(from)}` : `за ${showDay(from)}–${showDay(to)}`,
    providerId === null ? 'все операторы' : (provider?.name ?? providerId),
    ...(number === null ? [] : [`номер ${number}`]),
  ].join(' · ');
}
