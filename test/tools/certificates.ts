/** A small CA for tests: issues workstations' certificates as СЭП does, P-256, in PEM. */
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { Hash } from '../../contract/primitives.ts';
import { certificateBackdated, certificateName, sepListenerName } from '../../core/enrolment.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 86_400_000;

export type TestCertificate = {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
  readonly fingerprint: Hash;
};

export type TestAuthority = {
  readonly certificate: string;
  /** `at`: when it is issued; dated back as СЭП does it. It lives for a week. */
  issue(tradePointId: string, workstation: number, at: number): Promise<TestCertificate>;
  /** As СЭП's own listener has it. */
  issueListener(at: number): Promise<TestCertificate>;
};

const pem = (kind: string, der: ArrayBuffer): string =>
  `-----BEGIN ${kind}-----\n${Buffer.from(der)
    .toString('base64')
    .replace(/(.{64})(?=.)/g, '$1\n')}\n-----END ${kind}-----\n`;

export async function testAuthority(): Promise<TestAuthority> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const now = Date.now();
  const root = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: '01',
      name: [{ CN: ['Test SEP'] }],
      notBefore: new Date(now - 3_650 * day),
      notAfter: new Date(now + 3_650 * day),
      signingAlgorithm: algorithm,
      keys,
      extensions: [new BasicConstraintsExtension(true, 0, true)],
    },
    crypto,
  );
  let serial = 1;
  const authority = pem('CERTIFICATE', root.rawData);
  return {
    certificate: authority,
    issue: (tradePointId, workstation, at) => issue(certificateName(tradePointId, workstation), at),
    issueListener: (at) => issue(sepListenerName, at),
  };

  async function issue(name: string, at: number): Promise<TestCertificate> {
    serial += 1;
    const own = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.create(
      {
        serialNumber: `4${serial.toString(16).padStart(5, '0')}`,
        subject: [{ CN: [name] }],
        issuer: [{ CN: ['Test SEP'] }],
        notBefore: new Date(at - certificateBackdated),
        notAfter: new Date(at + 7 * day),
        signingAlgorithm: algorithm,
        signingKey: keys.privateKey,
        publicKey: own.publicKey,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth, ExtendedKeyUsage.serverAuth]),
        ],
      },
      crypto,
    );
    return {
      certificate: pem('CERTIFICATE', certificate.rawData),
      key: pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', own.privateKey)),
      authority,
      fingerprint: createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex') as Hash,
    };
  }
}
