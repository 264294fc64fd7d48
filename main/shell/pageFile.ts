/** Which files of the program's folder an app:// address means, and which a page asks for at once. */
import { join, normalize, sep } from 'node:path';

/** Null: another host, a path that climbs out of the folder, or one that is no path at all. */
export function pageFile(folder: string, url: string): string | null {
  const { protocol: scheme, host, pathname } = new URL(url);
  if (scheme !== 'app:' || host !== 'kassa') return null;
  try {
    const file = normalize(join(folder, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)));
    return file.startsWith(normalize(folder) + sep) ? file : null;
  } catch {
    return null;
  }
}

/** Scripts and styles that a page's own markup names, in the order in which it does: each relative to the page's folder. */
export const namedBy = (page: string): readonly string[] =>
  [...page.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="\.\/([^"]+)"/g)].flatMap(
    ([, name]) => name ?? [],
  );
