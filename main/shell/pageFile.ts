/** Which file of the program's folder an app:// address means. */
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
