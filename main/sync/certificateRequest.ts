/**
 * A certificate request (PKCS#10, RFC 2986) for a P-256 key, written byte by byte: its form never changes, and a reader of
 * all of ASN.1 would be the largest thing that a start of the till has to load.
 */
import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { Hash } from '../../contract/primitives.ts';
import { sha256Bytes } from '../store/hashing.ts';

/** `der`: base64. `hash`: SHA-256 of the DER, as the proofs name it. */
export type CertificateRequest = { readonly der: string; readonly hash: Hash };

const tags = { integer: 0x02, bitString: 0x03, utf8: 0x0c, sequence: 0x30, set: 0x31, attributes: 0xa0 };

/** Object identifiers, as DER: 2.5.4.3 and 1.2.840.10045.4.3.2. */
const commonName = Buffer.from('0603550403', 'hex');
const ecdsaWithSha256 = Buffer.from('06082a8648ce3d040302', 'hex');

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes]);
  return bytes < 0x100 ? Buffer.from([0x81, bytes]) : Buffer.from([0x82, bytes >> 8, bytes & 0xff]);
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
}

/** A new P-256 key, PKCS#8 in DER: every TLS certificate here is of that curve, as BoringSSL takes no Ed25519. */
export const makeTlsKey = (): Buffer =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' });

export const readTlsKey = (pkcs8: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.from(pkcs8), type: 'pkcs8', format: 'der' });

/** Who asks is proven by the journal's key; the name in it says nothing, СЭП gives the real one. */
export function certificateRequest(key: KeyObject): CertificateRequest {
  const name = der(
    tags.sequence,
    der(tags.set, der(tags.sequence, commonName, der(tags.utf8, Buffer.from('kassa')))),
  );
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const version = der(tags.integer, Buffer.from([0]));
  const info = der(tags.sequence, version, name, publicKey, der(tags.attributes));
  const signature = sign('sha256', info, key);
  const request = der(
    tags.sequence,
    info,
    der(tags.sequence, ecdsaWithSha256),
    der(tags.bitString, Buffer.from([0]), signature),
  );
  return { der: request.toString('base64'), hash: sha256Bytes(request) };
}
