/** Tells a scanner's typing from a person's: a receipt's QR comes as keys, a few milliseconds apart, in either layout. Pure. */

/** Slow scanners, and computers that are busy, leave this much between keys, milliseconds; a hand leaves more. */
const scannerGap = 60;
/** How every receipt's QR begins, also while the Russian layout is on. */
const beginning = /^[tTеЕ]=2/;

export type Burst = { readonly text: string; readonly at: number; readonly isScan: boolean };
export const noBurst: Burst = { text: '', at: Number.NEGATIVE_INFINITY, isScan: false };

/**
 * `first`: whatever the fields hold now is worth remembering. `scan`: it is a scan from here on, the fields get back what
 * they held. `more`: one more sign of it. `end`: it is all there. `pass`: a person's key.
 */
export type Key = 'first' | 'pass' | 'scan' | 'more' | 'end';

/** `key` as `KeyboardEvent.key`, `time` in milliseconds. */
export function nextKey(burst: Burst, key: string, time: number): readonly [Burst, Key] {
  const goesOn = time - burst.at <= scannerGap;
  if (key === 'Enter' || key === 'Tab') {
    return goesOn && burst.isScan ? [{ ...burst, at: time }, 'end'] : [noBurst, 'pass'];
  }
  // Shift and its like stand between the signs of a scan.
  if ([...key].length !== 1) return [burst, 'pass'];
  const text = goesOn ? burst.text + key : key;
  const isScan = beginning.test(text);
  const kind = !goesOn ? 'first' : !isScan ? 'pass' : burst.isScan ? 'more' : 'scan';
  return [{ text, at: time, isScan }, kind];
}
