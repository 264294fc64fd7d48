/** A snapshot that only ever grows newer: one that arrives late is dropped. */
type Numbered = { readonly revision: number };

export type Newest<T extends Numbered> = {
  current(): T | null;
  /** Takes the snapshot unless a newer one is known. */
  offer(snapshot: T): void;
  subscribe(listener: () => void): () => void;
};

export function newest<T extends Numbered>(): Newest<T> {
  let known: T | null = null;
  const listeners = new Set<() => void>();
  return {
    current: () => known,
    offer(snapshot) {
      if (known !== null && snapshot.revision <= known.revision) return;
      known = snapshot;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
