/** «Мои обращения»: letters and requests to the central office with their state, answer and age, newest first. */
import { useEffect, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { CallOutput } from '../../contract/ipc.ts';
import type { LetterView } from '../../contract/letter.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import { adjustmentNames } from '../../core/adjustment.ts';
import { ageOf } from '../open/ages.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { Icon } from '../parts/Icon.tsx';
import { later } from '../parts/later.tsx';
import { PressButton } from '../parts/PressButton.tsx';
import { ScreenTitle } from '../parts/ScreenTitle.tsx';
import { dayAndClock, useNow } from '../parts/time.ts';
import { call } from '../till/bridge.ts';
import { useTill } from '../till/till.ts';
import styles from './RequestsScreen.module.css';
import { letterSign, requestSign } from './requestSigns.ts';

const adjustment = later(async () => (await import('./Adjustment.tsx')).Adjustment);

export function RequestsScreen({ onLeave }: { readonly onLeave: () => void }) {
  const { revision } = useTill();
  const [letters, setLetters] = useState<readonly LetterView[] | null>(null);
  const [requests, setRequests] = useState<CallOutput<'requests.list'> | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [adjusted, setAdjusted] = useState<PaymentId | null>(null);
  const [looks, setLooks] = useState(0);
  // Every snapshot may bring news of them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew with each revision
  useEffect(() => {
    let alive = true;
    void call('letters.list', null).then((answer) => {
      if (!alive) return;
      setFailure(answer.ok ? null : answer.failure);
      if (answer.ok) setLetters(answer.value);
    });
    void call('requests.list', null).then((answer) => {
      if (!alive) return;
      if (answer.ok) setRequests(answer.value);
      else setFailure(answer.failure);
    });
    return () => {
      alive = false;
    };
  }, [revision, looks]);
  return (
    <div className={styles['screen']}>
      <ScreenTitle onLeave={onLeave}>Мои обращения</ScreenTitle>
      {failure !== null && <ErrorPanel failure={failure} onClose={() => setFailure(null)} retry={null} />}
      {requests !== null && <Requests requests={requests} onReceipt={setAdjusted} />}
      {letters !== null && <Letters letters={letters} />}
      {adjusted !== null && (
        <adjustment.Screen
          paymentId={adjusted}
          onClose={() => {
            setAdjusted(null);
            setLooks(looks + 1);
          }}
          onLetter={null}
        />
      )}
    </div>
  );
}

function Letters({ letters }: { readonly letters: readonly LetterView[] }) {
  const now = useNow(30_000);
  const zone = useTill().tradePoint?.zone ?? 'Europe/Moscow';
  return (
    <section className={styles['part']} aria-label="Письма">
      <h2 className={styles['name']}>Письма в центральный офис</h2>
      {letters.length === 0 ? (
        <p className={styles['none']}>
          Отправленных отсюда писем нет. Скопированные и открытые в почте остаются в вашей почтовой программе.
        </p>
      ) : (
        <ul className={styles['list']}>
          {letters.map((letter) => {
            const sign = letterSign(letter, zone);
            return (
              <li key={letter.id} className={styles['one']}>
                <span className={styles['state']} data-tone={sign.tone}>
                  <Icon name={sign.icon} size={18} /> {sign.name}
                </span>
                <span className={styles['what']}>
                  <strong>{letter.subject}</strong>
                  <span className={styles['soft']}>Кому: {letter.to}</span>
                  {sign.words !== null && <span data-tone={sign.tone}>{sign.words}</span>}
                </span>
                <span className={styles['when']}>
                  {dayAndClock(letter.madeAt, zone)}
                  <span className={styles['soft']}>{ageOf(letter.madeAt, now)}</span>
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

type RequestsProps = {
  readonly requests: CallOutput<'requests.list'>;
  readonly onReceipt: (paymentId: PaymentId) => void;
};

function Requests({ requests, onReceipt }: RequestsProps) {
  const now = useNow(30_000);
  const zone = useTill().tradePoint?.zone ?? 'Europe/Moscow';
  return (
    <section className={styles['part']} aria-label="Обращения">
      <h2 className={styles['name']}>Обращения по платежам</h2>
      {requests.length === 0 ? (
        <p className={styles['none']}>
          Обращений нет. Их оставляют из «ОтчетПлат»: выберите платёж и нажмите «Корректировка».
        </p>
      ) : (
        <ul className={styles['list']}>
          {requests.map((request) => {
            const sign = requestSign(request);
            const { paymentId } = request;
            const wantsReceipt = request.state === 'awaitsReceipt' && !request.receiptWaits;
            return (
              <li key={request.id} className={styles['one']}>
                <span className={styles['standing']}>
                  <span className={styles['state']} data-tone={sign.tone}>
                    <Icon name={sign.icon} size={18} /> {sign.name}
                  </span>
                  {wantsReceipt && paymentId !== null && (
                    <PressButton onPress={() => onReceipt(paymentId)}>Показать чек</PressButton>
                  )}
                </span>
                <span className={styles['what']}>
                  <strong>
                    {adjustmentNames[request.kind]}
                    {request.number !== ''
                      ? `: платёж ${request.number}`
                      : request.receipt !== undefined && `: платёж по чеку ${request.receipt}`}
                  </strong>
                  {sign.words !== null && <span data-tone={sign.tone}>{sign.words}</span>}
                  {request.answer !== null && <span data-tone={sign.tone}>{request.answer}</span>}
                </span>
                <span className={styles['when']}>
                  {dayAndClock(request.madeAt, zone)}
                  <span className={styles['soft']}>{ageOf(request.madeAt, now)}</span>
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
