/** A PostgreSQL that is not СЭП's own: a plain role with a database of its own will do, and what won't is told in a sentence. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../sep/store/database.ts';
import type { Embedded } from '../../../sep/store/embedded.ts';
import { startEmbedded } from '../../../sep/store/embedded.ts';
import { checkServer, ServerFault } from '../../../sep/store/server.ts';
import { completed, enrolledTill, startShift } from '../../main/sync/ground.ts';
import { startSep } from '../../tools/sepSystem.ts';
import { endTills, pay, phone } from '../../tools/workstation.ts';

// A server of this file's own: roles belong to a whole server, and the run's may be somebody's.
const folder = mkdtempSync(join(tmpdir(), 'kassa-foreign-'));
let server: Embedded;

async function administer(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const urlOf = (role: string, database: string, password = 'plain-password'): string => {
  const url = new URL(server.url(database));
  url.username = role;
  url.password = password;
  return url.href;
};

beforeAll(async () => {
  server = await startEmbedded({ folder, password: 'test', log: () => undefined });
  await administer(
    "CREATE ROLE owner LOGIN PASSWORD 'plain-password'",
    "CREATE ROLE guest LOGIN PASSWORD 'plain-password'",
    'CREATE DATABASE theirs OWNER owner',
    "CREATE DATABASE latin OWNER owner ENCODING 'LATIN1' TEMPLATE template0",
    'CREATE DATABASE frozen OWNER owner',
    'ALTER DATABASE frozen SET default_transaction_read_only = on',
    'CREATE DATABASE closed OWNER owner',
    'REVOKE CONNECT ON DATABASE closed FROM PUBLIC',
  );
});
afterEach(endTills);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('every connection lets PostgreSQL end it soon when its machine falls silent, also in the midst of a transaction', async () => {
  const database = openDatabase(urlOf('owner', 'theirs'), 2, () => undefined);
  try {
    const settings = `SELECT name, setting FROM pg_settings WHERE name LIKE 'tcp_%' OR name LIKE 'idle_in_tr%' ORDER BY name`;
    const held = await database.hold();
    const inForce = [
      { name: 'idle_in_transaction_session_timeout', setting: '60000' },
      { name: 'tcp_keepalives_count', setting: '3' },
      { name: 'tcp_keepalives_idle', setting: '10' },
      { name: 'tcp_keepalives_interval', setting: '5' },
      { name: 'tcp_user_timeout', setting: '30000' },
    ];
    expect(await held.query(settings)).toEqual(inForce);
    expect(await database.transaction((tx) => tx.query(settings))).toEqual(inForce);
    await held.release();
  } finally {
    await database.close();
  }
});

test('two nodes of a plain role, who owns one database and nothing else, bring a payment to its end', async () => {
  const databaseUrl = urlOf('owner', 'theirs');
  const first = await startSep({ databaseUrl });
  const second = await startSep({ databaseUrl, operators: { simulatedAt: first.system.operatorsUrl ?? '' } });
  try {
    expect(first.lines).toContainEqual(
      expect.objectContaining({
        level: 'info',
        message: 'PostgreSQL answers',
        entry: expect.objectContaining({ role: 'owner' }),
      }),
    );
    const till = await enrolledTill(second, 'tt-1', 1);
    await startShift(till);
    await till.must('sync.claim', { takeOver: false });
    await completed(till, await pay(till, phone, 60_000));
    expect(first.system.operators?.credited()).toHaveLength(1);
    const logged = JSON.stringify([...first.lines, ...second.lines]);
    expect(logged).not.toContain('plain-password');
  } finally {
    await endTills();
    await second.close();
    await first.close();
  }
});

async function told(url: string): Promise<string> {
  const failed = await checkServer(url).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(failed instanceof ServerFault)) throw new Error(`no sentence: ${String(failed)}`);
  expect(failed.message).not.toContain('password');
  return failed.message;
}

test('what stands in the way is said, with what to do about it', async () => {
  expect(await told(urlOf('owner', 'theirs', 'wrong-password'))).toContain('не пускает роль «owner»');
  expect(await told(urlOf('nobody', 'theirs'))).toContain('не пускает роль «nobody»');
  expect(await told(urlOf('owner', 'nothing'))).toMatch(
    /нет базы «nothing».*CREATE DATABASE nothing OWNER owner/,
  );
  expect(await told(urlOf('guest', 'theirs'))).toMatch(/«guest» не может создавать таблицы.*OWNER TO guest/);
  expect(await told(urlOf('guest', 'closed'))).toContain('право CONNECT');
  expect(await told(urlOf('owner', 'latin'))).toMatch(/в кодировке LATIN1, нужна UTF8/);
  expect(await told(urlOf('owner', 'frozen'))).toContain('только для чтения');
  expect(await told('postgres://owner:x@nobody.invalid/theirs')).toContain(
    'имя узла не найдено: nobody.invalid',
  );
  expect(await told('no address at all')).toContain('не адрес PostgreSQL');
});

test('an address where nobody is, or where something else answers, is said', async () => {
  const web = createServer(
    (socket) => void socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  );
  web.listen(0, '127.0.0.1');
  await new Promise((resolve) => web.once('listening', resolve));
  const { port } = web.address() as { readonly port: number };
  const url = `postgres://owner:x@127.0.0.1:${port}/theirs`;
  expect(await told(url)).toContain('не открывает базу «theirs»');
  await new Promise((resolve) => web.close(resolve));
  expect(await told(url)).toContain(`127.0.0.1:${port} PostgreSQL не отвечает`);
});

test('СЭП does not start on it, and nothing stays open', async () => {
  await expect(startSep({ databaseUrl: urlOf('guest', 'theirs') })).rejects.toThrow(
    'не может создавать таблицы',
  );
});
