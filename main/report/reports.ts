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
import type { RowPlace, RowQueries } from './rowQueries.ts';
import { openRowQueries } from './rowQueries.ts';
import type { DayCount, Totals } from './totals.ts';
import { openTotals } from './totals.ts';

/** Of a report of no more rows than these it is known where each stands: whatever comes later, its pages stay as they are. */
const mostHeld = 5_000;

/** Rows of one write of a CSV: large enough for the disk, small enough to let a page of rows in between. */
const csvPage = 2_000;

export interface ReportReader {
  /** `build`: the number that this report is known by; no other may have it. */
  build(query: ReportQuery, asOf: Instant, build: number): Result<Report>;
  /** A page of the report that was built: never of another, nor of one that has grown. Refused with `reportOutdated` then. */
  rows(key: ReportKey, offset: number, limit: number): Result<readonly ReportRow[]>;
  /** In the order of the ids; unknown ones are left out. */
  byIds(ids: readonly PaymentId[]): Result<readonly ReportRow[]>;
  /** The rows of that report, or `reportOutdated`. `notes`: sentences that stand under the rows. */
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
  /** The rows of the newest build, where they are few. */
  let held: { readonly key: string; readonly places: readonly RowPlace[] } | null = null;
  /** The day counts of the report that is being scrolled: asked for once, and again after each change of the database. */
  let scrolled: {
    readonly key: string;
    readonly change: unknown;
    readonly days: readonly DayCount[];
  } | null = null;

  /** Null before the set-up: there is no zone, and there are no payments. */
  function ground(): Ground | null {
    const zone = zoneOfStation.get();
    if (zone === undefined) return null;
    if (zoneGround?.zone !== zone)
      zoneGround = { zone, dayOf: dayIn(zone), totals: openTotals(database, zone, queries) };
    return { ...zoneGround, catalogue: heldCatalogue().catalogue };
  }

  /** Reads with the filter of a key in one snapshot of the database. */
  function reading<T>(
    key: Pick<ReportKey, 'query' | 'asOf'>,
    read: (filter: Filter, on: Ground) => T,
  ): Result<T> {
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

  const placesOf = (key: ReportKey): readonly RowPlace[] | null =>
    held?.key === JSON.stringify(key) ? held.places : null;

  /** How many payments of each day the filter finds now, newest first. */
  function daysNow(key: ReportKey, filter: Filter, { totals }: Ground): readonly DayCount[] {
    const name = JSON.stringify(key);
    const change = database.pragma('data_version', { simple: true });
    if (scrolled?.key !== name || scrolled.change !== change)
      scrolled = { key: name, change, days: totals.byDay(filter) };
    return scrolled.days;
  }

  const sumOf = (counted: readonly { readonly count: number }[]): number =>
    counted.reduce((sum, { count }) => sum + count, 0);

  /**
   * A page at any offset: whole days are skipped by their counts, rows only inside the day it begins in. Null: the filter
   * finds another number of payments than the report has, so its rows stand elsewhere now.
   */
  function page(
    key: ReportKey,
    filter: Filter,
    on: Ground,
    offset: number,
    limit: number,
  ): readonly ReportRow[] | null {
    const places = placesOf(key)?.slice(offset, offset + limit);
    if (places) {
      const rows = queries.at(places);
      return rows.length === places.length ? rows : null;
    }
    if (filter.account !== null)
      return sumOf(queries.sums(filter)) === key.count
        ? queries.page(filter, offset, limit).map(({ row }) => row)
        : null;
    const days = daysNow(key, filter, on);
    if (sumOf(days) !== key.count) return null;
    let skipped = 0;
    for (const { day, count } of days) {
      if (skipped + count > offset) {
        const before = Math.min(filter.before, endOfDay(day, on.zone)) as Instant;
        return queries.page({ ...filter, before }, offset - skipped, limit).map(({ row }) => row);
      }
      skipped += count;
    }
    return [];
  }

  /** All rows of a filter: of one moment where they are held, else as they are found. */
  function* csvRows(key: ReportKey, filter: Filter): Generator<readonly ReportRow[]> {
    const places = placesOf(key);
    if (places !== null) {
      for (let from = 0; from < places.length; from += csvPage)
        yield queries.at(places.slice(from, from + csvPage));
      return;
    }
    let rows = queries.page(filter, 0, csvPage);
    for (let last = rows.at(-1); last; last = rows.at(-1)) {
      yield rows.map(({ row }) => row);
      rows = queries.after(filter, { at: last.row.takenAt, key: last.key }, csvPage);
    }
  }

  function* csvPages(key: ReportKey, filter: Filter, on: Ground): Generator<string[]> {
    const names = { catalogue: on.catalogue, zone: on.zone, enrolled: enrolled.get() !== undefined };
    for (const rows of csvRows(key, filter)) yield rows.map((row) => csvLine(row, names));
  }

  return {
    build: (query, asOf, build) => {
      return reading({ query, asOf }, (filter, on) => {
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
        const key: ReportKey = { build, query, asOf, count: total.count };
        held = total.count > mostHeld ? null : { key: JSON.stringify(key), places: queries.places(filter) };
        return {
          key,
          count: total.count,
          totals,
          total,
          rows: queries.page(filter, 0, reportPageSize).map(({ row }) => row),
          unsettled: [...queries.unsettled(filter)],
          parts: [],
        };
      });
    },
    rows(key, offset, limit) {
      const rows = reading(key, (filter, on) =>
        page(key, filter, on, offset, Math.min(limit, reportPageSize)),
      );
      if (!rows.ok) return rows;
      return rows.value === null ? refuse('reportOutdated') : ok(rows.value);
    },
    byIds(ids) {
      try {
        return ok(ids.flatMap((id) => queries.byId(id) ?? []));
      } catch (error) {
        return engineFailure(error);
      }
    },
    async csv(key, path, notes = []) {
      // Not in one snapshot: a long one would keep the writer's log from being emptied. What came meanwhile is counted.
      const prepared = reading(key, (filter, on) => ({ filter, on }));
      if (!prepared.ok) return prepared;
      const { filter, on } = prepared.value;
      try {
        return await writeCsv(path, dirname(database.name), csvPages(key, filter, on), key.count, notes);
      } catch (error) {
        return engineFailure(error);
      }
    },
  };
}
