/** Listens for a scanner, and for a pasted QR, wherever on the page the focus is. */
import { useEffect, useRef } from 'react';
import { scannedReceipt } from '../../../core/scannedReceipt.ts';
import { type Burst, nextKey, noBurst } from './wedge.ts';

/** A scanner that ends with no key has ended after this, milliseconds. */
const silence = 200;

type Taker = {
  readonly onText: (text: string) => void;
  /** Remembers what the fields hold, and gives it back to them. */
  readonly onFirstKey: () => void;
  readonly onScan: () => void;
};

export function useWedge(taker: Taker): void {
  const latest = useRef(taker);
  latest.current = taker;
  useEffect(() => {
    let burst: Burst = noBurst;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (): void => {
      clearTimeout(timer);
      const { text } = burst;
      burst = noBurst;
      latest.current.onText(text);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const [next, kind] = nextKey(burst, event.key, event.timeStamp);
      burst = next;
      if (kind === 'first') latest.current.onFirstKey();
      if (kind === 'first' || kind === 'pass') return;
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(timer);
      if (kind === 'scan') latest.current.onScan();
      if (kind === 'end') end();
      else timer = setTimeout(end, silence);
    };
    const onPaste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData('text') ?? '';
      if (scannedReceipt(text) === null) return;
      event.preventDefault();
      latest.current.onText(text);
    };
    addEventListener('keydown', onKey, true);
    addEventListener('paste', onPaste, true);
    return () => {
      clearTimeout(timer);
      removeEventListener('keydown', onKey, true);
      removeEventListener('paste', onPaste, true);
    };
  }, []);
}
