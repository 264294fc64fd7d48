/** «Письмо в ЦО»: composed from rows of «ОтчетПлат», kept in an outbox until it is delivered. */
import { z } from 'zod';
import { AdjustmentKind, Attachment, PaperEntry, ReceiptEvidence } from './adjustment.ts';
import { Instant, Kopecks, PaymentId } from './primitives.ts';

/** What the letter is about: the user's wording differs. */
export const LetterOrder = z.object({
  paymentIds: z.array(PaymentId).max(50),
  kind: AdjustmentKind,
  /** Why; of a re-conduct and a transfer nothing. */
  detail: z.string().trim().max(300),
  /** For a transfer: the right number of each row, as typed. */
  rights: z
    .array(z.object({ paymentId: PaymentId, account: z.string().trim().max(40) }))
    .max(50)
    .optional(),
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

/** What a letter's rows ask of СЭП as data, so that nobody has to retype them. */
export const LetterAsk = z.object({
  kind: AdjustmentKind,
  /** As of `LetterOrder`. */
  detail: z.string().trim().max(300),
  rows: z
    .array(
      z.object({
        paymentId: PaymentId,
        /** Null: not shown yet; a re-conduct needs none, there the row is the evidence. */
        receipt: ReceiptEvidence.nullable(),
        /** The right number of a transfer, as typed; empty for the others. */
        right: z.string().trim().max(40),
      }),
    )
    .min(1)
    .max(50),
});
export type LetterAsk = Readonly<z.infer<typeof LetterAsk>>;

/** A letter on its way out; without `ask` it is a letter only. */
export const LetterOut = Letter.extend({ ask: LetterAsk.optional() });
export type LetterOut = Readonly<z.infer<typeof LetterOut>>;

/** What became of its rows as requests. */
export const LetterAsked = z.object({
  left: z.int(),
  /** Kept here until СЭП can be reached. */
  unsent: z.int(),
  /** Nobody decides on them before the client's receipt is shown. */
  awaiting: z.int(),
});
export type LetterAsked = Readonly<z.infer<typeof LetterAsked>>;

/** Whether each row may be asked for now. */
export const LetterJudged = z.object({
  /** Whether СЭП was asked just now. */
  fresh: z.boolean(),
  rows: z.array(
    z.object({
      paymentId: PaymentId,
      /** Why it can't be asked for; null: it can. */
      barred: z.string().nullable(),
    }),
  ),
});
export type LetterJudged = Readonly<z.infer<typeof LetterJudged>>;

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
