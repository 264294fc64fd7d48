/** The cryptography of trust: SHA-256, and Ed25519 proofs by a journal's key. */
import type { KeyObject } from 'node:crypto';
import { createPublicKey, hash, verify } from 'node:crypto';
import type { Hash } from '../../contract/primitives.ts';

export const sha256 = (bytes: Uint8Array | string): Hash => hash('sha256', bytes, 'hex') as Hash;

/** SPKI DER in base64; null: no Ed25519 key. */
export function readJournalKey(text: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), type: 'spki', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

/** Whether `proof`, base64, is the signature of `text` by the key `publicKey` names. */
export function isProven(publicKey: string, text: string, proof: string): boolean {
  const key = readJournalKey(publicKey);
  const signature = Buffer.from(proof, 'base64');
  return key !== null && signature.length === 64 && verify(null, Buffer.from(text), key, signature);
}
