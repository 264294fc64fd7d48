/** Every key passes here first: bounced Enters stop, scans are taken back, the rest goes on to who answers it. */
import type { Command, FieldKind } from './commands.ts';
import { commandOf, isAnswered, perform } from './commands.ts';
import type { GuardState, KeyPress } from './guard.ts';
import { guard, isCharacter, scanClosingMs, scannerGapMs, untouched } from './guard.ts';
import type { Kept } from './keeping.ts';
import { keep } from './keeping.ts';

/** A field that can use a scan: true when it took it. `closed`: the scanner sent Enter too. */
export type ScanTaker = (text: string, closed: boolean) => boolean;

let taker: { readonly element: () => Element | null; readonly take: ScanTaker } | null = null;
const noticed = new Set<() => void>();

/** The one field that takes scans while it has the focus. */
export function setScanTaker(element: () => Element | null, take: ScanTaker): () => void {
  const mine = { element, take };
  taker = mine;
  return () => {
    if (taker === mine) taker = null;
  };
}

/** Told when a code was scanned where none is needed. */
export function onUnusedScan(listener: () => void): () => void {
  noticed.add(listener);
  return () => noticed.delete(listener);
}

const isText = (element: EventTarget | null): boolean =>
  element instanceof HTMLTextAreaElement ||
  (element instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(element.type));

/**
 * What a `*` would be where the focus is. Of a letter or a password it is a part like any other sign. Numbers, sums and
 * PINs have no `*`; their fields say so by their `inputMode` or by `data-keypad`.
 */
function fieldKind(element: EventTarget | null): FieldKind {
  if (element instanceof HTMLTextAreaElement) return 'signs';
  if (!(element instanceof HTMLInputElement) || !isText(element)) return 'none';
  if (element.readOnly || element.dataset['keypad'] !== undefined) return 'none';
  if (element.inputMode === 'numeric' || element.inputMode === 'decimal') return 'none';
  return element.type === 'password' ? 'signs' : 'letters';
}

const commandOfEvent = ({ key, code, target }: KeyboardEvent): Command | null =>
  commandOf(key, code, fieldKind(target));

const pressOf = (event: KeyboardEvent): KeyPress => ({
  key: event.key,
  time: event.timeStamp,
  repeat: event.repeat,
  modified: event.ctrlKey || event.altKey || event.metaKey,
});

/** Starts guarding the window's keys. */
export function guardKeys(window: Window): void {
  let state: GuardState = untouched;
  let kept: Kept | null = null;
  let scanTarget: Element | null = null;
  let scanTimer: number | undefined;
  /** A key that may be a scan's first: it acts only when no character follows at a scanner's speed. */
  let held: { readonly act: () => void; readonly timer: number } | null = null;

  const stop = (event: KeyboardEvent) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  const release = () => {
    if (held === null) return;
    clearTimeout(held.timer);
    const { act } = held;
    held = null;
    act();
  };

  const dropHeld = () => {
    if (held !== null) clearTimeout(held.timer);
    held = null;
  };

  const hold = (act: () => void) => {
    release();
    held = { act, timer: window.setTimeout(release, scannerGapMs + 5) };
  };

  const endScan = (closed: boolean) => {
    clearTimeout(scanTimer);
    scanTimer = undefined;
    const text = scanned;
    scanned = '';
    const wanted =
      taker !== null && scanTarget !== null && taker.element() === scanTarget && taker.take(text, closed);
    if (!wanted) for (const listener of noticed) listener();
  };
  let scanned = '';

  const scanning = () => {
    scanned = state.burst;
    clearTimeout(scanTimer);
    scanTimer = window.setTimeout(() => endScan(false), scanClosingMs + 5);
  };

  /** What a key that acts is held back or answered by. */
  const answer = (event: KeyboardEvent) => {
    const command = commandOfEvent(event);
    if (event.key === ' ' && !isText(event.target)) {
      stop(event);
      const { target } = event;
      if (!event.repeat && target instanceof HTMLElement) hold(() => target.isConnected && target.click());
      return;
    }
    const deliberate = command === 'Star' || (command?.startsWith('F') ?? false);
    if (!deliberate || command === null || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!isAnswered(command)) {
      if (command !== 'Star') stop(event);
      return;
    }
    stop(event);
    if (!event.repeat) hold(() => perform(command));
  };

  window.addEventListener(
    'keydown',
    (event) => {
      const press = pressOf(event);
      const { burst } = state;
      const [after, verdict] = guard(state, press);
      state = after;
      if (isCharacter(press) || verdict === 'shortScan') dropHeld();
      else if (verdict === 'act' && event.key !== 'Shift') release();
      switch (verdict) {
        case 'burstBegins':
          kept = keep();
          scanTarget = document.activeElement;
          answer(event);
          return;
        case 'act':
          if (isCharacter(press)) kept?.also();
          answer(event);
          return;
        case 'ignore':
          stop(event);
          return;
        case 'scanFound':
          stop(event);
          kept?.giveBack();
          kept = null;
          scanning();
          return;
        case 'scanGoesOn':
          stop(event);
          scanning();
          return;
        case 'scanEnds':
          stop(event);
          if (scanTimer !== undefined) endScan(true);
          return;
        case 'shortScan':
          stop(event);
          kept?.giveBack();
          kept = null;
          scanned = burst;
          endScan(true);
          return;
      }
    },
    true,
  );

  // A button is pressed by Space when the key goes up: here it already acted.
  window.addEventListener(
    'keyup',
    (event) => {
      if (event.key === ' ' && !isText(event.target)) event.preventDefault();
    },
    true,
  );

  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    const command = commandOfEvent(event);
    if (command !== null && perform(command)) event.preventDefault();
  });
}
