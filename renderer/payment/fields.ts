/** What stands in the payment's fields, kept in the window at once and in main a moment later. */
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { Kopecks, PaymentId } from '../../contract/primitives.ts';
import type { Draft } from '../../contract/till.ts';
import { parseSum } from '../../core/money.ts';
import { call } from '../till/bridge.ts';

export type Fields = Omit<Draft, 'paymentId'>;

const saveAfterMs = 300;

/** Outlives the panel: another screen or a lock in between loses nothing. */
const known = new Map<PaymentId, Fields>();
const listeners = new Set<() => void>();
const unsaved = new Map<PaymentId, ReturnType<typeof setTimeout>>();

async function save(paymentId: PaymentId): Promise<void> {
  clearTimeout(unsaved.get(paymentId));
  unsaved.delete(paymentId);
  const fields = known.get(paymentId);
  if (fields) await call('payment.saveDraft', { paymentId, ...fields });
}

/** Sends what the timer still holds back: before a lock, and before main decides on what was typed. */
export async function flushFields(): Promise<void> {
  await Promise.all([...unsaved.keys()].map(save));
}

/** What stands in a draft's fields now, saved or not. */
export const fieldsNow = (draft: Draft): Fields => known.get(draft.paymentId) ?? draft;

/** «Получено» of a draft as it stands in its field now, kopecks; 0 for what is no sum. */
export function receivedNow(draft: Draft): Kopecks {
  const received = parseSum(fieldsNow(draft).tendered);
  return received.ok ? received.value : (0 as Kopecks);
}

export type FieldsHandle = {
  readonly fields: Fields;
  change(change: Partial<Fields>): void;
};

export function useFields(draft: Draft): FieldsHandle {
  const { paymentId } = draft;
  const fields = useSyncExternalStore(
    useCallback((listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    }, []),
    () => known.get(paymentId) ?? draft,
  );
  const change = useCallback(
    (change: Partial<Fields>) => {
      const { account, providerId, providerChosen, sum, tendered } = known.get(paymentId) ?? draft;
      known.set(paymentId, { account, providerId, providerChosen, sum, tendered, ...change });
      clearTimeout(unsaved.get(paymentId));
      unsaved.set(
        paymentId,
        setTimeout(() => void save(paymentId), saveAfterMs),
      );
      for (const listener of listeners) listener();
    },
    [paymentId, draft],
  );
  useEffect(() => {
    const flush = () => void flushFields();
    window.addEventListener('blur', flush);
    return () => {
      window.removeEventListener('blur', flush);
      flush();
    };
  }, []);
  return { fields, change };
}

/** A payment that has ended leaves nothing behind in the window. */
export function forgetFields(paymentId: PaymentId): void {
  clearTimeout(unsaved.get(paymentId));
  unsaved.delete(paymentId);
  known.delete(paymentId);
}

export const noProvider: Pick<Fields, 'providerId' | 'providerChosen'> = {
  providerId: null,
  providerChosen: false,
};
