/**
 * СЭП's own mark on what it tells of payments. A copy that was put back from a dump knows by it that a word which
 * workstations bring is its own: the key lies outside of the database.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { PaymentStatus } from '../../contract/status.ts';

/** Gives a short mark of a text that nobody else can make. */
export type Seal = (text: string) => string;

/** `secret`: what also wraps the authority's key. */
export function createSeal(secret: Uint8Array): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, 'kassa-sep', 'status seal', 32));
  return (text) => createHmac('sha256', key).update(text).digest('base64url');
}

/** What is sealed of a status: all that a restored system would go by. */
const sealedText = (tradePoint: string, told: PaymentStatus): string => {
  const { paymentId, status, generation, revision, at, attempt, attempted } = told;
  const details = attempted && [
    attempted.txnId,
    attempted.providerId,
    attempted.account,
    attempted.amountCredited,
  ];
  return JSON.stringify([
    'kassa-status',
    1,
    tradePoint,
    paymentId,
    status,
    generation,
    revision,
    at,
    attempt,
    details ?? null,
  ]);
};

export const sealStatus = (seal: Seal, tradePoint: string, told: PaymentStatus): PaymentStatus => ({
  ...told,
  seal: seal(sealedText(tradePoint, told)),
});

/** Whether this system itself told it to a workstation of that trade point. */
export function isSealed(seal: Seal, tradePoint: string, told: PaymentStatus): boolean {
  const wanted = Buffer.from(seal(sealedText(tradePoint, told)));
  const given = Buffer.from(told.seal ?? '');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
