/** Where a payment stands in СЭП, as every room says it. */
import { z } from 'zod';
import { Account, Instant, Kopecks, PaymentId, ProviderId } from './primitives.ts';

/**
 * `accepted → checking → forwarded → completed | rejected | hung`, and after corrections
 * `cancelled | refunded | transferred`.
 */
export const SepStatus = z.enum([
  /** СЭП has it, nothing was asked of the operator yet. */
  'accepted',
  /** The operator is asked whether the number exists; no money was sent. */
  'checking',
  /** The operator was told to credit it; its final answer is awaited. */
  'forwarded',
  /** Credited. */
  'completed',
  /** Proven not credited. */
  'rejected',
  /** No final answer: only a registry or a person can tell. */
  'hung',
  'cancelled',
  'refunded',
  'transferred',
]);
export type SepStatus = z.infer<typeof SepStatus>;

/** A number that changes when СЭП is restored from an older copy. What carries an older one is of the past. */
export const Generation = z.int().min(1);

/** What an operator is asked to credit by one attempt, and the number by which it knows that attempt. */
export const AttemptDetails = z.object({
  txnId: z.string().regex(/^\d{1,19}$/),
  providerId: ProviderId,
  account: Account,
  amountCredited: Kopecks,
});
export type AttemptDetails = Readonly<z.infer<typeof AttemptDetails>>;

/** A status as СЭП tells it. `revision` grows with every change of this payment within a generation. */
export const PaymentStatus = z.object({
  paymentId: PaymentId,
  status: SepStatus,
  generation: Generation,
  revision: z.int().min(1),
  at: Instant,
  /** The attempt that it speaks of; 0 before the first. */
  attempt: z.int().min(0),
  /** The operator's own number of the payment (`prv_txn`). */
  operatorNumber: z.string().max(20).nullable(),
  /** The operator's result code, in its provider's dialect. */
  resultCode: z.int().nullable(),
  /** Why, for people, in Russian; null where the status says it all. */
  reason: z.string().max(300).nullable(),
  /** That attempt's own; absent: none was opened, or a СЭП that does not say. */
  attempted: AttemptDetails.optional(),
  /** СЭП's own mark on all of it but the words for people: told again after a restore it is known to be СЭП's word. */
  seal: z.string().max(64).optional(),
});
export type PaymentStatus = Readonly<z.infer<typeof PaymentStatus>>;
