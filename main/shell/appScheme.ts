/** The window's own origin, app://kassa: pages from the program's folder only, under a strict policy with a fresh nonce. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { ProtocolResponse } from 'electron';
import { protocol } from 'electron';
import { pageFile } from './pageFile.ts';

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
async function answerTo(file: string | null): Promise<ProtocolResponse> {
  const body = file && (await readFile(file).catch(() => null));
  if (!file || !body) return { statusCode: 404, data: Buffer.from('not found') };
  const mimeType = mimeTypes[extname(file)] ?? 'application/octet-stream';
  if (extname(file) !== '.html') return found(body, mimeType, {});
  const nonce = randomBytes(16).toString('base64');
  const page = body.toString('utf8').replaceAll('__NONCE__', nonce);
  return found(Buffer.from(page), mimeType, { 'content-security-policy': policy(nonce) });
}

/**
 * Serves the window's pages. By the older of Electron's two ways: the newer one, `protocol.handle`, makes Node read its
 * fetch first, which the first screen would wait for (docs/decisions.md).
 */
export function serveApp(folder: string): void {
  protocol.registerBufferProtocol('app', (request, answer) => {
    void answerTo(pageFile(folder, request.url)).then(answer);
  });
}
