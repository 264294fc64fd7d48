/** Finds СЭП by the fingerprint in an enrolment code: only its own authority's certificate has it. */
import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate } from 'node:tls';
import { connect } from 'node:tls';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import { authorityFingerprint } from '../../core/enrolment.ts';
import type { Timers } from '../devices/timers.ts';
import { within } from '../devices/timers.ts';
import { sha256Bytes } from '../store/hashing.ts';
import { networkFailure } from './sepFailure.ts';

/** The longest chain that is looked at: listener, perhaps something in between, authority. */
const longestChain = 4;

function chainOf(leaf: DetailedPeerCertificate): readonly Buffer[] {
  const chain: Buffer[] = [];
  let next: DetailedPeerCertificate | undefined = leaf;
  while (next?.raw && chain.length < longestChain && !chain.some((der) => der.equals(next?.raw ?? der))) {
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
}

/** The certificate that has this fingerprint and signed the listener's; null: there is none. */
function authorityIn(chain: readonly Buffer[], fingerprint: string): string | null {
  const [leaf] = chain;
  const found = chain.find((der) => authorityFingerprint(sha256Bytes(der)) === fingerprint);
  if (!leaf || !found) return null;
  const authority = new X509Certificate(found);
  return new X509Certificate(leaf).verify(authority.publicKey) ? authority.toString() : null;
}

/**
 * СЭП's CA in PEM, as the one who answers at this address shows it. Nothing is sent on this connection, so nothing is
 * given away to a stranger. Refuses with `sepForeign` when the fingerprint does not fit, `sepUnavailable` when nobody
 * answers.
 */
export function findAuthority(
  address: string,
  fingerprint: string,
  timers: Timers,
  deadlineMs: number,
): Promise<Result<string>> {
  const { hostname, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  const late = refuse('sepUnavailable', { network: 'ETIMEDOUT' });
  let end = (): void => undefined;
  return within<Result<string>>(timers, deadlineMs, late, (report) => {
    // Whom it is talking to is what it has yet to find out.
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false, minVersion: 'TLSv1.2' });
    end = () => void socket.destroy();
    socket.on('error', (error) => report({ ok: false, failure: networkFailure(error) }));
    socket.on('secureConnect', () => {
      try {
        const found = authorityIn(chainOf(socket.getPeerCertificate(true)), fingerprint);
        report(found === null ? refuse('sepForeign') : ok(found));
      } catch {
        report(refuse('sepForeign'));
      }
    });
    socket.on('close', () => report(refuse('sepUnavailable', { network: 'ECONNRESET' })));
  }).finally(() => end());
}
