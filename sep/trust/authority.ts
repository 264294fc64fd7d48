/** СЭП's own small certificate authority: one P-256 key in the database, wrapped, and what it issues. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Hash } from '../../contract/primitives.ts';
import { certificateBackdated } from '../../core/enrolment.ts';
import type { SepParts } from '../parts.ts';
import { sha256 } from './hashing.ts';
import { seal, unseal } from './secret.ts';

const day = 86_400_000;

/** Every TLS certificate is P-256: workstations may run on BoringSSL, which takes no Ed25519 there. */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * The root is found by its fingerprint, never by its dates, so they must not be in the way: a till whose clock battery
 * is empty wakes up years ago and still has to reach СЭП. Years before and after the making.
 */
const rootYears = { before: 20, after: 50 } as const;

/** A workstation's certificate: long enough for a till that is out of reach a quarter, short enough to be forgotten. */
const certificateLife = 90 * day;
/** Renewed at a third of its life: two more thirds are left for the network to come back. */
export const renewAfter = (notAfter: number): number => notAfter - (2 * certificateLife) / 3;

/**
 * The listener's certificate lives for as long as a node may run without being looked at, and is made anew daily; its
 * beginning lies back further, as a till with a wrong date must still be able to send its payments.
 */
const serverLife = 30 * day;
const serverSkew = 30 * day;

/** In DER, with the dates it really carries: whole seconds. */
export type Issued = {
  readonly der: Buffer;
  readonly fingerprint: Hash;
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
};

export type Name = { readonly type: 'dns' | 'ip'; readonly value: string };

export interface Authority {
  /** Its own certificate, DER. */
  readonly certificate: Buffer;
  readonly hash: Hash;
  /** For a workstation's public key, SPKI DER. Good on both sides of a connection: peers serve each other. */
  issueWorkstation(publicKey: Uint8Array, common: string, at: number): Promise<Issued>;
  /** A fresh key and certificate for the listener, in PEM; the chain holds the root, by which a newcomer knows us. */
  issueServer(names: readonly Name[], at: number): Promise<{ readonly key: string; readonly chain: string }>;
}

const pem = (kind: string, der: Uint8Array): string =>
  `-----BEGIN ${kind}-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})(?=.)/g, '$1\n')}\n-----END ${kind}-----\n`;

/** 120 bits, never negative in DER, never beginning with a zero. */
const serialOf = (random: SepParts['random']): string =>
  `4${Buffer.from(random(15)).toString('hex').slice(1)}`;

const toSecond = (at: number): number => Math.floor(at / 1000) * 1000;

async function makeRoot(parts: Pick<SepParts, 'clock' | 'random'>) {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const at = toSecond(parts.clock());
  const year = 365 * day;
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialOf(parts.random),
      name: [{ CN: ['Kassa SEP'] }],
      notBefore: new Date(at - rootYears.before * year),
      // X.509 dates beyond 2049 change their form, which every reader here understands.
      notAfter: new Date(at + rootYears.after * year),
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto,
  );
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: Buffer.from(certificate.rawData), key: Buffer.from(key), at };
}

type Row = { readonly certificate: Buffer; readonly key: Buffer };
const select = 'SELECT certificate, key FROM authority WHERE one = 1';

/**
 * The authority of this database, made at the first start. Of nodes that start at once one's is kept. Throws when
 * `secret` is not the one that wrapped the key.
 */
export async function openAuthority(
  { database, clock, random }: Pick<SepParts, 'database' | 'clock' | 'random'>,
  secret: Buffer,
): Promise<Authority> {
  let [row] = await database.query<Row>(select);
  if (!row) {
    const made = await makeRoot({ clock, random });
    await database.run(
      'INSERT INTO authority (one, certificate, key, made_at) VALUES (1, $1, $2, $3) ON CONFLICT DO NOTHING',
      [made.certificate, seal(secret, made.key, random), made.at],
    );
    [row] = await database.query<Row>(select);
  }
  const opened = row ? unseal(secret, row.key) : null;
  if (!row || !opened)
    throw new Error(
      'the key of СЭП’s authority is wrapped by another secret: give every node of this database the same KASSA_SEP_SECRET, or the file authority.secret of the data folder it was made in',
    );
  const signingKey = await webcrypto.subtle.importKey('pkcs8', opened, algorithm, false, ['sign']);
  const root = row.certificate;

  const issue = async (
    publicKey: PublicKey,
    common: string,
    [from, until]: readonly [number, number],
    names: readonly Name[],
    usages: readonly ExtendedKeyUsage[],
  ): Promise<Issued> => {
    const serial = serialOf(random);
    const notBefore = toSecond(from);
    const notAfter = toSecond(until);
    const certificate = await X509CertificateGenerator.create(
      {
        serialNumber: serial,
        subject: [{ CN: [common] }],
        issuer: [{ CN: ['Kassa SEP'] }],
        notBefore: new Date(notBefore),
        notAfter: new Date(notAfter),
        signingAlgorithm: algorithm,
        signingKey,
        publicKey,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([...usages]),
          ...(names.length > 0 ? [new SubjectAlternativeNameExtension([...names])] : []),
        ],
      },
      webcrypto,
    );
    const der = Buffer.from(certificate.rawData);
    return { der, fingerprint: sha256(der), serial, notBefore, notAfter };
  };

  return {
    certificate: root,
    hash: sha256(root),
    issueWorkstation: (publicKey, common, at) =>
      issue(
        new PublicKey(Buffer.from(publicKey)),
        common,
        [at - certificateBackdated, at + certificateLife],
        [],
        [ExtendedKeyUsage.clientAuth, ExtendedKeyUsage.serverAuth],
      ),
    async issueServer(names, at) {
      const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const spki = await webcrypto.subtle.exportKey('spki', keys.publicKey);
      const { der } = await issue(
        new PublicKey(Buffer.from(spki)),
        'Kassa SEP listener',
        [at - serverSkew, at + serverLife],
        names,
        [ExtendedKeyUsage.serverAuth],
      );
      const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
      return {
        key: pem('PRIVATE KEY', new Uint8Array(key)),
        chain: pem('CERTIFICATE', der) + pem('CERTIFICATE', root),
      };
    },
  };
}
