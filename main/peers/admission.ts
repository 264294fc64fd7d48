/** Who may talk to a workstation: only certificates of its own trade point that СЭП has not taken back. */
import { createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Hash } from '../../contract/primitives.ts';
import { certificateBackdated, readCertificateName } from '../../core/enrolment.ts';
import type { PeerList } from './peerList.ts';

/** A certificate as it was shown in TLS, which has proven that its key is there. */
export type ShownCertificate = {
  readonly fingerprint: Hash;
  readonly name: string;
  readonly notBefore: number;
  /** Issued by СЭП's CA, and in time. */
  readonly authorized: boolean;
};

export type Admission =
  | { readonly kind: 'admitted'; readonly workstation: number }
  | {
      readonly kind: 'refused';
      readonly why: 'certificateMissing' | 'certificateForeign' | 'otherPlace' | 'certificateRevoked';
    };

/** Null: none was shown. */
export function shownBy(socket: TLSSocket): ShownCertificate | null {
  const certificate = socket.getPeerCertificate(false);
  // Without a certificate Node gives an empty object, whatever its types say.
  if (!Buffer.isBuffer(certificate.raw)) return null;
  const { CN } = certificate.subject;
  return {
    fingerprint: createHash('sha256').update(certificate.raw).digest('hex') as Hash,
    name: typeof CN === 'string' ? CN : '',
    notBefore: Date.parse(certificate.valid_from),
    authorized: socket.authorized,
  };
}

/**
 * What stands on СЭП's list is let in by its fingerprint, expired or not: a workstation that is out of СЭП's reach, or
 * whose clock is wrong, still hands on its journal. What does not stand on it is let in only where the list can't know
 * it yet: there is none, or the certificate was issued after it.
 */
export function admit(
  shown: ShownCertificate | null,
  tradePointId: string,
  list: PeerList | null,
): Admission {
  const refused = (why: Extract<Admission, { kind: 'refused' }>['why']): Admission => ({
    kind: 'refused',
    why,
  });
  if (!shown) return refused('certificateMissing');
  const listed = list?.peers.find(({ certificates }) => certificates.includes(shown.fingerprint));
  if (listed) return { kind: 'admitted', workstation: listed.workstation };
  if (!shown.authorized) return refused('certificateForeign');
  const place = readCertificateName(shown.name);
  if (!place || place.tradePointId !== tradePointId) return refused('otherPlace');
  const issuedAt = shown.notBefore + certificateBackdated;
  // Whole seconds in a certificate.
  if (list && !(issuedAt + 1_000 > list.at)) return refused('certificateRevoked');
  return { kind: 'admitted', workstation: place.workstation };
}
