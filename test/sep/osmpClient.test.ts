/** What our side makes of strange answers: garbled is garbled, and nobody else's answer counts as ours. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createOsmpClient } from '../../sep/dispatch/osmpClient.ts';

let server: Server;
let asked: string[] = [];
let body = '';
let status = 200;
let headers: Record<string, string> = {};
const client = createOsmpClient();

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  asked = [];
  status = 200;
  headers = {};
});
afterAll(async () => {
  client.close();
  await new Promise((resolve) => server.close(resolve));
});

const url = (rest = '/pay?point=1') => `http://127.0.0.1:${(server.address() as AddressInfo).port}${rest}`;
const ask = (at = url(), method: 'GET' | 'POST' = 'GET') =>
  client.ask(
    { url: at, method, authority: null },
    { command: 'pay', txnId: '42', account: '9161234567', sum: 15_200, txnDate: Date.UTC(2026, 10, 23, 9) },
    2_000,
  );
const response = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?><response>${inner}</response>`;

describe('An OSMP request', () => {
  test('carries what the protocol names, beside what the address has already', async () => {
    body = response('<result>0</result>');
    await ask();
    expect(asked).toEqual([
      '/pay?point=1&command=pay&txn_id=42&txn_date=20261123120000&account=9161234567&sum=152.00',
    ]);
  });

  test('is answered by number, comment and fields', async () => {
    body = response(
      '<osmp_txn_id>42</osmp_txn_id><prv_txn>00123456789012345678</prv_txn><sum>152.0</sum><result>0</result><comment>Всё &amp; вся</comment>' +
        '<fields><field1 name="fio" type="disp">Иван И.</field1></fields>',
    );
    const { outcome, answer } = await ask();
    expect(outcome).toEqual({
      kind: 'answered',
      code: 0,
      operatorNumber: '00123456789012345678',
      comment: 'Всё & вся',
    });
    expect(answer?.fields).toEqual([{ name: 'fio', value: 'Иван И.' }]);
  });

  test.each([
    ['nothing', ''],
    ['text', 'OK'],
    ['a page', '<html><body>502</body></html>'],
    ['no result', response('<osmp_txn_id>42</osmp_txn_id>')],
    ['a result that is no number', response('<result>ok</result>')],
    ['two results', response('<result>0</result><result>5</result>')],
    ['half a document', response('<result>0</result>').slice(0, -8)],
    ['another’s number', response('<osmp_txn_id>43</osmp_txn_id><result>0</result>')],
    ['another sum', response('<osmp_txn_id>42</osmp_txn_id><sum>1.00</sum><result>0</result>')],
    ['a sum that is none', response('<sum>many</sum><result>0</result>')],
    ['a document type', `<!DOCTYPE r [<!ENTITY x "0">]>${response('<result>&x;</result>')}`],
    ['too much', response(`<result>0</result><comment>${'x'.repeat(70_000)}</comment>`)],
  ])('is garbled by %s', async (_, text) => {
    body = text;
    expect((await ask()).outcome).toEqual({ kind: 'garbled' });
  });

  test.each([301, 404, 500, 503])('is not answered by HTTP %i, and follows no redirect', async (code) => {
    status = code;
    headers = { location: '/elsewhere' };
    body = response('<result>0</result>');
    expect((await ask()).outcome).toEqual({ kind: 'http' });
    expect(asked).toHaveLength(1);
  });

  test('never left when nobody listens or the name is unknown', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => void closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    expect((await ask(`http://127.0.0.1:${port}/`)).outcome).toEqual({ kind: 'unreached' });
    expect((await ask('http://nobody.invalid/')).outcome).toEqual({ kind: 'unreached' });
  });
});
