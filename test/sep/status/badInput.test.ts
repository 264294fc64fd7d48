/** Whatever is sent to the public listener gets a clear refusal, and the next one who asks is answered. */
import { once } from 'node:events';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { PublicRefusal } from '../../../contract/publicStatus.ts';
import { type AdjustmentWorld, minute, newAdjustmentWorld } from '../adjustments/world.ts';
import { newStatusGround, type StatusGround } from './statusGround.ts';

let world: AdjustmentWorld;
let page: StatusGround;

beforeAll(async () => {
  world = await newAdjustmentWorld();
  page = await newStatusGround(world);
});
beforeEach(() => world.ground.pass(60 * minute));
afterEach(async () => {
  const good = { kind: 'typed', account: '9161234567', receipt: '1/1', amount: 100 };
  expect((await page.ask(good)).body).toEqual({ kind: 'unknown' });
  expect(world.ground.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
afterAll(async () => {
  await page.close();
  await world.close();
});

const json = { 'content-type': 'application/json' };
const typed = (more: object) =>
  JSON.stringify({ kind: 'typed', account: '9161234567', receipt: '1/1', amount: 100, ...more });

async function refused(body: string | undefined, headers: Readonly<Record<string, string>> = json) {
  const { status, body: said, text } = await page.send('POST', '/status', body, headers);
  expect(text).not.toContain('9161234567');
  return { status, code: PublicRefusal.parse(said).code };
}

test.each<[string, string | undefined, Readonly<Record<string, string>>?]>([
  ['no body', undefined],
  ['half a JSON', '{"kind": "ty'],
  ['another shape', '[1, 2]'],
  ['another kind', JSON.stringify({ kind: 'all' })],
  ['a nesting without end', '['.repeat(4_000)],
  ['a sum that is none', typed({ amount: 1.5 })],
  ['a negative sum', typed({ amount: -100 })],
  ['a sum beyond all numbers', typed({ amount: 1e300 })],
  ['an account of a kilometre', typed({ account: '9'.repeat(1_000) })],
  ['an account that is a list', typed({ account: ['9161234567'] })],
  ['a poisoned prototype', '{"__proto__": {"kind": "typed"}}'],
  ['another content type', 'account=9161234567', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['no content type', typed({}), {}],
])('%s is a bad request', async (_, body, headers) => {
  expect(await refused(body, headers)).toEqual({ status: 400, code: 'badRequest' });
});

test.each([
  ['a zero byte', { account: '916123\0' + '4567' }],
  ['signs of SQL', { account: "9' OR 1=1 --", receipt: "1'/1" }],
  ['signs of a pattern', { account: '%', receipt: '%/%' }],
  ['a number of other digits', { account: '９１６１２３４５６７' }],
])('%s finds nothing', async (_, more) => {
  const { status, body } = await page.send('POST', '/status', typed(more), json);
  expect({ status, body }).toEqual({ status: 200, body: { kind: 'unknown' } });
});

test('more than a question can hold is refused at once', async () => {
  expect(await refused(typed({ extra: 'x'.repeat(8_000) }))).toEqual({ status: 413, code: 'tooLarge' });
});

test("another site's page is refused", async () => {
  expect(await refused(typed({}), { ...json, 'sec-fetch-site': 'cross-site' })).toEqual({
    status: 403,
    code: 'foreignPage',
  });
});

test.each([
  ['GET', '/status', 405, 'POST'],
  ['DELETE', '/status', 405, 'POST'],
  ['POST', '/', 405, 'GET, HEAD'],
  ['PUT', '/assets/index.js', 405, 'GET, HEAD'],
  ['GET', '/nothing', 404, undefined],
  ['GET', '/assets/../../package.json', 404, undefined],
  ['GET', '/assets/%2e%2e/index.html', 404, undefined],
  ['GET', '/%zz', 400, undefined],
])('%s %s is answered %i', async (method, path, expected, allow) => {
  const { status, body, headers } = await page.send(method, path);
  expect({ status, allow: headers['allow'] }).toEqual({ status: expected, allow });
  expect(PublicRefusal.parse(body).message).toMatch(/[а-яё]/iu);
});

test('noise instead of HTTP is answered and hung up on; half a question holds up nobody', async () => {
  const { port } = new URL(page.url);
  const options = { host: '127.0.0.1', port: Number(port), rejectUnauthorized: false };
  const slow = connect(options);
  await once(slow, 'secureConnect');
  slow.write(
    'POST /status HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"kind"',
  );
  const socket = connect(options);
  await once(socket, 'secureConnect');
  socket.write('\0\x01\x02 nothing that HTTP knows\r\n\r\n');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  const [head, body] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  expect(head).toContain('400 Bad Request');
  expect(PublicRefusal.parse(JSON.parse(body ?? '')).code).toBe('badRequest');
  expect((await page.ask(JSON.parse(typed({})))).status).toBe(200);
  slow.destroy();
});

test('every answer forbids what a page of answers needs not', async () => {
  for (const { headers } of [await page.send('GET', '/nothing'), await page.ask(JSON.parse(typed({})))]) {
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});
