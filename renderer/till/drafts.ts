/**
 * What was typed into a form and is not sent or saved yet, kept in the window: Esc, another screen or a lock in between
 * costs nobody a second typing. A draft is its cashier's own; whoever signs in next begins with an empty form. PINs and
 * passwords never come here: their fields are empty after a lock. What is typed into a payment is kept by `fields.ts`.
 */
import { useCallback, useRef, useSyncExternalStore } from 'react';
import { useTillOrNothing } from './till.ts';

/** Nobody comes back to older ones, and scans make them heavy. */
const mostKept = 40;

/** Drafts by whose they are and of what; beyond `most` the one that was touched longest ago goes. */
export function createDrafts(most: number) {
  const known = new Map<string, unknown>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    find: (key: string): unknown => known.get(key),
    put(key: string, draft: unknown): void {
      known.delete(key);
      known.set(key, draft);
      for (const oldest of known.keys()) {
        if (known.size <= most) break;
        known.delete(oldest);
      }
      tell();
    },
    drop(key: string): void {
      if (known.delete(key)) tell();
    },
  };
}

const drafts = createDrafts(mostKept);

const alike = (one: unknown, other: unknown): boolean =>
  Object.is(one, other) ||
  (typeof one === 'object' &&
    typeof other === 'object' &&
    one !== null &&
    other !== null &&
    // Lists first by their length: a scan's content is long.
    (!Array.isArray(one) || !Array.isArray(other) || one.length === other.length) &&
    JSON.stringify(one) === JSON.stringify(other));

/** Whether nothing was typed after all: every field stands as in the empty form. */
export const isEmptyStill = <T extends object>(draft: T, empty: T): boolean =>
  Object.entries(draft).every(([field, value]) => alike(value, (empty as Record<string, unknown>)[field]));

export type DraftHandle<T> = {
  /** What stands in the form now. */
  readonly draft: T;
  /** Something stands there that the empty form has not. */
  readonly begun: boolean;
  change(change: Partial<T>): void;
  /** It was sent, saved or given up: the form is as at first. */
  forget(): void;
};

/**
 * The draft of one form. `place` names the form and what it is about; `empty` is what the form begins with, at this moment.
 * `owner`: where it isn't the cashier's own, but of what both work on.
 */
export function useDraft<T extends object>(place: string, empty: T, owner?: string): DraftHandle<T> {
  const cashierId = useTillOrNothing()?.cashier?.id ?? '';
  const key = `${owner ?? cashierId} ${place}`;
  // One key, one form: what lies there was put there by this very hook.
  const kept = useSyncExternalStore(drafts.subscribe, () => drafts.find(key) as T | undefined);
  const latest = useRef(empty);
  latest.current = empty;
  const change = useCallback(
    (change: Partial<T>) => {
      const next = { ...((drafts.find(key) as T | undefined) ?? latest.current), ...change };
      if (isEmptyStill(next, latest.current)) drafts.drop(key);
      else drafts.put(key, next);
    },
    [key],
  );
  const forget = useCallback(() => drafts.drop(key), [key]);
  return { draft: kept ?? empty, begun: kept !== undefined, change, forget };
}
