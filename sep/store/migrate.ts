/** Brings the database to today's form, step by numbered step; each is applied and recorded in one transaction. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';

export type Migration = { readonly number: number; readonly name: string; readonly sql: string };

/** Held while steps are applied, so that two nodes that start at once don't both apply them. */
const migrationLock = 7_340_001;

/** The steps of a folder, `0001_name.sql`, in order. Throws when a number is missing or doubled. */
export function readMigrations(folder: string): Migration[] {
  const steps = readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map((name) => ({
      number: Number(name.slice(0, 4)),
      name,
      sql: readFileSync(join(folder, name), 'utf8'),
    }));
  steps.forEach(({ number, name }, index) => {
    if (number !== index + 1) throw new Error(`migration ${name} is out of order`);
  });
  return steps;
}

/** Throws on a database of a newer program, and leaves it as it was. */
export async function migrate(database: Database, steps: readonly Migration[]): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
    await tx.run(
      'CREATE TABLE IF NOT EXISTS migration (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const [last] = await tx.query<{ number: number }>(
      'SELECT coalesce(max(number), 0) AS number FROM migration',
    );
    const applied = last?.number ?? 0;
    if (applied > steps.length)
      throw new Error(`the database is of a newer program: step ${applied}, this one knows ${steps.length}`);
    for (const { number, name, sql } of steps.slice(applied)) {
      await tx.run(sql);
      await tx.run('INSERT INTO migration (number, name) VALUES ($1, $2)', [number, name]);
    }
  });
}
