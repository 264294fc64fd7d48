/** PIN verifiers: a slow hash with its own salt, mixed with the profile's pepper. */
import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** About a fifth of a second on a till's processor, 32 MB of memory: a stolen list of verifiers is slow to guess. */
const dailyCost: PinCost = { N: 2 ** 15, r: 8, p: 1 };
const saltBytes = 16;
const hashBytes = 32;

/** What scrypt is asked to do. */
type PinCost = { readonly N: number; readonly r: number; readonly p: number };

type Verifier = PinCost & {
  readonly salt: Buffer;
  readonly hash: Buffer;
};

/** Off the main thread. The pepper makes verifiers worthless without the file, or key store, that holds it. */
function slowHash(
  pin: string,
  pepper: Uint8Array,
  { N, r, p, salt }: Omit<Verifier, 'hash'>,
): Promise<Buffer> {
  const secret = createHmac('sha256', pepper).update(pin).digest();
  // The engine refuses exactly its default limit: twice the need leaves it room.
  const maxmem = 256 * N * r;
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, hashBytes, { N, r, p, maxmem }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });
}

const text = ({ N, r, p, salt, hash }: Verifier): string =>
  ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');

function parse(verifier: string): Verifier | null {
  const [kind, N, r, p, salt, hash, ...rest] = verifier.split('$');
  if (kind !== 'scrypt' || salt === undefined || hash === undefined || rest.length > 0) return null;
  const read = { N: Number(N), r: Number(r), p: Number(p) };
  const known = Object.values(read).every((value) => Number.isSafeInteger(value) && value > 0);
  if (!known || read.N > 2 ** 20 || read.r > 32 || read.p > 16) return null;
  return { ...read, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') };
}

/** A verifier's text, which carries its own parameters. */
export async function hashPin(pin: string, pepper: Uint8Array, cost = dailyCost): Promise<string> {
  const parameters = { ...cost, salt: randomBytes(saltBytes) };
  return text({ ...parameters, hash: await slowHash(pin, pepper, parameters) });
}

/** False also for a verifier that can't be read. Takes the same time for every PIN. */
export async function verifyPin(pin: string, pepper: Uint8Array, verifier: string): Promise<boolean> {
  const known = parse(verifier);
  if (!known || known.hash.length !== hashBytes) return false;
  return timingSafeEqual(await slowHash(pin, pepper, known), known.hash);
}
