/** The payment in hand and all that happened to it, at the till and in СЭП, in time order. */
import { useEffect, useRef } from 'react';
import type { AdjustmentDesk } from '../../contract/adjustment.ts';
import { formatAccount } from '../../core/account.ts';
import { formatMoney } from '../../core/money.ts';
import { dayAndClock } from '../parts/time.ts';
import { useScrollStop } from '../parts/useScrollStop.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { useTill } from '../till/till.ts';
import styles from './Adjustment.module.css';

export function Story({ desk }: { readonly desk: AdjustmentDesk }) {
  const { tradePoint, sync } = useTill();
  const zone = tradePoint?.zone ?? 'Europe/Moscow';
  const list = useRef<HTMLOListElement>(null);
  useScrollStop(list);
  const count = desk.lines.length;
  // The newest line is what matters most.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every line that comes
  useEffect(() => list.current?.scrollTo({ top: list.current.scrollHeight }), [count]);
  const provider = providerOf(useProviders(), desk.providerId);
  return (
    <section className={styles['story']} aria-label="История платежа">
      <dl className={styles['facts']}>
        <dt>Оператор</dt>
        <dd>{provider?.name ?? desk.providerId}</dd>
        <dt>Номер</dt>
        <dd>
          <strong>{provider === null ? desk.account : formatAccount(desk.account, provider.mask)}</strong>
        </dd>
        <dt>Принято</dt>
        <dd>
          <strong>{formatMoney(desk.amountTaken)}</strong>, комиссия {formatMoney(desk.fee)}
        </dd>
        <dt>Чек</dt>
        <dd>{desk.receipt}</dd>
        <dt>Статус</dt>
        <dd>
          <strong>{desk.standing}</strong>
          {sync !== null && !desk.fresh && ', СЭП сейчас не спрошена'}
        </dd>
      </dl>
      <ol ref={list} className={styles['lines']}>
        {desk.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end, and two may be the same
          <li key={index}>
            <span className={styles['when']}>
              {dayAndClock(line.at, zone)} · {line.where === 'till' ? 'касса' : 'СЭП'}
            </span>
            {line.text}
          </li>
        ))}
      </ol>
    </section>
  );
}
