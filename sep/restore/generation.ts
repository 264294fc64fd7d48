/** Which generation this database is in: found out at the start, kept at hand, noticed when another node raises it. */
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';
import { raiseGeneration } from './raise.ts';

export type GenerationParts = Pick<SepParts, 'database' | 'clock' | 'log' | 'signals'> & {
  /** Whether operators are simulated; a database that began otherwise is not opened. */
  readonly training: boolean;
};

export interface Generations {
  now(): number;
  /** Looks whether another node raised it. */
  refresh(): Promise<number>;
  close(): void;
}

/** How often other nodes' raises are looked for; whatever counts reads the row in its own transaction. */
const refreshPause = 1_000;

type Home = { readonly cluster: string | null; readonly oid: string; readonly name: string };

/** The cluster's identifier is made by initdb, the database's by CREATE DATABASE: a dump put elsewhere gets others. */
async function readHome(connection: Connection): Promise<Home> {
  const [own] = await connection.query<Omit<Home, 'cluster'>>(
    'SELECT oid::text AS oid, datname AS name FROM pg_database WHERE datname = current_database()',
  );
  if (!own) throw new Error('the database does not know itself');
  // Some servers keep this function from all but administrators: then the database's own number has to do.
  const [{ allowed } = { allowed: false }] = await connection.query<{ allowed: boolean }>(
    "SELECT has_function_privilege('pg_control_system()', 'EXECUTE') AS allowed",
  );
  if (!allowed) return { cluster: null, ...own };
  const [control] = await connection.query<{ cluster: string }>(
    'SELECT system_identifier::text AS cluster FROM pg_control_system()',
  );
  return { cluster: control?.cluster ?? null, ...own };
}

/** The name alone may change: a database that is renamed is the same one. */
const isSameHome = (before: Home, now: Home): boolean =>
  before.oid === now.oid &&
  (before.cluster === null || now.cluster === null || before.cluster === now.cluster);

/**
 * Opens the system's own row, makes it at the first start, and raises the generation when the database lives elsewhere
 * than it did. Throws when it began as the other kind (training or not). Close it to stop looking.
 */
export async function openGeneration(parts: GenerationParts): Promise<Generations> {
  const { database, clock, log, signals, training } = parts;
  const home = await readHome(database);
  const began = await database.transaction(async (tx) => {
    await lockAcceptanceAlone(tx);
    await tx.run(
      `INSERT INTO sep (one, generation, generation_since, home, training) VALUES (1, 1, $1, $2, $3)
       ON CONFLICT DO NOTHING`,
      [clock(), JSON.stringify(home), training],
    );
    const [row] = await tx.query<{ training: boolean }>('SELECT training FROM sep');
    return row;
  });
  if (began?.training !== training) {
    throw new Error(
      training
        ? 'this database holds real payments: it is not opened with simulated operators'
        : 'this database was begun with simulated operators: start it with them, or give it another database',
    );
  }
  const { generation } = await raiseGeneration(
    parts,
    'start',
    `the database moved to ${home.name}`,
    async (tx, before) => {
      const [row] = await tx.query<{ home: string }>('SELECT home FROM sep');
      const known = JSON.parse(row?.home || 'null') as Home | null;
      await tx.run('UPDATE sep SET home = $1 WHERE home <> $1', [JSON.stringify(home)]);
      return known && !isSameHome(known, home) ? before + 1 : null;
    },
    true,
  );
  let now = generation;
  const unlisten = signals.onRaised((raised) => {
    now = Math.max(now, raised);
  });
  async function refresh(): Promise<number> {
    const [row] = await database.query<{ generation: number }>('SELECT generation FROM sep');
    if (row && row.generation > now) {
      log.error({ generation: row.generation }, 'another node found this database to be an older copy');
      signals.raised(row.generation);
    }
    return now;
  }
  const timer = setInterval(() => {
    refresh().catch((error: unknown) => log.warn({ error: String(error) }, 'the generation was not read'));
  }, refreshPause);
  timer.unref();
  return {
    now: () => now,
    refresh,
    close() {
      clearInterval(timer);
      unlisten();
    },
  };
}
