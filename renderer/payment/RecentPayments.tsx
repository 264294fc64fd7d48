/** «Последние платежи»: the newest on top, each with what became of it. */
import { useRef } from 'react';
import type { PaymentView } from '../../contract/till.ts';
import { formatAccount } from '../../core/account.ts';
import { formatMoney } from '../../core/money.ts';
import { Icon } from '../parts/Icon.tsx';
import { clockOrDay, useNow } from '../parts/time.ts';
import { useScrollStop } from '../parts/useScrollStop.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { useTill } from '../till/till.ts';
import styles from './Lists.module.css';
import { paymentSign } from './stages.ts';

export function RecentPayments() {
  const { recent } = useTill();
  const list = useRef<HTMLUListElement>(null);
  useScrollStop(list);
  return (
    <section className={styles['card']} aria-label="Последние платежи">
      <h2 className={styles['title']}>Последние платежи</h2>
      {recent.length === 0 ? (
        <p className={styles['empty']}>Здесь появятся принятые платежи.</p>
      ) : (
        <ul ref={list} className={styles['list']} data-recent>
          {recent.map((payment) => (
            <Row key={payment.id} payment={payment} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ payment }: { readonly payment: PaymentView }) {
  const { tradePoint, sync } = useTill();
  const now = useNow(60_000);
  const provider = providerOf(useProviders(), payment.details.providerId);
  const sign = paymentSign(payment, sync !== null);
  const account =
    provider === null ? payment.details.account : formatAccount(payment.details.account, provider.mask);
  return (
    <li className={styles['row']}>
      <span className={styles['time']}>
        {clockOrDay(payment.takenAt ?? payment.enteredAt, tradePoint?.zone ?? 'Europe/Moscow', now)}
      </span>
      <span className={styles['who']}>
        <span className={styles['name']}>
          <span className={styles['dot']} style={{ background: provider?.color }} />
          {payment.providerName}
        </span>
        <span className={styles['account']}>{account}</span>
      </span>
      <span className={styles['end']}>
        <span className={styles['sum']}>{formatMoney(payment.details.amountTaken)}</span>
        <span className={styles['word']} data-tone={sign.tone} title={payment.standing?.reason ?? undefined}>
          {sign.name}
          <Icon name={sign.icon} size={16} />
        </span>
      </span>
    </li>
  );
}
