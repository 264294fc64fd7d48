/** Finds pre-checks by their number, or by the first or last digits of the client's number. */
import type { PreCheck } from '../../core/projection.ts';
import type { Database } from './driver.ts';
import type { PreCheckRow } from './otherRows.ts';
import { preCheckOf, reversed } from './otherRows.ts';
import type { PreCheckQuery } from './types.ts';

export type PreCheckPage = { readonly count: number; readonly rows: readonly PreCheck[] };

/** Fewer characters would match half of all pre-checks: they are read as a pre-check's number only. */
const shortestAccountPart = 3;

/** Matches that are counted: nobody pages through more, he types another digit. One more than told says «there are more». */
const mostFound = 1_000;
/** Newest pre-checks that are read one by one when a text matches more than can be gathered. */
const newestRead = 5_000;

/** The end of the range of texts that begin so; an account holds no character as high. */
const afterAll = (text: string): string => `${text}\u{ffff}`;

type Ends = {
  readonly stations: number;
  readonly first: number;
  readonly last: number;
  readonly known: number;
};
type All = Ends & { readonly count: number };

export function openPreCheckSearch(
  database: Database,
): (workstation: number, query: PreCheckQuery) => PreCheckPage {
  const endsOf = database.prepare<{ readonly workstation: number }, Ends>(
    `SELECT (SELECT count(*) FROM station WHERE workstation = $workstation) AS stations,
       (SELECT coalesce(max(pre_check_counter), 0) FROM station WHERE workstation = $workstation) AS known,
       (SELECT coalesce(min(number), 0) FROM pre_check WHERE workstation = $workstation) AS first,
       (SELECT coalesce(max(number), 0) FROM pre_check WHERE workstation = $workstation) AS last`,
  );
  const countFrom = database
    .prepare<[number, number], number>('SELECT count(*) FROM pre_check WHERE workstation = ? AND number > ?')
    .pluck();
  const pageBelow = database.prepare<[number, number, number], PreCheckRow>(
    'SELECT * FROM pre_check WHERE workstation = ? AND number <= ? ORDER BY number DESC LIMIT ?',
  );
  const pageOfAll = database.prepare<[number, number, number], PreCheckRow>(
    'SELECT * FROM pre_check WHERE workstation = ? ORDER BY number DESC LIMIT ? OFFSET ?',
  );
  const byNumber = database.prepare<[number, number], PreCheckRow>(
    'SELECT * FROM pre_check WHERE workstation = ? AND number = ?',
  );
  // Ranges instead of LIKE, so that each is a step down an index.
  const beginning = database
    .prepare<[number, string, string, number], number>(
      `SELECT number FROM pre_check INDEXED BY pre_check_account
       WHERE workstation = ? AND account >= ? AND account < ? LIMIT ?`,
    )
    .pluck();
  const ending = database
    .prepare<[number, string, string, number], number>(
      `SELECT number FROM pre_check INDEXED BY pre_check_reversed
       WHERE workstation = ? AND account_reversed >= ? AND account_reversed < ? LIMIT ?`,
    )
    .pluck();
  const newest = database
    .prepare<[number, number, string, string, string, string], number>(
      `SELECT number FROM (SELECT number, account, account_reversed FROM pre_check INDEXED BY pre_check_number
         WHERE workstation = ? ORDER BY number DESC LIMIT ?)
       WHERE (account >= ? AND account < ?) OR (account_reversed >= ? AND account_reversed < ?)`,
    )
    .pluck();
  let counted: (All & { readonly workstation: number }) | null = null;

  /** How many there are. One journal gives its numbers without gaps; after a restore they are counted, the new ones only. */
  function all(workstation: number): All {
    const ends = endsOf.get({ workstation }) ?? { stations: 0, first: 0, last: 0, known: 0 };
    if (ends.stations === 1 && ends.first <= 1 && ends.last === ends.known)
      return { ...ends, count: ends.last };
    const before =
      counted?.workstation === workstation &&
      counted.stations === ends.stations &&
      counted.first === ends.first
        ? counted
        : { last: 0, count: 0 };
    const count = before.count + (countFrom.get(workstation, before.last) ?? 0);
    counted = { ...ends, count, workstation };
    return counted;
  }

  function unfiltered(workstation: number, offset: number, limit: number): PreCheckPage {
    const { count, last } = all(workstation);
    // Without gaps the place of a number follows from it.
    const rows =
      count === last
        ? pageBelow.all(workstation, last - offset, limit)
        : pageOfAll.all(workstation, limit, offset);
    return { count, rows: rows.map(preCheckOf) };
  }

  /** The numbers of what matches, newest first, one more than `mostFound` at most. */
  function matches(workstation: number, bare: string): readonly number[] {
    const found = new Set<number>();
    if (/^\d{1,15}$/.test(bare) && byNumber.get(workstation, Number(bare))) found.add(Number(bare));
    if (bare.length >= shortestAccountPart) {
      const back = reversed(bare);
      const limit = mostFound + 1;
      const [begun, ended] = [
        beginning.all(workstation, bare, afterAll(bare), limit),
        ending.all(workstation, back, afterAll(back), limit),
      ];
      // The indexes are in the order of numbers of clients: of very many, the newest would not be among the first.
      if (begun.length === limit || ended.length === limit)
        for (const number of newest.all(workstation, newestRead, bare, afterAll(bare), back, afterAll(back)))
          found.add(number);
      for (const number of begun) found.add(number);
      for (const number of ended) found.add(number);
    }
    return [...found].sort((left, right) => right - left).slice(0, mostFound + 1);
  }

  return (workstation, { text, offset, limit }) => {
    const bare = text.replace(/[\s().+\-\u2010-\u2015№]/g, '').toUpperCase();
    if (bare === '') return unfiltered(workstation, offset, limit);
    const numbers = matches(workstation, bare);
    const rows = numbers
      .slice(offset, offset + limit)
      .flatMap((number) => byNumber.get(workstation, number) ?? []);
    return { count: numbers.length, rows: rows.map(preCheckOf) };
  };
}
