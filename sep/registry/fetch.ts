/** Reads an operator's daily registry from the address of its gateway. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { answerText } from '../dispatch/answerText.ts';
import type { Gateway } from '../dispatch/gateway.ts';

/** A registry of a hundred thousand payments. */
const largestRegistry = 16 * 1024 * 1024;
const fetchMs = 60_000;

/** Its text, without a byte order mark. Throws with what stood in the way; a redirect is no registry. */
export function fetchRegistry(
  registryUrl: string,
  authority: Gateway['authority'],
  day: string,
  stopped: AbortSignal,
): Promise<string> {
  const at = new URL(registryUrl.replaceAll('{day}', day));
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(fetchMs)]);
  return new Promise((resolve, reject) => {
    const asking =
      at.protocol === 'https:'
        ? httpsRequest(at, { agent: false, signal, ...(authority !== null && { ca: authority }) })
        : httpRequest(at, { agent: false, signal });
    asking.on('error', reject);
    asking.on('response', (response) => {
      const fail = (why: string): void => {
        reject(new Error(why));
        asking.destroy();
      };
      if (response.statusCode !== 200) return fail(`HTTP ${response.statusCode}`);
      const pieces: Buffer[] = [];
      let size = 0;
      response.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size > largestRegistry) fail('the registry is too large');
        else pieces.push(piece);
      });
      response.on('error', reject);
      response.on('end', () => resolve(answerText(Buffer.concat(pieces), response.headers['content-type'])));
    });
    asking.end();
  });
}
