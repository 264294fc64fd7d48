/** Brings a database to today's form by numbered steps, each applied and recorded in one transaction. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { Database } from './driver.ts';
import { guarded } from './engineFailure.ts';

export type Migration = { readonly number: number; readonly name: string; readonly sql: string };

/** The steps of a folder, `0001_….sql` onwards. Throws on a gap or a double: a fault of the program's own files. */
export function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort();
  return names.map((name, index) => {
    const number = Number(name.slice(0, 4));
    if (number !== index + 1) throw new Error(`migration ${name} stands where number ${index + 1} belongs`);
    return { number, name, sql: readFileSync(join(folder, name), 'utf8') };
  });
}

export const databaseVersion = (database: Database): number =>
  Number(database.pragma('user_version', { simple: true }));

/** Applies what is missing. Refuses a database that a newer program has written: `databaseNewer`. */
export function migrate(
  database: Database,
  migrations: readonly Migration[],
): Result<{ readonly applied: number }> {
  const version = guarded(() => databaseVersion(database));
  if (!version.ok) return version;
  if (version.value > migrations.length)
    return refuse('databaseNewer', { found: version.value, known: migrations.length });
  const missing = migrations.slice(version.value);
  for (const { number, sql } of missing) {
    const step = guarded(() =>
      database
        .transaction(() => {
          database.exec(sql);
          database.pragma(`user_version = ${number}`);
        })
        .immediate(),
    );
    if (!step.ok) return step;
  }
  return ok({ applied: missing.length });
}
