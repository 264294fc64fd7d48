/** СЭП's address as people type it. */
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';

const usualPort = '8443';

/** `https://host:port`; the scheme may be left out, and without a port it is СЭП's usual one. `badSepAddress` otherwise. */
export function readSepAddress(text: string): Result<string> {
  const typed = text.trim();
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  let url: URL;
  try {
    url = new URL(full);
  } catch {
    return refuse('badSepAddress');
  }
  const bare = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url.protocol !== 'https:' || url.hostname === '' || !bare || !/^\/?$/.test(url.pathname)) {
    return refuse('badSepAddress');
  }
  // `URL` drops 443 as the scheme's own: whoever typed it means it.
  const typedPort = /:(\d+)\/?$/.exec(full)?.[1];
  return ok(`https://${url.hostname}:${url.port || typedPort || usualPort}`);
}
