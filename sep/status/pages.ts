/** The status page as it was built, with what the build compressed beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '../http/pages.ts';
import { readPages } from '../http/pages.ts';

export type PackedPage = Page & { readonly brotli: Buffer | null; readonly gzip: Buffer | null };

const beside = (path: string): Buffer | null => (existsSync(path) ? readFileSync(path) : null);

/** Path → file, as `readPages`. */
export function readPackedPages(folder: string): ReadonlyMap<string, PackedPage> {
  const packed = new Map<string, PackedPage>();
  for (const [path, page] of readPages(folder)) {
    const file = join(folder, path);
    packed.set(path, { ...page, brotli: beside(`${file}.br`), gzip: beside(`${file}.gz`) });
  }
  return packed;
}

/** The smallest form that the browser says it takes. */
export function packedFor(
  { body, brotli, gzip }: PackedPage,
  accepts: string,
): { readonly encoding: 'br' | 'gzip' | null; readonly body: Buffer } {
  const takes = (name: string): boolean =>
    new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(?:\\.0+)?\\s*(?:,|$))`).test(accepts);
  if (brotli && takes('br')) return { encoding: 'br', body: brotli };
  if (gzip && takes('gzip')) return { encoding: 'gzip', body: gzip };
  return { encoding: null, body };
}
