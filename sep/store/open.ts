/** Gets СЭП its database: the server that DATABASE_URL names, or an embedded one in the data folder. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SepLog } from '../parts.ts';
import type { Database } from './database.ts';
import { openDatabase } from './database.ts';
import { startEmbedded } from './embedded.ts';
import { migrate, readMigrations } from './migrate.ts';
import { checkServer } from './server.ts';

/** Its own database in the embedded server. */
const ownName = 'kassa_sep';
/** The embedded server listens on loopback only and this password guards nothing that the folder's owner can't read. */
const ownPassword = 'kassa';

/** Connections of one node: long polls hold none while they wait. */
const mostConnections = 20;

export type StoreOptions = {
  readonly folder: string;
  /** Null: embedded. */
  readonly url: string | null;
  readonly migrations: string;
  readonly log: SepLog;
};

export interface Store {
  readonly database: Database;
  /** As other pools, tools and nodes would open it. */
  readonly url: string;
  readonly embedded: boolean;
  close(): Promise<void>;
}

async function createOwn(server: string, log: (error: Error) => void): Promise<void> {
  const admin = openDatabase(server, 1, log);
  try {
    const [known] = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [ownName]);
    if (!known) await admin.run(`CREATE DATABASE ${ownName}`);
  } finally {
    await admin.close();
  }
}

/**
 * In today's form. Throws when the server can't be reached, started or used (`ServerFault`, with a sentence), or the
 * database is of a newer program.
 */
export async function openStore({ folder, url, migrations, log }: StoreOptions): Promise<Store> {
  const onError = (error: Error) => log.warn({ error }, 'a database connection broke');
  let stop = async (): Promise<void> => undefined;
  let at = url ?? '';
  if (url === null) {
    mkdirSync(folder, { recursive: true });
    const server = await startEmbedded({
      folder: join(folder, 'database'),
      password: ownPassword,
      log: (line) => log.info({ line }, 'postgres'),
    });
    stop = () => server.stop();
    at = server.url(ownName);
    try {
      await createOwn(server.url('postgres'), onError);
    } catch (error) {
      await stop();
      throw error;
    }
  }
  const database = openDatabase(at, mostConnections, onError);
  try {
    log.info(await checkServer(at), 'PostgreSQL answers');
    await migrate(database, readMigrations(migrations));
  } catch (error) {
    await database.close();
    await stop();
    throw error;
  }
  return {
    database,
    url: at,
    embedded: url === null,
    close: async () => {
      await database.close();
      await stop();
    },
  };
}
