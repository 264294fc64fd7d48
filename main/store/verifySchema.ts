/** Whether tables and indexes stand as the migrations make them. An index that is gone or made anew without some rows hides them. */
import type { Database } from './driver.ts';
import { openScratch } from './driver.ts';
import type { Finding } from './findings.ts';
import { databaseVersion, migrate, readMigrations } from './migrate.ts';

type Made = { readonly type: string; readonly name: string; readonly sql: string };

/** By type and name. What the engine makes for itself has no text; triggers are looked at by themselves. */
function madeIn(database: Database): ReadonlyMap<string, Made> {
  const rows = database
    .prepare<[], Made>(
      `SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger' ORDER BY type, name`,
    )
    .all();
  // How the engine writes an added column down is its own affair.
  return new Map(
    rows.map((row) => [`${row.type} ${row.name}`, { ...row, sql: row.sql.replace(/\s+/g, ' ') }]),
  );
}

/** `folder`: of the numbered steps. A database of an older form is compared with what it was then. */
export function schemaFindings(database: Database, folder: string): readonly Finding[] {
  const fresh = openScratch();
  try {
    const made = migrate(fresh, readMigrations(folder).slice(0, databaseVersion(database)));
    if (!made.ok) throw new Error(`the program’s own steps fail: ${made.failure.code}`);
    const [wanted, found] = [madeIn(fresh), madeIn(database)];
    return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((key): Finding[] => {
      const [right, present] = [wanted.get(key), found.get(key)];
      const { type, name } = right ?? present ?? { type: '', name: '' };
      if (right?.sql === present?.sql) return [];
      const how = right === undefined ? 'foreign' : present === undefined ? 'missing' : 'differs';
      return [{ kind: 'schema', type, name, how }];
    });
  } finally {
    fresh.close();
  }
}
