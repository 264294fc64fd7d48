/** Many rows in one statement: each column travels as one array. */
import type { Connection, Value } from './database.ts';

type Cell = string | number | boolean | null | Buffer;

/** Column → its PostgreSQL type and how a row gives it. */
export type Columns<R> = Readonly<Record<string, readonly [type: string, cell: (row: R) => Cell]>>;

/**
 * Inserts the rows; `tail` is what stands behind them (`ON CONFLICT …`). Gives how many were inserted or changed.
 * Table, columns and types are the program's own words, never a stranger's.
 */
export async function insertRows<R>(
  tx: Connection,
  table: string,
  columns: Columns<R>,
  rows: readonly R[],
  tail = '',
): Promise<number> {
  if (rows.length === 0) return 0;
  const names = Object.keys(columns);
  const arrays = Object.values(columns).map(([type], index) => `$${index + 1}::${type}[]`);
  const values = Object.values(columns).map(([, cell]): Value => rows.map(cell));
  return tx.run(
    `INSERT INTO ${table} (${names.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')}) ${tail}`,
    values,
  );
}
