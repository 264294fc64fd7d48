/** What the cashier should know at this step: oddities to confirm, what to do with the paper, what was just done. */
import type { ReactNode } from 'react';
import type { Warning } from '../../contract/till.ts';
import { formatMoney } from '../../core/money.ts';
import { remedies } from '../../core/remedies.ts';
import type { IconName } from '../parts/Icon.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useTill } from '../till/till.ts';
import { useDone } from './done.ts';
import styles from './Notes.module.css';
import { standingSign } from './stages.ts';
import type { PaymentInHand } from './usePayment.ts';

export function Notes({ payment }: { readonly payment: PaymentInHand }) {
  const { stage, current, unconfirmed, check, fields, refusal } = payment;
  switch (stage) {
    case 'entered':
      if (refusal !== null) return <Refusal reason={refusal.reason} />;
      if (unconfirmed.length > 0)
        return (
          <>
            <Warnings warnings={unconfirmed} />
            {payment.enrolled && <OperatorNote payment={payment} />}
          </>
        );
      if (payment.enrolled && check !== null) return <OperatorNote payment={payment} />;
      if (check !== null)
        return (
          <Note icon="info">
            Номер не проверен у оператора: СЭП не подключена. Клиент сверит его на пречеке.
          </Note>
        );
      return fields.account === '' && fields.sum === '' ? <LastDone /> : null;
    case 'preChecked':
      if (current?.preCheck?.state === 'issued')
        return (
          <Note icon="printer" loud>
            Пречек № {current.preCheck.number} печатается…
          </Note>
        );
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

/** Whether the operator knows the number: said when it is known, and meanwhile only if that takes long. */
function OperatorNote({ payment }: { readonly payment: PaymentInHand }) {
  const { operator, busy } = payment;
  const { sync } = useTill();
  const word = operator.answer?.operatorCheck ?? null;
  if (word === null) {
    return operator.asking ? (
      <div className={styles['late']} key={busy ? 'waited' : 'asked'}>
        <Note icon="clock" loud={busy}>
          {busy ? 'Ждём ответа оператора о номере, не дольше трёх секунд…' : 'Номер проверяется у оператора…'}
        </Note>
      </div>
    ) : null;
  }
  if (word.outcome === 'confirmed') {
    return (
      <Note icon="check" good>
        Номер проверен у оператора
        {word.payer !== null && (
          <>
            , владелец: <strong className={styles['payer']}>{word.payer}</strong> Сверьте с клиентом.
          </>
        )}
      </Note>
    );
  }
  return (
    <Note icon="info">
      Номер не проверен:{' '}
      {lowered(word.reason ?? (sync?.link === 'ok' ? 'оператор не ответил' : 'СЭП недоступна'))}. Клиент
      сверит его на пречеке.
    </Note>
  );
}

/** A sentence as the second half of another: its first letter small, unless an abbreviation begins it; no full stop. */
const lowered = (sentence: string): string =>
  (/^[А-ЯЁA-Z]{2}/.test(sentence) ? sentence : sentence.charAt(0).toLowerCase() + sentence.slice(1)).replace(
    /\.$/,
    '',
  );

function Refusal({ reason }: { readonly reason: string | null }) {
  return (
    <div className={styles['refusal']} role="alert">
      <Icon name="stop" size={26} />
      <div className={styles['words']}>
        <strong>Оператор откажет{reason === null ? '' : `: ${lowered(reason)}`}</strong>
        <span>
          Пречек не печатается, денег не берите. Сверьте номер, оператора и сумму с клиентом.{' '}
          <span className={styles['code']}>{remedies.operatorRefuses.code}</span>
        </span>
      </div>
    </div>
  );
}

type NoteProps = {
  readonly icon: IconName;
  readonly loud?: boolean;
  readonly good?: boolean;
  readonly bad?: boolean;
  readonly children: ReactNode;
};

function Note({ icon, loud = false, good = false, bad = false, children }: NoteProps) {
  return (
    <div
      className={styles['note']}
      data-loud={loud || undefined}
      data-good={good || undefined}
      data-bad={bad || undefined}
      role="status"
    >
      <Icon name={icon} size={loud ? 24 : 20} />
      <span>{children}</span>
    </div>
  );
}

const sayWarning = (warning: Warning): string =>
  warning.kind === 'sameWithinHour'
    ? `Такой же платёж ${ago(warning.minutesAgo)}: ${warning.number === null ? 'на другой точке' : `№ ${warning.number}`}, ${formatMoney(warning.amountCredited)}`
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
  const { sync, recent } = useTill();
  if (done === null) return null;
  if (done.kind === 'abandoned') {
    const returned = done.returned > 0 ? ` Клиенту возвращено ${formatMoney(done.returned)}.` : '';
    return (
      <Note icon="info">{`Платёж ${done.number === null ? '' : `${done.number} `}закрыт без чека.${returned}`}</Note>
    );
  }
  const { id, number, providerName, details, receipt } = done.payment;
  const change = receipt !== null && receipt.change > 0 ? `. Сдача ${formatMoney(receipt.change)}` : '';
  const standing = recent.find((payment) => payment.id === id)?.standing ?? null;
  // With СЭП in sight «проведён» is its word: until it comes, the till's part alone is done.
  const sign = sync === null ? null : standingSign(standing);
  const doneWord = sign === null || standing?.status === 'completed' ? 'проведён' : 'принят';
  return (
    <Note
      icon={sign === null ? 'check' : sign.icon}
      good={sign === null || sign.tone === 'good'}
      bad={sign?.tone === 'bad'}
    >
      Платёж {number} {doneWord}: {providerName}, {formatMoney(details.amountTaken)}
      {change}
      {sign !== null && standing?.status !== 'completed' && `. Статус: ${sign.name.toLowerCase()}`}
    </Note>
  );
}
