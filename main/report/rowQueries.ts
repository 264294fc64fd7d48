/** Reads report rows by index: newest first, any page of any filter. */

import type { Instant, Kopecks, PaymentId, ProviderId } from '../../contract/primitives.ts';
import type { ReportRow } from '../../contract/report.ts';
import type { SepStatus } from '../../contract/status.ts';
import type { PaymentStage } from '../../contract/till.ts';
import { paymentNumber } from '../../core/payment.ts';
import type { Database, Statement } from '../store/driver.ts';
import type { Filter } from './period.ts';

type Row = {
  readonly key: number;
  readonly id: PaymentId;
  readonly workstation: number;
  readonly counter: number;
  readonly at: Instant;
  readonly provider: ProviderId;
  readonly account: string;
  readonly taken: Kopecks;
  readonly fee: Kopecks;
  readonly credited: Kopecks;
  readonly stage: PaymentStage;
  readonly shift_number: number | null;
  readonly receipt_number: number | null;
  readonly document_number: number | null;
  readonly cashier_name: string | null;
  readonly refunded: number;
  readonly status: SepStatus | null;
  readonly status_at: Instant | null;
  readonly status_reason: string | null;
};

/** A row's key, and when its money was taken: a key that was given up may be another payment's one day. */
export type RowPlace = readonly [key: number, takenAt: Instant];

export type KeyedRow = { readonly key: number; readonly row: ReportRow };

/** «128/12 ФД 312»: shift, receipt, fiscal document where there is one. */
function receiptText({ shift_number, receipt_number, document_number }: Row): string {
  if (receipt_number === null) return '';
  const fiscal = document_number === null ? '' : ` ФД ${document_number}`;
  return `${shift_number ?? '?'}/${receipt_number}${fiscal}`;
}

const keyed = (row: Row): KeyedRow => ({
  key: row.key,
  row: {
    paymentId: row.id,
    number: paymentNumber(row),
    takenAt: row.at,
    providerId: row.provider,
    account: row.account,
    amountTaken: row.taken,
    fee: row.fee,
    amountCredited: row.credited,
    receipt: receiptText(row),
    cashierName: row.cashier_name ?? '',
    workstation: row.workstation,
    stage: row.stage,
    ...(row.refunded === 1 && { refunded: true as const }),
    standing:
      row.status === null || row.status_at === null
        ? null
        : { status: row.status, at: row.status_at, reason: row.status_reason },
  },
});

const columns = `p.key, p.id, p.workstation, p.counter, coalesce(p.taken_at, p.receipt_started_at) AS at,
  p.provider, p.account, p.taken, p.fee, p.credited, p.stage, s.number AS shift_number, p.receipt_number,
  CASE WHEN p.document ->> '$.fiscal' IS NOT NULL THEN p.document ->> '$.number' END AS document_number,
  EXISTS (SELECT 1 FROM refund r WHERE r.payment = p.id AND r.stage = 'paid') AS refunded,
  coalesce(c.name, o.name) AS cashier_name, st.status, st.at AS status_at, st.reason AS status_reason`;
const joins = `LEFT JOIN shift s ON s.id = p.receipt_shift
  LEFT JOIN cashier c ON c.id = coalesce(p.receipt_cashier, p.cashier)
  LEFT JOIN other_cashier o ON o.id = coalesce(p.receipt_cashier, p.cashier)
  LEFT JOIN status st ON st.payment = p.id`;

/** Bound by name; the conditions that a filter has not are left out of the statement, so that each finds its index. */
type Bound = Readonly<Record<string, string | number>>;

const conditions = ({ providerId, account }: Filter): string =>
  `taken_at >= $from AND taken_at < $before
   ${providerId === null ? '' : 'AND provider = $provider'} ${account === null ? '' : 'AND account = $account'}`;

/** The values that `conditions` names: no more, or the driver refuses them. */
const boundOf = ({ from, before, providerId, account }: Filter): Bound => ({
  from,
  before,
  ...(providerId === null ? {} : { provider: providerId }),
  ...(account === null ? {} : { account }),
});

/** Which index serves a filter; named, because the planner has no statistics to choose by. */
const indexOf = ({ providerId, account }: Filter): string => {
  if (account !== null) return 'payment_account';
  return providerId === null ? 'payment_taken' : 'payment_provider';
};

export interface RowQueries {
  /** Rows of a filter, newest first, after skipping so many. */
  page(filter: Filter, skip: number, limit: number): readonly KeyedRow[];
  /** The rows that follow one. */
  after(
    filter: Filter,
    last: { readonly at: Instant; readonly key: number },
    limit: number,
  ): readonly KeyedRow[];
  byId(id: string): ReportRow | null;
  /** Where a filter's rows stand, newest first. */
  places(filter: Filter): readonly RowPlace[];
  /** The rows that stand there, in that order: fewer where a payment was told anew and stands elsewhere. */
  at(places: readonly RowPlace[]): readonly ReportRow[];
  /** Receipts whose outcome is unknown. */
  unsettled(filter: Filter): readonly ReportRow[];
  /** Sums by provider of what an index scan finds. */
  sums(filter: Filter): readonly SumRow[];
}

export type SumRow = {
  readonly provider: ProviderId;
  readonly count: number;
  readonly taken: number;
  readonly fee: number;
  readonly credited: number;
};

export function openRowQueries(database: Database): RowQueries {
  const prepared = new Map<string, Statement<[Bound], unknown>>();
  /** One statement per form of filter, prepared when it is first needed. */
  function prepare<R>(sql: string): Statement<[Bound], R> {
    const known = prepared.get(sql) ?? database.prepare<[Bound], unknown>(sql);
    prepared.set(sql, known);
    return known as Statement<[Bound], R>;
  }

  // The page's keys come out of the index alone; rows are fetched for the page only.
  const pageSql = (filter: Filter, more: string, skip: string) => `
    WITH page AS MATERIALIZED (
      SELECT key, taken_at FROM payment INDEXED BY ${indexOf(filter)}
      WHERE ${conditions(filter)} ${more} ORDER BY taken_at DESC, key DESC LIMIT $limit ${skip})
    SELECT ${columns} FROM page JOIN payment p ON p.key = page.key ${joins}
    ORDER BY page.taken_at DESC, page.key DESC`;

  const atPlaces = database.prepare<[string], Row>(
    `SELECT ${columns} FROM json_each(?) place
     JOIN payment p ON p.key = place.value ->> 0 AND p.taken_at = place.value ->> 1 ${joins} ORDER BY place.key`,
  );
  const byId = database.prepare<[string], Row>(`SELECT ${columns} FROM payment p ${joins} WHERE p.id = ?`);

  return {
    page: (filter, skip, limit) =>
      prepare<Row>(pageSql(filter, '', 'OFFSET $skip'))
        .all({ ...boundOf(filter), skip, limit })
        .map(keyed),
    after: (filter, { at, key }, limit) =>
      prepare<Row>(pageSql(filter, 'AND taken_at <= $at AND (taken_at < $at OR key < $key)', ''))
        .all({ ...boundOf(filter), at, key, limit })
        .map(keyed),
    places: (filter) =>
      prepare<{ readonly key: number; readonly taken_at: Instant }>(
        `SELECT key, taken_at FROM payment INDEXED BY ${indexOf(filter)} WHERE ${conditions(filter)}
         ORDER BY taken_at DESC, key DESC`,
      )
        .all(boundOf(filter))
        .map(({ key, taken_at }): RowPlace => [key, taken_at]),
    at: (places) => atPlaces.all(JSON.stringify(places)).map((row) => keyed(row).row),
    byId(id) {
      const row = byId.get(id);
      return row ? keyed(row).row : null;
    },
    unsettled(filter) {
      const narrowed = `${filter.providerId === null ? '' : 'AND p.provider = $provider'}
        ${filter.account === null ? '' : 'AND p.account = $account'}`;
      return prepare<Row>(
        `SELECT ${columns} FROM payment p ${joins}
         WHERE p.stage NOT IN ('conducted', 'abandoned', 'cancelled') AND p.stage = 'receipting'
           AND p.receipt_started_at >= $from AND p.receipt_started_at < $before ${narrowed}
         ORDER BY p.receipt_started_at DESC`,
      )
        .all(boundOf(filter))
        .map((row) => keyed(row).row);
    },
    sums: (filter) =>
      prepare<SumRow>(
        `SELECT provider, count(*) AS count, sum(taken) AS taken, sum(fee) AS fee, sum(credited) AS credited
         FROM payment INDEXED BY ${indexOf(filter)} WHERE ${conditions(filter)} GROUP BY provider`,
      ).all(boundOf(filter)),
  };
}
