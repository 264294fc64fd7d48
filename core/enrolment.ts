/** Enrolment codes and the texts that a journal's key signs when it enrols, renews or binds. */
import type { Hash, Origin } from '../contract/primitives.ts';

/** Crockford's base 32: no I, L, O, U, so that a code can be read out and typed. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const secretSigns = 16;
const fingerprintSigns = 20;

/** What a code says: 80 secret bits, and the first 100 bits of the SHA-256 of the CA's certificate. */
export type EnrolmentCode = { readonly secret: string; readonly fingerprint: string };

/** Five bits a sign, highest first; bits left over at the end are dropped. */
function toSigns(bytes: Uint8Array, signs: number): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < signs) {
      bits -= 5;
      text += alphabet[(held >>> bits) & 31];
      held &= (1 << bits) - 1;
    }
  }
  if (text.length < signs) throw new RangeError(`${bytes.length} bytes don't make ${signs} signs`);
  return text;
}

/** A new secret out of at least ten random bytes. */
export const enrolmentSecret = (random: Uint8Array): string => toSigns(random, secretSigns);

/** How a CA is named in a code; `hash`: SHA-256 of its certificate in DER. */
export function authorityFingerprint(hash: Hash): string {
  const pairs = hash.match(/../g) ?? [];
  return toSigns(
    Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)),
    fingerprintSigns,
  );
}

/** `ABCD-EFGH-…`: nine groups of four. */
export function writeEnrolmentCode({ secret, fingerprint }: EnrolmentCode): string {
  return (secret + fingerprint).match(/.{4}/g)?.join('-') ?? '';
}

/** Null: it is no code. Case, spaces and dashes don't matter; O, I and L are taken for what they look like. */
export function readEnrolmentCode(text: string): EnrolmentCode | null {
  const signs = text
    .toUpperCase()
    .replace(/[\s\u2010-\u2015-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  if (signs.length !== secretSigns + fingerprintSigns) return null;
  if ([...signs].some((sign) => !alphabet.includes(sign))) return null;
  return { secret: signs.slice(0, secretSigns), fingerprint: signs.slice(secretSigns) };
}

/** The common name in a workstation's certificate: by it peers know whose it is. At most 64 signs, as X.520 wants. */
export const certificateName = (tradePointId: string, workstation: number): string =>
  `${tradePointId}/${workstation}`;

/** Null: it is no workstation's. */
export function readCertificateName(
  name: string,
): { readonly tradePointId: string; readonly workstation: number } | null {
  const [, tradePointId, workstation] = /^(.+)\/([1-9]\d?)$/s.exec(name) ?? [];
  return workstation && tradePointId ? { tradePointId, workstation: Number(workstation) } : null;
}

/**
 * How far a workstation's certificate is dated back, milliseconds: peers judge it by their own clocks, and a day covers
 * a wrong time zone and a clock set by hand.
 */
export const certificateBackdated = 24 * 60 * 60 * 1000;

/** What a journal's key signs at enrolment: nobody else's code, certificate or journal can be put in its place. */
export const enrolText = (secret: string, requestHash: Hash, origin: Origin): string =>
  JSON.stringify(['kassa-enrol', 1, secret, requestHash, origin]);

export const renewText = (requestHash: Hash, origin: Origin): string =>
  JSON.stringify(['kassa-renew', 1, requestHash, origin]);

/** `certificate`: SHA-256 of the certificate by which the workstation speaks, hex. */
export const bindText = (origin: Origin, publicKey: string, certificate: Hash): string =>
  JSON.stringify(['kassa-bind', 1, origin, publicKey, certificate]);

/** The common name in the certificate of СЭП's own listener: no workstation's certificate can stand in for it. */
export const sepListenerName = 'Kassa SEP listener';
