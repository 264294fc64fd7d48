import { once } from 'node:events';
import { connect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { largestBody, SepRefusal } from '../../../contract/sep.ts';
import { largestCompressed } from '../../../sep/http/body.ts';
import type { Ask, Enrolled } from '../../tools/sepClient.ts';
import { contactInput, enrol, newSepClient } from '../../tools/sepClient.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';

let sep: TestSep;
let station: Enrolled;

beforeAll(async () => {
  sep = await startSep({ dispatch: false });
  station = await enrol(sep.url, await sep.newCode('tt-1', 1));
});
afterEach(async () => {
  // Whatever it was sent, it works on and had no fault of its own.
  expect(await station.client.ok('contact', contactInput(station.journal, 1))).toMatchObject({
    generation: 1,
  });
  expect(sep.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
afterAll(async () => {
  station.client.close();
  await sep.close();
});

const json = { 'content-type': 'application/json' };

async function refused(what: Partial<Ask>): Promise<{ readonly status: number; readonly code: string }> {
  // On a connection of its own: a refusal may end it.
  const client = newSepClient(sep.url, station.identity);
  try {
    const { status, body } = await client.send({ path: '/v1/contact', headers: json, ...what });
    return { status, code: SepRefusal.parse(body).code };
  } finally {
    client.close();
  }
}

const badRequest = { status: 400, code: 'badRequest' };

test.each<[string, Partial<Ask>]>([
  ['no body', {}],
  ['an empty body', { body: '' }],
  ['half a JSON', { body: '{"clock": 1, "program": "x' }],
  ['a JSON of another shape', { body: '[1, 2, 3]' }],
  ['a value of another kind', { body: JSON.stringify({ ...contactInput({ origin: 'x' as never }, 1) }) }],
  ['bytes that are no UTF-8', { body: Buffer.from([0x22, 0xff, 0xfe, 0x22]) }],
  ['a nesting without end', { body: '['.repeat(200_000) }],
  [
    'another content type',
    { body: 'clock=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  ],
  ['no content type', { body: '{}', headers: {} }],
  ['an encoding that is not known', { body: '{}', headers: { ...json, 'content-encoding': 'br' } }],
  ['a gzip that is none', { body: '{}', headers: { ...json, 'content-encoding': 'gzip' } }],
  [
    'half a gzip',
    {
      body: gzipSync('{"clock":1}'.repeat(100)).subarray(0, 20),
      headers: { ...json, 'content-encoding': 'gzip' },
    },
  ],
  ['two encodings', { body: '{}', headers: { ...json, 'content-encoding': 'gzip, gzip' } }],
])('%s is refused as a bad request', async (_, what) => {
  expect(await refused(what)).toEqual(badRequest);
});

test('an unknown route, method or version is named as such', async () => {
  const unknown = { status: 404, code: 'unknownRoute' };
  expect(await refused({ path: '/v1/nothing', body: '{}' })).toEqual(unknown);
  expect(await refused({ path: '/v2/contact', body: '{}' })).toEqual(unknown);
  expect(await refused({ method: 'GET', headers: {} })).toEqual(unknown);
  expect(await refused({ path: '/v1/%zz', body: '{}' })).toMatchObject({ status: 400 });
});

test('a body of more than the bound is refused before it is all there', async () => {
  const body = Buffer.alloc(largestBody + 1, 0x20);
  expect(await refused({ body })).toEqual({ status: 413, code: 'tooLarge' });
});

test('a compressed body of more than its bound is refused', async () => {
  const body = Buffer.alloc(largestCompressed + 1);
  const headers = { ...json, 'content-encoding': 'gzip' };
  expect(await refused({ body, headers })).toMatchObject({ status: 413, code: 'tooLarge' });
});

test('ten gzip bombs at once are refused at the bound, and memory stays where it was', async () => {
  // 64 MB of spaces in 64 kB each.
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
  expect(bomb.length).toBeLessThan(largestCompressed);
  const before = process.memoryUsage().rss;
  const headers = { ...json, 'content-encoding': 'gzip' };
  const answers = await Promise.all(Array.from({ length: 10 }, () => refused({ body: bomb, headers })));
  expect(answers).toEqual(answers.map(() => ({ status: 413, code: 'tooLarge' })));
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
});

test('a compressed body within bounds is read, and a long answer comes compressed', async () => {
  const { client } = station;
  const headers = { ...json, 'content-encoding': 'gzip', 'accept-encoding': 'gzip' };
  const body = gzipSync(JSON.stringify(contactInput(station.journal, 1)));
  expect((await client.send({ path: '/v1/contact', headers, body })).status).toBe(200);
  const catalogue = await client.send({ path: '/v1/catalogue', headers, body: gzipSync('{}') });
  expect(catalogue).toMatchObject({ status: 200, headers: { 'content-encoding': 'gzip' } });
  const plain = await client.send({ path: '/v1/catalogue', headers: json, body: '{}' });
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body).toEqual(catalogue.body);
});

test('noise instead of HTTP is answered and hung up on', async () => {
  const { hostname, port } = new URL(sep.url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  socket.write('\0\x01\x02 nothing that HTTP knows\r\n\r\n');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  const [head, body] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  expect(head).toContain('400');
  expect(SepRefusal.parse(JSON.parse(body ?? ''))).toMatchObject({ code: 'badRequest' });
});

test.each([
  { kind: 'plain', headers: '' },
  { kind: 'compressed', headers: 'content-encoding: gzip\r\n' },
])(
  'a caller who hangs up in the middle of a $kind body is no fault of СЭП, and none of its database',
  async ({ headers }) => {
    const { hostname, port } = new URL(sep.url);
    const { key, certificate } = station.identity;
    const before = sep.lines.length;
    const socket = connect({
      host: hostname,
      port: Number(port),
      key,
      cert: certificate,
      rejectUnauthorized: false,
      servername: 'localhost',
    });
    await once(socket, 'secureConnect');
    socket.write(
      `POST /v1/contact HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${headers}content-length: 500\r\n\r\n{"clock": 1`,
    );
    // Its head is there before it hangs up: this answer is begun after it.
    await station.client.ok('heads', {});
    socket.destroy();
    await expect
      .poll(() => sep.lines.slice(before).map(({ message }) => message))
      .toContain('a caller hung up in mid-request');
    expect(sep.lines.slice(before).filter(({ level }) => level === 'error')).toEqual([]);
  },
);

test('what is refused says where the body does not fit, and never what stood there', async () => {
  const input = { ...contactInput(station.journal, 1), program: '9161234567'.repeat(10), unsent: -1 };
  const { status, body } = await station.client.call('contact', input);
  expect(status).toBe(400);
  const { message } = SepRefusal.parse(body);
  expect(message).toContain('/program');
  expect(message).toContain('/unsent');
  expect(message).not.toContain('9161234567');
  expect(JSON.stringify(sep.lines)).not.toContain('9161234567');
});
