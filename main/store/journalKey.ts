/** The journal's signing key in the profile. */

import type { KeyObject } from 'node:crypto';
import { createPrivateKey } from 'node:crypto';
import { generateKey, publicKeyText } from './hashing.ts';
import type { Random } from './ids.ts';
import type { Profile } from './profile.ts';
import type { Vault } from './secretFile.ts';
import { readSecret, writeSecret } from './secretFile.ts';

export type FoundKey =
  | { readonly kind: 'missing' }
  | { readonly kind: 'found'; readonly key: KeyObject; readonly publicKey: string };

/** The key that stands in the profile, if it is there and opens. One stored without the key store is wrapped anew. */
export function findKey(profile: Profile, vault: Vault): FoundKey {
  const secret = readSecret(profile.key, vault);
  if (secret.kind !== 'open') return { kind: 'missing' };
  try {
    const key = createPrivateKey({ key: Buffer.from(secret.bytes), type: 'pkcs8', format: 'der' });
    const publicKey = publicKeyText(key);
    if (secret.protection !== vault.name) writeSecret(profile.key, secret.bytes, vault, publicKey);
    return key.asymmetricKeyType === 'ed25519' ? { kind: 'found', key, publicKey } : { kind: 'missing' };
  } catch {
    return { kind: 'missing' };
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
