/** A PostgreSQL of one's own: the real server out of a registry package, for a СЭП without DATABASE_URL. */
import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { RunAs } from './postgresFiles.ts';
import { clusterFolder, nativeFolder, runAs } from './postgresFiles.ts';

export type Embedded = { readonly url: (database: string) => string; stop(): Promise<void> };

export type EmbeddedOptions = {
  /** The cluster's folder; made if need be. */
  readonly folder: string;
  readonly password: string;
  readonly log: (line: string) => void;
  /** Where programs and cluster go if root's own folders are shut to the user it runs the server as. */
  readonly common?: string;
};

const superuser = 'postgres';
/** How the one who started a server is known among its connections. */
const ownerName = 'kassa-owner';
/** A port that was free can be taken in between; somebody else's hurry is not met more often than this. */
const mostStarts = 5;
/** A server that recovers after a crash reads its log first. Milliseconds. */
const startTime = 120_000;

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

type Programs = {
  readonly bin: string;
  readonly user: RunAs;
  readonly log: (line: string) => void;
};

/** Messages are read, so they must be in one language. */
const environment = () => ({ ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' });

const asUser = (user: RunAs) => (user ? { uid: user.uid, gid: user.gid } : {});

const program = ({ bin }: Programs, name: string): string =>
  join(bin, process.platform === 'win32' ? `${name}.exe` : name);

/** Runs a program of the package to its end; throws with what it said. */
const run = (programs: Programs, name: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    execFile(
      program(programs, name),
      [...args],
      // A folder that the other user can stand in; its own may be root's alone.
      { ...asUser(programs.user), env: environment(), cwd: programs.bin, windowsHide: true },
      (error, stdout, stderr) => {
        programs.log(`${stdout}${stderr}`.trim());
        if (error) reject(new Error(`${name}: ${`${stderr}${stdout}`.trim() || error.message}`));
        else resolve();
      },
    );
  });

/** Fast: clients are cut off, everything is written, nothing has to be recovered at the next start. */
const stopCluster = (programs: Programs, cluster: string): Promise<void> =>
  run(programs, 'pg_ctl', ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '60']);

/** Beside it first, and renamed when it is whole: an interrupted making is no cluster. */
async function initialise(programs: Programs, cluster: string, password: string): Promise<void> {
  const making = `${cluster}.making`;
  const { user } = programs;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  if (user) chownSync(making, user.uid, user.gid);
  const passwordFile = join(tmpdir(), `kassa-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  try {
    if (user) chownSync(passwordFile, user.uid, user.gid);
    await run(programs, 'initdb', [
      `--pgdata=${making}`,
      '--auth=scram-sha-256',
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
    ]);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  // An empty folder of that name may be there; one with something in it is nobody's to remove.
  if (existsSync(cluster)) rmdirSync(cluster);
  renameSync(making, cluster);
}

/** The port of the server that this cluster's pid file speaks of; null: none, or an unreadable one. */
function recordedPort(cluster: string): number | null {
  try {
    // pid, folder, start time, port: PostgreSQL's miscadmin.h, LOCK_FILE_LINE_PORT.
    const port = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[3]);
    return Number.isInteger(port) && port > 0 ? port : null;
  } catch {
    return null;
  }
}

/** A connection that shows by its mere being that the one who started the server lives. */
async function connectOwner(port: number, password: string): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password,
    database: 'postgres',
    application_name: ownerName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // Its end comes with the server's.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Whose server answers at the recorded port. `left`: this cluster's, and nobody holds it. */
async function whoIsIt(client: pg.Client, cluster: string): Promise<'stranger' | 'used' | 'left'> {
  try {
    // The port may be another server's by now.
    const { rows: places } = await client.query<{ data_directory: string }>('SHOW data_directory');
    if (places[0]?.data_directory.replaceAll('\\', '/') !== cluster.replaceAll('\\', '/')) return 'stranger';
    const { rows: owners } = await client.query(
      'SELECT 1 FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()',
      [ownerName],
    );
    return owners.length > 0 ? 'used' : 'left';
  } catch {
    // The watchdog of the killed one ends it at this very moment: the end is waited for as if nobody had answered.
    return 'left';
  }
}

/**
 * A server left behind by a program that was killed is stopped; a server whose starter lives is left alone, and that is
 * an error. A pid file without a server is PostgreSQL's own business: it takes over what is stale.
 */
async function endLeftBehind(programs: Programs, cluster: string, password: string): Promise<void> {
  const port = recordedPort(cluster);
  if (port === null) return;
  let client: pg.Client;
  try {
    client = await connectOwner(port, password);
  } catch {
    // Nobody there, or still ending: `pg_ctl` waits for the end, and fails where there is nothing to end.
    await stopCluster(programs, cluster).catch(() => undefined);
    return;
  }
  try {
    const found = await whoIsIt(client, cluster);
    if (found === 'stranger') return;
    if (found === 'used') throw new Error(`another СЭП is running on ${cluster}`);
  } finally {
    await client.end().catch(() => undefined);
  }
  programs.log('a server that was left behind by a killed program is stopped');
  // It may be gone by now: then there is nothing to stop, and a start that fails says why.
  await stopCluster(programs, cluster).catch((error: unknown) => programs.log(String(error)));
}

type Started = { readonly process: ChildProcess; readonly ended: Promise<void> };

/** Null: the port was taken meanwhile. Throws when it ends for another reason. */
function start(programs: Programs, cluster: string, port: number): Promise<Started | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      program(programs, 'postgres'),
      [
        '-D',
        cluster,
        '-p',
        String(port),
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'unix_socket_directories=',
      ],
      {
        ...asUser(programs.user),
        env: environment(),
        cwd: programs.bin,
        windowsHide: true,
        // Ctrl+C in a terminal goes to all of a group: the server ends when its СЭП has, not before.
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let said = '';
    let settled = false;
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    const timer = setTimeout(() => {
      child.kill('SIGQUIT');
      reject(new Error(`PostgreSQL did not start within ${startTime / 1000} s: ${said.trim()}`));
    }, startTime);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', () => {
      clearTimeout(timer);
      if (/could not bind|Address already in use|could not create any TCP/i.test(said)) resolve(null);
      else reject(new Error(`PostgreSQL did not start: ${said.trim()}`));
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      programs.log(text.trim());
      if (settled) return;
      said += text;
      if (!said.includes('database system is ready to accept connections')) return;
      settled = true;
      clearTimeout(timer);
      resolve({ process: child, ended });
    });
  });
}

/** Stops the server when we are gone without having done so: it reads our end from a pipe that nobody else holds. */
function startWatchdog(programs: Programs, cluster: string): ChildProcess {
  const script = fileURLToPath(new URL('./watchdog.mjs', import.meta.url));
  const watchdog = spawn(process.execPath, [script, program(programs, 'pg_ctl'), cluster], {
    // As root: it reads this checkout, and switches the user for pg_ctl itself.
    env: {
      ...environment(),
      KASSA_RUN_AS: programs.user ? `${programs.user.uid}:${programs.user.gid}` : '',
      ELECTRON_RUN_AS_NODE: '1',
    },
    cwd: programs.bin,
    windowsHide: true,
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.on('error', (error) => programs.log(`no watchdog: ${error.message}`));
  watchdog.stdin?.on('error', () => undefined);
  watchdog.unref();
  return watchdog;
}

/**
 * Starts the server on a free loopback port; a cluster is made at the first start. Whatever an unclean stop left behind
 * is ended first. Throws when another program is using this cluster, and when the server does not start.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { folder, password, log, common } = options;
  const user = runAs();
  const programs: Programs = { bin: join(nativeFolder(user, common), 'bin'), user, log };
  const cluster = clusterFolder(folder, user, common);
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise(programs, cluster, password);
  await endLeftBehind(programs, cluster, password);
  for (let starts = 1; ; starts += 1) {
    const port = await freePort();
    const started = await start(programs, cluster, port);
    if (!started) {
      if (starts >= mostStarts) throw new Error(`PostgreSQL found no free port in ${starts} tries`);
      continue;
    }
    const watchdog = startWatchdog(programs, cluster);
    const owner = await connectOwner(port, password);
    return {
      url: (database) =>
        `postgres://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
      async stop() {
        await owner.end().catch(() => undefined);
        await stopCluster(programs, cluster).catch((error: unknown) => log(String(error)));
        await started.ended;
        watchdog.kill();
      },
    };
  }
}
