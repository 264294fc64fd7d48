/** One payment of the report. */
import { memo } from 'react';
import type { MouseEvent } from 'react';
import type { ReportRow } from '../../contract/report.ts';
import { formatAccount } from '../../core/account.ts';
import { formatSum } from '../../core/money.ts';
import { dayAndClock } from '../parts/time.ts';
import { stageSigns } from '../payment/stages.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { useTill } from '../till/till.ts';
import styles from './ReportTable.module.css';

export const columns: readonly { readonly name: string; readonly number?: true }[] = [
  { name: 'Платёж' },
  { name: 'Дата и время' },
  { name: 'Оператор' },
  { name: 'Номер' },
  { name: 'Принято', number: true },
  { name: 'Комиссия', number: true },
  { name: 'Зачислено', number: true },
  { name: 'Чек' },
  { name: 'Кассир' },
  { name: 'РМ' },
  { name: 'Статус' },
];

type Props = {
  readonly index: number;
  readonly top: number;
  readonly row: ReportRow | null;
  readonly chosen: boolean;
  readonly onPress: (index: number, event: MouseEvent) => void;
};

export const ReportLine = memo(function ReportLine({ index, top, row, chosen, onPress }: Props) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself answers the keys, for rows that don't exist yet as well
    <div
      className={styles['row']}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      style={{ top }}
      onClick={(event) => onPress(index, event)}
    >
      {row === null ? <Placeholder /> : <Cells row={row} />}
    </div>
  );
});

function Placeholder() {
  return columns.map(({ name, number }) => (
    <span key={name} role="gridcell" data-number={number}>
      <i className={styles['blank']} />
    </span>
  ));
}

export function Cells({ row }: { readonly row: ReportRow }) {
  const { tradePoint } = useTill();
  const provider = providerOf(useProviders(), row.providerId);
  const sign = stageSigns[row.stage];
  return (
    <>
      <span role="gridcell">{row.number}</span>
      <span role="gridcell">{dayAndClock(row.takenAt, tradePoint?.zone ?? 'Europe/Moscow')}</span>
      <span role="gridcell">{provider?.name ?? row.providerId}</span>
      <span role="gridcell">{provider === null ? row.account : formatAccount(row.account, provider.mask)}</span>
      <span role="gridcell" data-number>
        {formatSum(row.amountTaken)}
      </span>
      <span role="gridcell" data-number>
        {formatSum(row.fee)}
      </span>
      <span role="gridcell" data-number>
        {formatSum(row.amountCredited)}
      </span>
      <span role="gridcell" title={row.receipt}>
        {row.receipt}
      </span>
      <span role="gridcell" title={row.cashierName}>
        {row.cashierName}
      </span>
      <span role="gridcell">{row.workstation}</span>
      <span role="gridcell" className={styles['state']} data-tone={sign.tone}>
        {sign.name}
      </span>
    </>
  );
}
