/** One action at a time: a second press while the first is under way does nothing. */
import { useCallback, useRef, useState } from 'react';

export type Turn = {
  readonly busy: boolean;
  take(work: () => Promise<void>): void;
};

export function useTurn(): Turn {
  const [busy, setBusy] = useState(false);
  // State arrives with the next drawing, a second click before it: only the ref is in time.
  const running = useRef(false);
  const take = useCallback((work: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    void work().finally(() => {
      running.current = false;
      setBusy(false);
    });
  }, []);
  return { busy, take };
}
