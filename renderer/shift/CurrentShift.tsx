/** The open shift: what came in, what went out, what must lie in the drawer, and what may be done now. */
import { useEffect, useRef } from 'react';
import type { PaymentView, ShiftView } from '../../contract/till.ts';
import { formatMoney } from '../../core/money.ts';
import { useCommands } from '../keyboard/commands.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { dayAndClock } from '../parts/time.ts';
import { unfinishedSign } from '../payment/stages.ts';
import { useResume } from '../payment/useResume.tsx';
import { useTill } from '../till/till.ts';
import type { MoveDirection } from './CashMove.tsx';
import styles from './ShiftScreen.module.css';

type Props = {
  readonly shift: ShiftView;
  readonly busy: boolean;
  readonly onXReport: () => void;
  readonly onMove: (direction: MoveDirection) => void;
  readonly onClose: () => void;
  readonly onPayments: () => void;
};

export function CurrentShift({ shift, busy, onXReport, onMove, onClose, onPayments }: Props) {
  const { tradePoint, unfinished } = useTill();
  const card = useRef<HTMLElement>(null);
  const own = unfinished.filter(({ id }) => shift.ownUnfinished.includes(id));
  const blocked = own.length > 0 && !shift.over24h;
  useEffect(() => card.current?.querySelector<HTMLElement>('[data-spot="close"]')?.focus(), []);
  const move = (by: number) => {
    const places = [...(card.current?.querySelectorAll('button') ?? [])];
    const at = places.indexOf(document.activeElement as HTMLButtonElement);
    places[(at + by + places.length) % places.length]?.focus();
    return true;
  };
  useCommands(
    { Plus: () => move(1), ArrowDown: () => move(1), Minus: () => move(-1), ArrowUp: () => move(-1) },
    false,
  );
  return (
    <section ref={card} className={styles['card']}>
      <p className={styles['lead']}>
        Открыта {dayAndClock(shift.openedAt, tradePoint?.zone ?? 'Europe/Moscow')}
      </p>
      {shift.over24h && (
        <p className={styles['long']}>
          Смена длится больше 24 часов: новые чеки в ней запрещены. Провести принятые платежи и закрыть смену
          можно.
          {own.length > 0 && ' Незавершённые платежи перейдут в Z-отчёт поимённо.'}
        </p>
      )}
      {unfinished.length > own.length && (
        <p className={styles['lead']}>
          Незавершённые из прошлых смен ({unfinished.length - own.length}) закрыть смену не мешают: Z-отчёт
          назовёт их поимённо.
        </p>
      )}
      <dl className={styles['sums']}>
        <dt>На начало смены</dt>
        <dd>{formatMoney(shift.openingCash)}</dd>
        <dt>Внесено</dt>
        <dd>{formatMoney(shift.cashIn)}</dd>
        <dt>Изъято</dt>
        <dd>{formatMoney(shift.cashOut)}</dd>
        <dt>Принято платежей: {shift.payments}</dt>
        <dd>{formatMoney(shift.taken)}</dd>
        <dt>из них комиссия</dt>
        <dd>{formatMoney(shift.fee)}</dd>
        {shift.refunds > 0 && (
          <>
            <dt>Возвращено платежей: {shift.refunds}</dt>
            <dd>{formatMoney(shift.refunded)}</dd>
          </>
        )}
        <dt className={styles['total']}>Должно быть в кассе</dt>
        <dd className={styles['total']}>{formatMoney(shift.expectedCash)}</dd>
      </dl>
      {blocked && <Blockers payments={own} onPayments={onPayments} />}
      <div className={styles['buttons']}>
        <PressButton onPress={() => onMove('in')}>Внесение</PressButton>
        <PressButton onPress={() => onMove('out')}>Изъятие</PressButton>
        <PressButton busy={busy} onPress={onXReport}>
          X-отчёт
        </PressButton>
      </div>
      <PressButton
        tone="main"
        large
        wide
        spot="close"
        onPress={onClose}
        barred={blocked ? 'Сначала завершите платежи' : undefined}
      >
        Закрыть смену
      </PressButton>
    </section>
  );
}

/** Why the shift can't be closed yet, each reason with a way to it. */
function Blockers({
  payments,
  onPayments,
}: {
  readonly payments: readonly PaymentView[];
  readonly onPayments: () => void;
}) {
  const { resume, question, busy, failure, dropFailure } = useResume(onPayments);
  return (
    <div className={styles['blockers']}>
      <p>Закрыть смену мешают незавершённые платежи: {payments.length}</p>
      {failure !== null && <ErrorPanel failure={failure} onClose={dropFailure} retry={null} />}
      {question}
      <div className={styles['ones']}>
        {payments.map((payment) => (
          <div key={payment.id} className={styles['blocker']}>
            <span>
              {payment.providerName}, {formatMoney(payment.details.amountTaken)}
              <span className={styles['stage']}>{unfinishedSign(payment).name}</span>
            </span>
            <PressButton busy={busy} onPress={() => resume(payment)}>
              {`Завершить ${payment.number}`}
            </PressButton>
          </div>
        ))}
      </div>
    </div>
  );
}
