/** «Письмо в ЦО»: composed from rows of «ОтчетПлат», kept in an outbox until it is delivered. */
import { z } from 'zod';
import { AdjustmentKind, Attachment, PaperEntry } from './adjustment.ts';
import { Instant, Kopecks, PaymentId } from './primitives.ts';

/** What the letter is about: the user's wording differs. */
export const LetterOrder = z.object({
  paymentIds: z.array(PaymentId).max(50),
  kind: AdjustmentKind,
  /** For a transfer: the right number; for a cancel: the reason. */
  detail: z.string().trim().max(300),
  /** A payment that is missing at the till, as its receipt has it. */
  paper: z
    .object({ receipt: z.string().max(40), amountTaken: Kopecks, entry: PaperEntry.nullable() })
    .optional(),
});
export type LetterOrder = Readonly<z.infer<typeof LetterOrder>>;

/** A letter as it can still be edited. */
export const Letter = z.object({
  to: z.string().trim().min(3).max(200),
  subject: z.string().trim().min(1).max(200),
  /** The words above the table. */
  words: z.string().max(4_000),
  paymentIds: z.array(PaymentId).max(50),
  attachments: z.array(Attachment).max(4),
});
export type Letter = Readonly<z.infer<typeof Letter>>;

export const LetterView = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  state: z.enum(['waiting', 'delivered', 'refused']),
  madeAt: Instant,
  deliveredAt: Instant.nullable(),
  tries: z.int(),
  /** What the mail server said last, for people. */
  trouble: z.string().nullable(),
});
export type LetterView = Readonly<z.infer<typeof LetterView>>;

/** Where letters go and through whom. The password is kept by the vault, never shown. */
export const MailSettings = z.object({
  to: z.string().trim().min(3).max(200),
  from: z.string().trim().max(200),
  host: z.string().trim().max(200),
  port: z.int().min(1).max(65_535),
  secure: z.boolean(),
  user: z.string().trim().max(120),
});
export type MailSettings = Readonly<z.infer<typeof MailSettings>>;
