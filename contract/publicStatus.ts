/** «Статус платежа»: what a holder of a receipt asks of СЭП's public listener, and what is answered. */
import { z } from 'zod';
import { AdjustmentKind, ReceiptEvidence } from './adjustment.ts';
import { Instant, Kopecks } from './primitives.ts';
import { SepStatus } from './status.ts';

export const PublicQuestion = z.discriminatedUnion('kind', [
  /** The receipt's QR, as its reader understood it. */
  z.object({ kind: z.literal('qr'), receipt: ReceiptEvidence.options[0] }),
  /** What is read off the paper: the client's number at the provider, «128/12» or «ФД 312», the sum taken. */
  z.object({
    kind: z.literal('typed'),
    account: z.string().trim().min(1).max(40),
    receipt: z.string().trim().min(1).max(40),
    amount: Kopecks,
  }),
]);
export type PublicQuestion = Readonly<z.infer<typeof PublicQuestion>>;

/**
 * Where a payment stands, for its payer. `notConducted`: the receipt is made, the cashier has not conducted it.
 * `notReceived`: СЭП has only the receipt, left with a request.
 */
export const PublicPlace = z.enum([...SepStatus.options, 'notConducted', 'notReceived']);
export type PublicPlace = z.infer<typeof PublicPlace>;

/** A correction under way, or refused. `granted`: the cash may be paid out. */
export const PublicRequest = z.object({
  kind: AdjustmentKind,
  stage: z.enum(['considered', 'atOperator', 'granted', 'refused']),
});
export type PublicRequest = Readonly<z.infer<typeof PublicRequest>>;

/** All that is told of a payment: nothing of its trade point, cashier, operator's numbers or other payments. */
export const PublicPayment = z.object({
  place: PublicPlace,
  provider: z.string().max(40),
  /** Whether people call it «оператор». */
  isMobile: z.boolean(),
  /** The last four signs of the number to which the money goes now. */
  accountEnd: z.string().min(1).max(4),
  /** The number is another one than on the receipt. */
  isCorrected: z.boolean(),
  amount: Kopecks,
  changedAt: Instant,
  request: PublicRequest.nullable(),
  /** Only where several payments answer to one receipt: when the money was taken, to tell them apart. */
  takenAt: Instant.optional(),
});
export type PublicPayment = Readonly<z.infer<typeof PublicPayment>>;

export const PublicAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), payments: z.array(PublicPayment).min(1).max(3) }),
  /** Unknown here, of somebody else, or not agreeing with its receipt: the very same answer. */
  z.object({ kind: z.literal('unknown') }),
]);
export type PublicAnswer = Readonly<z.infer<typeof PublicAnswer>>;

export const PublicRefusal = z.object({
  code: z.enum([
    'badRequest',
    'tooLarge',
    'tooMany',
    'foreignPage',
    'forbidden',
    'wrongMethod',
    'notFound',
    'unavailable',
  ]),
  /** For people, in Russian. */
  message: z.string().max(300),
  /** With `tooMany`: when it is worth trying again, seconds. */
  retryAfter: z.int().min(1).optional(),
});
export type PublicRefusal = Readonly<z.infer<typeof PublicRefusal>>;
