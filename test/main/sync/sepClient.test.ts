/** What a workstation sends to СЭП, byte by byte, and what it makes of answers that are packed, cut, or far too large. */
import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { largestBody } from '../../../contract/sep.ts';
import { systemTimers } from '../../../main/devices/timers.ts';
import { openSepClient, type SepClient } from '../../../main/sync/sepClient.ts';
import { testAuthority } from '../../tools/certificates.ts';
import { madeJournal } from '../../tools/madeJournal.ts';

type Heard = { readonly headers: IncomingHttpHeaders; readonly body: Buffer };

let server: Server;
let client: SepClient;
let heard: Heard[] = [];
let answer: (response: ServerResponse) => void = (response) => void response.end('{}');

beforeAll(async () => {
  const authority = await testAuthority();
  const { certificate, key } = await authority.issueListener(Date.now());
  server = createServer({ cert: certificate, key }, async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    heard.push({ headers: request.headers, body: Buffer.concat(parts) });
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = openSepClient({
    address: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    authority: authority.certificate,
    credentials: null,
    timers: systemTimers,
  });
});
afterEach(() => {
  heard = [];
});
afterAll(() => {
  client.close();
  server.close();
  server.closeAllConnections();
});

const json = { 'content-type': 'application/json' };
const packedAs = (bytes: Buffer) => (response: ServerResponse) =>
  void response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bytes);

test('a shipment leaves packed: it is gzip, it says so, and it is less than a third of its text', async () => {
  const journal = madeJournal(50);
  const chunk = journal.chunk();
  const input = { epoch: { generation: 1, epoch: 1 }, chunk };
  const told = { kind: 'accepted', origin: chunk.origin, seq: 1, known: 0, forks: 0, parked: 0 };
  answer = (response) =>
    void response.writeHead(200, json).end(JSON.stringify({ ...told, hash: 'a'.repeat(64) }));
  expect(await client.call('ship', input, 10_000)).toMatchObject({ ok: true });
  const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = heard;
  expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'content-length': String(body.length) });
  // RFC 1952: the first bytes of any gzip.
  expect([...body.subarray(0, 3)]).toEqual([0x1f, 0x8b, 8]);
  const text = gunzipSync(body);
  expect(JSON.parse(text.toString())).toEqual(JSON.parse(JSON.stringify(input)));
  expect(body.length).toBeLessThan(text.length / 3);
  // Not a word of it can be read on the way.
  const [account = ''] = journal.conducted.map((payment) => payment.details.account);
  expect(text.includes(account)).toBe(true);
  expect(body.includes(account)).toBe(false);
});

test('what is short leaves as it is', async () => {
  answer = (response) => void response.writeHead(200, json).end('{"generation":1,"heads":[]}');
  expect(await client.call('heads', {}, 10_000)).toMatchObject({ ok: true });
  expect(heard).toMatchObject([{ body: Buffer.from('{}') }]);
  expect(heard[0]?.headers['content-encoding']).toBeUndefined();
});

test('a packed answer is read', async () => {
  answer = packedAs(gzipSync('{"generation":3,"heads":[]}'));
  expect(await client.call('heads', {}, 10_000)).toMatchObject({ ok: true, value: { generation: 3 } });
});

const sound = gzipSync(JSON.stringify({ generation: 1, heads: [], filling: 'x'.repeat(5_000) }));
test.each<[string, (response: ServerResponse) => void]>([
  ['cut in its middle, and said to be whole', packedAs(sound.subarray(0, sound.length / 2))],
  ['no gzip though it says so', packedAs(Buffer.from('{"generation":1,"heads":[]}'))],
  ['without its checksum', packedAs(sound.subarray(0, -8))],
  [
    'shorter than it said',
    (response) => {
      response.writeHead(200, { ...json, 'content-encoding': 'gzip', 'content-length': sound.length });
      response.write(sound.subarray(0, 20), () => response.destroy());
    },
  ],
])('an answer that is %s is no answer, and the next one is read', async (_, broken) => {
  answer = broken;
  const got = await client.call('heads', {}, 10_000);
  expect(got).toMatchObject({ ok: false, failure: { code: 'sepUnavailable' }, refusal: null });
  answer = packedAs(gzipSync('{"generation":1,"heads":[]}'));
  expect(await client.call('heads', {}, 10_000)).toMatchObject({ ok: true });
});

test('an answer that unpacks to no end is given up at the bound, and memory stays where it was', async () => {
  // 256 MB of spaces in some 256 kB.
  const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024, 0x20));
  expect(bomb.length).toBeLessThan(largestBody);
  answer = packedAs(bomb);
  const before = process.memoryUsage().rss;
  for (let tries = 0; tries < 3; tries += 1)
    expect(await client.call('heads', {}, 30_000)).toMatchObject({ ok: false });
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
});

test('an answer that goes on for ever unpacked is given up at the bound too', async () => {
  answer = (response) => {
    response.writeHead(200, json);
    const more = Buffer.alloc(1024 * 1024, 0x20);
    const push = (): void => {
      while (!response.destroyed && response.write(more));
    };
    response.on('drain', push);
    push();
  };
  expect(await client.call('heads', {}, 30_000)).toMatchObject({ ok: false });
});
