/**
 * What was typed into a form and is not sent or saved yet, kept in the window: Esc, another screen or a lock in between
 * costs nobody a second typing. A draft is its cashier's own; whoever signs in next begins with an empty form. PINs and
 * passwords never come here: their fields are empty after a lock. What is typed into a payment is kept by `fields.ts`.
 */
import { useCallback, useRef, useSyncExternalStore } from 'react';
import { useTillOrNothing } from './till.ts';

/** Nobody comes back to older ones, and scans make them heavy. */
const mostKept = 40;

/** Drafts by whose they are and of what; beyond `most` the one that was touched longest ago goes, but no lasting one. */
export function createDrafts(most: number) {
  const known = new Map<string, unknown>();
  const lasting = new Set<string>();
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
    /** `lasts`: it is the only one of what it holds, and is never given up for others. */
    put(key: string, draft: unknown, lasts = false): void {
      known.delete(key);
      known.set(key, draft);
      if (lasts) lasting.add(key);
      for (const oldest of known.keys()) {
        if (known.size - lasting.size <= most) break;
        if (!lasting.has(oldest)) known.delete(oldest);
      }
      tell();
    },
    drop(key: string): void {
      lasting.delete(key);
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

type Fields = Readonly<Record<string, unknown>>;

/**
 * What of a form differs from another state of it. Only that is kept: a field that nobody touched follows what is stored,
 * whoever stored it since.
 */
export const changesOf = <T extends object>(typed: Partial<T>, from: Partial<T>): Partial<T> =>
  Object.fromEntries(
    Object.entries(typed).filter(([field, value]) => !alike(value, (from as Fields)[field])),
  ) as Partial<T>;

const isNothing = (changes: object): boolean => Object.keys(changes).length === 0;

export type DraftHandle<T> = {
  /** What stands in the form now. */
  readonly draft: T;
  /** Something stands there that the empty form has not. */
  readonly begun: boolean;
  change(change: Partial<T>): void;
  /** It was sent or given up: the form is as at first. */
  forget(): void;
  /** What stood in the form when this was drawn is stored now; what was typed since stays. */
  settle(): void;
};

type Terms = {
  /** Where it isn't the cashier's own, but of what both work on. */
  readonly owner?: string;
  /** The only one of what it holds: never given up for newer drafts. */
  readonly lasts?: boolean;
};

/** The draft of one form. `place` names the form and what it is about; `empty` is what the form begins with, at this moment. */
export function useDraft<T extends object>(
  place: string,
  empty: T,
  { owner, lasts = false }: Terms = {},
): DraftHandle<T> {
  const cashierId = useTillOrNothing()?.cashier?.id ?? '';
  const key = `${owner ?? cashierId} ${place}`;
  // One key, one form: what lies there was put there by this very hook.
  const kept = useSyncExternalStore(drafts.subscribe, () => drafts.find(key) as Partial<T> | undefined);
  const latest = useRef(empty);
  latest.current = empty;
  const change = useCallback(
    (change: Partial<T>) => {
      const typed = { ...(drafts.find(key) as Partial<T> | undefined), ...change };
      const next = changesOf(typed, latest.current);
      if (isNothing(next)) drafts.drop(key);
      else drafts.put(key, next, lasts);
    },
    [key, lasts],
  );
  const forget = useCallback(() => drafts.drop(key), [key]);
  const settle = () => {
    const since = changesOf((drafts.find(key) as Partial<T> | undefined) ?? {}, kept ?? {});
    if (isNothing(since)) drafts.drop(key);
    else drafts.put(key, since, lasts);
  };
  const begun = kept !== undefined && !isNothing(changesOf(kept, empty));
  return { draft: { ...empty, ...kept }, begun, change, forget, settle };
}
