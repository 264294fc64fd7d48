/** What the payments come to, together and by operator. */
import { useRef } from 'react';
import type { Report } from '../../contract/report.ts';
import { formatMoney } from '../../core/money.ts';
import { useScrollStop } from '../parts/useScrollStop.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import styles from './Totals.module.css';

export function Totals({ report }: { readonly report: Report }) {
  const providers = useProviders();
  const { total, totals } = report;
  const box = useRef<HTMLElement>(null);
  useScrollStop(box);
  return (
    <section ref={box} className={styles['box']} aria-label="Итоги">
      <table className={styles['table']}>
        <thead>
          <tr>
            <th>Итого</th>
            <th>{total.count.toLocaleString('ru-RU')}</th>
            <th>{formatMoney(total.taken)}</th>
            <th>{formatMoney(total.fee)}</th>
            <th>{formatMoney(total.credited)}</th>
          </tr>
          <tr className={styles['names']}>
            <td>Оператор</td>
            <td>Платежей</td>
            <td>Принято</td>
            <td>Комиссия</td>
            <td>Зачислено</td>
          </tr>
        </thead>
        <tbody>
          {totals.map(({ providerId, count, taken, fee, credited }) => (
            <tr key={providerId}>
              <td>{providerOf(providers, providerId)?.name ?? providerId}</td>
              <td>{count.toLocaleString('ru-RU')}</td>
              <td>{formatMoney(taken)}</td>
              <td>{formatMoney(fee)}</td>
              <td>{formatMoney(credited)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
