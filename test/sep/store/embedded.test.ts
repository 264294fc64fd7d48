import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Embedded } from '../../../sep/store/embedded.ts';
import { startEmbedded } from '../../../sep/store/embedded.ts';

const root = mkdtempSync(join(tmpdir(), 'kassa-embedded-'));
const folder = join(root, 'data/database');
/** As `/var/lib/kassa` in life. */
const common = mkdtempSync(join(tmpdir(), 'kassa-common-'));
chmodSync(common, 0o755);
const log: string[] = [];

const begin = (): Promise<Embedded> =>
  startEmbedded({ folder, password: 'test', common, log: (line) => void log.push(line) });

async function ask<R extends object>(server: Embedded, sql: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(() => {
  // As `/root`: whoever else is called to run the server can't get in.
  chmodSync(root, 0o700);
});
afterAll(() => {
  for (const path of [root, common]) rmSync(path, { recursive: true, force: true });
});

/** A program that starts the server and never gets round to stopping it, nor to its watchdog. */
function startAndDie(): Promise<number> {
  const entrance = pathToFileURL(join(import.meta.dirname, '../../../sep/store/embedded.ts')).href;
  const script = `import { startEmbedded } from ${JSON.stringify(entrance)};
    const server = await startEmbedded({ folder: ${JSON.stringify(folder)}, password: 'test',
      common: ${JSON.stringify(common)}, log: () => undefined });
    console.log(server.url('postgres'));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error('it ended by itself')));
    child.stdout.on('data', (chunk: Buffer) => {
      const { port } = new URL(chunk.toString().trim());
      child.removeAllListeners('exit');
      child.once('exit', () => resolve(Number(port)));
      child.kill('SIGKILL');
    });
  });
}

/** Whether anything answers as PostgreSQL on this port. */
const answers = async (port: number): Promise<boolean> => {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: 'test',
    database: 'postgres',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
};

test('it starts below a folder that is shut to others, keeps its data, and stops without need of recovery', async () => {
  const first = await begin();
  await ask(first, 'CREATE TABLE kept AS SELECT 7 AS value');
  const [settings] = await ask(
    first,
    "SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS on",
  );
  expect(settings).toEqual({ fsync: 'on', on: '127.0.0.1' });
  await first.stop();
  log.length = 0;
  const second = await begin();
  expect(await ask(second, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  await second.stop();
  expect(log.join('\n')).not.toContain('not properly shut down');
  const isRoot = process.getuid?.() === 0;
  expect(existsSync(`${folder}.at`)).toBe(isRoot);
  if (isRoot) expect(readFileSync(`${folder}.at`, 'utf8')).toContain(common);
});

test('a server in use is left alone: a second start says so', async () => {
  const server = await begin();
  await expect(begin()).rejects.toThrow('another СЭП is running');
  expect(await ask(server, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
  await server.stop();
});

test('a killed program leaves no server behind', async () => {
  const port = await startAndDie();
  await expect.poll(() => answers(port), { timeout: 20_000 }).toBe(false);
});

test('a start right after a kill takes over, whether the old server still runs or not', async () => {
  await startAndDie();
  const server = await begin();
  expect(await ask(server, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  await server.stop();
});

test('a making that was interrupted is begun anew', async () => {
  const other = join(common, 'other');
  mkdirSync(`${other}.making/base`, { recursive: true });
  const server = await startEmbedded({ folder: other, password: 'test', common, log: () => undefined });
  expect(await ask(server, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
  await server.stop();
  expect(existsSync(`${other}.making`)).toBe(false);
});
