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

// Ranges instead of LIKE, so that each of the three is a step down an index.
const matching = `pre_check WHERE workstation = $workstation AND (
  number = $number OR (account >= $first AND account < $firstEnd)
  OR (account_reversed >= $last AND account_reversed < $lastEnd))`;

export function openPreCheckSearch(
  database: Database,
): (workstation: number, query: PreCheckQuery) => PreCheckPage {
  const countAll = database
    .prepare<[number], number>('SELECT count(*) FROM pre_check WHERE workstation = ?')
    .pluck();
  const pageOfAll = database.prepare<[number, number, number], PreCheckRow>(
    'SELECT * FROM pre_check WHERE workstation = ? ORDER BY number DESC LIMIT ? OFFSET ?',
  );
  const count = database.prepare<[Bound], number>(`SELECT count(*) FROM ${matching}`).pluck();
  const page = database.prepare<[Bound], PreCheckRow>(
    `SELECT * FROM ${matching} ORDER BY number DESC LIMIT $limit OFFSET $offset`,
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
