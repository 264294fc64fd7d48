/** One PostgreSQL for a whole test run: DATABASE_URL's, or an embedded one of its own that ends with the run. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../sep/store/database.ts';
import { startEmbedded } from '../../sep/store/embedded.ts';
import { checkServer } from '../../sep/store/server.ts';
import { dropDatabase } from './sepDatabase.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a database beside which others can be created. */
    readonly postgres: string;
    /** What the names of this run's databases begin with. */
    readonly databases: string;
  }
}

const ignore = (): void => undefined;

/** Throws with a sentence when the suite can't run there; gives what drops whatever a broken test left behind. */
async function prepareGiven(url: string, databases: string): Promise<() => Promise<void>> {
  const { version, at, role } = await checkServer(url);
  const admin = openDatabase(url, 1, ignore);
  const [may] = await admin.query<{ create: boolean }>(
    'SELECT rolcreatedb OR rolsuper AS create FROM pg_roles WHERE rolname = current_user',
  );
  await admin.close();
  if (may?.create !== true)
    throw new Error(`each test makes a database of its own: ALTER ROLE ${role} CREATEDB`);
  console.log(`СЭП's tests run on PostgreSQL ${version} at ${at} as ${role}`);
  return async () => {
    const cleaner = openDatabase(url, 1, ignore);
    const left = await cleaner.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
      [databases],
    );
    for (const { name } of left) await dropDatabase(cleaner, name);
    await cleaner.close();
  };
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const databases = `kassa_test_${randomBytes(3).toString('hex')}_`;
  project.provide('databases', databases);
  const given = process.env['DATABASE_URL'];
  if (given) {
    project.provide('postgres', given);
    return prepareGiven(given, databases);
  }
  const folder = await mkdtemp(join(tmpdir(), 'kassa-postgres-'));
  const server = await startEmbedded({ folder, password: 'test', log: () => undefined });
  project.provide('postgres', server.url('postgres'));
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
