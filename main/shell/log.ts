/** Log files of the profile: they rotate, and hold no PINs and no full numbers. */
import pino from 'pino';
import { createStream } from 'rotating-file-stream';

const keptFiles = 10;

/** Numbers of seven digits and more lose all but the last four, wherever they came from: a net below the callers' care. */
export const hideNumbers = (text: string): string =>
  text.replace(
    /\d(?:[\s().\-/\u00a0\u2010-\u2015]{0,2}\d){6,}/g,
    (digits) => `***${digits.replace(/\D/g, '').slice(-4)}`,
  );

export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error'> & { close(): Promise<void> };

/** Opens `kassa.log` in a folder: 5 MB a file, ten files kept. */
export function openLog(folder: string, clock: () => number): Log {
  const stream = createStream('kassa.log', { path: folder, size: '5M', maxFiles: keptFiles });
  // A full disk must not stop the till: the journal will say so itself.
  stream.on('error', () => undefined);
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"time":${clock()}`,
    },
    { write: (line: string) => void stream.write(hideLine(line)) },
  );
  return Object.assign(logger, {
    close: () => new Promise<void>((done) => stream.end(() => done())),
  });
}

/** What no log holds, at whatever depth. */
const secrets: ReadonlySet<string> = new Set(['pin', 'verifier', 'password']);

function hidden(value: unknown): unknown {
  if (typeof value === 'string') return hideNumbers(value);
  if (typeof value === 'number') {
    const text = String(value);
    const hid = hideNumbers(text);
    return hid === text ? value : hid;
  }
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !secrets.has(name))
      .map(([name, held]) => [hideNumbers(name), hidden(held)]),
  );
}

/** A line as it may be kept. The time stamp is a number of thirteen digits too, and stays. */
function hideLine(line: string): string {
  const entry = JSON.parse(line) as { readonly time: number };
  return `${JSON.stringify({ ...(hidden(entry) as object), time: entry.time })}\n`;
}
