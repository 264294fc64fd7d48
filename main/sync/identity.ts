/** What enrolment gave a workstation, in one file of the profile beside the journal, wrapped as the journal's key is. */
import { rmSync } from 'node:fs';
import { z } from 'zod';
import type { Result } from '../../contract/failure.ts';
import { refuse } from '../../contract/failure.ts';
import { Instant, WorkstationNumber } from '../../contract/primitives.ts';
import type { CertificateGrant } from '../../contract/sep.ts';
import { sha256Bytes } from '../store/hashing.ts';
import type { Vault } from '../store/secretFile.ts';
import { readSecret, writeSecret } from '../store/secretFile.ts';

/** DER in base64. */
const Der = z.string().min(40);

const Stored = z.object({
  address: z.string(),
  tradePointId: z.string(),
  workstation: WorkstationNumber,
  training: z.boolean(),
  /** PKCS#8. */
  key: Der,
  certificate: Der,
  authority: Der,
  notAfter: Instant,
});
export type SepIdentity = Readonly<z.infer<typeof Stored>>;

/** A key that a certificate was asked for: the answer may have been lost, and СЭП gives the same key the same one again. */
const Pending = z.object({ pending: Der });

const pem = (kind: string, der: string): string =>
  `-----BEGIN ${kind}-----\n${der.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END ${kind}-----\n`;

export const certificatePem = (der: string): string => pem('CERTIFICATE', der);
export const keyPem = (der: string): string => pem('PRIVATE KEY', der);

/** SHA-256 of the certificate, as СЭП and peers name it. */
export const fingerprintOf = ({ certificate }: SepIdentity) =>
  sha256Bytes(Buffer.from(certificate, 'base64'));

export const withGrant = (
  identity: Omit<SepIdentity, 'certificate' | 'authority' | 'notAfter'>,
  { certificate, authority, notAfter }: CertificateGrant,
): SepIdentity => ({ ...identity, certificate, authority, notAfter });

export interface IdentityFile {
  /** Null: this workstation is not enrolled. Refuses with `keyStoreShut` what is there and can't be opened. */
  read(): Result<SepIdentity | null>;
  write(identity: SepIdentity): Result<null>;
  /** The key of an enrolment whose answer never came; null: none. */
  pending(): Buffer | null;
  writePending(key: Uint8Array): Result<null>;
}

export function openIdentityFile(path: string, vault: Vault): IdentityFile {
  const pendingPath = `${path}.pending`;

  function parsed<T>(file: string, schema: z.ZodType<T>): Result<T | null> {
    const secret = readSecret(file, vault);
    if (secret.kind === 'sealed') return refuse('keyStoreShut');
    if (secret.kind === 'missing') return { ok: true, value: null };
    try {
      const value: unknown = JSON.parse(Buffer.from(secret.bytes).toString('utf8'));
      return { ok: true, value: schema.safeParse(value).data ?? null };
    } catch {
      return { ok: true, value: null };
    }
  }

  const written = (file: string, value: unknown): Result<null> =>
    writeSecret(file, Buffer.from(JSON.stringify(value)), vault, { publicKey: null, anew: false });

  return {
    read: () => parsed(path, Stored),
    write(identity) {
      const done = written(path, identity);
      if (done.ok) rmSync(pendingPath, { force: true });
      return done;
    },
    pending() {
      const read = parsed(pendingPath, Pending);
      return read.ok && read.value ? Buffer.from(read.value.pending, 'base64') : null;
    },
    writePending: (key) => written(pendingPath, { pending: Buffer.from(key).toString('base64') }),
  };
}
