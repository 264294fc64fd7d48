/** Closing a shift: the drawer counted by notes and coins, the difference shown before anything is confirmed. */
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { ShiftView } from '../../contract/till.ts';
import { formatMoney, formatSum } from '../../core/money.ts';
import { useCommands } from '../keyboard/commands.ts';
import { Ask } from '../parts/Ask.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { act } from '../till/till.ts';
import styles from './CloseShift.module.css';
import type { Counts } from './denominations.ts';
import { countedOf, denominationName, denominations, totalOf } from './denominations.ts';

type Props = {
  readonly shift: ShiftView;
  readonly onLeave: () => void;
  /** What went wrong on paper, if anything did: the shift is closed all the same. */
  readonly onClosed: (outcome: Failure | null) => void;
};

export function CloseShift({ shift, onLeave, onClosed }: Props) {
  const [counts, setCounts] = useState<Counts>({});
  const [asking, setAsking] = useState(false);
  const { busy, take } = useTurn();
  const card = useRef<HTMLElement>(null);
  const counted = totalOf(counts);
  const difference = counted - shift.expectedCash;

  useEffect(() => {
    if (!asking) card.current?.querySelector('input')?.focus();
  }, [asking]);

  const move = (by: number) => {
    const places = [...(card.current?.querySelectorAll<HTMLElement>('input, [data-spot="counted"]') ?? [])];
    const at = places.indexOf(document.activeElement as HTMLElement);
    if (at === -1) return false;
    const next = places[Math.max(0, Math.min(places.length - 1, at + by))];
    next?.focus();
    if (next instanceof HTMLInputElement) next.select();
    return true;
  };

  useCommands(
    {
      Enter: () => (document.activeElement instanceof HTMLInputElement ? move(1) : false),
      Plus: () => move(1),
      Minus: () => move(-1),
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Escape: onLeave,
    },
    false,
  );

  const close = () =>
    take(async () => {
      setAsking(false);
      onClosed(await act('shift.close', { counted: countedOf(counts) }));
    });

  return (
    <section ref={card} className={styles['card']} aria-label="Пересчёт денег">
      <h2>Пересчитайте деньги в кассе</h2>
      <p className={styles['lead']}>Сколько купюр и монет. Enter – к следующему.</p>
      <div className={styles['grid']}>
        {denominations.map((value) => (
          <label key={value} className={styles['one']}>
            <span className={styles['name']}>{denominationName(value)}</span>
            <input
              inputMode="numeric"
              autoComplete="off"
              maxLength={5}
              value={counts[value] ?? ''}
              onChange={(event) =>
                setCounts({ ...counts, [value]: event.currentTarget.value.replace(/\D/g, '').slice(0, 5) })
              }
            />
            <span className={styles['product']} aria-hidden="true">
              {counts[value] ? formatSum(value * Number(counts[value])).replace(/,00$/, '') : ''}
            </span>
          </label>
        ))}
      </div>
      <dl className={styles['result']}>
        <div>
          <dt>По учёту</dt>
          <dd>{formatMoney(shift.expectedCash)}</dd>
        </div>
        <div>
          <dt>Посчитано</dt>
          <dd>{formatMoney(counted)}</dd>
        </div>
        <div data-tone={difference === 0 ? 'good' : 'bad'}>
          <dt>{difference === 0 ? 'Сходится' : difference < 0 ? 'Недостача' : 'Излишек'}</dt>
          <dd>{difference === 0 ? formatMoney(0) : formatMoney(Math.abs(difference))}</dd>
        </div>
      </dl>
      <div className={styles['buttons']}>
        <PressButton hint="Esc" onPress={onLeave}>
          Вернуться
        </PressButton>
        <PressButton tone="main" large spot="counted" busy={busy} onPress={() => setAsking(true)}>
          Пересчитано
        </PressButton>
      </div>
      {asking && (
        <Ask
          title={`Закрыть смену № ${shift.number}?`}
          confirm="Закрыть смену"
          tone={difference === 0 ? 'main' : 'bad'}
          onClose={() => setAsking(false)}
          onConfirm={close}
        >
          <p className={styles['loud']} data-tone={difference === 0 ? 'good' : 'bad'}>
            {difference === 0
              ? 'Деньги сходятся до копейки'
              : `${difference < 0 ? 'Недостача' : 'Излишек'} ${formatMoney(Math.abs(difference))}`}
          </p>
          <p className={styles['rest']}>
            По учёту {formatMoney(shift.expectedCash)}, посчитано {formatMoney(counted)}. Будет напечатан
            Z-отчёт
            {difference === 0 ? '.' : ', разница войдёт в него. Если сомневаетесь, вернитесь и пересчитайте.'}
          </p>
        </Ask>
      )}
    </section>
  );
}
