/** A database of one's own for a suite, in today's form, dropped at its end. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { Database } from '../../sep/store/database.ts';
import { openDatabase } from '../../sep/store/database.ts';
import { migrate, readMigrations } from '../../sep/store/migrate.ts';

export const sepMigrations = fileURLToPath(new URL('../../migrations/sep', import.meta.url));

export type SepDatabase = { readonly url: string; readonly database: Database; drop(): Promise<void> };

const ignore = (): void => undefined;

/** Its name is made up; `url` opens further pools on it, as other nodes would. */
export async function newSepDatabase(): Promise<SepDatabase> {
  const server = inject('postgres');
  const name = `kassa_test_${randomBytes(6).toString('hex')}`;
  const admin = openDatabase(server, 1, ignore);
  await admin.run(`CREATE DATABASE ${name}`);
  const at = new URL(server);
  at.pathname = `/${name}`;
  const database = openDatabase(at.href, 8, ignore);
  await migrate(database, readMigrations(sepMigrations));
  return {
    url: at.href,
    database,
    drop: async () => {
      await database.close().catch(ignore);
      await admin.run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.close();
    },
  };
}
