/** The window's own origin, app://kassa: pages from the program's folder only, under a strict policy with a fresh nonce. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol } from 'electron';
import { pageFile } from './pageFile.ts';

export const appOrigin = 'app://kassa';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
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

/** Time for the files that are asked for together to be handed over; each takes a turn or two of the loop. */
const handOverMs = 5;
/** A page that has not asked by then never will. */
const patienceMs = 3_000;

/** Resolves once a file with this ending was given to the page, or when it has long been due. */
export type Given = (ending: string) => Promise<void>;

/** Serves the window's pages. `__NONCE__` in the page becomes the nonce of its policy. */
export function serveApp(folder: string): Given {
  const listeners: ((file: string) => void)[] = [];
  protocol.handle('app', async (request) => {
    const file = pageFile(folder, request.url);
    const body = file && (await readFile(file).catch(() => null));
    if (!file || !body) return new Response('not found', { status: 404 });
    for (const hear of listeners) hear(file);
    const headers: Record<string, string> = {
      'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
      'x-content-type-options': 'nosniff',
    };
    if (extname(file) !== '.html') return new Response(new Uint8Array(body), { headers });
    const nonce = randomBytes(16).toString('base64');
    headers['content-security-policy'] = policy(nonce);
    return new Response(body.toString('utf8').replaceAll('__NONCE__', nonce), { headers });
  });
  return (ending) =>
    new Promise((resolve) => {
      listeners.push((file) => void (file.endsWith(ending) && setTimeout(resolve, handOverMs)));
      setTimeout(resolve, patienceMs);
    });
}
