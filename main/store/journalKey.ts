/** The journal's signing key in the profile. */

import type { KeyObject } from 'node:crypto';
import { createPrivateKey } from 'node:crypto';
import { generateKey, publicKeyText } from './hashing.ts';
import type { Random } from './ids.ts';
import type { Profile } from './profile.ts';
import type { Vault } from './secretFile.ts';
import { fileVault, readSecret, writeSecret } from './secretFile.ts';

export type FoundKey =
  | { readonly kind: 'missing' }
  | { readonly kind: 'found'; readonly key: KeyObject; readonly publicKey: string };

/** The key that stands in the profile, if it is there and opens. One stored without the key store is wrapped anew. */
export function findKey(profile: Profile, vault: Vault): FoundKey {
  const secret = readSecret(profile.key, vault);
  if (secret.kind !== 'open') return { kind: 'missing' };
  const key = keyOf(secret.bytes);
  if (!key) return { kind: 'missing' };
  const publicKey = publicKeyText(key);
  if (secret.protection !== vault.name) writeSecret(profile.key, secret.bytes, vault, publicKey);
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

/** Makes a new key and stores it in place of whatever was there. */
export function makeKey(
  profile: Profile,
  vault: Vault,
): { readonly key: KeyObject; readonly publicKey: string } {
  const key = generateKey();
  const publicKey = publicKeyText(key);
  writeSecret(profile.key, key.export({ type: 'pkcs8', format: 'der' }), vault, publicKey);
  return { key, publicKey };
}

/** The bytes that PIN verifiers are mixed with; made anew when they are missing or sealed. */
export function findPepper(profile: Profile, vault: Vault, random: Random) {
  const secret = readSecret(profile.pepper, vault);
  if (secret.kind === 'open') {
    if (secret.protection !== vault.name) writeSecret(profile.pepper, secret.bytes, vault, null);
    return { bytes: secret.bytes, fresh: false };
  }
  const bytes = random(32);
  writeSecret(profile.pepper, bytes, vault, null);
  return { bytes, fresh: true };
}

/** The public key of the profile's key; where only another vault opens it, what the file says of it. Null: no key. */
export function publicKeyInProfile(profile: Profile): string | null {
  const secret = readSecret(profile.key, fileVault);
  if (secret.kind === 'missing') return null;
  const key = secret.kind === 'open' ? keyOf(secret.bytes) : null;
  return key ? publicKeyText(key) : secret.publicKey;
}
