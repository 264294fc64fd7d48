/**
 * A keyboard whose keys have a place and a time. Playwright's own knows a keypad only with NumLock off, and presses keys
 * as fast as a scanner does; here each key carries the moment at which a hand, or a scanner, would have pressed it.
 */
import type { CDPSession, Page } from 'playwright-core';

/** A hand's pace; a program that judges keys by their times must take these for a person's. */
const handMs = 90;
const scannerMs = 5;
/** A usual setting of the system's. */
const repeatAfterMs = 400;
const repeatEveryMs = 33;

type Key = {
  readonly key: string;
  readonly code: string;
  readonly virtual: number;
  readonly text?: string;
  readonly onPad?: boolean;
};

const digitKeys = (prefix: string, virtual: number, onPad: boolean): [string, Key][] =>
  [...'0123456789'].map((digit, index) => [
    digit,
    { key: digit, code: `${prefix}${digit}`, virtual: virtual + index, text: digit, onPad },
  ]);

const enter = { key: 'Enter', virtual: 13, text: '\r' };

/** The numeric keypad with NumLock on, on a Russian layout: its decimal key gives a comma. */
const pad = new Map<string, Key>([
  ...digitKeys('Numpad', 96, true),
  [',', { key: ',', code: 'NumpadDecimal', virtual: 110, text: ',', onPad: true }],
  ['+', { key: '+', code: 'NumpadAdd', virtual: 107, text: '+', onPad: true }],
  ['-', { key: '-', code: 'NumpadSubtract', virtual: 109, text: '-', onPad: true }],
  ['*', { key: '*', code: 'NumpadMultiply', virtual: 106, text: '*', onPad: true }],
  ['/', { key: '/', code: 'NumpadDivide', virtual: 111, text: '/', onPad: true }],
  ['\n', { ...enter, code: 'NumpadEnter', onPad: true }],
]);

const named = new Map<string, Key>([
  ['Enter', { ...enter, code: 'Enter' }],
  ['Escape', { key: 'Escape', code: 'Escape', virtual: 27 }],
  ['Tab', { key: 'Tab', code: 'Tab', virtual: 9 }],
  ['Backspace', { key: 'Backspace', code: 'Backspace', virtual: 8 }],
  ['Space', { key: ' ', code: 'Space', virtual: 32, text: ' ' }],
  ['PageDown', { key: 'PageDown', code: 'PageDown', virtual: 34 }],
  ['PageUp', { key: 'PageUp', code: 'PageUp', virtual: 33 }],
  ['End', { key: 'End', code: 'End', virtual: 35 }],
  ['Home', { key: 'Home', code: 'Home', virtual: 36 }],
  ['ArrowUp', { key: 'ArrowUp', code: 'ArrowUp', virtual: 38 }],
  ['ArrowDown', { key: 'ArrowDown', code: 'ArrowDown', virtual: 40 }],
  ...Array.from({ length: 12 }, (_, index): [string, Key] => [
    `F${index + 1}`,
    { key: `F${index + 1}`, code: `F${index + 1}`, virtual: 112 + index },
  ]),
]);

/** A key of the main part that gives this sign. */
function keyOf(sign: string): Key {
  if (/^\d$/.test(sign)) return { key: sign, code: `Digit${sign}`, virtual: 48 + Number(sign), text: sign };
  const upper = sign.toUpperCase();
  const letter = /^[A-Z]$/.test(upper);
  return {
    key: sign,
    code: letter ? `Key${upper}` : '',
    virtual: letter ? upper.charCodeAt(0) : 0,
    text: sign,
  };
}

export class Keyboard {
  /** Keys pressed so far. */
  pressed = 0;
  readonly #session: CDPSession;
  #at = 0;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<Keyboard> {
    return new Keyboard(await page.context().newCDPSession(page));
  }

  /** Keys of the numeric keypad: digits, `, + - * /`, and `\n` for its Enter. */
  async pad(keys: string): Promise<void> {
    await this.#run([...keys].map((one) => found(pad, one)));
  }

  /** Named keys: `F9`, `Escape`, `ArrowDown`. */
  async press(...names: readonly string[]): Promise<void> {
    await this.#run(names.map((name) => found(named, name)));
  }

  /** Text typed by a hand on the main part. */
  async type(text: string): Promise<void> {
    await this.#run([...text].map(keyOf));
  }

  /** So many presses of one key at this distance: a nervous or a trembling hand. */
  async burst(name: string, times: number, gapMs: number): Promise<void> {
    const key = found(named, name);
    await this.#send(
      Array.from({ length: times }, () => key),
      gapMs,
    );
  }

  /** One key that is not let go of: the system repeats it. */
  async hold(name: string, repeats: number): Promise<void> {
    const key = found(named, name);
    this.#at = Math.max(Date.now(), this.#at + handMs);
    this.pressed += 1;
    const downs = Array.from({ length: repeats + 1 }, (_, index) => {
      this.#at += index === 0 ? 0 : index === 1 ? repeatAfterMs : repeatEveryMs;
      return this.#dispatch('keyDown', key, this.#at, index > 0);
    });
    await Promise.all([...downs, this.#dispatch('keyUp', key, this.#at, false)]);
  }

  /** What a scanner sends: the code's signs and a closing Enter. */
  async scan(text: string): Promise<void> {
    await this.#send([...[...text].map(keyOf), found(named, 'Enter')], scannerMs);
  }

  #run(keys: readonly Key[]): Promise<void> {
    return this.#send(keys, handMs);
  }

  /** All are on their way before the first has arrived; a browser keeps their order. */
  async #send(keys: readonly Key[], gapMs: number): Promise<void> {
    // Rested for a moment before: what came earlier was another movement.
    this.#at = Math.max(Date.now(), this.#at + handMs);
    this.pressed += keys.length;
    const sent = keys.flatMap((key, index) => {
      if (index > 0) this.#at += gapMs;
      return [
        this.#dispatch('keyDown', key, this.#at, false),
        this.#dispatch('keyUp', key, this.#at + gapMs / 2, false),
      ];
    });
    await Promise.all(sent);
  }

  #dispatch(type: 'keyDown' | 'keyUp', key: Key, at: number, autoRepeat: boolean): Promise<unknown> {
    const { text, virtual, code, onPad } = key;
    return this.#session.send('Input.dispatchKeyEvent', {
      type: type === 'keyDown' && text === undefined ? 'rawKeyDown' : type,
      key: key.key,
      code,
      windowsVirtualKeyCode: virtual,
      ...(onPad === true ? { location: 3, isKeypad: true } : {}),
      ...(type === 'keyDown' && text !== undefined ? { text, unmodifiedText: text } : {}),
      timestamp: at / 1000,
      autoRepeat,
    });
  }
}

function found(keys: ReadonlyMap<string, Key>, name: string): Key {
  const key = keys.get(name);
  if (key === undefined) throw new Error(`no such key: ${name}`);
  return key;
}
