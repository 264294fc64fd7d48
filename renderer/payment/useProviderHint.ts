/** The operator by number range: a hint that the cashier's own choice always beats, as numbers move between operators. */
import { useEffect, useState } from 'react';
import { normaliseTenDigits } from '../../core/account.ts';
import { call } from '../till/bridge.ts';
import type { Fields } from './fields.ts';
import { noProvider } from './fields.ts';

/** Returns whether the answer is still on its way: the hand needn't wait for it. */
export function useProviderHint(
  fields: Fields,
  change: (change: Partial<Fields>) => void,
  entering: boolean,
): boolean {
  const { account, providerChosen, providerId } = fields;
  const [answered, setAnswered] = useState<string | null>(null);
  const ten = normaliseTenDigits(account);
  const mobile = ten.ok ? ten.value : null;
  const wanted = entering && !providerChosen;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the number and the cashier's choice ask anew, not the hint itself
  useEffect(() => {
    if (!wanted) return;
    if (mobile === null) {
      if (providerId !== null) change(noProvider);
      return;
    }
    let stale = false;
    void call('payment.hint', { account: mobile }).then((hint) => {
      if (stale) return;
      change({ providerId: hint.ok ? hint.value.providerId : null, providerChosen: false });
      setAnswered(mobile);
    });
    return () => {
      stale = true;
    };
  }, [mobile, wanted]);
  return wanted && mobile !== null && answered !== mobile && providerId === null;
}
