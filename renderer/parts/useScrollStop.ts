/** What scrolls can be reached with Tab and read with the arrows, as long as there is something to scroll. */
import type { RefObject } from 'react';
import { useEffect, useLayoutEffect } from 'react';

export function useScrollStop(part: RefObject<HTMLElement | null>): void {
  const judge = () => {
    const element = part.current;
    if (element === null) return;
    if (element.scrollHeight > element.clientHeight + 1) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  };
  // What is in it changes with a drawing, its own height with the window.
  useLayoutEffect(judge);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the element stays the same for as long as it is on the screen
  useEffect(() => {
    const element = part.current;
    if (element === null) return;
    const observer = new ResizeObserver(judge);
    observer.observe(element);
    // A click into it is no wish to type there: the next key belongs where it belonged.
    const onFocus = () => {
      if (!element.matches(':focus-visible')) element.blur();
    };
    element.addEventListener('focus', onFocus);
    return () => {
      observer.disconnect();
      element.removeEventListener('focus', onFocus);
    };
  }, []);
}
