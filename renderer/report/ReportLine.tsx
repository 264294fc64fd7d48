/** One payment of the report. */

import type { MouseEvent, ReactNode } from 'react';
import { memo } from 'react';
import type { ReportRow } from '../../contract/report.ts';
import { formatAccount } from '../../core/account.ts';
import { formatSum } from '../../core/money.ts';
import { dayAndClock } from '../parts/time.ts';
import { paymentSign } from '../payment/stages.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { useTill } from '../till/till.ts';
import styles from './ReportTable.module.css';

const columns: readonly { readonly name: string; readonly number?: true }[] = [
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
    // biome-ignore lint/a11y/useSemanticElements: as for the cells
    // biome-ignore lint/a11y/useFocusableInteractive: as for the cells
    <div
      className={styles['row']}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      style={{ top }}
      onClick={(event) => onPress(index, event)}
    >
      {row === null ? <Placeholder /> : <Cells row={row} />}
    </div>
  );
});

export const ReportHead = () => (
  // biome-ignore lint/a11y/useSemanticElements: as for the cells
  // biome-ignore lint/a11y/useFocusableInteractive: as for the cells
  <div className={styles['head']} role="row" aria-rowindex={1}>
    {columns.map(({ name, number }) => (
      // biome-ignore lint/a11y/useSemanticElements: as for the cells
      // biome-ignore lint/a11y/useFocusableInteractive: as for the cells
      <span key={name} role="columnheader" data-number={number || undefined}>
        {name}
      </span>
    ))}
  </div>
);

type CellProps = {
  readonly children: ReactNode;
  readonly number?: boolean | undefined;
  readonly title?: string;
  readonly tone?: string;
  /** Over all columns. */
  readonly wide?: boolean;
  /** What a receipt is known by. */
  readonly receipt?: boolean;
};

const Cell = ({ children, number, title, tone, wide, receipt }: CellProps) => (
  // biome-ignore lint/a11y/useSemanticElements: a table's own rows can't be laid out one by one as they come into sight
  // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, whatever row its cursor stands on
  <span
    role="gridcell"
    className={tone === undefined ? undefined : styles['state']}
    data-number={number || undefined}
    data-wide={wide}
    data-receipt={receipt}
    data-tone={tone}
    title={title}
  >
    {children}
  </span>
);

/** One cell for all: many of these come and go while the bar is dragged. */
const Placeholder = () => (
  <Cell wide>
    <i className={styles['blank']} />
  </Cell>
);

export function Cells({ row }: { readonly row: ReportRow }) {
  const { tradePoint, sync } = useTill();
  const provider = providerOf(useProviders(), row.providerId);
  const sign = paymentSign(row, sync !== null);
  const reason = row.standing?.reason ?? null;
  return (
    <>
      <Cell>{row.number}</Cell>
      <Cell>{dayAndClock(row.takenAt, tradePoint?.zone ?? 'Europe/Moscow')}</Cell>
      <Cell title={provider?.name ?? row.providerId}>{provider?.name ?? row.providerId}</Cell>
      <Cell>{provider === null ? row.account : formatAccount(row.account, provider.mask)}</Cell>
      <Cell number>{formatSum(row.amountTaken)}</Cell>
      <Cell number>{formatSum(row.fee)}</Cell>
      <Cell number>{formatSum(row.amountCredited)}</Cell>
      <Cell receipt title={row.receipt}>
        {row.receipt}
      </Cell>
      <Cell title={row.cashierName}>{row.cashierName}</Cell>
      <Cell>{row.workstation}</Cell>
      <Cell tone={sign.tone} title={reason === null ? sign.name : `${sign.name}: ${reason}`}>
        {sign.name}
      </Cell>
    </>
  );
}
