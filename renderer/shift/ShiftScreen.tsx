/** «Смена»: the drawer's sums, X and Z, money in and out, and the shifts before. */
import { useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { ScreenTitle } from '../parts/ScreenTitle.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { act, useTill } from '../till/till.ts';
import type { MoveDirection } from './CashMove.tsx';
import { CashMove } from './CashMove.tsx';
import { CloseShift } from './CloseShift.tsx';
import { CurrentShift } from './CurrentShift.tsx';
import { OpenShift } from './OpenShift.tsx';
import { PastShifts } from './PastShifts.tsx';
import styles from './ShiftScreen.module.css';

export function ShiftScreen({ onLeave }: { readonly onLeave: () => void }) {
  const { shift } = useTill();
  const [closing, setClosing] = useState(false);
  const [move, setMove] = useState<MoveDirection | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { busy, take } = useTurn();
  const xReport = () => take(async () => setFailure(await act('shift.xReport', null)));

  return (
    <div className={styles['screen']}>
      <ScreenTitle onLeave={onLeave}>
        {shift === null ? 'Смена закрыта' : `Смена № ${shift.number}`}
      </ScreenTitle>
      {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
      <div className={styles['columns']}>
        {shift === null ? (
          <section className={styles['card']}>
            <h2>Новая смена</h2>
            <p className={styles['lead']}>Пересчитайте деньги в кассе: с этой суммы начнётся учёт.</p>
            <OpenShift />
          </section>
        ) : closing ? (
          <CloseShift
            shift={shift}
            onLeave={() => setClosing(false)}
            onClosed={(outcome) => {
              setClosing(false);
              setFailure(outcome);
            }}
          />
        ) : (
          <CurrentShift
            shift={shift}
            busy={busy}
            onXReport={xReport}
            onMove={setMove}
            onClose={() => setClosing(true)}
            onPayments={onLeave}
          />
        )}
        <PastShifts key={shift?.id ?? 'none'} />
      </div>
      {move !== null && (
        <CashMove
          direction={move}
          onClose={() => setMove(null)}
          onDone={(outcome) => {
            setMove(null);
            setFailure(outcome);
          }}
        />
      )}
    </div>
  );
}
