/** Finds pre-checks by their number, or by the first or last digits of the client's number. */
import type { PreCheck } from '../../core/projection.ts';
import type { Database } from './driver.ts';
import type { PreCheckRow } from './otherRows.ts';
import { preCheckOf, reversed } from './otherRows.ts';
import type { PreCheckQuery } from './types.ts';

export type PreCheckPage = { readonly count: number; readonly rows: readonly PreCheck[] };

/** Fewer characters would match half of all pre-checks: they are read as a pre-check's number only. */
const shortestAccountPart = 3;

type Bound = {
  readonly workstation: number;
  readonly number: number;
  readonly first: string;
  readonly firstEnd: string;
  readonly last: string;
  readonly lastEnd: string;
  readonly limit: number;
  readonly offset: number;
};

/** The end of the range of texts that begin so; an account holds no character as high. */
const afterAll = (text: string): string => `${text}\u{ffff}`;

// Ranges instead of LIKE, so that each arm is a step down an index; named, because for one statement with OR the
// planner prefers to read all pre-checks in their order.
const hits = `WITH hits AS (
  SELECT number FROM pre_check INDEXED BY pre_check_number WHERE workstation = $workstation AND number = $number
  UNION SELECT number FROM pre_check INDEXED BY pre_check_account
    WHERE workstation = $workstation AND account >= $first AND account < $firstEnd
  UNION SELECT number FROM pre_check INDEXED BY pre_check_reversed
    WHERE workstation = $workstation AND account_reversed >= $last AND account_reversed < $lastEnd)`;

export function openPreCheckSearch(
  database: Database,
): (workstation: number, query: PreCheckQuery) => PreCheckPage {
  const countAll = database
    .prepare<[number], number>('SELECT count(*) FROM pre_check WHERE workstation = ?')
    .pluck();
  const pageOfAll = database.prepare<[number, number, number], PreCheckRow>(
    'SELECT * FROM pre_check WHERE workstation = ? ORDER BY number DESC LIMIT ? OFFSET ?',
  );
  const count = database.prepare<[Bound], number>(`${hits} SELECT count(*) FROM hits`).pluck();
  const page = database.prepare<[Bound], PreCheckRow>(
    `${hits}, page AS MATERIALIZED (SELECT number FROM hits ORDER BY number DESC LIMIT $limit OFFSET $offset)
     SELECT pre_check.* FROM page CROSS JOIN pre_check
       ON pre_check.workstation = $workstation AND pre_check.number = page.number
     ORDER BY pre_check.number DESC`,
  );

  return (workstation, { text, offset, limit }) => {
    const bare = text.replace(/[\s().+\-\u2010-\u2015№]/g, '').toUpperCase();
    if (bare === '') {
      return {
        count: countAll.get(workstation) ?? 0,
        rows: pageOfAll.all(workstation, limit, offset).map(preCheckOf),
      };
    }
    const long = bare.length >= shortestAccountPart;
    const [first, last] = long ? [bare, reversed(bare)] : ['', ''];
    const bound: Bound = {
      workstation,
      number: /^\d{1,15}$/.test(bare) ? Number(bare) : -1,
      first,
      firstEnd: long ? afterAll(first) : '',
      last,
      lastEnd: long ? afterAll(last) : '',
      limit,
      offset,
    };
    return { count: count.get(bound) ?? 0, rows: page.all(bound).map(preCheckOf) };
  };
}
