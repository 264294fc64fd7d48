/** «Смена»: the drawer's sums, X and Z, money in and out, and the shifts before. */
import { useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { Kopecks } from '../../contract/primitives.ts';
import type { CashMoveView, ShiftView } from '../../contract/till.ts';
import type { Recorded } from '../parts/ErrorPanel.tsx';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { ScreenTitle } from '../parts/ScreenTitle.tsx';
import { useTurn } from '../parts/useTurn.ts';
import { flushFields, forgetFields, receivedNow } from '../payment/fields.ts';
import { call } from '../till/bridge.ts';
import { act, useTill } from '../till/till.ts';
import type { MoveDirection } from './CashMove.tsx';
import { CashMove } from './CashMove.tsx';
import { CashMoves, useCashMoves } from './CashMoves.tsx';
import { CloseShift } from './CloseShift.tsx';
import { CurrentShift } from './CurrentShift.tsx';
import { OpenShift } from './OpenShift.tsx';
import { PastShifts } from './PastShifts.tsx';
import { ReturnMoney } from './ReturnMoney.tsx';
import { moveOwed, xOwed, zOwed } from './recordedPapers.ts';
import styles from './ShiftScreen.module.css';

/** What went wrong, and, where only a paper is missing, what stands and how it is printed again. */
type Trouble = {
  readonly failure: Failure;
  readonly recorded?: Recorded;
  readonly retryName?: string;
  readonly retry: (() => void) | null;
};

export function ShiftScreen({ onLeave }: { readonly onLeave: () => void }) {
  const { shift, draft, current } = useTill();
  const [closing, setClosing] = useState(false);
  const [move, setMove] = useState<MoveDirection | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  /** Asked for before the drawer is counted, as it lies in there. */
  const [owed, setOwed] = useState<Kopecks | null>(null);
  const { busy, take } = useTurn();
  const [moves, readMoves] = useCashMoves(shift);

  const xReport = () =>
    take(async () => {
      const failure = await act('shift.xReport', null);
      setTrouble(failure && { failure, ...xOwed, retry: xReport });
    });
  const printMove = (moved: CashMoveView) =>
    take(async () => {
      const failure = await act('cash.reprint', { moveId: moved.id });
      void readMoves();
      setTrouble(failure && { failure, ...moveOwed(moved), retry: () => printMove(moved) });
    });
  const zTrouble = (failure: Failure, closed: ShiftView): Trouble => ({
    failure,
    ...zOwed(closed.number),
    retry: () => printZ(closed),
  });
  const printZ = (closed: ShiftView) =>
    take(async () => {
      const failure = await act('shift.reprintZ', { shiftId: closed.id });
      setTrouble(failure && zTrouble(failure, closed));
    });

  /** The newest move is the one that was just recorded. */
  const moveTrouble = async (moved: Pick<CashMoveView, 'kind' | 'amount'>, failure: Failure) => {
    const listed = await call('cash.list', null);
    const last = listed.ok ? listed.value[0] : undefined;
    setTrouble({
      failure,
      ...moveOwed(moved),
      retry: last === undefined ? null : () => printMove(last),
    });
  };

  const startClosing = () => {
    const received = draft !== null && current === null ? receivedNow(draft) : (0 as Kopecks);
    if (received > 0) setOwed(received);
    else setClosing(true);
  };
  const returned = (received: Kopecks) =>
    take(async () => {
      setOwed(null);
      if (draft === null) return;
      await flushFields();
      const failure = await act('payment.abandon', { paymentId: draft.paymentId, returned: received });
      setTrouble(failure && { failure, retry: null });
      if (failure !== null) return;
      forgetFields(draft.paymentId);
      setClosing(true);
    });

  return (
    <div className={styles['screen']}>
      <ScreenTitle onLeave={onLeave}>
        {shift === null ? 'Смена закрыта' : `Смена № ${shift.number}`}
      </ScreenTitle>
      {trouble !== null && <ErrorPanel {...trouble} onClose={() => setTrouble(null)} />}
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
            onRefused={(failure) => {
              setClosing(false);
              const received = Number(failure.details?.['receivedKopecks'] ?? 0) as Kopecks;
              if (failure.code === 'returnMoneyFirst' && received > 0) setOwed(received);
              else setTrouble({ failure, retry: null });
            }}
            onClosed={(failure) => {
              setClosing(false);
              setTrouble(failure && zTrouble(failure, shift));
            }}
          />
        ) : (
          <CurrentShift
            shift={shift}
            busy={busy}
            onXReport={xReport}
            onMove={setMove}
            onClose={startClosing}
            onPayments={onLeave}
          />
        )}
        <div className={styles['beside']}>
          {moves.length > 0 && <CashMoves moves={moves} busy={busy} onPrint={printMove} />}
          <PastShifts key={shift?.id ?? 'none'} />
        </div>
      </div>
      {move !== null && (
        <CashMove
          direction={move}
          onClose={() => setMove(null)}
          onDone={(moved, failure) => {
            setMove(null);
            setTrouble(null);
            void readMoves();
            if (failure !== null) void moveTrouble(moved, failure);
          }}
        />
      )}
      {owed !== null && (
        <ReturnMoney received={owed} onReturned={() => returned(owed)} onClose={() => setOwed(null)} />
      )}
    </div>
  );
}
