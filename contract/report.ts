/** «ОтчетПлат»: the question and its answer. */
import { z } from 'zod';
import { Account, Day, Instant, Kopecks, PaymentId, ProviderId } from './primitives.ts';
import { PartView, StandingView } from './sync.ts';
import { PaymentStage } from './till.ts';

/** Days are the trade point's, both inclusive. Newest payments come first. */
export const ReportQuery = z.object({
  from: Day,
  to: Day,
  providerId: ProviderId.nullable(),
  /** As typed: ten digits, or by the provider's mask. Null or empty: all. */
  account: z.string().max(60).nullable(),
});
export type ReportQuery = Readonly<z.infer<typeof ReportQuery>>;

export const ReportRow = z.object({
  paymentId: PaymentId,
  number: z.string(),
  takenAt: Instant,
  providerId: ProviderId,
  account: Account,
  amountTaken: Kopecks,
  fee: Kopecks,
  amountCredited: Kopecks,
  /** «128/12 ФД 312»: shift, receipt, fiscal document. */
  receipt: z.string(),
  cashierName: z.string(),
  workstation: z.int(),
  stage: PaymentStage,
  /** Its money was given back at a till of this trade point; absent: it was not. */
  refunded: z.literal(true).optional(),
  /** Where it stands in СЭП; null: not there yet, or not conducted. */
  standing: StandingView.nullable(),
});
export type ReportRow = Readonly<z.infer<typeof ReportRow>>;

export const ReportTotal = z.object({
  providerId: ProviderId,
  count: z.int(),
  taken: Kopecks,
  fee: Kopecks,
  credited: Kopecks,
});
export type ReportTotal = Readonly<z.infer<typeof ReportTotal>>;

/** Which report: pages, CSV and print are of this build or are refused. */
export const ReportKey = z.object({
  /** Its own number, whatever was asked and whatever the clock says: a clock that was set back stands still. */
  build: z.int().min(1),
  query: ReportQuery,
  /** Rows taken later are none of its own. */
  asOf: Instant,
  /** How many rows it has. */
  count: z.int().min(0),
});
export type ReportKey = Readonly<z.infer<typeof ReportKey>>;

export const Report = z.object({
  key: ReportKey,
  count: z.int(),
  totals: z.array(ReportTotal),
  total: ReportTotal.omit({ providerId: true }),
  rows: z.array(ReportRow),
  /** Payments that match and whose receipt's outcome is unknown: shown apart, in no total. */
  unsettled: z.array(ReportRow),
  /** How fresh the other workstations' parts of it are; empty for a workstation alone. */
  parts: z.array(PartView),
});
export type Report = Readonly<z.infer<typeof Report>>;

/** How many rows a page holds at most. */
export const reportPageSize = 200;
