/** The simulated operators: idempotent, lasting, faulty by setting, and open to a look. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { trainingNumbers } from '../../core/starter/trainingNumbers.ts';
import { createOsmpClient, type OsmpClient, type OsmpReply } from '../../sep/dispatch/osmpClient.ts';
import { type Operators, startOperators } from '../../sep/operators/server.ts';

const noon = Date.UTC(2026, 10, 23, 9);
let now = noon;
let folder: string;
let operators: Operators;
let client: OsmpClient;

const open = (training = true) => startOperators({ port: 0, folder, clock: () => now, seed: 7, training });

beforeEach(async () => {
  now = noon;
  folder = mkdtempSync(join(tmpdir(), 'kassa-operators-'));
  operators = await open();
  client = createOsmpClient();
});
afterEach(async () => {
  client.close();
  await operators.close();
  rmSync(folder, { recursive: true, force: true });
});

const ask = (
  command: 'check' | 'pay',
  more: { txnId?: string; account?: string; sum?: number; timeoutMs?: number } = {},
): Promise<OsmpReply> =>
  client.ask(
    { url: `${operators.url}/osmp/mts`, method: 'GET', authority: null },
    {
      command,
      txnId: more.txnId ?? '1001',
      account: more.account ?? '9161234567',
      sum: more.sum ?? 15_200,
      txnDate: command === 'pay' ? noon : null,
    },
    more.timeoutMs ?? 5_000,
  );
const said = async (...asked: Parameters<typeof ask>): Promise<number | string> => {
  const { outcome } = await ask(...asked);
  return outcome.kind === 'answered' ? outcome.code : outcome.kind;
};

describe('A simulated operator', () => {
  test('credits once, and answers a repeat with the same number', async () => {
    const first = await ask('pay');
    const again = await ask('pay');
    expect(first.outcome).toMatchObject({ kind: 'answered', code: 0 });
    expect(again.outcome).toEqual(first.outcome);
    expect(operators.credited()).toMatchObject([{ txnId: '1001', sum: 15_200, provider: 'mts', asked: 2 }]);
  });

  test('refuses other data under a number that is taken', async () => {
    await ask('pay');
    expect(await said('pay', { sum: 15_201 })).toBe(300);
    expect(await said('pay', { account: '9161234568' })).toBe(300);
    expect(operators.credited()).toMatchObject([{ sum: 15_200 }]);
  });

  test('forgets nothing when it starts anew, also after a crash in the middle of a line', async () => {
    const before = await ask('pay');
    await said('pay', { txnId: '1002', account: '9000000005' });
    await operators.close();
    appendFileSync(join(folder, 'operators.jsonl'), '{"kind":"credited","provi');
    operators = await open();
    expect((await ask('pay')).outcome).toEqual(before.outcome);
    expect(await said('pay', { txnId: '1002', account: '9000000005' })).toBe(7);
    expect(await said('pay', { txnId: '1003' })).toBe(0);
    await operators.close();
    operators = await open();
    expect(operators.credited().map(({ txnId }) => txnId)).toEqual(['1001', '1003']);
  });

  test('refuses what is no account and no sum', async () => {
    expect(await said('check', { account: '?' })).toBe(4);
    expect(await said('check', { sum: 0 })).toBe(241);
    expect(await said('check', { sum: 200_000_000 })).toBe(242);
  });
});

describe('Training numbers', () => {
  test('behave as told, at any operator’s codes', async () => {
    expect(trainingNumbers.map(({ ending }) => ending)).toEqual(['000003', '000005', '000007', '000009']);
    for (const code of ['900', '916']) {
      const of = (rest: string) => ({ account: `${code}0${rest}`, txnId: `${code}${rest}` });
      expect(await said('check', of('000003'))).toBe(5);
      expect(await said('check', of('000005'))).toBe(0);
      expect(await said('pay', of('000005'))).toBe(7);
      expect(await said('pay', of('000007'))).toBe('broken');
      expect(await said('pay', of('000007'))).toBe(300);
      expect(await said('pay', of('000009'))).toBe(90);
    }
    now += 30_000;
    expect(await said('pay', { account: '9000000009', txnId: '900000009' })).toBe(0);
  });

  test('are ordinary outside training', async () => {
    await operators.close();
    operators = await open(false);
    expect(await said('pay', { account: '9000000005' })).toBe(0);
  });
});

describe('Faults', () => {
  test.each([
    [{ kind: 'loseBefore' }, 'broken', 0],
    [{ kind: 'loseAfter' }, 'broken', 1],
    [{ kind: 'http', status: 503 }, 'http', 0],
    [{ kind: 'http', taken: true }, 'http', 1],
    [{ kind: 'halfBody' }, 'broken', 1],
    [{ kind: 'garbage', taken: false }, 'garbled', 0],
    [{ kind: 'result', code: 8 }, 8, 0],
  ] as const)('%j: we hear %s, credited %i', async (fault, heard, credited) => {
    await operators.setFaults({ faults: [{ ...fault, count: 1 }] });
    expect(await said('pay')).toBe(heard);
    expect(operators.credited()).toHaveLength(credited);
  });

  test('are repeatable by their seed, and count themselves out', async () => {
    const draw = async () => {
      await operators.setFaults({ faults: [{ kind: 'result', code: 1, probability: 0.5 }], seed: 99 });
      const codes: (number | string)[] = [];
      for (let index = 0; index < 12; index += 1) codes.push(await said('check'));
      return codes;
    };
    const first = await draw();
    expect(await draw()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([0, 1]));
    await operators.setFaults({ faults: [{ kind: 'result', code: 1, count: 2 }] });
    expect([await said('check'), await said('check'), await said('check')]).toEqual([1, 1, 0]);
  });

  test('are set over HTTP, and a bad setting is refused with its reason', async () => {
    const put = (body: string) => fetch(`${operators.url}/faults`, { method: 'PUT', body });
    const bad = await put('{"faults":[{"kind":"meteor"}]}');
    expect(bad.status).toBe(400);
    expect((await bad.json()) as object).toHaveProperty('error');
    expect((await put('{')).status).toBe(400);
    expect((await put('{"faults":[{"kind":"result","code":5,"provider":"mts"}]}')).status).toBe(200);
    expect(await said('check')).toBe(5);
    const post = await fetch(`${operators.url}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"faults":[]}',
    });
    expect(post.status).toBe(200);
    expect(await said('check')).toBe(0);
  });

  test('down means that connections are refused', async () => {
    await operators.down();
    expect(await said('pay')).toBe('unreached');
    await operators.up();
    expect(await said('pay')).toBe(0);
  });

  test('down for a while, by setting, they come back by themselves', async () => {
    await operators.setFaults({ faults: [], downMs: 300 });
    expect(await said('pay')).toBe('unreached');
    expect(operators.credited()).toEqual([]);
    await expect.poll(() => said('pay'), { timeout: 10_000 }).toBe(0);
    expect(operators.credited()).toMatchObject([{ asked: 1 }]);
  });

  test('an answer that comes too late is a time-out', async () => {
    await operators.setFaults({ faults: [{ kind: 'slow', ms: 2_000 }] });
    expect(await said('pay', { timeoutMs: 60 })).toBe('timeout');
  });
});

describe('Its pages', () => {
  test('show what was credited', async () => {
    await ask('pay');
    const listed = await (await fetch(`${operators.url}/credited`)).json();
    expect(listed).toEqual(operators.credited());
    const page = await (await fetch(operators.url)).text();
    expect(page).toContain('Учебные операторы');
    expect(page).toContain('9161234567');
    expect(page).toContain('900 000-00-05');
    const registry = await (await fetch(`${operators.url}/registry/mts/2026-11-23`)).text();
    expect(registry).toBe('1001\t2026-11-23\t12:00:00\t9161234567\t152.00\nTotal: 1 152.00\n');
    expect((await fetch(`${operators.url}/nothing`)).status).toBe(404);
  });

  test('set a common fault by a button', async () => {
    const form = new URLSearchParams({ common: 'unknown' });
    await fetch(`${operators.url}/faults`, { method: 'POST', body: form });
    expect(await said('check')).toBe(5);
    expect(await (await fetch(operators.url)).text()).toContain('код результата 5');
  });
});
