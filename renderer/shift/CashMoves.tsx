/** The open shift's «Внесения и изъятия»: each can be printed again, above all one whose document did not come out. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { CashMoveView, ShiftView } from '../../contract/till.ts';
import { formatMoney } from '../../core/money.ts';
import { PressButton } from '../parts/PressButton.tsx';
import { clockOrDay } from '../parts/time.ts';
import { call } from '../till/bridge.ts';
import { useTill } from '../till/till.ts';
import styles from './CashMoves.module.css';
import { moveNames } from './recordedPapers.ts';

/** Newest first, empty until they are here; and what reads them again when a paper of one may have come out. */
export function useCashMoves(
  shift: ShiftView | null,
): readonly [readonly CashMoveView[], () => Promise<void>] {
  const [moves, setMoves] = useState<readonly CashMoveView[]>([]);
  const sums = shift === null ? null : `${shift.id} ${shift.cashIn} ${shift.cashOut}`;
  const latest = useRef(0);
  const read = useCallback(async () => {
    latest.current += 1;
    const asked = latest.current;
    const answer = await call('cash.list', null);
    if (answer.ok && asked === latest.current) setMoves(answer.value);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other sums are other moves
  useEffect(() => void read(), [sums, read]);
  return [moves, read];
}

type Props = {
  readonly moves: readonly CashMoveView[];
  readonly busy: boolean;
  readonly onPrint: (move: CashMoveView) => void;
};

export function CashMoves({ moves, busy, onPrint }: Props) {
  const zone = useTill().tradePoint?.zone ?? 'Europe/Moscow';
  return (
    <section className={styles['card']} aria-label="Внесения и изъятия">
      <h2 className={styles['title']}>Внесения и изъятия</h2>
      <ul className={styles['list']}>
        {moves.map((move) => (
          <li key={move.id} className={styles['move']}>
            <span className={styles['what']}>
              {moveNames[move.kind]} {formatMoney(move.amount)}
              <span className={styles['soft']} title={`${move.reason}, ${move.cashierName}`}>
                {clockOrDay(move.at, zone, Date.now())} · {move.reason}
              </span>
              {move.paperOwed && <span className={styles['owed']}>документ не напечатан</span>}
            </span>
            <PressButton tone={move.paperOwed ? 'warn' : 'quiet'} busy={busy} onPress={() => onPrint(move)}>
              Напечатать ещё раз
            </PressButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
