/** What the report is asked for: a period, and if wanted an operator and a number. */
import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import '@mantine/core/styles/SegmentedControl.css';
import '@mantine/core/styles/FloatingIndicator.css';
import { useEffect, useRef, useState } from 'react';
import type { Day } from '../../contract/primitives.ts';
import type { ReportQuery } from '../../contract/report.ts';
import { useCommands } from '../keyboard/commands.ts';
import { PressButton } from '../parts/PressButton.tsx';
import { providerOf, useProviders } from '../till/catalogue.ts';
import styles from './Filters.module.css';
import type { PeriodKind } from './period.ts';
import { periodOf, readDay, typeDay } from './period.ts';
import type { ReportFields } from './question.ts';
import { badAccount, queryOf } from './question.ts';

type Props = {
  readonly fields: ReportFields;
  readonly onChange: (fields: ReportFields) => void;
  readonly today: Day;
  readonly busy: boolean;
  /** What stands below is what the fields ask: building it again is not the next step. */
  readonly answered: boolean;
  readonly onBuild: (query: ReportQuery) => void;
};

const kinds = [
  { value: 'today', label: 'Сегодня' },
  { value: 'yesterday', label: 'Вчера' },
  { value: 'month', label: 'Этот месяц' },
  { value: 'typed', label: 'Период' },
];

export function Filters({ fields, onChange, today, busy, answered, onBuild }: Props) {
  const providers = useProviders();
  const { kind, providerId, account } = fields;
  const put = (change: Partial<ReportFields>) => onChange({ ...fields, ...change });
  const [pressed, setPressed] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const provider = providerOf(providers, providerId);
  const period = kind === null ? null : periodOf(kind, today, fields);
  const badNumber = badAccount(fields, providers);
  const accountLabel =
    provider === null || provider.mask.kind === 'tenDigits'
      ? 'Номер (10 цифр)'
      : `Номер (${provider.mask.hint})`;

  useEffect(() => form.current?.querySelector('input')?.focus(), []);

  const build = () => {
    setPressed(true);
    const query = queryOf(fields, today, providers);
    if (query !== null) onBuild(query);
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
          onChange={(next) => put({ kind: next as PeriodKind })}
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
            value={fields.from}
            error={dayError(fields.from) !== null}
            onChange={(event) => put({ from: typeDay(event.currentTarget.value) })}
          />
          <TextInput
            label="По дату"
            placeholder="ДД.ММ.ГГГГ"
            className={styles['day'] ?? ''}
            value={fields.to}
            error={dayError(fields.to) !== null}
            onChange={(event) => put({ to: typeDay(event.currentTarget.value) })}
          />
        </>
      )}
      <NativeSelect
        label="Оператор"
        className={styles['operator'] ?? ''}
        value={providerId}
        onChange={(event) => put({ providerId: event.currentTarget.value })}
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
        onChange={(event) => put({ account: event.currentTarget.value })}
      />
      <PressButton tone={answered ? 'plain' : 'main'} busy={busy} onPress={build}>
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
