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

/** A person's word that the receipt's paper came out. */
export function AskPaperOut({ payment, onClose }: Props) {
  return (
    <Ask
      title="Чек у вас в руках?"
      confirm="Да, чек у меня"
      tone="main"
      onClose={onClose}
      onConfirm={() => {
        onClose();
        payment.paperOut();
      }}
    >
      Целый чек платежа {payment.current?.number} с номером и суммой. После ответа останется провести платёж.
    </Ask>
  );
}

/** The printer does not print at all, and the client's payment need not wait for it. */
export function AskPaperless({ payment, onClose }: Props) {
  return (
    <Ask
      title="Провести платёж без бумаги чека?"
      confirm="Провести без бумаги"
      tone="bad"
      onClose={onClose}
      onConfirm={() => {
        onClose();
        payment.conduct();
      }}
    >
      Чек пробит, деньги учтены, но у клиента не будет бумаги. Когда принтер заработает, напечатайте копию
      (F3), подпишите и отдайте ему: без чека платёж не исправляют.
    </Ask>
  );
}

/** Nobody hands over a note that the sum does without: most likely a zero too many. */
export function AskReceived({ payment, onClose }: Props) {
  const { tendered, change } = payment.reading;
  return (
    <Ask
      title={`Клиент дал ${formatMoney(tendered)}?`}
      confirm="Да, пробить чек"
      tone="warn"
      onClose={onClose}
      onConfirm={() => {
        onClose();
        payment.receipt();
      }}
    >
      <p className={styles['return']}>Сдача {formatMoney(change ?? 0)}</p>
      <p className={styles['rest']}>
        Сдача не меньше самой крупной купюры: похоже, в «Получено» лишняя цифра. Эта сумма будет напечатана в
        чеке.
      </p>
    </Ask>
  );
}
