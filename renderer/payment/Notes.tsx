/** What the cashier should know at this step: oddities to confirm, what to do with the paper, what was just done. */
import type { ReactNode } from 'react';
import type { Warning } from '../../contract/till.ts';
import { formatMoney } from '../../core/money.ts';
import type { IconName } from '../parts/Icon.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useDone } from './done.ts';
import styles from './Notes.module.css';
import type { PaymentInHand } from './usePayment.ts';

export function Notes({ payment }: { readonly payment: PaymentInHand }) {
  const { stage, current, unconfirmed, check, fields } = payment;
  switch (stage) {
    case 'entered':
      if (unconfirmed.length > 0) return <Warnings warnings={unconfirmed} />;
      if (check !== null)
        return (
          <Note icon="info">
            Номер не проверен у оператора: СЭП не подключена. Клиент сверит его на пречеке.
          </Note>
        );
      return fields.account === '' && fields.sum === '' ? <LastDone /> : null;
    case 'preChecked':
      return current?.preCheck?.state === 'printed' ? (
        <Note icon="info" loud>
          Пречек № {current.preCheck.number} напечатан. Дайте клиенту проверить номер, оператора и сумму и
          поставить подпись.
        </Note>
      ) : (
        <Note icon="warning" loud>
          {current?.preCheck?.state === 'unknown'
            ? `Неизвестно, вышел ли пречек № ${current.preCheck.number}. Если он у вас в руках, дайте его на подпись.`
            : `Пречек № ${current?.preCheck?.number ?? ''} не напечатан. Исправьте принтер и напечатайте его ещё раз.`}
        </Note>
      );
    case 'signed':
      return (
        <Note icon="info">
          Пречек № {current?.preCheck?.number} подписан. Возьмите деньги, введите «Получено» и пробейте чек.
        </Note>
      );
    case 'receipting':
      return (
        <Note icon="printer" loud>
          Чек печатается…
        </Note>
      );
    case 'receipted':
      return (
        <Note icon="check" loud good>
          Подпишите чек и отдайте клиенту, пречек положите в папку
        </Note>
      );
    default:
      return null;
  }
}

type NoteProps = {
  readonly icon: IconName;
  readonly loud?: boolean;
  readonly good?: boolean;
  readonly children: ReactNode;
};

function Note({ icon, loud = false, good = false, children }: NoteProps) {
  return (
    <div className={styles['note']} data-loud={loud || undefined} data-good={good || undefined} role="status">
      <Icon name={icon} size={loud ? 24 : 20} />
      <span>{children}</span>
    </div>
  );
}

const sayWarning = (warning: Warning): string =>
  warning.kind === 'sameWithinHour'
    ? `Такой же платёж ${ago(warning.minutesAgo)}: № ${warning.number}, ${formatMoney(warning.amountCredited)}`
    : `По номеру это ${warning.operator}. Выбран другой оператор: уточните у клиента`;

/** `только что`, `1 минуту назад`, `12 минут назад`. */
function ago(minutes: number): string {
  if (minutes < 1) return 'только что';
  const lastTwo = minutes % 100;
  const last = minutes % 10;
  const few = last >= 2 && last <= 4 && (lastTwo < 12 || lastTwo > 14);
  return `${minutes} ${last === 1 && lastTwo !== 11 ? 'минуту' : few ? 'минуты' : 'минут'} назад`;
}

function Warnings({ warnings }: { readonly warnings: readonly Warning[] }) {
  return (
    <div className={styles['warning']} role="alert">
      <Icon name="warning" size={26} />
      <div className={styles['words']}>
        {warnings.map((warning) => (
          <strong key={warning.kind}>{sayWarning(warning)}</strong>
        ))}
        <span>Всё верно? Подтвердите клавишей *. Enter здесь не действует.</span>
      </div>
    </div>
  );
}

function LastDone() {
  const done = useDone();
  if (done === null) return null;
  if (done.kind === 'abandoned') {
    const returned = done.returned > 0 ? ` Клиенту возвращено ${formatMoney(done.returned)}.` : '';
    return (
      <Note icon="info">{`Платёж ${done.number === null ? '' : `${done.number} `}закрыт без чека.${returned}`}</Note>
    );
  }
  const { number, providerName, details, receipt } = done.payment;
  return (
    <Note icon="check" good>
      Платёж {number} проведён: {providerName}, {formatMoney(details.amountTaken)}
      {receipt !== null && receipt.change > 0 ? `. Сдача ${formatMoney(receipt.change)}` : ''}
    </Note>
  );
}
