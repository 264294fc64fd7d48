/** «ОтчетПлат» over a connection that can only read. */
import { dirname } from 'node:path';

import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { Day, Instant, Kopecks, PaymentId } from '../../contract/primitives.ts';
import type { Catalogue } from '../../contract/provider.ts';
import type { Report, ReportKey, ReportQuery, ReportRow } from '../../contract/report.ts';
import { reportPageSize } from '../../contract/report.ts';
import { dayIn, endOfDay } from '../../core/zone.ts';
import { openCatalogueReader } from '../store/catalogueTable.ts';
import type { Database } from '../store/driver.ts';
import { engineFailure } from '../store/engineFailure.ts';
import { enrolledKey } from '../store/statusTable.ts';
import { csvLine, writeCsv } from './csv.ts';
import type { Filter } from './period.ts';
import { filterOf } from './period.ts';
import type { RowQueries } from './rowQueries.ts';
import { openRowQueries } from './rowQueries.ts';
import type { DayCount, Totals } from './totals.ts';
import { openTotals } from './totals.ts';

/** Rows of one write of a CSV: large enough for the disk, small enough to let a page of rows in between. */
const csvPage = 2_000;

export interface ReportReader {
  build(query: ReportQuery, asOf: Instant): Result<Report>;
  /** A page of the report that was built: later payments don't shift it. */
  rows(key: ReportKey, offset: number, limit: number): Result<readonly ReportRow[]>;
  /** In the order of the ids; unknown ones are left out. */
  byIds(ids: readonly PaymentId[]): Result<readonly ReportRow[]>;
  /** `notes`: sentences that stand under the rows. */
  csv(
    key: ReportKey,
    path: string,
    notes?: readonly string[],
  ): Promise<Result<{ readonly path: string; readonly count: number }>>;
}

type Ground = {
  readonly zone: string;
  readonly dayOf: (at: Instant) => Day;
  readonly catalogue: Catalogue;
  readonly totals: Totals;
};

export function openReportReader(database: Database): ReportReader {
  const zoneOfStation = database
    .prepare<[], string>(
      `SELECT zone FROM station JOIN journal USING (origin) WHERE mine = 1 ORDER BY journal.key DESC LIMIT 1`,
    )
    .pluck();
  const heldCatalogue = openCatalogueReader(database);
  const enrolled = database.prepare<[], number>(`SELECT 1 FROM setting WHERE key = '${enrolledKey}'`).pluck();
  const queries: RowQueries = openRowQueries(database);
  let zoneGround: Omit<Ground, 'catalogue'> | null = null;
  // The day counts of the report that is being scrolled: asked for once, not with every page.
  let scrolled: { readonly key: string; readonly days: readonly DayCount[] } | null = null;

  /** Null before the set-up: there is no zone, and there are no payments. */
  function ground(): Ground | null {
    const zone = zoneOfStation.get();
    if (zone === undefined) return null;
    if (zoneGround?.zone !== zone)
      zoneGround = { zone, dayOf: dayIn(zone), totals: openTotals(database, zone, queries) };
    return { ...zoneGround, catalogue: heldCatalogue().catalogue };
  }

  /** Reads with the filter of a key in one snapshot of the database. */
  function reading<T>(key: ReportKey, read: (filter: Filter, on: Ground) => T): Result<T> {
    try {
      return database.transaction((): Result<T> => {
        const on = ground();
        if (!on) return refuse('notSetUp');
        const filter = filterOf(key, on.zone, on.dayOf, on.catalogue);
        return filter.ok ? ok(read(filter.value, on)) : filter;
      })();
    } catch (error) {
      return engineFailure(error);
    }
  }

  /** A page at any offset: whole days are skipped by their counts, rows only inside the day it begins in. */
  function page(
    key: ReportKey,
    filter: Filter,
    { zone, totals }: Ground,
    offset: number,
    limit: number,
  ): ReportRow[] {
    if (offset === 0 || filter.account !== null)
      return queries.page(filter, offset, limit).map(({ row }) => row);
    const name = JSON.stringify(key);
    if (scrolled?.key !== name) scrolled = { key: name, days: totals.byDay(filter) };
    let skipped = 0;
    for (const { day, count } of scrolled.days) {
      if (skipped + count > offset) {
        const before = Math.min(filter.before, endOfDay(day, zone)) as Instant;
        return queries.page({ ...filter, before }, offset - skipped, limit).map(({ row }) => row);
      }
      skipped += count;
    }
    return [];
  }

  function* csvPages(filter: Filter, on: Ground): Generator<string[]> {
    const names = { catalogue: on.catalogue, zone: on.zone, enrolled: enrolled.get() !== undefined };
    let rows = queries.page(filter, 0, csvPage);
    for (let last = rows.at(-1); last; last = rows.at(-1)) {
      yield rows.map(({ row }) => csvLine(row, names));
      rows = queries.after(filter, { at: last.row.takenAt, key: last.key }, csvPage);
    }
  }

  return {
    build: (query, asOf) => {
      const key: ReportKey = { query, asOf };
      return reading(key, (filter, on) => {
        const totals = [...on.totals.byProvider(filter)];
        const total = totals.reduce(
          (sum, { count, taken, fee, credited }) => ({
            count: sum.count + count,
            taken: (sum.taken + taken) as Kopecks,
            fee: (sum.fee + fee) as Kopecks,
            credited: (sum.credited + credited) as Kopecks,
          }),
          { count: 0, taken: 0 as Kopecks, fee: 0 as Kopecks, credited: 0 as Kopecks },
        );
        const rows = page(key, filter, on, 0, reportPageSize);
        return {
          key,
          count: total.count,
          totals,
          total,
          rows,
          unsettled: [...queries.unsettled(filter)],
          parts: [],
        };
      });
    },
    rows: (key, offset, limit) =>
      reading(key, (filter, on) => page(key, filter, on, offset, Math.min(limit, reportPageSize))),
    byIds(ids) {
      try {
        return ok(ids.flatMap((id) => queries.byId(id) ?? []));
      } catch (error) {
        return engineFailure(error);
      }
    },
    async csv(key, path, notes = []) {
      // Not in one snapshot: a long one would keep the writer's log from being emptied. `asOf` holds the rows still.
      const prepared = reading(key, (filter, on) => ({ filter, on }));
      if (!prepared.ok) return prepared;
      const { filter, on } = prepared.value;
      try {
        return await writeCsv(path, dirname(database.name), csvPages(filter, on), notes);
      } catch (error) {
        return engineFailure(error);
      }
    },
  };
}
