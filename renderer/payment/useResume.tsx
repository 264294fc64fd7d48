/** Takes an unfinished payment in hand. What stands in the fields of one that the journal doesn't know yet would go: that is asked. */
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { PaymentView } from '../../contract/till.ts';
import { Ask } from '../parts/Ask.tsx';
import { showAccount } from '../parts/typing.ts';
import { useTurn } from '../parts/useTurn.ts';
import { providerOf, useProviders } from '../till/catalogue.ts';
import { act, useTill } from '../till/till.ts';
import styles from './Asks.module.css';
import { fieldsNow, flushFields, forgetFields, receivedNow } from './fields.ts';

export type Resuming = {
  readonly busy: boolean;
  readonly failure: Failure | null;
  dropFailure(): void;
  resume(payment: PaymentView): void;
  /** The question, while it is asked. */
  readonly question: ReactNode;
};

/** `onResumed`: it is in hand now. */
export function useResume(onResumed: () => void): Resuming {
  const { draft, current } = useTill();
  const providers = useProviders();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [asked, setAsked] = useState<PaymentView | null>(null);
  const { busy, take } = useTurn();
  const bare = draft !== null && current === null ? draft : null;

  const go = (payment: PaymentView) =>
    take(async () => {
      await flushFields();
      const refused = await act('payment.resume', { paymentId: payment.id });
      setFailure(refused);
      if (refused !== null) return;
      if (bare !== null) forgetFields(bare.paymentId);
      onResumed();
    });

  const typed = () => {
    if (bare === null) return null;
    const fields = fieldsNow(bare);
    // Money that was handed over is given back first: main refuses, and says so.
    if (receivedNow(bare) > 0) return null;
    return fields.account !== '' || fields.sum !== '' ? fields : null;
  };

  const words = () => {
    const fields = typed();
    if (fields === null) return '';
    const mask = providerOf(providers, fields.providerId)?.mask ?? null;
    const number = fields.account === '' ? [] : [`номер ${showAccount(fields.account, mask)}`];
    const sum = fields.sum === '' ? [] : [`сумма ${fields.sum} ₽`];
    return [...number, ...sum].join(', ');
  };

  return {
    busy,
    failure,
    dropFailure: () => setFailure(null),
    resume: (payment) => (typed() === null ? go(payment) : setAsked(payment)),
    question: asked !== null && (
      <Ask
        title={`Стереть набранное и открыть платёж ${asked.number}?`}
        confirm="Стереть и открыть"
        tone="bad"
        onClose={() => setAsked(null)}
        onConfirm={() => {
          setAsked(null);
          go(asked);
        }}
      >
        <p className={styles['typed']}>Набрано: {words()}</p>
        <p className={styles['rest']}>
          Пречека по этому платежу не было, в «Незавершённых» он не останется. Можно вернуться и закончить
          его.
        </p>
      </Ask>
    ),
  };
}
