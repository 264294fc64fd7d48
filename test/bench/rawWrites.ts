/** Writes of one connection, written down and played again on another: the same rows without anything of ours. */
import type { Database, Statement } from '../../main/store/driver.ts';

type Bindable = string | number | bigint | Buffer | null;
export type Write = { readonly sql: string; readonly values: readonly Bindable[] };

/** Notes every statement that this connection runs from now on; reading goes by other methods and is not noted. */
export function noteWrites(database: Database, note: (write: Write) => void): void {
  const prepare = database.prepare.bind(database);
  const noting = (sql: string) => {
    const statement = prepare(sql);
    const run = statement.run.bind(statement);
    statement.run = (...values: unknown[]) => {
      note({ sql, values: values as Bindable[] });
      return run(...values);
    };
    return statement;
  };
  Object.defineProperty(database, 'prepare', { value: noting });
}

/** Plays writes by statements prepared once, as anybody would who wrote these rows by hand. */
export function openPlayer(database: Database): (writes: readonly Write[]) => void {
  const prepared = new Map<string, Statement<Bindable[], unknown>>();
  return (writes) => {
    for (const { sql, values } of writes) {
      let statement = prepared.get(sql);
      if (statement === undefined) {
        statement = database.prepare<Bindable[], unknown>(sql);
        prepared.set(sql, statement);
      }
      statement.run(...values);
    }
  };
}
