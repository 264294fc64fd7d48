/** The operator's word on a number, asked through СЭП by itself while the hand goes on; whoever needs it waits a little. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PaymentId } from '../../contract/primitives.ts';
import type { PaymentCheck } from '../../contract/till.ts';
import { explain } from '../../core/remedies.ts';
import { call } from '../till/bridge.ts';
import type { Fields } from './fields.ts';

/** A sum is typed in bursts: an operator is not asked about each of its digits. */
const askAfterMs = 700;
/** Main answers sooner whatever happens; a till does not hang on that, milliseconds. */
const mostMs = 3_000;

export type OperatorAnswer = Pick<PaymentCheck, 'operatorCheck'> & Partial<PaymentCheck>;

type State = { readonly question: string; readonly answer: OperatorAnswer | null };

export type OperatorQuestion = {
  /** Null until the answer to exactly these fields is here. */
  readonly answer: OperatorAnswer | null;
  /** It is being asked now. */
  readonly asking: boolean;
  /** Asks at once instead of a moment later. */
  hurry(): void;
  /** The answer, asked for now if need be; null where nothing is to be asked. */
  wait(): Promise<OperatorAnswer | null>;
  /** Asks anew. */
  again(): void;
};

const notChecked = (reason: string): OperatorAnswer => ({
  operatorCheck: { outcome: 'notChecked', reason, payer: null },
});

export function useOperatorCheck(
  paymentId: PaymentId,
  fields: Fields,
  complete: boolean,
  enrolled: boolean,
): OperatorQuestion {
  const { tendered: _, ...asked } = fields;
  const question = complete && enrolled ? JSON.stringify([paymentId, asked]) : null;
  const [state, setState] = useState<State | null>(null);
  /** What is under way or answered, and for which question. */
  const running = useRef<{ readonly question: string; readonly answer: Promise<OperatorAnswer> } | null>(
    null,
  );
  const latest = useRef({ question, fields });
  latest.current = { question, fields };

  const start = useCallback((): Promise<OperatorAnswer | null> => {
    const { question: now, fields: typed } = latest.current;
    if (now === null) return Promise.resolve(null);
    if (running.current?.question === now) return running.current.answer;
    const late = new Promise<OperatorAnswer>((done) => {
      setTimeout(() => done(notChecked('нет ответа')), mostMs);
    });
    const told = call('payment.checkAtOperator', { paymentId, ...typed }).then((answer) =>
      answer.ok ? answer.value : notChecked(explain(answer.failure).says.replace(/\.$/, '')),
    );
    const answer = Promise.race([told, late]);
    running.current = { question: now, answer };
    setState({ question: now, answer: null });
    void answer.then((value) => {
      if (running.current?.answer === answer) setState({ question: now, answer: value });
    });
    return answer;
  }, [paymentId]);

  useEffect(() => {
    if (question === null) return;
    const timer = setTimeout(() => void start(), askAfterMs);
    return () => clearTimeout(timer);
  }, [question, start]);

  const mine = state !== null && state.question === question ? state : null;
  return {
    answer: mine?.answer ?? null,
    asking: mine !== null && mine.answer === null,
    hurry: () => void start(),
    wait: start,
    again: () => {
      running.current = null;
      void start();
    },
  };
}
