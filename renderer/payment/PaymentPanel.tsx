/** The payment in hand, from the number to «Провести»: one column, the hand on the numeric keypad. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Draft, PaymentView } from '../../contract/till.ts';
import { blindEnd } from '../../core/account.ts';
import { isTooMuch } from '../../core/received.ts';
import { useCommands } from '../keyboard/commands.ts';
import { ErrorPanel } from '../parts/ErrorPanel.tsx';
import { AccountRow } from './AccountRow.tsx';
import { Actions } from './Actions.tsx';
import { AskAbandon, AskBack, AskPaperless, AskPaperOut, AskReceived } from './Asks.tsx';
import { BlindEntry } from './BlindEntry.tsx';
import { Money } from './Money.tsx';
import { Notes } from './Notes.tsx';
import { PaperOwed } from './PaperOwed.tsx';
import styles from './PaymentPanel.module.css';
import { ProviderList } from './ProviderList.tsx';
import { ProviderRow } from './ProviderRow.tsx';
import { SumRow } from './SumRow.tsx';
import type { Progress, Spot } from './steps.ts';
import { afterEnter, nextField, previousField, restingSpot } from './steps.ts';
import { UnknownReceipt } from './UnknownReceipt.tsx';
import { usePayment } from './usePayment.ts';

type Props = { readonly draft: Draft; readonly current: PaymentView | null };
type Question = 'back' | 'abandon' | 'providers' | 'received' | 'paperOut' | 'paperless' | null;

/** The receipt is made, its paper is not known to be: what is printed again is a copy. */
const copyOwed = {
  retryName: 'Копия чека',
  recorded: {
    says: 'Чек пробит и учтён, подвела только бумага.',
    money: 'Второй чек не нужен: клиенту отдают копию.',
  },
};

const spotNow = (): Spot | null =>
  document.activeElement instanceof HTMLElement
    ? ((document.activeElement.dataset['spot'] as Spot | undefined) ?? null)
    : null;

export function PaymentPanel({ draft, current }: Props) {
  const payment = usePayment(draft, current);
  const { stage, fields, provider, reading, failure, blind, unconfirmed, entering } = payment;
  const [question, setQuestion] = useState<Question>(null);
  /** Whether a field that isn't good was left by Enter: only then it complains. */
  const [pressed, setPressed] = useState<ReadonlySet<Spot>>(new Set());
  const panel = useRef<HTMLElement>(null);

  const progress: Progress = {
    stage,
    preCheck: current?.preCheck?.state ?? null,
    stored: current !== null,
    paperOwed: payment.paperOwed,
    accountGood: provider === null ? fields.account !== '' : reading.account !== null,
    providerKnown: provider !== null || payment.hintPending,
    sumGood: reading.sums !== null || (provider === null && fields.sum !== ''),
    tenderedEnough: reading.change !== null,
  };

  const focus = useCallback((spot: Spot) => {
    const place = panel.current?.querySelector<HTMLElement>(`[data-spot="${spot}"]`);
    place?.focus();
    if (place instanceof HTMLInputElement) place.select();
  }, []);

  // What went wrong is read first: what was asked meanwhile would lie above it, and take its keys.
  useEffect(() => {
    if (failure !== null) setQuestion(null);
  }, [failure]);

  const rest = restingSpot(progress);
  const covered = failure !== null || question !== null || blind !== null;
  // After each step, and back from each question, the focus stands where the next key belongs.
  // biome-ignore lint/correctness/useExhaustiveDependencies: typing moves `rest` too, and must not move the focus
  useEffect(() => {
    if (!covered) focus(rest);
  }, [stage, progress.preCheck, progress.paperOwed, covered, focus]);

  // The number's range named nobody after all: the operator is asked for before the sum.
  const unnamed = entering && provider === null && !payment.hintPending && fields.sum === '';
  useEffect(() => {
    if (unnamed && spotNow() === 'sum') focus('provider');
  }, [unnamed, focus]);

  useEffect(() => {
    const onPointer = () =>
      setTimeout(() => {
        if (document.activeElement === document.body && !covered) focus(rest);
      });
    window.addEventListener('pointerup', onPointer);
    return () => window.removeEventListener('pointerup', onPointer);
  }, [covered, rest, focus]);

  const anything = fields.account !== '' || fields.sum !== '' || fields.tendered !== '';
  const back = () => {
    const spot = spotNow() ?? rest;
    const before = previousField(spot, progress);
    if (before !== null) return void focus(before);
    if (stage === 'preChecked' || stage === 'signed') setQuestion('back');
    else if (entering && (anything || current !== null)) setQuestion('abandon');
  };

  const startPreCheck = () => {
    if (!entering || payment.busy) return;
    setPressed(new Set<Spot>(['account', 'provider', 'sum']));
    if (rest !== 'preCheck') focus(rest);
    else if (payment.refusal !== null) payment.operator.again();
    else if (unconfirmed.length > 0) focus('preCheck');
    else payment.preCheck();
  };

  const confirm = () => {
    payment.confirm();
    focus('preCheck');
  };

  const startReceipt = () => {
    setPressed(new Set<Spot>(['tendered']));
    if (!progress.tenderedEnough) return focus('tendered');
    if (isTooMuch(reading.tendered, current?.details.amountTaken ?? reading.tendered))
      setQuestion('received');
    else payment.receipt();
  };

  /** What was received may have been typed anew since: it is asked about again. */
  const receiptAgain = () => {
    payment.dropFailure();
    startReceipt();
  };

  /** A second «*» while the copy is under way was meant for nothing else either. */
  const askPaperOut = () => {
    if (!payment.busy) setQuestion('paperOut');
  };

  const enter = () => {
    const spot = spotNow();
    if (spot !== 'account' && spot !== 'provider' && spot !== 'sum' && spot !== 'tendered') return false;
    setPressed((before) => new Set<Spot>([...before, spot]));
    const next = afterEnter(spot, progress);
    if (next === 'preCheck') payment.operator.hurry();
    focus(next);
    return true;
  };

  const stepProvider = (by: number) => {
    if (!entering) return false;
    const { providers } = payment;
    const at = providers.findIndex(({ id }) => id === fields.providerId);
    const next =
      providers[
        at === -1 ? (by > 0 ? 0 : providers.length - 1) : (at + by + providers.length) % providers.length
      ];
    if (next) payment.change({ providerId: next.id, providerChosen: true });
    return true;
  };

  useCommands(
    {
      Enter: enter,
      Plus: () => focus(nextField(spotNow() ?? rest, progress)),
      Minus: () => back(),
      Escape: () => back(),
      ...(entering ? { Slash: () => setQuestion('providers'), F2: () => startPreCheck() } : {}),
      ...(unconfirmed.length > 0 ? { Star: () => confirm() } : {}),
      ...(payment.paperOwed && failure === null ? { Star: () => askPaperOut() } : {}),
      ArrowUp: () => stepProvider(-1),
      ArrowDown: () => stepProvider(1),
    },
    false,
  );

  const complaint = (spot: Spot, error: string | null) => (pressed.has(spot) ? error : null);
  const goOn = () => focus(provider === null && !payment.hintPending ? 'provider' : 'sum');

  // Until the device has answered there is nothing to ask about: the receipt is being printed.
  const unknown = stage === 'receipting' && (current?.receipt?.failure ?? null) !== null;

  return (
    <section
      ref={panel}
      className={styles['panel']}
      aria-label="Платёж"
      data-tight={
        failure !== null ||
        unknown ||
        payment.paperOwed ||
        blind !== null ||
        (entering && unconfirmed.length > 0) ||
        undefined
      }
    >
      <div className={styles['fields']}>
        <AccountRow
          payment={payment}
          error={complaint(
            'account',
            reading.accountError ?? (fields.account === '' ? 'Введите номер.' : null),
          )}
          onScanned={goOn}
        />
        <ProviderRow
          payment={payment}
          error={complaint('provider', provider === null ? 'Выберите оператора.' : null)}
          onOpen={() => setQuestion('providers')}
        />
        <SumRow
          payment={payment}
          error={complaint('sum', reading.sumError ?? (fields.sum === '' ? 'Введите сумму.' : null))}
        />
      </div>
      <Money
        payment={payment}
        wrong={pressed.has('tendered') && stage === 'signed' && !progress.tenderedEnough}
      />
      <div className={styles['messages']}>
        {failure !== null ? (
          <ErrorPanel
            failure={failure}
            onClose={payment.dropFailure}
            retry={payment.repeats === 'receipt' ? receiptAgain : payment.retry}
            {...(payment.ofCopy ? copyOwed : {})}
          />
        ) : unknown ? (
          <UnknownReceipt payment={payment} />
        ) : blind !== null ? (
          <BlindEntry
            length={blindEnd(reading.account ?? '').length}
            digits={blind}
            onType={payment.typeBlind}
            onDone={payment.preCheck}
            onLeave={payment.leaveBlind}
          />
        ) : payment.paperOwed ? (
          <PaperOwed
            payment={payment}
            onPaperOut={() => setQuestion('paperOut')}
            onPaperless={() => setQuestion('paperless')}
          />
        ) : (
          <Notes payment={payment} />
        )}
      </div>
      {failure === null && stage !== 'receipting' && !payment.paperOwed && (
        <Actions
          payment={payment}
          onPreCheck={startPreCheck}
          onConfirm={confirm}
          onReceipt={startReceipt}
          onBack={() => setQuestion('back')}
          onAbandon={() => setQuestion('abandon')}
        />
      )}
      {question === 'providers' && (
        <ProviderList
          onClose={() => setQuestion(null)}
          onPick={(id) => {
            payment.change({ providerId: id, providerChosen: true });
            setQuestion(null);
          }}
        />
      )}
      {question === 'back' && <AskBack payment={payment} onClose={() => setQuestion(null)} />}
      {question === 'received' && <AskReceived payment={payment} onClose={() => setQuestion(null)} />}
      {question === 'paperOut' && <AskPaperOut payment={payment} onClose={() => setQuestion(null)} />}
      {question === 'paperless' && <AskPaperless payment={payment} onClose={() => setQuestion(null)} />}
      {question === 'abandon' && <AskAbandon payment={payment} onClose={() => setQuestion(null)} />}
    </section>
  );
}
