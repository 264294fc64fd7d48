/**
 * «Незавершённые»: every payment between entering and conducting, each one key or click from its next step. Those of the
 * other workstations are shown below, to be finished there.
 */
import type { PaymentView } from '../../contract/till.ts';
import { formatMoney } from '../../core/money.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useTill } from '../till/till.ts';
import styles from './Lists.module.css';
import { unfinishedSign } from './stages.ts';
import { useResume } from './useResume.tsx';

const stayHere = () => undefined;

export function UnfinishedPayments() {
  const { unfinished, unfinishedElsewhere, current } = useTill();
  const { resume, question, busy, failure, dropFailure } = useResume(stayHere);
  return (
    <section
      className={styles['card']}
      data-some={unfinished.length > 0 || undefined}
      data-filled={unfinished.length + unfinishedElsewhere.length > 0 || undefined}
      aria-label="Незавершённые"
    >
      <h2 className={styles['title']}>
        Незавершённые <span className={styles['count']}>{unfinished.length}</span>
      </h2>
      {failure !== null && <ErrorPanel failure={failure} onClose={dropFailure} retry={null} />}
      {question}
      <ul className={styles['list']}>
        {unfinished.map((payment) => (
          <li key={payment.id}>
            <button
              type="button"
              className={styles['resume']}
              aria-label={`Продолжить платёж ${payment.number}`}
              aria-current={payment.id === current?.id ? 'true' : undefined}
              aria-disabled={busy}
              onClick={() => payment.id !== current?.id && resume(payment)}
            >
              <span className={styles['state']} data-tone={unfinishedSign(payment).tone}>
                <Icon name={unfinishedSign(payment).icon} size={18} />
              </span>
              <span className={styles['who']}>
                <span className={styles['name']}>
                  {payment.number} · {payment.providerName}
                </span>
                <span className={styles['account']}>
                  {payment.id === current?.id ? 'На экране' : unfinishedSign(payment).name}
                </span>
              </span>
              <span className={styles['sum']}>{formatMoney(payment.details.amountTaken)}</span>
            </button>
          </li>
        ))}
        {unfinishedElsewhere.length > 0 && (
          <>
            <li className={styles['only']}>
              На других <span className={styles['long']}>рабочих </span>местах, закончить только там
            </li>
            {unfinishedElsewhere.map((payment) => (
              <Elsewhere key={payment.id} payment={payment} />
            ))}
          </>
        )}
      </ul>
    </section>
  );
}

/** `2` of `2-1045`. */
const workstationOf = (number: string): string => number.split('-')[0] ?? '';

function Elsewhere({ payment }: { readonly payment: PaymentView }) {
  const sign = unfinishedSign(payment);
  return (
    <li className={styles['elsewhere']}>
      <span className={styles['state']}>
        <Icon name={sign.icon} size={18} />
      </span>
      <span className={styles['who']}>
        <span className={styles['name']}>
          {payment.number} · {payment.providerName}
        </span>
        <span className={styles['account']}>
          РМ {workstationOf(payment.number)} · {sign.name.toLowerCase()}
        </span>
      </span>
      <span className={styles['sum']}>{formatMoney(payment.details.amountTaken)}</span>
    </li>
  );
}
