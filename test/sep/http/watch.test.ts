import { afterAll, beforeAll, expect, test } from 'vitest';
import { sepCalls, sepRefusalCodes } from '../../../contract/sep.ts';
import { writeDocument } from '../../../sep/http/document.ts';
import type { SepClient } from '../../tools/sepClient.ts';
import { contactInput, enrol, newSepClient } from '../../tools/sepClient.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';

let sep: TestSep;
let open: SepClient;

beforeAll(async () => {
  sep = await startSep();
  open = newSepClient(sep.url, null);
});
afterAll(async () => {
  open.close();
  await sep.close();
});

/** By the workstations' port, without a certificate. */
const read = (path: string) => open.send({ method: 'GET', path });
/** By the listener of operations. */
const told = async (path: string, method = 'GET') => {
  const response = await fetch(`${sep.opsUrl}${path}`, { method });
  return { status: response.status, text: await response.text() };
};

test('it says that it lives, and that it is ready once it dispatches', async () => {
  expect(await read('/health')).toMatchObject({ status: 200, body: { alive: true } });
  await expect
    .poll(async () => JSON.parse((await told('/ready')).text) as unknown)
    .toMatchObject({ ready: true, checks: { database: 'answers', durability: 'on' } });
  expect(await told('/health')).toEqual({ status: 200, text: '{"alive":true}\n' });
  expect(sep.lines.map(({ message }) => message)).toContain('PostgreSQL keeps what it acknowledged');
});

test('by the workstations’ port everybody learns that it is ready, and nothing else of it', async () => {
  expect(await read('/ready')).toMatchObject({ status: 200, body: { ready: true } });
  expect((await read('/ready')).body).toEqual({ ready: true });
  for (const path of ['/metrics', '/openapi.json'])
    expect(await read(path)).toMatchObject({ status: 404, body: { code: 'unknownRoute' } });
});

test('the listener of operations answers on loopback, reads only, and knows nothing of workstations', async () => {
  expect(new URL(sep.opsUrl).hostname).toBe('127.0.0.1');
  for (const path of ['/', '/v1/contact', '/__proto__', '/metrics/..'])
    expect((await told(path)).status).toBe(404);
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await told('/metrics', method)).status).toBe(405);
  expect(await told('/metrics', 'HEAD')).toEqual({ status: 200, text: '' });
  const none = await startSep({
    ops: null,
    databaseUrl: sep.databaseUrl,
    operators: { simulatedAt: sep.url },
  });
  expect(none.system.opsUrl).toBeNull();
  await none.close();
});

test('a database that may lose acknowledged payments is an error in the log, and not ready', async () => {
  const name = new URL(sep.databaseUrl).pathname.slice(1);
  await sep.database.run(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  const unsafe = await startSep({ databaseUrl: sep.databaseUrl });
  const client = newSepClient(unsafe.url, null);
  try {
    expect(unsafe.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        message: expect.stringContaining('switch on synchronous_commit'),
      }),
    );
    const answer = await client.send({ method: 'GET', path: '/ready' });
    expect(answer).toMatchObject({ status: 503, body: { ready: false } });
    expect(await (await fetch(`${unsafe.opsUrl}/ready`)).json()).toMatchObject({
      checks: { durability: 'off: synchronous_commit' },
    });
  } finally {
    client.close();
    await unsafe.close();
    await sep.database.run(`ALTER DATABASE ${name} RESET synchronous_commit`);
  }
});

test('the document names every route with its body, its answer and its refusals', async () => {
  const { status, text } = await told('/openapi.json');
  expect(status).toBe(200);
  const document = JSON.parse(text) as {
    readonly openapi: string;
    readonly paths: Record<string, { post: object }>;
    readonly components: { readonly schemas: Readonly<Record<string, object>> };
  };
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths).sort()).toEqual(
    Object.keys(sepCalls)
      .map((name) => `/v1/${name}`)
      .sort(),
  );
  for (const { post } of Object.values(document.paths))
    expect(post).toMatchObject({
      operationId: expect.any(String),
      summary: expect.any(String),
      requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
      responses: {
        200: { content: { 'application/json': { schema: expect.any(Object) } } },
        401: { content: { 'application/json': { schema: { $ref: '#/components/schemas/SepRefusal' } } } },
      },
    });
  const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
  const named = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(named).toEqual(expect.arrayContaining([...new Set(references)]));
  expect(document.components.schemas['SepRefusal']).toMatchObject({
    properties: { code: { enum: sepRefusalCodes } },
  });
  expect(JSON.parse(await writeDocument())).toEqual(document);
});

test('metrics tell contacts, requests and queues, and nothing of persons', async () => {
  const station = await enrol(sep.url, await sep.newCode('tt-1', 1));
  await station.client.ok('contact', { ...contactInput(station.journal, 1), unsent: 5 });
  station.client.close();
  const { text } = await told('/metrics');
  expect(text).toContain('kassa_sep_unsent_payments{trade_point="tt-1",workstation="1"} 5');
  expect(text).toMatch(/kassa_sep_contact_age_seconds\{trade_point="tt-1",workstation="1"\} 0/);
  expect(text).toMatch(/kassa_sep_request_seconds_count\{route="\/v1\/contact",outcome="ok"\} 1/);
  expect(text).toContain('kassa_sep_due_payments 0');
  expect(text).toContain('kassa_sep_stale_epoch_total 0');
  expect(text).not.toMatch(/account|origin|127\.0\.0\.1/);
});
