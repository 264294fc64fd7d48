/** Tells main that the cashier is there, at most every 20 seconds, so that the screen doesn't lock under the hand. */
import { useEffect } from 'react';
import { call } from '../till/bridge.ts';

const tellEveryMs = 20_000;

export function useActivity(): void {
  useEffect(() => {
    let told = -Infinity;
    const tell = (event: Event) => {
      if (event.timeStamp - told < tellEveryMs) return;
      told = event.timeStamp;
      void call('session.touch', null);
    };
    const kinds = ['keydown', 'pointerdown', 'wheel'] as const;
    for (const kind of kinds) window.addEventListener(kind, tell, { capture: true, passive: true });
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, tell, { capture: true });
    };
  }, []);
}
