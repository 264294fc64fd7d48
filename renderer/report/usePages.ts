/** The report's rows, page by page as they come into sight; what is not here yet is drawn as a placeholder. */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { Report, ReportRow } from '../../contract/report.ts';
import { call } from '../till/bridge.ts';
import { pagesOf } from './scroll.ts';

/** The contract's page; spelled here because its schema's module stays out of the window. */
const pageSize = 200 satisfies typeof import('../../contract/report.ts').reportPageSize;
const keptPages = 60;
/** Statuses arrive in bursts: rows are asked for anew at most this often, milliseconds. */
const restMs = 700;

export type Pages = {
  row(index: number): ReportRow | null;
  /** Asks for the rows in sight; what was asked for and has gone out of sight is left. */
  want(first: number, last: number): void;
  /** Asks again for the rows in sight: where a payment stands in СЭП changes after it was taken. */
  refresh(): void;
  /** The ids of these rows, fetching what is missing; null when that failed. */
  ids(rows: readonly number[]): Promise<PaymentId[] | null>;
};

/** `onOutdated` is told once when the report has grown: what is not here yet can't be had any more. */
export function usePages(report: Report, onOutdated: (failure: Failure) => void): Pages {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const cache = useRef(new Map<number, readonly ReportRow[]>());
  /** Newer words of rows that are here already, by payment: a row never changes its place in a report. */
  const newer = useRef(new Map<PaymentId, ReportRow>());
  const wanted = useRef<readonly number[]>([]);
  const refreshing = useRef<'no' | 'now' | 'again'>('no');
  const busy = useRef(false);
  const alive = useRef(true);
  const outdated = useRef(false);
  const told = useRef(onOutdated);
  told.current = onOutdated;

  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);

  const page = useCallback(
    (number: number): readonly ReportRow[] | null =>
      number === 0 ? report.rows : (cache.current.get(number) ?? null),
    [report],
  );

  const ask = useCallback(
    async (number: number): Promise<readonly ReportRow[] | null> => {
      if (outdated.current) return null;
      const answer = await call('report.rows', {
        key: report.key,
        offset: number * pageSize,
        limit: pageSize,
      });
      if (answer.ok) return answer.value;
      if (answer.failure.code === 'reportOutdated' && !outdated.current) {
        outdated.current = true;
        if (alive.current) told.current(answer.failure);
      }
      return null;
    },
    [report],
  );

  const fetchPage = useCallback(
    async (number: number): Promise<boolean> => {
      const rows = await ask(number);
      if (rows === null) return false;
      cache.current.set(number, rows);
      for (const oldest of cache.current.keys()) {
        if (cache.current.size <= keptPages) break;
        cache.current.delete(oldest);
      }
      return true;
    },
    [ask],
  );

  // One page at a time, always of what is in sight now: a fast scroll asks for its end, not for everything on the way.
  const pump = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    for (;;) {
      const next = wanted.current.find((number) => page(number) === null);
      if (next === undefined || !alive.current) break;
      if (!(await fetchPage(next))) break;
      if (alive.current) redraw();
    }
    busy.current = false;
  }, [page, fetchPage]);

  const refresh = useCallback(async () => {
    if (refreshing.current !== 'no') {
      refreshing.current = 'again';
      return;
    }
    refreshing.current = 'now';
    for (const number of wanted.current) {
      if (page(number) === null) continue;
      const rows = await ask(number);
      if (!alive.current || rows === null) break;
      for (const row of rows) newer.current.set(row.paymentId, row);
    }
    if (!alive.current) return;
    redraw();
    setTimeout(() => {
      const again = refreshing.current === 'again';
      refreshing.current = 'no';
      if (again && alive.current) void refresh();
    }, restMs);
  }, [page, ask]);

  const rowOf = (index: number): ReportRow | null => {
    const row = page(Math.floor(index / pageSize))?.[index % pageSize] ?? null;
    return row === null ? null : (newer.current.get(row.paymentId) ?? row);
  };

  return {
    row: rowOf,
    refresh: () => void refresh(),
    want: (first, last) => {
      wanted.current = pagesOf(first, last, pageSize);
      if (wanted.current.some((number) => page(number) === null)) void pump();
    },
    ids: async (rows) => {
      const ids: PaymentId[] = [];
      for (const index of rows) {
        const number = Math.floor(index / pageSize);
        if (page(number) === null && !(await fetchPage(number))) return null;
        const row = page(number)?.[index % pageSize];
        if (row) ids.push(row.paymentId);
      }
      return ids;
    },
  };
}
