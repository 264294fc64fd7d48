/** The small values that every message is made of: money, identities, instants. */
import { z } from 'zod';

/** Money in kopecks, never negative. */
export const Kopecks = z.int().min(0).brand<'Kopecks'>();
export type Kopecks = z.infer<typeof Kopecks>;

/** A sum that a person enters: what a drawer can hold, far below what a number holds exactly. */
export const EnteredSum = z.int().min(0).max(100_000_000_000).brand<'Kopecks'>();

/** A difference of two sums in kopecks: may be negative. */
export const KopecksDifference = z.int().brand<'KopecksDifference'>();
export type KopecksDifference = z.infer<typeof KopecksDifference>;

/** UTC milliseconds since 1970, from an injected clock. */
export const Instant = z.int().min(0).brand<'Instant'>();
export type Instant = z.infer<typeof Instant>;

/** A day of the trade point's zone, `2026-11-22`. */
export const Day = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
  .brand<'Day'>();
export type Day = z.infer<typeof Day>;

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/** UUIDv7, one for a payment's whole life; money is deduplicated by it. */
export const PaymentId = uuid.brand<'PaymentId'>();
export type PaymentId = z.infer<typeof PaymentId>;

export const ShiftId = uuid.brand<'ShiftId'>();
export type ShiftId = z.infer<typeof ShiftId>;

export const CashierId = uuid.brand<'CashierId'>();
export type CashierId = z.infer<typeof CashierId>;

/** A provider's short name in the catalogue, `mts`. */
export const ProviderId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
  .brand<'ProviderId'>();
export type ProviderId = z.infer<typeof ProviderId>;

/** A random journal id, made together with its key. */
export const Origin = uuid.brand<'Origin'>();
export type Origin = z.infer<typeof Origin>;

/** SHA-256 in lower-case hex. */
export const Hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'Hash'>();
export type Hash = z.infer<typeof Hash>;

/** A workstation's number within its trade point: the `2` of payment `2-1045`. */
export const WorkstationNumber = z.int().min(1).max(99);

/** The client's number at the provider: ten digits, or what the provider's mask admits. */
export const Account = z.string().min(1).max(20);

export const Role = z.enum(['cashier', 'senior', 'administrator']);
export type Role = z.infer<typeof Role>;
