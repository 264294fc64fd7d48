/** The workstation's answer on a payment whose number, provider and sum are complete. */
import { useEffect, useState } from 'react';
import type { PaymentId } from '../../contract/primitives.ts';
import type { PaymentCheck } from '../../contract/till.ts';
import { call } from '../till/bridge.ts';
import type { Fields } from './fields.ts';

const askAfterMs = 120;

/** Null until the answer to exactly these fields is here. */
export function usePaymentCheck(
  paymentId: PaymentId,
  fields: Fields,
  complete: boolean,
): PaymentCheck | null {
  const [answer, setAnswer] = useState<{ readonly question: string; readonly check: PaymentCheck } | null>(
    null,
  );
  const { tendered: _, ...asked } = fields;
  const question = complete ? JSON.stringify([paymentId, asked]) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question holds everything that is asked
  useEffect(() => {
    if (question === null) return;
    let stale = false;
    const timer = setTimeout(async () => {
      const check = await call('payment.check', { paymentId, ...fields });
      if (!stale && check.ok) setAnswer({ question, check: check.value });
    }, askAfterMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [question]);
  return answer !== null && answer.question === question ? answer.check : null;
}
