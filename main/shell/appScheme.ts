/** The window's own origin, app://kassa: pages from the program's folder only, under a strict policy with a fresh nonce. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ProtocolResponse } from 'electron';
import { protocol } from 'electron';
import { namedBy, pageFile } from './pageFile.ts';

export const appOrigin = 'app://kassa';

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

const found = (body: Buffer, mimeType: string, headers: Record<string, string>): ProtocolResponse => ({
  data: body,
  mimeType,
  charset: 'utf-8',
  headers: { ...headers, 'x-content-type-options': 'nosniff' },
});

/** `__NONCE__` in the page becomes the nonce of its policy. */
function answerWith(file: string, body: Buffer): ProtocolResponse {
  const mimeType = mimeTypes[extname(file)] ?? 'application/octet-stream';
  if (extname(file) !== '.html') return found(body, mimeType, {});
  const nonce = randomBytes(16).toString('base64');
  const page = body.toString('utf8').replaceAll('__NONCE__', nonce);
  return found(Buffer.from(page), mimeType, { 'content-security-policy': policy(nonce) });
}

/** The page and what its markup names, by file; empty where the program's folder lacks it: the page then says so itself. */
function readFirstPage(folder: string): Map<string, Buffer> {
  try {
    const page = join(folder, 'index.html');
    const body = readFileSync(page);
    const named = namedBy(body.toString('utf8')).map((name) => join(folder, name));
    return new Map([[page, body], ...named.map((file) => [file, readFileSync(file)] as const)]);
  } catch {
    return new Map();
  }
}

export type Pages = {
  /** Reads the first page and all that it asks for at once, so that each is answered in the same breath. */
  readAhead(): void;
  /** Resolves when the first page was given, or is not there: until its process asks for more, this one has time. */
  readonly given: Promise<void>;
};

/**
 * Serves the window's pages. By the older of Electron's two ways: the newer one, `protocol.handle`, makes Node read its
 * fetch first, which the first screen would wait for (docs/decisions.md).
 */
export function serveApp(folder: string): Pages {
  let ahead = new Map<string, Buffer>();
  let tellGiven = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    tellGiven = resolve;
  });
  protocol.registerBufferProtocol('app', (request, answer) => {
    const file = pageFile(folder, request.url);
    const body = file === null ? undefined : ahead.get(file);
    if (file !== null && body !== undefined) {
      ahead.delete(file);
      answer(answerWith(file, body));
      tellGiven();
      return;
    }
    const read = file === null ? Promise.resolve(null) : readFile(file).catch(() => null);
    void read.then((later) =>
      answer(
        file !== null && later !== null
          ? answerWith(file, later)
          : { statusCode: 404, data: Buffer.from('not found') },
      ),
    );
  });
  return {
    readAhead() {
      ahead = readFirstPage(folder);
      if (ahead.size === 0) tellGiven();
    },
    given,
  };
}
