/** Tells a person's keys from a scanner's, and one Enter from a bouncing one. Pure: keys and their times in, verdicts out. */

/** A person's fastest keys are 60 ms apart; a scanner's ten or less. */
export const scannerGapMs = 20;
/** So many fast characters in a row are a scan, whatever follows. Fewer look like a rolling hand, or a keypad's `000`. */
const scanLength = 8;
/** So many are one if its closing key comes as fast: no hand gives four keys in 60 ms, and ends them with Enter. */
const shortScanLength = 3;
/** A scan's closing Enter comes this soon after its last character. */
export const scanClosingMs = 50;
/** A second Enter sooner than this is the same press. */
const enterGapMs = 80;

export type KeyPress = {
  readonly key: string;
  /** `event.timeStamp`: when it was pressed, not when the program got round to it. */
  readonly time: number;
  readonly repeat: boolean;
  /** Ctrl, Alt or Meta is held: a command, never text. */
  readonly modified: boolean;
};

export type GuardState = {
  /** Characters so far, each within the scanner's gap of the one before. */
  readonly burst: string;
  readonly lastCharacterAt: number;
  readonly lastEnterAt: number;
};

/**
 * `burstBegins`: acts, and what the fields hold now is worth remembering. `act`: let it act. `ignore`: bounced or repeated.
 * `scanFound`: this character makes it a scan: give the fields back. `scanGoesOn`: one more of it.
 * `scanEnds`: the key that closes it. `shortScan`: this key closes one that nobody had taken for a scan: give the fields back.
 */
export type Verdict =
  | 'burstBegins'
  | 'act'
  | 'ignore'
  | 'scanFound'
  | 'scanGoesOn'
  | 'scanEnds'
  | 'shortScan';

export const untouched: GuardState = { burst: '', lastCharacterAt: -Infinity, lastEnterAt: -Infinity };

const modifiers = new Set([
  'Shift',
  'Control',
  'Alt',
  'AltGraph',
  'Meta',
  'CapsLock',
  'NumLock',
  'Unidentified',
]);

export const isCharacter = (press: KeyPress): boolean => [...press.key].length === 1 && !press.modified;

/** Whether a scan is under way at that moment. */
const scanning = (state: GuardState, time: number): boolean =>
  state.burst.length >= scanLength && time - state.lastCharacterAt <= scanClosingMs;

/** Whether a key at that moment closes a burst that is too short to be told from a hand by itself. */
const closesShort = (state: GuardState, press: KeyPress): boolean =>
  !press.repeat &&
  state.burst.length >= shortScanLength &&
  state.burst.length < scanLength &&
  press.time - state.lastCharacterAt <= scannerGapMs;

function character(state: GuardState, press: KeyPress): readonly [GuardState, Verdict] {
  // A held key repeats as fast as the system likes; no scanner holds a key.
  const continues = !press.repeat && press.time - state.lastCharacterAt <= scannerGapMs;
  const burst = continues ? state.burst + press.key : press.key;
  const after = { ...state, burst, lastCharacterAt: press.time };
  if (burst.length > scanLength) return [after, 'scanGoesOn'];
  if (burst.length === scanLength) return [after, 'scanFound'];
  return [after, burst.length === 1 ? 'burstBegins' : 'act'];
}

function enter(state: GuardState, press: KeyPress): readonly [GuardState, Verdict] {
  const after = { ...state, lastEnterAt: press.time };
  if (scanning(state, press.time)) return [{ ...after, burst: '' }, 'scanEnds'];
  if (closesShort(state, press)) return [{ ...after, burst: '' }, 'shortScan'];
  const bounced = press.repeat || press.time - state.lastEnterAt < enterGapMs;
  return [{ ...after, burst: '' }, bounced ? 'ignore' : 'act'];
}

/** The state after a key, and what to do with it. */
export function guard(state: GuardState, press: KeyPress): readonly [GuardState, Verdict] {
  if (modifiers.has(press.key)) return [state, 'act'];
  if (press.key === 'Enter') return enter(state, press);
  if (isCharacter(press)) return character(state, press);
  // Some scanners send Tab or a function key for what has no character of its own.
  if (scanning(state, press.time)) return [state, press.key === 'Tab' ? 'scanEnds' : 'scanGoesOn'];
  if (press.key === 'Tab' && closesShort(state, press)) return [{ ...state, burst: '' }, 'shortScan'];
  return [state, 'act'];
}
