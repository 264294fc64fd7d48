/** Reads a PKCS#10 request: only a P-256 key that signed its own request gets a certificate. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import type { Hash } from '../../contract/primitives.ts';
import type { SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import { sha256 } from './hashing.ts';

/** `publicKey`: SPKI DER. `hash`: SHA-256 of the request's DER, as the proofs name it. */
export type CertificateRequest = { readonly publicKey: Buffer; readonly hash: Hash };

const bad = (why: string) =>
  refusal('badCertificateRequest', `the certificate request is not usable: ${why}`);

/** `text`: DER in base64. What the request says of names is not read: СЭП decides those. */
export async function readCertificateRequest(text: string): Promise<SepResult<CertificateRequest>> {
  const der = Buffer.from(text, 'base64');
  try {
    const request = new Pkcs10CertificateRequest(der);
    const { algorithm } = request.publicKey;
    if (algorithm.name !== 'ECDSA' || !('namedCurve' in algorithm) || algorithm.namedCurve !== 'P-256')
      return bad('its key must be ECDSA on P-256');
    if (!(await request.verify(webcrypto))) return bad('its own signature is wrong');
    return answer({ publicKey: Buffer.from(request.publicKey.rawData), hash: sha256(der) });
  } catch {
    return bad('it is no PKCS#10');
  }
}
