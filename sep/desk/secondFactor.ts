/** The second factor: a six-digit code of an authenticator (TOTP, RFC 6238), each good once. */
import { Secret, TOTP } from 'otpauth';

const period = 30;
const secretBytes = 20;
/** Steps that a telephone's clock may be off, to either side. */
const window = 1;

const totpOf = (secret: Uint8Array, label: string): TOTP =>
  new TOTP({
    issuer: 'СЭП',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  });

export const newTotpSecret = (random: (bytes: number) => Uint8Array): Buffer =>
  Buffer.from(random(secretBytes));

/** What an authenticator takes, as text or QR. */
export const otpauthUrl = (secret: Uint8Array, login: string): string => totpOf(secret, login).toString();

/** The time step whose code this is; null: wrong, or of a step that was used. */
export function stepOfCode(secret: Uint8Array, code: string, now: number, usedStep: number): number | null {
  const delta = totpOf(secret, 'desk').validate({ token: code, timestamp: now, window });
  if (delta === null) return null;
  const step = Math.floor(now / 1_000 / period) + delta;
  return step > usedStep ? step : null;
}
