/** A dump of СЭП's database as of one instant, taken while others write, and put in place of a later one. */
import { inject } from 'vitest';
import type { Connection, Database } from '../../sep/store/database.ts';
import { openDatabase } from '../../sep/store/database.ts';
import { migrate, readMigrations } from '../../sep/store/migrate.ts';
import { dropDatabase, sepMigrations } from './sepDatabase.ts';

export type Dump = {
  /** In the order in which they were made, so that a table comes after those that it refers to. */
  readonly tables: readonly { readonly name: string; readonly rows: string }[];
  readonly sequences: readonly { readonly name: string; readonly value: number }[];
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const tablesOf = (connection: Connection) =>
  connection.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'migration' ORDER BY oid`,
  );

/** Everything but the list of migrations, which whoever restores it makes for himself. */
export function takeDump(database: Database): Promise<Dump> {
  return database.transaction(async (tx) => {
    await tx.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const tables: { name: string; rows: string }[] = [];
    for (const { name } of await tablesOf(tx)) {
      const [row] = await tx.query<{ rows: string }>(
        `SELECT coalesce(json_agg(t), '[]')::text AS rows FROM ${quoted(name)} t`,
      );
      tables.push({ name, rows: row?.rows ?? '[]' });
    }
    const sequences = await tx.query<{ name: string; value: number }>(
      `SELECT sequencename AS name, last_value AS value FROM pg_sequences
       WHERE schemaname = 'public' AND last_value IS NOT NULL`,
    );
    return { tables, sequences };
  });
}

async function fill(tx: Connection, { tables, sequences }: Dump): Promise<void> {
  for (const { name: table, rows } of tables)
    await tx.run(
      `INSERT INTO ${quoted(table)} OVERRIDING SYSTEM VALUE
       SELECT * FROM json_populate_recordset(NULL::${quoted(table)}, $1::json)`,
      [rows],
    );
  for (const { name: sequence, value } of sequences)
    await tx.query('SELECT setval($1::regclass, $2)', [quoted(sequence), value]);
}

/** Only the content of the tables, under nodes that go on: as `pg_restore --clean` of the data alone. */
export const putBackInPlace = (database: Database, dump: Dump): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.run(`TRUNCATE ${dump.tables.map(({ name }) => quoted(name)).join(', ')}`);
    await fill(tx, dump);
  });

/**
 * Drops the database of `url`, whoever is connected to it, and makes it anew out of the dump. Under the same name: the
 * hardest case to notice.
 */
export async function putBack(url: string, dump: Dump): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const admin = openDatabase(inject('postgres'), 1, () => undefined);
  try {
    await dropDatabase(admin, name);
    await admin.run(`CREATE DATABASE ${name}`);
  } finally {
    await admin.close();
  }
  const database = openDatabase(url, 1, () => undefined);
  try {
    await migrate(database, readMigrations(sepMigrations));
    await database.transaction((tx) => fill(tx, dump));
  } finally {
    await database.close();
  }
}
