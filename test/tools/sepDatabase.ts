/** A database of one's own for a suite, in today's form, dropped at its end. */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { Connection, Database } from '../../sep/store/database.ts';
import { openDatabase } from '../../sep/store/database.ts';
import { migrate, readMigrations } from '../../sep/store/migrate.ts';

export const sepMigrations = fileURLToPath(new URL('../../migrations/sep', import.meta.url));

export type SepDatabase = { readonly url: string; readonly database: Database; drop(): Promise<void> };

const ignore = (): void => undefined;

const insufficientPrivilege = '42501';
const objectInUse = '55006';
const codeOf = (error: unknown) => (error as { readonly code?: unknown }).code;

/**
 * Drops a database of ours, whoever is connected to it; also as a plain role, to whom FORCE is refused while one of the
 * server's own processes (autovacuum) is in there: without FORCE the server ends that by itself.
 */
export async function dropDatabase(admin: Connection, name: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return void (await admin.run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    } catch (error) {
      if (codeOf(error) !== insufficientPrivilege || tries >= 5) throw error;
    }
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE quote_ident(datname) = $1 AND usename = current_user AND pid <> pg_backend_pid()`,
      [name],
    );
    try {
      return void (await admin.run(`DROP DATABASE IF EXISTS ${name}`));
    } catch (error) {
      if (codeOf(error) !== objectInUse || tries >= 5) throw error;
    }
  }
}

/** Its name is made up; `url` opens further pools on it, as other nodes would. */
export async function newSepDatabase(): Promise<SepDatabase> {
  const server = inject('postgres');
  const name = `${inject('databases')}${randomBytes(6).toString('hex')}`;
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
      await dropDatabase(admin, name);
      await admin.close();
    },
  };
}
