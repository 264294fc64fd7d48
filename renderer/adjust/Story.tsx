/** The payment in hand and all that happened to it, at the till and in СЭП, in time order. */
import { useEffect, useRef } from 'react';
import type { AdjustmentDesk } from '../../contract/adjustment.ts';
import { formatAccount } from '../../core/account.ts';
import { formatMoney } from '../../core/money.ts';
import { withoutReceiptNumber } from '../../core/paymentStory.ts';
import { dayAndClock } from '../parts/time.ts';
import { useScrollStop } from '../parts/useScrollStop.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { useTill } from '../till/till.ts';
import styles from './Adjustment.module.css';

type StoryProps = {
  readonly desk: AdjustmentDesk;
  /** The client has yet to show it: nobody reads it off the screen instead. */
  readonly receiptHidden: boolean;
};

export function Story({ desk, receiptHidden }: StoryProps) {
  const { tradePoint, sync } = useTill();
  const zone = tradePoint?.zone ?? 'Europe/Moscow';
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
        <dd>
          {receiptHidden ? <span className={styles['soft']}>номер – на чеке клиента</span> : desk.receipt}
        </dd>
        <dt>Статус</dt>
        <dd>
          <strong>{desk.standing}</strong>
          {sync !== null && !desk.fresh && ', СЭП сейчас не спрошена'}
        </dd>
      </dl>
      <StoryLines
        lines={
          receiptHidden
            ? desk.lines.map((line) => ({ ...line, text: withoutReceiptNumber(line.text) }))
            : desk.lines
        }
        zone={zone}
      />
    </section>
  );
}

type LinesProps = { readonly lines: AdjustmentDesk['lines']; readonly zone: string };

/** What happened in one minute at one place stands under one heading: the eye looks for the moment first. */
export function StoryLines({ lines, zone }: LinesProps) {
  const list = useRef<HTMLOListElement>(null);
  useScrollStop(list);
  const count = lines.length;
  // The newest line is what matters most, also when the window has become smaller.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every line that comes
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => element.scrollTo({ top: element.scrollHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [count]);
  if (count === 0) return null;
  const heading = ({ at, where }: AdjustmentDesk['lines'][number]) =>
    `${dayAndClock(at, zone)} · ${where === 'till' ? 'касса' : 'СЭП'}`;
  return (
    <ol ref={list} className={styles['lines']}>
      {lines.map((line, index) => {
        const before = lines[index - 1];
        const same = before !== undefined && heading(before) === heading(line);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end, and two may be the same
          <li key={index} data-same={same || undefined}>
            {!same && <span className={styles['when']}>{heading(line)}</span>}
            {line.text}
          </li>
        );
      })}
    </ol>
  );
}
