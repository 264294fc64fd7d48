/** Closing a shift: the drawer counted by notes and coins, the difference shown before anything is confirmed. */
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { ShiftView } from '../../contract/till.ts';
import { formatMoney, formatSum } from '../../core/money.ts';
import { useCommands } from '../keyboard/commands.ts';
import { Ask } from '../parts/Ask.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { takeAnswer } from '../till/till.ts';
import styles from './CloseShift.module.css';
import { useCounts } from './counts.ts';
import {
  countedOf,
  denominationName,
  denominations,
  isOfSmallCoins,
  smallCoins,
  totalOf,
  typeCount,
  wantsSmallCoins,
} from './denominations.ts';

/** Enter leads through the counts to «Пересчитано»; what few drawers want is met by `+`, `−` and the arrows only. */
const enterPlaces = 'input, [data-spot="counted"]';
const allPlaces = `${enterPlaces}, [data-spot="small coins"]`;

type Props = {
  readonly shift: ShiftView;
  readonly onLeave: () => void;
  /** The shift stays open. */
  readonly onRefused: (failure: Failure) => void;
  /** What went wrong on paper, if anything did: the shift is closed all the same. */
  readonly onClosed: (outcome: Failure | null) => void;
};

export function CloseShift({ shift, onLeave, onRefused, onClosed }: Props) {
  const [counts, put] = useCounts(shift.id);
  const [asking, setAsking] = useState(false);
  const { busy, take } = useTurn();
  const card = useRef<HTMLElement>(null);
  const counted = totalOf(counts);
  const difference = counted - shift.expectedCash;
  const few = isOfSmallCoins(difference);
  const tone = difference === 0 ? 'good' : few ? 'warn' : 'bad';
  // Once they stand there they stay: what was typed must not leave the screen with its field.
  const [small, setSmall] = useState<'folded' | 'needed' | 'asked'>(() =>
    wantsSmallCoins(shift.expectedCash, counts) ? 'needed' : 'folded',
  );
  const rows = small !== 'folded' ? [...denominations, ...smallCoins] : denominations;

  useEffect(() => {
    if (asking) return;
    const first = card.current?.querySelector('input');
    first?.focus();
    // What stands there from before is typed over, not typed behind.
    first?.select();
  }, [asking]);

  useEffect(() => {
    if (small === 'asked') card.current?.querySelector<HTMLElement>('[data-small] input')?.focus();
  }, [small]);

  const move = (by: number, among = allPlaces) => {
    const places = [...(card.current?.querySelectorAll<HTMLElement>(among) ?? [])];
    const at = places.indexOf(document.activeElement as HTMLElement);
    if (at === -1) return false;
    const next = places[Math.max(0, Math.min(places.length - 1, at + by))];
    next?.focus();
    if (next instanceof HTMLInputElement) next.select();
    return true;
  };

  useCommands(
    {
      Enter: () => (document.activeElement instanceof HTMLInputElement ? move(1, enterPlaces) : false),
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
      const answer = await call('shift.close', { counted: countedOf(counts) });
      if (answer.ok) onClosed(takeAnswer(answer.value));
      else onRefused(answer.failure);
    });

  return (
    <section ref={card} className={styles['card']} aria-label="Пересчёт денег">
      <h2>Пересчитайте деньги в кассе</h2>
      <p className={styles['lead']}>Сколько купюр и монет. Enter – к следующему.</p>
      <div className={styles['grid']}>
        {rows.map((value) => (
          <label key={value} className={styles['one']} data-small={value < 10 || undefined}>
            <span className={styles['name']}>{denominationName(value)}</span>
            <input
              inputMode="numeric"
              autoComplete="off"
              value={counts[value] ?? ''}
              onChange={(event) => put(value, typeCount(counts[value] ?? '', event.currentTarget.value))}
            />
            <span className={styles['product']} aria-hidden="true">
              {counts[value] ? formatSum(value * Number(counts[value])).replace(/,00$/, '') : ''}
            </span>
          </label>
        ))}
        {small === 'folded' && (
          <button
            type="button"
            className={styles['more']}
            data-spot="small coins"
            onClick={() => setSmall('asked')}
          >
            Есть 5 и 1 коп.
          </button>
        )}
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
        <div data-tone={tone}>
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
          tone={tone === 'bad' ? 'bad' : 'main'}
          onClose={() => setAsking(false)}
          onConfirm={close}
        >
          <p className={styles['loud']} data-tone={tone}>
            {difference === 0
              ? 'Деньги сходятся до копейки'
              : `${difference < 0 ? 'Недостача' : 'Излишек'} ${formatMoney(Math.abs(difference))}`}
          </p>
          <p className={styles['rest']}>
            По учёту {formatMoney(shift.expectedCash)}, посчитано {formatMoney(counted)}. Будет напечатан
            Z-отчёт
            {difference === 0
              ? '.'
              : few
                ? ', разница войдёт в него как есть. Столько набегает на сдаче без монет в 1 и 5 копеек.'
                : ', разница войдёт в него. Если сомневаетесь, вернитесь и пересчитайте.'}
          </p>
        </Ask>
      )}
    </section>
  );
}
