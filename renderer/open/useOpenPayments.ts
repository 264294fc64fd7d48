/** The payments that have not arrived, asked again after every news of the till, one question at a time. */
import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { OpenPayment } from '../../contract/sync.ts';
import { call } from '../till/bridge.ts';
import { useTill } from '../till/till.ts';

const restMs = 1_000;

export type OpenAnswer = {
  /** Null: not here yet. */
  readonly payments: readonly OpenPayment[] | null;
  readonly failure: Failure | null;
};

export function useOpenPayments(): OpenAnswer {
  const { revision } = useTill();
  const [answer, setAnswer] = useState<OpenAnswer>({ payments: null, failure: null });
  const wanted = useRef(0);
  const asked = useRef(-1);
  const asking = useRef(false);
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);
  useEffect(() => {
    wanted.current = revision;
    const ask = async () => {
      if (asking.current || !alive.current || asked.current === wanted.current) return;
      asking.current = true;
      asked.current = wanted.current;
      const told = await call('sync.open', null);
      asking.current = false;
      if (!alive.current) return;
      setAnswer((before) =>
        told.ok
          ? { payments: told.value, failure: null }
          : { payments: before.payments, failure: told.failure },
      );
      setTimeout(() => void ask(), restMs);
    };
    void ask();
  }, [revision]);
  return answer;
}
