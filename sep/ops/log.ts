/** СЭП's log: structured lines in files that rotate; warnings and errors on stderr too. No full numbers, codes, keys. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { createStream } from 'rotating-file-stream';
import type { SepLog } from '../parts.ts';

const keptFiles = 10;

/** `2026-11-23 22`, as PostgreSQL begins its lines. */
const isDate = /^\d{4}-\d\d-\d\d\b/;

/**
 * A net below the callers' care: numbers of seven digits and more lose all but the last four. Digits within a UUID or a
 * fingerprint stay, as they are what one searches a log by.
 */
const hideNumbers = (line: string): string =>
  line.replace(/(?<![0-9A-Za-z-])\+?\d(?:[\s().\u00a0-]{0,2}\d){6,}(?![0-9A-Za-z-])/g, (digits) =>
    isDate.test(digits) ? digits : `***${digits.replace(/\D/g, '').slice(-4)}`,
  );

/** The time stamp is a number of thirteen digits too, and stays. */
function hideLine(line: string): string {
  const time = /"time":\d+/.exec(line)?.[0] ?? '';
  // A bare number becomes a text, or the line would be no JSON any more.
  const texts = line.replace(time, '"time":@').replace(/(?<!\\)":(\d{7,})(?=[,}\]])/g, '":"$1"');
  return hideNumbers(texts).replace('"time":@', time);
}

const secrets = ['secret', 'token', 'key', 'password', 'proof', 'request', 'account'];

/** `folder/logs/sep.log`: 10 MB a file, ten files kept. `tell`: what warnings and errors are also written to. */
export function openSepLog(
  folder: string,
  clock: () => number,
  tell: (line: string) => void,
): SepLog & { close(): Promise<void> } {
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const stream = createStream('sep.log', { path: logs, size: '10M', maxFiles: keptFiles });
  // A full disk must not stop the server: PostgreSQL will say so itself.
  stream.on('error', () => undefined);
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"time":${clock()}`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
      redact: {
        paths: secrets.flatMap((name) => [name, `*.${name}`]),
        remove: true,
      },
    },
    {
      write: (line: string) => {
        const hidden = hideLine(line);
        stream.write(hidden);
        if (/^\{"level":"(warn|error)"/.test(hidden)) tell(hidden);
      },
    },
  );
  return {
    info: (entry, message) => logger.info(entry, message),
    warn: (entry, message) => logger.warn(entry, message),
    error: (entry, message) => logger.error(entry, message),
    close: () => new Promise<void>((done) => stream.end(() => done())),
  };
}
