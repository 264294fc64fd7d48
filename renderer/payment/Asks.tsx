/** What is asked before anything that was entered or printed is given up. */
import type { Kopecks } from '../../contract/primitives.ts';
import { formatMoney } from '../../core/money.ts';
import { Ask } from '../parts/Ask.tsx';
import styles from './Asks.module.css';
import type { PaymentInHand } from './usePayment.ts';

type Props = { readonly payment: PaymentInHand; readonly onClose: () => void };

export function AskBack({ payment, onClose }: Props) {
  return (
    <Ask
      title="Вернуться к вводу?"
      confirm="Изменить платёж"
      tone="main"
      onClose={onClose}
      onConfirm={() => {
        onClose();
        payment.edit();
      }}
    >
      Пречек № {payment.current?.preCheck?.number} будет аннулирован: заберите его у клиента и перечеркните.
      Номер, оператор и сумма останутся в полях.
    </Ask>
  );
}

export function AskAbandon({ payment, onClose }: Props) {
  const { tendered } = payment.reading;
  const number =
    payment.current?.preCheck?.state === 'annulled' ? null : (payment.current?.preCheck?.number ?? null);
  return (
    <Ask
      title="Закрыть платёж без чека?"
      confirm={tendered > 0 ? 'Деньги возвращены' : 'Закрыть платёж'}
      tone="bad"
      onClose={onClose}
      onConfirm={() => {
        onClose();
        payment.abandon(tendered as Kopecks);
      }}
    >
      {tendered > 0 && <p className={styles['return']}>Верните клиенту {formatMoney(tendered)}</p>}
      <p className={styles['rest']}>
        {number === null
          ? 'Введённое будет стёрто. Чека не было, в отчёт ничего не попадёт.'
          : `Пречек № ${number} будет аннулирован: заберите его у клиента. Чека не было, деньги в кассе не учтены.`}
      </p>
    </Ask>
  );
}
