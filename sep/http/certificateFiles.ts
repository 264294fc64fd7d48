/** A certificate that browsers know, from two PEM files, read again when its renewal has written them anew. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SepLog } from '../parts.ts';
import type { Certificates } from './server.ts';

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

/** How often the files of a certificate are looked at, milliseconds. */
const certificateTurn = 3_600_000;

export type FileWatch = {
  /** Looks now. */
  look(): void;
  end(): void;
};

/**
 * Reads the files again and again and gives `renew` what is new in them; what can't be read leaves the old certificate
 * in force, which is told. `known`: the chain in use; `who`: the listener's name in the log.
 */
export function watchCertificate(
  files: CertificateFiles,
  known: string,
  renew: (certificates: Certificates) => void,
  { log, who }: { readonly log: SepLog; readonly who: string },
): FileWatch {
  let chain = known;
  function look(): void {
    try {
      const fresh = readCertificate(files);
      if (fresh.chain === chain) return;
      renew(fresh);
      chain = fresh.chain;
      log.info({}, `${who} has a new certificate`);
    } catch (error) {
      log.error({ error }, `${who} keeps its old certificate`);
    }
  }
  const timer = setInterval(look, certificateTurn);
  timer.unref();
  return { look, end: () => clearInterval(timer) };
}
