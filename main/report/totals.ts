/** Counts and sums of a report: whole days from the day totals, and only what can't be had there from the payments. */
import type { Day, Instant, Kopecks, ProviderId } from '../../contract/primitives.ts';
import type { ReportTotal } from '../../contract/report.ts';
import { endOfDay } from '../../core/zone.ts';
import type { Database } from '../store/driver.ts';
import type { Filter } from './period.ts';
import type { RowQueries, SumRow } from './rowQueries.ts';

export type DayCount = { readonly day: Day; readonly count: number };

export interface Totals {
  byProvider(filter: Filter): readonly ReportTotal[];
  /** Payments of each day of the filter, newest first. */
  byDay(filter: Filter): readonly DayCount[];
}

const totalOf = ({ provider, count, taken, fee, credited }: SumRow): ReportTotal => ({
  providerId: provider,
  count,
  taken: taken as Kopecks,
  fee: fee as Kopecks,
  credited: credited as Kopecks,
});

const without = (all: SumRow, later: SumRow): SumRow => ({
  provider: all.provider,
  count: all.count - later.count,
  taken: all.taken - later.taken,
  fee: all.fee - later.fee,
  credited: all.credited - later.credited,
});

const largestFirst = (left: ReportTotal, right: ReportTotal): number =>
  right.taken - left.taken || (left.providerId < right.providerId ? -1 : 1);

export function openTotals(database: Database, zone: string, rows: RowQueries): Totals {
  const all = database.prepare<[Day, Day], SumRow>(
    `SELECT provider, sum(count) AS count, sum(taken) AS taken, sum(fee) AS fee, sum(credited) AS credited
     FROM day_total WHERE day >= ? AND day <= ? GROUP BY provider`,
  );
  const days = database.prepare<[Day, Day], DayCount>(
    `SELECT day, sum(count) AS count FROM day_total WHERE day >= ? AND day <= ? GROUP BY day ORDER BY day DESC`,
  );
  const daysOfProvider = database.prepare<[Day, Day, ProviderId], DayCount>(
    `SELECT day, sum(count) AS count FROM day_total WHERE day >= ? AND day <= ? AND provider = ?
     GROUP BY day ORDER BY day DESC`,
  );

  /** What the last day's totals hold beyond the report: payments taken after it was asked for. */
  function later(filter: Filter): ReadonlyMap<ProviderId, SumRow> {
    const end = endOfDay(filter.lastDay, zone);
    if (filter.before >= end) return new Map();
    const after: Filter = { ...filter, from: Math.max(filter.before, filter.from) as Instant, before: end };
    return new Map(rows.sums(after).map((row) => [row.provider, row]));
  }

  return {
    byProvider(filter) {
      // One client's payments are few; everybody's are counted already.
      if (filter.account !== null) return rows.sums(filter).map(totalOf).sort(largestFirst);
      const tooLate = later(filter);
      return all
        .all(filter.firstDay, filter.lastDay)
        .filter(({ provider }) => filter.providerId === null || provider === filter.providerId)
        .map((row) => {
          const excess = tooLate.get(row.provider);
          return totalOf(excess ? without(row, excess) : row);
        })
        .filter(({ count }) => count > 0)
        .sort(largestFirst);
    },
    byDay(filter) {
      const counted =
        filter.providerId === null
          ? days.all(filter.firstDay, filter.lastDay)
          : daysOfProvider.all(filter.firstDay, filter.lastDay, filter.providerId);
      const excess = [...later(filter).values()].reduce((sum, { count }) => sum + count, 0);
      return counted.map(({ day, count }) => ({
        day,
        count: day === filter.lastDay ? count - excess : count,
      }));
    },
  };
}
