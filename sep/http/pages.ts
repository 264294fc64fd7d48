/** A built page: read into memory once, so that no address can name another file; what it may load. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

export type Page = { readonly type: string; readonly body: Buffer };

/** Path → file, `/assets/index-….js`; empty where the page was not built. */
export function readPages(folder: string): ReadonlyMap<string, Page> {
  const pages = new Map<string, Page>();
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return pages;
  }
  for (const name of names) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    pages.set(name.slice(folder.length).split(sep).join('/').replace(/^\/?/, '/'), {
      type,
      body: readFileSync(name),
    });
  }
  return pages;
}

/**
 * Nothing but its own scripts and styles, and styles of this answer's nonce (Mantine's). No `unsafe-eval` of any kind: the
 * QR decoder is plain script. Style attributes that React writes go by the DOM, which needs no word here. `frames`: what it
 * may frame.
 */
export const policyOf =
  (frames: "'none'" | "'self'") =>
  (nonce: string): string =>
    [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      `frame-src ${frames}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "object-src 'none'",
    ].join('; ');
