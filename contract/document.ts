/** A printed document as data; each device, the screen and a text file draw it in their own way. */
import { z } from 'zod';

export const DocumentLine = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('text'),
    text: z.string(),
    align: z.enum(['left', 'center', 'right']),
    bold: z.boolean(),
  }),
  /** Left and right on one line; wraps onto two when they don't fit together. */
  z.object({ type: z.literal('row'), left: z.string(), right: z.string(), bold: z.boolean() }),
  z.object({ type: z.literal('rule') }),
  /** Double height and width, centred: the number and the sum that the client must read. */
  z.object({ type: z.literal('big'), text: z.string() }),
  z.object({ type: z.literal('qr'), data: z.string().min(1).max(600) }),
  z.object({ type: z.literal('cut') }),
]);
export type DocumentLine = Readonly<z.infer<typeof DocumentLine>>;

const DocumentKind = z.enum([
  'preCheck',
  'receipt',
  'receiptCopy',
  'refundReceipt',
  'statement',
  'shiftOpening',
  'xReport',
  'zReport',
  'cashIn',
  'cashOut',
  'paymentReport',
  'testPage',
]);
export type DocumentKind = z.infer<typeof DocumentKind>;

export const PrintedDocument = z.object({
  kind: DocumentKind,
  /** For the paper's caption on the screen and the file's name: «Пречек № 12». */
  title: z.string(),
  lines: z.array(DocumentLine),
});
export type PrintedDocument = Readonly<z.infer<typeof PrintedDocument>>;
