/** The payment that has just ended, so that its change stays in sight until the next one begins. */
import { useSyncExternalStore } from 'react';
import type { Kopecks } from '../../contract/primitives.ts';
import type { PaymentView } from '../../contract/till.ts';

export type Done =
  | { readonly kind: 'conducted'; readonly payment: PaymentView }
  | { readonly kind: 'abandoned'; readonly number: string | null; readonly returned: Kopecks };

let done: Done | null = null;
const listeners = new Set<() => void>();

export function rememberDone(now: Done | null): void {
  done = now;
  for (const listener of listeners) listener();
}

export const useDone = (): Done | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => done,
  );
