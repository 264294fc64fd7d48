/**
 * A screen fetched when nobody waits for it. Not React.lazy: what comes out of a Suspense is held back for 300 ms, and a
 * screen that is here already must open at once.
 */

import type { ComponentType } from 'react';
import { useEffect, useReducer } from 'react';

export type Later<Props> = {
  readonly Screen: ComponentType<Props>;
  /** Fetches it ahead. */
  fetch(): Promise<void>;
};

export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): Later<Props> {
  let here: ComponentType<Props> | null = null;
  const fetch = async () => {
    here ??= await load();
  };
  function Screen(props: Props) {
    const [, redraw] = useReducer((count: number) => count + 1, 0);
    const Loaded = here;
    const drawn = Loaded !== null;
    useEffect(() => {
      // Also when it arrived between the drawing and this effect: what was drawn is still nothing.
      if (!drawn) void fetch().then(redraw);
    }, [drawn]);
    return Loaded === null ? null : <Loaded {...props} />;
  }
  return { Screen, fetch };
}
