/** Cuts a stream of bytes into ESC/POS commands: the subset that receipts are made of, strict about the rest. */

export type Command =
  | { readonly type: 'text'; readonly byte: number }
  | { readonly type: 'lineFeed'; readonly lines: number }
  | { readonly type: 'initialize' }
  | { readonly type: 'codePage'; readonly number: number }
  | { readonly type: 'align'; readonly to: number }
  | { readonly type: 'bold'; readonly on: boolean }
  /** Columns and rows that a sign takes: 1 to 8. */
  | { readonly type: 'size'; readonly width: number; readonly height: number }
  | { readonly type: 'cut' }
  | { readonly type: 'drawer'; readonly pin: number; readonly onMs: number; readonly offMs: number }
  | { readonly type: 'qrData'; readonly bytes: readonly number[] }
  | { readonly type: 'qrPrint' }
  | { readonly type: 'askPaper' }
  | { readonly type: 'askDrawer' }
  | { readonly type: 'askIdentity'; readonly what: number }
  | { readonly type: 'automaticStatus'; readonly on: boolean }
  /** Understood, without a trace on paper. */
  | { readonly type: 'ignored' }
  | { readonly type: 'unknown'; readonly bytes: readonly number[] };

export type Cut = { readonly command: Command; readonly length: number };

const esc = 0x1b;
const gs = 0x1d;
const fs = 0x1c;

const ignored: Command = { type: 'ignored' };

/** ESC and one letter: how many parameters, and what they mean. */
const escCommands: Readonly<Record<string, readonly [number, (parameters: readonly number[]) => Command]>> = {
  '@': [0, () => ({ type: 'initialize' })],
  t: [1, ([number = 0]) => ({ type: 'codePage', number })],
  a: [1, ([to = 0]) => ({ type: 'align', to: to & 0x0f })],
  E: [1, ([on = 0]) => ({ type: 'bold', on: (on & 1) === 1 })],
  G: [1, () => ignored],
  '!': [1, ([mode = 0]) => ({ type: 'size', width: mode & 0x20 ? 2 : 1, height: mode & 0x10 ? 2 : 1 })],
  d: [1, ([lines = 0]) => ({ type: 'lineFeed', lines })],
  J: [1, () => ignored],
  M: [1, () => ignored],
  R: [1, () => ignored],
  '2': [0, () => ignored],
  '3': [1, () => ignored],
  '-': [1, () => ignored],
  '4': [0, () => ignored],
  '5': [0, () => ignored],
  p: [3, ([pin = 0, on = 0, off = 0]) => ({ type: 'drawer', pin, onMs: on * 2, offMs: off * 2 })],
};

const gsCommands: Readonly<Record<string, readonly [number, (parameters: readonly number[]) => Command]>> = {
  '!': [1, ([size = 0]) => ({ type: 'size', width: (size >> 4) + 1, height: (size & 0x0f) + 1 })],
  r: [1, ([what = 0]) => (what === 1 || what === 49 ? { type: 'askPaper' } : { type: 'askDrawer' })],
  I: [1, ([what = 0]) => ({ type: 'askIdentity', what })],
  a: [1, ([what = 0]) => ({ type: 'automaticStatus', on: what !== 0 })],
};

/** GS ( k: two bytes of length, then the symbology and the function. */
function symbol(buffer: readonly number[]): Cut | null {
  const [, , , low, high] = buffer;
  if (low === undefined || high === undefined) return null;
  const length = 5 + low + high * 256;
  if (buffer.length < length) return null;
  const [kind, what] = buffer.slice(5, 7);
  const bytes = buffer.slice(8, length);
  if (kind !== 0x31) return { command: { type: 'unknown', bytes: buffer.slice(0, length) }, length };
  if (what === 0x50) return { command: { type: 'qrData', bytes }, length };
  return { command: what === 0x51 ? { type: 'qrPrint' } : ignored, length };
}

/** GS V m cuts; GS V 65 and 66 take one more byte, the feed before the cut. */
function cut(buffer: readonly number[]): Cut | null {
  const mode = buffer[2];
  if (mode === undefined) return null;
  if ([0, 1, 48, 49].includes(mode)) return { command: { type: 'cut' }, length: 3 };
  if (mode === 65 || mode === 66) return buffer.length < 4 ? null : { command: { type: 'cut' }, length: 4 };
  return { command: { type: 'unknown', bytes: buffer.slice(0, 3) }, length: 3 };
}

function lettered(
  table: Readonly<Record<string, readonly [number, (parameters: readonly number[]) => Command]>>,
  buffer: readonly number[],
): Cut | null {
  const letter = buffer[1];
  if (letter === undefined) return null;
  const entry = table[String.fromCharCode(letter)];
  if (!entry) return { command: { type: 'unknown', bytes: buffer.slice(0, 2) }, length: 2 };
  const [count, read] = entry;
  if (buffer.length < 2 + count) return null;
  return { command: read(buffer.slice(2, 2 + count)), length: 2 + count };
}

/** The first command of the buffer; null while some of its bytes are still to come. */
export function firstCommand(buffer: readonly number[]): Cut | null {
  const [first, second, third] = buffer;
  if (first === undefined) return null;
  if (first === 0x0a) return { command: { type: 'lineFeed', lines: 1 }, length: 1 };
  if (first === 0x00) return { command: ignored, length: 1 };
  if (first === esc) return lettered(escCommands, buffer);
  if (first === gs && second === 0x56) return cut(buffer);
  if (first === gs && second === 0x28) {
    if (third === undefined) return null;
    return third === 0x6b
      ? symbol(buffer)
      : { command: { type: 'unknown', bytes: buffer.slice(0, 3) }, length: 3 };
  }
  if (first === gs) return lettered(gsCommands, buffer);
  // FS . leaves the mode of Chinese signs.
  if (first === fs) {
    if (second === undefined) return null;
    return second === 0x2e
      ? { command: ignored, length: 2 }
      : { command: { type: 'unknown', bytes: [first, second] }, length: 2 };
  }
  return first < 0x20
    ? { command: { type: 'unknown', bytes: [first] }, length: 1 }
    : { command: { type: 'text', byte: first }, length: 1 };
}
