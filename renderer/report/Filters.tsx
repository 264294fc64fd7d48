/** What the report is asked for: a period, and if wanted an operator and a number. */
import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import '@mantine/core/styles/SegmentedControl.css';
import '@mantine/core/styles/FloatingIndicator.css';
import { useEffect, useRef, useState } from 'react';
import type { ProviderId } from '../../contract/primitives.ts';
import type { ReportQuery } from '../../contract/report.ts';
import { normaliseAccount, normaliseTenDigits } from '../../core/account.ts';
import { useCommands } from '../keyboard/commands.ts';
import { PressButton } from '../parts/PressButton.tsx';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { useTill } from '../till/till.ts';
import styles from './Filters.module.css';
import type { PeriodKind } from './period.ts';
import { dayOf, periodOf, readDay, showDay, typeDay } from './period.ts';

type Props = { readonly busy: boolean; readonly onBuild: (query: ReportQuery) => void };

const kinds = [
  { value: 'today', label: 'Сегодня' },
  { value: 'yesterday', label: 'Вчера' },
  { value: 'month', label: 'Этот месяц' },
  { value: 'typed', label: 'Период' },
];

export function Filters({ busy, onBuild }: Props) {
  const providers = useProviders();
  const zone = useTill().tradePoint?.zone ?? 'Europe/Moscow';
  const today = dayOf(Date.now(), zone);
  const [kind, setKind] = useState<PeriodKind | null>(null);
  const [typed, setTyped] = useState({ from: '', to: showDay(today) });
  const [providerId, setProviderId] = useState('');
  const [account, setAccount] = useState('');
  const [pressed, setPressed] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const provider = providerOf(providers, providerId);
  const period = kind === null ? null : periodOf(kind, today, typed);
  const number =
    account.trim() === ''
      ? null
      : provider === null
        ? normaliseTenDigits(account)
        : normaliseAccount(account, provider.mask);
  const badNumber = number !== null && !number.ok && provider !== null;
  const accountLabel =
    provider === null || provider.mask.kind === 'tenDigits'
      ? 'Номер (10 цифр)'
      : `Номер (${provider.mask.hint})`;

  useEffect(() => form.current?.querySelector('input')?.focus(), []);

  const build = () => {
    setPressed(true);
    if (period === null || badNumber) return;
    onBuild({
      ...period,
      providerId: providerId === '' ? null : (providerId as ProviderId),
      account: account.trim() === '' ? null : account.trim(),
    });
  };

  useCommands(
    {
      Enter: () => {
        if (
          !form.current?.contains(document.activeElement) ||
          document.activeElement instanceof HTMLButtonElement
        )
          return false;
        build();
        return true;
      },
    },
    false,
  );

  const dayError = (text: string) =>
    pressed && kind === 'typed' && readDay(text) === null ? 'ДД.ММ.ГГГГ' : null;
  return (
    <form ref={form} className={styles['filters']} onSubmit={(event) => event.preventDefault()}>
      <div className={styles['period']}>
        <span className={styles['label']} id="period-label">
          Период
        </span>
        <SegmentedControl
          aria-labelledby="period-label"
          value={kind ?? ''}
          onChange={(next) => setKind(next as PeriodKind)}
          data={kinds}
          data-wrong={(pressed && period === null) || undefined}
          className={styles['kinds'] ?? ''}
        />
      </div>
      {kind === 'typed' && (
        <>
          <TextInput
            label="С даты"
            placeholder="ДД.ММ.ГГГГ"
            className={styles['day'] ?? ''}
            value={typed.from}
            error={dayError(typed.from) !== null}
            onChange={(event) => setTyped({ ...typed, from: typeDay(event.currentTarget.value) })}
          />
          <TextInput
            label="По дату"
            placeholder="ДД.ММ.ГГГГ"
            className={styles['day'] ?? ''}
            value={typed.to}
            error={dayError(typed.to) !== null}
            onChange={(event) => setTyped({ ...typed, to: typeDay(event.currentTarget.value) })}
          />
        </>
      )}
      <NativeSelect
        label="Оператор"
        className={styles['operator'] ?? ''}
        value={providerId}
        onChange={(event) => setProviderId(event.currentTarget.value)}
        data={[
          { value: '', label: 'Все' },
          ...providers.map(({ id, name }) => ({ value: id as string, label: name })),
        ]}
      />
      <TextInput
        label={accountLabel}
        className={styles['account'] ?? ''}
        value={account}
        maxLength={60}
        error={pressed && badNumber}
        onChange={(event) => setAccount(event.currentTarget.value)}
      />
      <PressButton tone="main" busy={busy} onPress={build}>
        Сформировать
      </PressButton>
      {pressed && period === null && (
        <p className={styles['wrong']} role="alert">
          {kind === 'typed'
            ? 'Укажите обе даты периода: ДД.ММ.ГГГГ, первая не позже второй.'
            : 'Укажите период: без него отчёт не формируется.'}
        </p>
      )}
      {pressed && period !== null && badNumber && (
        <p className={styles['wrong']} role="alert">
          Номер не подходит: нужен{' '}
          {provider?.mask.kind === 'pattern' ? provider.mask.hint : 'номер из десяти цифр без +7 и 8'}.
        </p>
      )}
    </form>
  );
}
