/** The provider catalogue: what СЭП sends down with a version, and what ships for a till that is alone. */
import { z } from 'zod';
import { Kopecks, ProviderId } from './primitives.ts';

/** How a client's number looks at a provider. `tenDigits`: a phone without +7 or 8. */
export const AccountMask = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tenDigits') }),
  z.object({
    kind: z.literal('pattern'),
    /** Anchored regular expression over the normalised number. */
    pattern: z.string().min(3).max(200),
    /** How it is named on the receipt that the client brings: «лицевой счёт, 10 цифр». */
    hint: z.string().min(1).max(80),
    /** Sizes of the groups in which it is shown, `[4, 4, 2]`; empty: as typed. */
    groups: z.array(z.int().min(1).max(20)),
    /** Whether letters may occur (then they are upper-cased), or digits only. */
    letters: z.boolean(),
  }),
]);
export type AccountMask = Readonly<z.infer<typeof AccountMask>>;

/** The agent's own fee, on top of the sum credited. Rounded half up to a kopeck. */
export const FeeRule = z.object({
  /** Hundredths of a per cent: 300 is 3 %. */
  basisPoints: z.int().min(0).max(5000),
  fixed: Kopecks,
  minimum: Kopecks,
  maximum: Kopecks.nullable(),
});
export type FeeRule = Readonly<z.infer<typeof FeeRule>>;

export const ProviderKind = z.enum([
  'mobile',
  'internet',
  'television',
  'utilities',
  'transport',
  'telephony',
  'security',
  'games',
  'other',
]);
export type ProviderKind = z.infer<typeof ProviderKind>;

export const Provider = z.object({
  id: ProviderId,
  /** Two digits, by which the cashier picks the provider on the numeric keypad. */
  keypadCode: z.string().regex(/^\d{2}$/),
  name: z.string().min(1).max(40),
  kind: ProviderKind,
  mask: AccountMask,
  /** What its number is called: «Номер телефона», «Лицевой счёт». */
  accountName: z.string().min(1).max(40),
  minimum: Kopecks,
  maximum: Kopecks,
  fee: FeeRule,
  /** For the receipt: supplier's legal name, INN, phone, VAT of the payment (a key of settings' VAT table). */
  legalName: z.string().min(1).max(120),
  inn: z.string().regex(/^\d{10}(\d{2})?$/),
  phone: z.string().max(20),
  vat: z.string().min(1).max(20),
  /** How the numbering plan calls it, for the hint by range: «Мобильные ТелеСистемы». Empty for all but mobile ones. */
  planNames: z.array(z.string().min(2).max(80)),
  /** Colour of its dot on the screen, `#rrggbb`; the name always stands beside it. */
  color: z.string().regex(/^#[0-9a-f]{6}$/),
});
export type Provider = Readonly<z.infer<typeof Provider>>;

export const Catalogue = z.object({ version: z.int().min(1), providers: z.array(Provider).min(1) });
export type Catalogue = Readonly<z.infer<typeof Catalogue>>;

/**
 * How far a workstation's catalogue may be relied on. `sound`: its limits and fees hold. `previous`: the one in force can't
 * be read, this is the version before it, good for names and for papers of payments on their way. `none`: nothing that СЭП
 * sent can be read, what ships stands in for names.
 */
export const CatalogueStanding = z.enum(['sound', 'previous', 'none']);
export type CatalogueStanding = z.infer<typeof CatalogueStanding>;

/** One row of a numbering plan: `DEF;from;to;operator;region`. */
export const NumberRange = z.object({
  /** Ten-digit bounds, inclusive. */
  from: z.int().min(1_000_000_000).max(9_999_999_999),
  to: z.int().min(1_000_000_000).max(9_999_999_999),
  operator: z.string().min(1).max(120),
  region: z.string().max(120),
});
export type NumberRange = Readonly<z.infer<typeof NumberRange>>;
