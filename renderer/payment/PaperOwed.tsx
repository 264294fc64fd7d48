/** A receipt that is made, and whose paper nobody knows of: before «Провести» it is printed as a copy, or a person has it. */
import { Icon } from '../parts/Icon.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import styles from './PaperOwed.module.css';
import type { PaymentInHand } from './usePayment.ts';

type Props = {
  readonly payment: PaymentInHand;
  readonly onPaperOut: () => void;
  readonly onPaperless: () => void;
};

export function PaperOwed({ payment, onPaperOut, onPaperless }: Props) {
  const { busy } = payment;
  return (
    <div className={styles['panel']} role="alert">
      <div className={styles['head']}>
        <Icon name="printer" size={24} />
        <strong>Чек пробит. Вышла ли его бумага?</strong>
        <PressButton tone="quiet" spot="aside" busy={busy} onPress={payment.setAside}>
          Отложить
        </PressButton>
      </div>
      <span>
        Деньги учтены, второй чек не нужен. Бумаги нет или она оборвана – напечатайте копию, подпишите её и
        отдайте клиенту.
      </span>
      <div className={styles['buttons']}>
        <PressButton tone="main" spot="copy" busy={busy} onPress={payment.copy}>
          Напечатать копию
        </PressButton>
        <PressButton tone="warn" hint="*" keepEnter={false} busy={busy} onPress={onPaperOut}>
          Бумага вышла
        </PressButton>
        <PressButton spot="paperless" busy={busy} onPress={onPaperless}>
          Без бумаги
        </PressButton>
      </div>
    </div>
  );
}
