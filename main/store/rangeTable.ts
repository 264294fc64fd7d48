/** The numbering plan: ten-digit ranges and their operators. */
import type { Result } from '../../contract/failure.ts';
import type { NumberRange } from '../../contract/provider.ts';
import type { Database } from './driver.ts';
import { guarded } from './engineFailure.ts';

export interface RangeTable {
  replace(ranges: readonly NumberRange[]): Result<null>;
  operatorOf(tenDigits: string): string | null;
  count(): number;
}

export function openRangeTable(database: Database): RangeTable {
  const clear = database.prepare<[]>('DELETE FROM number_range');
  const insert = database.prepare<[number, number, string, string]>(
    'INSERT INTO number_range (first, last, operator, region) VALUES (?, ?, ?, ?)',
  );
  // One step down the index: the range that begins last before the number holds it, or none does.
  const nearest = database.prepare<[number], { readonly last: number; readonly operator: string }>(
    'SELECT last, operator FROM number_range WHERE first <= ? ORDER BY first DESC LIMIT 1',
  );
  const count = database.prepare<[], number>('SELECT count(*) FROM number_range').pluck();
  const replaceAll = database.transaction((ranges: readonly NumberRange[]) => {
    clear.run();
    for (const { from, to, operator, region } of ranges) insert.run(from, to, operator, region);
    return null;
  });
  return {
    replace: (ranges) => guarded(() => replaceAll.immediate(ranges)),
    operatorOf(tenDigits) {
      if (!/^\d{10}$/.test(tenDigits)) return null;
      const number = Number(tenDigits);
      const row = nearest.get(number);
      return row && row.last >= number ? row.operator : null;
    },
    count: () => count.get() ?? 0,
  };
}
