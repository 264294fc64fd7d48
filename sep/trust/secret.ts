/** The secret that wraps the CA's key: it lies outside the database, so that a dump alone can issue nothing. */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const secretBytes = 32;
/** Shorter ones could be guessed by whoever has a dump. */
const shortestGiven = 24;
const nonceBytes = 12;
const tagBytes = 16;

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

function read(path: string): Buffer | null {
  try {
    const secret = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
    if (secret.length !== secretBytes) throw new Error(`${path} holds no secret of ${secretBytes} bytes`);
    return secret;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/**
 * The secret of this СЭП. `given` (KASSA_SEP_SECRET): a text that all nodes of one database share. Without it the file
 * `authority.secret` of the data folder, readable by its owner only, made at the first start. Throws on a text that is
 * too short and on a file that holds something else.
 */
export function wrappingSecret(
  folder: string,
  given: string | null,
  random: (bytes: number) => Uint8Array,
): Buffer {
  if (given !== null) {
    if (given.length < shortestGiven)
      throw new Error(`KASSA_SEP_SECRET must have at least ${shortestGiven} characters`);
    return Buffer.from(hkdfSync('sha256', given, 'kassa-sep', 'authority', secretBytes));
  }
  const path = join(folder, 'authority.secret');
  const known = read(path);
  if (known) return known;
  mkdirSync(folder, { recursive: true });
  const fresh = Buffer.from(random(secretBytes));
  try {
    // `wx`: of two nodes that start at once in one folder, one writes and the other reads what it wrote.
    const file = openSync(path, 'wx', 0o600);
    try {
      writeSync(file, `${fresh.toString('base64')}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return fresh;
  } catch (error) {
    const other = isCode(error, 'EEXIST') ? read(path) : null;
    if (other) return other;
    throw error;
  }
}

/** AES-256-GCM: nonce, tag, text. */
export function seal(secret: Buffer, plain: Uint8Array, random: (bytes: number) => Uint8Array): Buffer {
  const nonce = random(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce);
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** Null: another secret sealed it, or it was altered. */
export function unseal(secret: Buffer, sealed: Buffer): Buffer | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
}
