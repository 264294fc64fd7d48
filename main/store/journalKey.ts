/** The journal's signing key in the profile. */

import type { KeyObject } from 'node:crypto';
import { createPrivateKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Refused, Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import { generateKey, publicKeyText } from './hashing.ts';
import type { Random } from './ids.ts';
import type { Profile } from './profile.ts';
import type { Vault } from './secretFile.ts';
import { asideName, fileVault, readSecret, writeSecret } from './secretFile.ts';

export type FoundKey =
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly refused: Refused }
  | { readonly kind: 'found'; readonly key: KeyObject; readonly publicKey: string };

/**
 * The key that stands in the profile. One stored without the key store is wrapped anew; one that only a key store opens
 * which is not there now is neither missing nor ever replaced.
 */
export function findKey(profile: Profile, vault: Vault): FoundKey {
  const secret = readSecret(profile.key, vault);
  if (secret.kind === 'sealed') return { kind: 'refused', refused: refuse('keyStoreShut') };
  const key = secret.kind === 'open' ? keyOf(secret.bytes) : null;
  if (secret.kind === 'missing' || !key) return { kind: 'missing' };
  const publicKey = publicKeyText(key);
  if (secret.protection !== vault.name) {
    const wrapped = writeSecret(profile.key, secret.bytes, vault, { publicKey, anew: false });
    if (!wrapped.ok) return { kind: 'refused', refused: wrapped };
  }
  return { kind: 'found', key, publicKey };
}

/** Null: no Ed25519 key. */
function keyOf(bytes: Uint8Array): KeyObject | null {
  try {
    const key = createPrivateKey({ key: Buffer.from(bytes), type: 'pkcs8', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

/** Makes a new key and stores it; whatever was there is moved aside. */
export function makeKey(
  profile: Profile,
  vault: Vault,
): Result<{ readonly key: KeyObject; readonly publicKey: string }> {
  const key = generateKey();
  const publicKey = publicKeyText(key);
  const bytes = key.export({ type: 'pkcs8', format: 'der' });
  const written = writeSecret(profile.key, bytes, vault, { publicKey, anew: true });
  return written.ok ? ok({ key, publicKey }) : written;
}

/** The key of an earlier journal, moved aside when a later one was made; null: it is not here, or not to be opened. */
export function findOldKey(profile: Profile, vault: Vault, publicKey: string): KeyObject | null {
  for (let number = 1; ; number += 1) {
    const secret = readSecret(asideName(profile.key, number), vault);
    if (secret.kind === 'missing') return null;
    const key = secret.kind === 'open' ? keyOf(secret.bytes) : null;
    if (key && publicKeyText(key) === publicKey) return key;
  }
}

const pepperBytes = 32;

export type Pepper = { readonly bytes: Uint8Array; readonly fresh: boolean };

/**
 * The bytes that PIN verifiers are mixed with. Made anew only while nobody's verifier hangs on them (`inUse`): with
 * other bytes every PIN would be wrong for ever.
 */
export function findPepper(profile: Profile, vault: Vault, random: Random, inUse: boolean): Result<Pepper> {
  const secret = readSecret(profile.pepper, vault);
  if (secret.kind === 'sealed') return refuse('keyStoreShut');
  if (secret.kind === 'open' && secret.bytes.length === pepperBytes) {
    const { bytes, protection } = secret;
    if (protection !== vault.name) {
      const wrapped = writeSecret(profile.pepper, bytes, vault, { publicKey: null, anew: false });
      if (!wrapped.ok) return wrapped;
    }
    return ok({ bytes, fresh: false });
  }
  return inUse ? refuse('pepperLost') : writePepper(profile, vault, random(pepperBytes));
}

/** Whether a pepper is there at all; one that only the system's key store opens counts. */
export const hasPepper = (profile: Profile): boolean =>
  readSecret(profile.pepper, fileVault).kind !== 'missing';

/** Bytes that a pepper may be made of. */
export const pepperFrom = (random: Random): Uint8Array => random(pepperBytes);

/** Puts these bytes in the place of whatever pepper was there, which is moved aside. */
export function writePepper(profile: Profile, vault: Vault, bytes: Uint8Array): Result<Pepper> {
  const written = writeSecret(profile.pepper, bytes, vault, { publicKey: null, anew: true });
  return written.ok ? ok({ bytes, fresh: true }) : written;
}

/** The public key of a stored key; where only another vault opens it, what the file says of it. Null: no key. */
function publicKeyIn(path: string): string | null {
  const secret = readSecret(path, fileVault);
  if (secret.kind === 'missing') return null;
  const key = secret.kind === 'open' ? keyOf(secret.bytes) : null;
  return key ? publicKeyText(key) : secret.publicKey;
}

export const publicKeyInProfile = (profile: Profile): string | null => publicKeyIn(profile.key);

/** The key that was moved aside last, for the key of a journal that was begun after it. Null: none ever was. */
export function lastPublicKeyAside(profile: Profile): string | null {
  let last: string | null = null;
  for (let number = 1; existsSync(asideName(profile.key, number)); number += 1)
    last = publicKeyIn(asideName(profile.key, number));
  return last;
}
