/** The report's rows, page by page as they come into sight; what is not here yet is drawn as a placeholder. */
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { Report, ReportRow } from '../../contract/report.ts';
import { call } from '../till/bridge.ts';
import type { ReportPages } from './pages.ts';
import { createPages, pageSize } from './pages.ts';
import { pagesOf } from './scroll.ts';

/** Statuses arrive in bursts: rows are asked for anew at most this often, milliseconds. */
const restMs = 700;

export type Pages = Pick<ReportPages, 'ids'> & {
  row(index: number): ReportRow | null;
  /** Asks for the rows in sight; what was asked for and has gone out of sight is left. */
  want(first: number, last: number): void;
  /** Asks again for the rows in sight: where a payment stands in СЭП changes after it was taken. */
  refresh(): void;
};

/** Of one report for good: another one is another component's. `onOutdated`: as `createPages` has it. */
export function usePages(report: Report, onOutdated: (failure: Failure) => void): Pages {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  /** Newer words of rows that are here already, by payment: a row never changes its place in a report. */
  const newer = useRef(new Map<PaymentId, ReportRow>());
  const wanted = useRef<readonly number[]>([]);
  const refreshing = useRef<'no' | 'now' | 'again'>('no');
  const busy = useRef(false);
  const alive = useRef(true);
  const told = useRef(onOutdated);
  told.current = onOutdated;
  const [{ page, ask, load, ids }] = useState(() =>
    createPages(
      report,
      (offset, limit) => call('report.rows', { key: report.key, offset, limit }),
      (failure) => alive.current && told.current(failure),
    ),
  );

  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
    };
  }, []);

  // One page at a time, always of what is in sight now: a fast scroll asks for its end, not for everything on the way.
  const pump = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    for (;;) {
      const next = wanted.current.find((number) => page(number) === null);
      if (next === undefined || !alive.current) break;
      if ((await load(next)) !== null) break;
      if (alive.current) redraw();
    }
    busy.current = false;
  }, [page, load]);

  const refresh = useCallback(async () => {
    if (refreshing.current !== 'no') {
      refreshing.current = 'again';
      return;
    }
    refreshing.current = 'now';
    for (const number of wanted.current) {
      if (page(number) === null) continue;
      const rows = await ask(number);
      if (!alive.current || !rows.ok) break;
      for (const row of rows.value) newer.current.set(row.paymentId, row);
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
    ids,
  };
}
