/** The pages of one built report: fetched, the latest kept, and why no more come once the report has grown. */
import type { Failure, Result } from '../../contract/failure.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { Report, ReportRow } from '../../contract/report.ts';

/** The contract's page; spelled here because its schema's module stays out of the window. */
export const pageSize = 200 satisfies typeof import('../../contract/report.ts').reportPageSize;
const keptPages = 60;

type Fetch = (offset: number, limit: number) => Promise<Result<readonly ReportRow[]>>;

export type ReportPages = {
  /** Null: not here. */
  page(number: number): readonly ReportRow[] | null;
  /** Asks for a page, here or not. */
  ask(number: number): Promise<Result<readonly ReportRow[]>>;
  /** Fetches a page to keep; what went wrong, or null. */
  load(number: number): Promise<Failure | null>;
  /** The ids of these rows, fetching what is missing; a failure is told to whoever asks, each time. */
  ids(rows: readonly number[]): Promise<Result<PaymentId[]>>;
};

/** `onOutdated` is told once when the report has grown: what is not here yet can't be had any more. */
export function createPages(
  report: Pick<Report, 'rows'>,
  fetch: Fetch,
  onOutdated: (failure: Failure) => void,
): ReportPages {
  const cache = new Map<number, readonly ReportRow[]>();
  let outdated: Failure | null = null;

  const page = (number: number) => (number === 0 ? report.rows : (cache.get(number) ?? null));
  const ask = async (number: number): Promise<Result<readonly ReportRow[]>> => {
    if (outdated !== null) return { ok: false, failure: outdated };
    const answer = await fetch(number * pageSize, pageSize);
    if (!answer.ok && answer.failure.code === 'reportOutdated' && outdated === null) {
      outdated = answer.failure;
      onOutdated(outdated);
    }
    return answer;
  };
  const load = async (number: number): Promise<Failure | null> => {
    const rows = await ask(number);
    if (!rows.ok) return rows.failure;
    cache.set(number, rows.value);
    for (const oldest of cache.keys()) {
      if (cache.size <= keptPages) break;
      cache.delete(oldest);
    }
    return null;
  };
  return {
    page,
    ask,
    load,
    ids: async (rows) => {
      const ids: PaymentId[] = [];
      for (const index of rows) {
        const number = Math.floor(index / pageSize);
        const failure = page(number) === null ? await load(number) : null;
        if (failure !== null) return { ok: false, failure };
        const row = page(number)?.[index % pageSize];
        if (row) ids.push(row.paymentId);
      }
      return { ok: true, value: ids };
    },
  };
}
