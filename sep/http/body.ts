/** Reads a JSON body, gzip or plain, within limits: nobody fills our memory. */
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { SepRefusal } from '../../contract/sep.ts';
import { largestBody } from '../../contract/sep.ts';
import { refusal } from '../parts.ts';

/** Compressed bodies: journals shrink to a fifth, so half of the unpacked bound is generous. */
export const largestCompressed = 4 * 1024 * 1024;

/** What the error handler turns into the answer; thrown, because Fastify's parsers know no other way. */
export class RefusedBody extends Error {
  readonly refused: SepRefusal;
  constructor(refused: SepRefusal) {
    super(refused.message);
    this.refused = refused;
  }
}

const refused = (code: 'badRequest' | 'tooLarge', message: string): RefusedBody =>
  new RefusedBody(refusal(code, message).refusal);

const tooLarge = (what: string, most: number): RefusedBody =>
  refused('tooLarge', `${what} is larger than ${most} bytes: send it in smaller portions`);

/** What the network brings, as `collect`. A caller that hangs up in the middle is no fault of ours, nor of the database. */
async function receive(stream: Readable, most: number, what: string): Promise<Buffer> {
  try {
    return await collect(stream, most, what);
  } catch (error) {
    throw error instanceof RefusedBody ? error : refused('badRequest', `${what} broke off`);
  }
}

/** All of it, or a refusal as soon as there is one byte too many. */
async function collect(stream: Readable, most: number, what: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw tooLarge(what, most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Unpacked piece by piece: a bomb is refused at the bound, whatever it would have become. */
async function unpack(compressed: Buffer): Promise<Buffer> {
  const gunzip = createGunzip();
  gunzip.end(compressed);
  try {
    return await collect(gunzip, largestBody, 'the unpacked body');
  } catch (error) {
    if (error instanceof RefusedBody) throw error;
    throw refused('badRequest', 'the body is no sound gzip');
  } finally {
    gunzip.destroy();
  }
}

/** The parsed JSON. Throws `RefusedBody`. */
export async function readBody(stream: Readable, encoding: string | undefined): Promise<unknown> {
  const kind = (encoding ?? 'identity').trim().toLowerCase();
  if (kind !== 'identity' && kind !== 'gzip')
    throw refused('badRequest', 'the body may be plain or gzip, nothing else');
  const bytes =
    kind === 'gzip'
      ? await unpack(await receive(stream, largestCompressed, 'the compressed body'))
      : await receive(stream, largestBody, 'the body');
  try {
    // Fatal: bytes that are no UTF-8 would be stored as other text than was signed.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw refused('badRequest', 'the body is no JSON');
  }
}
