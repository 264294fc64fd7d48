/** The shifts before: what they took, what was counted, and their Z once more. */
import { useEffect, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { ClosedShiftView } from '../../contract/till.ts';
import { formatSum } from '../../core/money.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { day } from '../parts/time.ts';
import { useTurn } from '../parts/useTurn.ts';
import { call } from '../till/bridge.ts';
import { act, useTill } from '../till/till.ts';
import styles from './PastShifts.module.css';
import { zOwed } from './recordedPapers.ts';

export function PastShifts() {
  const { tradePoint } = useTill();
  const zone = tradePoint?.zone ?? 'Europe/Moscow';
  const [shifts, setShifts] = useState<readonly ClosedShiftView[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  /** Whose Z was last asked for; null: the list itself. */
  const [wanted, setWanted] = useState<ClosedShiftView | null>(null);
  const { take } = useTurn();
  useEffect(() => {
    let gone = false;
    void call('shift.list', null).then((answer) => {
      if (gone) return;
      if (answer.ok) setShifts(answer.value);
      else setFailure(answer.failure);
    });
    return () => {
      gone = true;
    };
  }, []);
  const reprint = (shift: ClosedShiftView) =>
    take(async () => {
      setWanted(shift);
      setFailure(await act('shift.reprintZ', { shiftId: shift.id }));
    });
  return (
    <section className={styles['card']} aria-label="Прошлые смены">
      <h2 className={styles['title']}>Прошлые смены</h2>
      {failure !== null && (
        <ErrorPanel
          failure={failure}
          onClose={() => setFailure(null)}
          retry={wanted === null ? null : () => reprint(wanted)}
          {...(wanted === null ? {} : zOwed(wanted.number))}
        />
      )}
      {shifts?.length === 0 && <p className={styles['empty']}>Закрытых смен ещё нет.</p>}
      <div className={styles['list']}>
        {shifts !== null && shifts.length > 0 && (
          <table className={styles['table']}>
            <thead>
              <tr>
                <th>Закрыта</th>
                <th data-number>Принято, ₽</th>
                <th data-number>Разница, ₽</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {shifts.map((shift) => (
                <tr key={shift.id}>
                  <td>
                    {day(shift.closedAt, zone)}
                    <span className={styles['soft']} title={shift.closedBy}>
                      {shift.closedBy}
                    </span>
                  </td>
                  <td data-number>
                    {formatSum(shift.taken)}
                    <span className={styles['soft']}>платежей: {shift.payments}</span>
                  </td>
                  <td data-number data-wrong={shift.difference !== 0 || undefined}>
                    {shift.difference === 0 ? 'нет' : formatSum(Math.abs(shift.difference))}
                    {shift.difference !== 0 && (
                      <span className={styles['soft']}>{shift.difference < 0 ? 'недостача' : 'излишек'}</span>
                    )}
                  </td>
                  <td>
                    <PressButton tone="quiet" onPress={() => reprint(shift)}>
                      {`Z-отчёт № ${shift.number}`}
                    </PressButton>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}
