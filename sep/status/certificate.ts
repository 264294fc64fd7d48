/** A certificate that browsers know, from two PEM files, read again when its renewal has written them anew. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Certificates } from '../http/server.ts';

export type CertificateFiles = { readonly certificate: string; readonly key: string };

/** Throws, naming the file, when one can't be read or they don't belong together. */
export function readCertificate({ certificate, key }: CertificateFiles): Certificates {
  const read = <T>(path: string, parse: (text: string) => T): readonly [string, T] => {
    try {
      const text = readFileSync(path, 'utf8');
      return [text, parse(text)];
    } catch (error) {
      throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const [chain, leaf] = read(certificate, (text) => new X509Certificate(text));
  const [own, secret] = read(key, createPrivateKey);
  if (!leaf.checkPrivateKey(secret)) throw new Error(`${key} is not the key of ${certificate}`);
  return { key: own, chain };
}
