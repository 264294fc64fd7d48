/** One PostgreSQL for a whole test run: DATABASE_URL's, or an embedded one of its own that ends with the run. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../../sep/store/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a database in which others can be created. */
    readonly postgres: string;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['DATABASE_URL'];
  if (given) {
    project.provide('postgres', given);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'kassa-postgres-'));
  const server = await startEmbedded({ folder, password: 'test', log: () => undefined });
  project.provide('postgres', server.url('postgres'));
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
