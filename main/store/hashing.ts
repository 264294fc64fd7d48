/** The journal's cryptography: SHA-256 of texts, Ed25519 signatures of heads. */

import type { KeyObject } from 'node:crypto';
import { createHash, createPublicKey, generateKeyPairSync, hash, verify } from 'node:crypto';
import type { Hash, Origin } from '../../contract/primitives.ts';
import type { Sha256 } from '../../core/journal.ts';
import { headText } from '../../core/journal.ts';
import { signText } from './signing.ts';

/** One call instead of an object per hash: a third of its time, and a journal hashes twice an event. */
export const sha256: Sha256 = (text) => hash('sha256', text, 'hex') as Hash;

/** Of bytes that are no text: certificates and requests for them. */
export const sha256Bytes = (bytes: Uint8Array): Hash =>
  createHash('sha256').update(bytes).digest('hex') as Hash;

export const generateKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

/** SPKI DER in base64, as `journalOpened` names it. */
export const publicKeyText = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64');

/** Null: no Ed25519 key. */
export function readPublicKey(text: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), type: 'spki', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

/** 64 bytes over the head's text. */
export const signHead = (key: KeyObject, origin: Origin, seq: number, hash: Hash): Buffer =>
  signText(key, headText(origin, seq, hash));

export const isHeadSigned = (
  key: KeyObject,
  origin: Origin,
  seq: number,
  hash: Hash,
  signature: Uint8Array,
): boolean =>
  signature.length === 64 && verify(null, Buffer.from(headText(origin, seq, hash)), key, signature);

/** The same off the calling thread, so that many run at once. */
export const isHeadSignedAsync = (
  key: KeyObject,
  origin: Origin,
  seq: number,
  hash: Hash,
  signature: Uint8Array,
) =>
  new Promise<boolean>((resolve) => {
    if (signature.length !== 64) return resolve(false);
    verify(null, Buffer.from(headText(origin, seq, hash)), key, signature, (error, sound) =>
      resolve(!error && sound),
    );
  });
