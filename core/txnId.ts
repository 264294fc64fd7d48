/** The number by which an operator knows one attempt of a payment: derived, so that it is the same for ever. */
import type { PaymentId } from '../contract/primitives.ts';
import type { Sha256 } from './journal.ts';

/** The first 63 bits of a text's SHA-256 in decimal: digits only, at most 19 of them. */
function number63(parts: readonly (string | number)[], sha256: Sha256): string {
  const hash = sha256(JSON.stringify(parts));
  return (BigInt(`0x${hash.slice(0, 16)}`) >> 1n).toString();
}

/** `attempt` counts from 1. A СЭП restored from an old copy derives the same number, so it asks about the same thing. */
export const txnIdOf = (payment: PaymentId, attempt: number, sha256: Sha256): string =>
  number63(['kassa-txn', 1, payment, attempt], sha256);

/** Under which a number is checked before its pre-check: never that of an attempt. */
export const checkIdOf = (payment: PaymentId, sha256: Sha256): string =>
  number63(['kassa-check', 1, payment], sha256);
