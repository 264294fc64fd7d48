/** What a workstation's settings hold; kept beside the journal, never in it. */
import { z } from 'zod';
import { Day, Kopecks } from './primitives.ts';

export const CodePage = z.enum(['cp866', 'windows1251']);
export type CodePage = z.infer<typeof CodePage>;

export const PaperWidth = z.enum(['58', '80']);
export type PaperWidth = z.infer<typeof PaperWidth>;

export const PrinterSettings = z.discriminatedUnion('driver', [
  z.object({ driver: z.literal('virtual'), width: PaperWidth }),
  z.object({
    driver: z.literal('escpos'),
    /** `COM3`, `/dev/ttyUSB0`, or typed by hand. */
    port: z.string().min(1).max(200),
    /** Bits per second. */
    baudRate: z.union([
      z.literal(9600),
      z.literal(19200),
      z.literal(38400),
      z.literal(57600),
      z.literal(115200),
    ]),
    width: PaperWidth,
    codePage: CodePage,
    /** The number that this printer gives the code page (ESC t n): vendors differ. */
    codePageNumber: z.int().min(0).max(255),
    /** Whether a cash drawer hangs on the printer and opens with the receipt. */
    drawer: z.boolean(),
    cutter: z.boolean(),
  }),
]);
export type PrinterSettings = Readonly<z.infer<typeof PrinterSettings>>;

/** `virtual`: a training register that keeps documents as a real one; `slipPrinter`: no register, a non-fiscal receipt. */
export const RegisterSettings = z.object({ driver: z.enum(['virtual', 'slipPrinter']) });
export type RegisterSettings = Readonly<z.infer<typeof RegisterSettings>>;

/** VAT rates change by law: a table of settings, not constants. */
export const VatRate = z.object({
  /** The kind of rate, by which a provider of the catalogue names it. Rates of one kind follow each other. */
  key: z.string().min(1).max(20),
  /** Receipts of this day and later have it, in the trade point's zone. */
  since: Day,
  /** Value of FFD tag 1199. */
  code: z.int().min(1).max(20),
  /** Hundredths of a per cent on top of the sum without tax: 2200 is 22 %. Null: not subject to VAT. */
  basisPoints: z.int().min(0).max(5_000).nullable(),
  /** As the receipt calls it: «НДС 22%». */
  name: z.string().min(1).max(24),
});
export type VatRate = Readonly<z.infer<typeof VatRate>>;

export const TradePoint = z.object({
  id: z.string().min(1).max(40),
  name: z.string().min(1).max(60),
  address: z.string().min(1).max(160),
  /** IANA zone: days and reports are counted in it. */
  zone: z.string().min(1).max(60),
  /** The payment agent: legal name, INN and phone for the receipt. */
  agentName: z.string().min(1).max(120),
  agentInn: z.string().regex(/^\d{10}(\d{2})?$/),
  agentPhone: z.string().min(1).max(20),
});
export type TradePoint = Readonly<z.infer<typeof TradePoint>>;

export const Settings = z
  .object({
    printer: PrinterSettings,
    register: RegisterSettings,
    /** Minutes without a key or click after which the screen locks. */
    autoLockMinutes: z.int().min(1).max(120),
    /** From this sum on, the last four digits are typed again, blind. */
    blindEntryFrom: Kopecks,
    /** VAT of the agent's own fee: a key of `vatRates`. */
    feeVat: z.string().min(1).max(20),
    vatRates: z.array(VatRate).min(1).max(60),
  })
  .refine(({ feeVat, vatRates }) => vatRates.some(({ key }) => key === feeVat), { path: ['feeVat'] });
export type Settings = Readonly<z.infer<typeof Settings>>;
