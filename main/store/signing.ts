/** Ed25519 signatures of the journal: every transaction waits for one, so they are made by libsodium, in half of OpenSSL's time. */
import type { KeyObject } from 'node:crypto';
import { sign } from 'node:crypto';
import { createRequire } from 'node:module';
import type Sodium from 'sodium-native';

type Signer = Pick<typeof Sodium, 'crypto_sign_detached' | 'crypto_sign_seed_keypair'>;

const publicBytes = 32;
const secretBytes = 64;
const signatureBytes = 64;

/** Null where its native part does not load. */
export function loadSodium(name: string): Signer | null {
  try {
    return createRequire(import.meta.url)(name) as Signer;
  } catch {
    return null;
  }
}

// Read at the first signature, not at the start: a start signs nothing that a cashier waits for.
let found: Signer | null | undefined;
const secrets = new WeakMap<KeyObject, Buffer>();

/** libsodium's form of a private key: its seed and its public key. */
function secretOf(sodium: Signer, key: KeyObject): Buffer {
  const known = secrets.get(key);
  if (known) return known;
  const secret = Buffer.alloc(secretBytes);
  const seed = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
  sodium.crypto_sign_seed_keypair(Buffer.alloc(publicBytes), secret, seed);
  secrets.set(key, secret);
  return secret;
}

/** 64 bytes over a text's UTF-8. Ed25519 leaves nothing to chance: both ways give the same bytes. */
export function signText(key: KeyObject, text: string): Buffer {
  if (found === undefined) found = loadSodium('sodium-native');
  return signBy(found, key, text);
}

/** `sodium` null: by OpenSSL. */
export function signBy(sodium: Signer | null, key: KeyObject, text: string): Buffer {
  const bytes = Buffer.from(text);
  if (!sodium) return sign(null, bytes, key);
  const signature = Buffer.alloc(signatureBytes);
  sodium.crypto_sign_detached(signature, bytes, secretOf(sodium, key));
  return signature;
}
