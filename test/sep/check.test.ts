/** The check before the pre-check: the operator's word, the limits, the same payment within the hour, in time. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Kopecks, PaymentId, ProviderId } from '../../contract/primitives.ts';
import { CheckAnswer } from '../../contract/sep.ts';
import { openCatalogue } from '../../sep/catalogue/catalogue.ts';
import { createCheck } from '../../sep/check/check.ts';
import { createOsmpClient } from '../../sep/dispatch/osmpClient.ts';
import { type DispatchWorld, minute, newDispatchWorld } from './dispatchWorld.ts';

let world: DispatchWorld;
const client = createOsmpClient();

beforeAll(async () => {
  world = await newDispatchWorld();
  await openCatalogue(world.parts);
});
beforeEach(() => world.reset());
afterAll(async () => {
  client.close();
  await world.close();
});

const payment = '01900000-0000-7000-8000-00000000aaaa' as PaymentId;

async function check(
  asked: { account?: string; credited?: number; provider?: string; waitMs?: number } = {},
) {
  const answer = await createCheck(world.parts, client, asked.waitMs ?? 2_500)(
    {
      paymentId: payment,
      providerId: (asked.provider ?? 'mts') as ProviderId,
      account: asked.account ?? '9161234567',
      amountCredited: (asked.credited ?? 15_200) as Kopecks,
    },
    { tradePoint: 'tt-1', workstation: 1, fingerprint: '' },
    new AbortController().signal,
  );
  if (!answer.ok) throw new Error(answer.refusal.message);
  return CheckAnswer.parse(answer.value);
}

describe('A check', () => {
  test('brings the operator’s yes and the payer’s name', async () => {
    const answer = await check();
    expect(answer).toMatchObject({ operator: 'confirmed', resultCode: 0, reason: null, same: null });
    expect(answer.payer).toMatch(/^[А-Я][а-я]+ [А-Я]\.$/);
    expect(world.operators().credited()).toEqual([]);
  });

  test('brings the operator’s no with its words', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'result', command: 'check', code: 79 }] });
    expect(await check()).toMatchObject({ operator: 'refused', resultCode: 79, reason: 'номер не активен' });
  });

  test('refuses by the catalogue without asking anybody', async () => {
    await world.operators().down();
    expect((await check({ account: '12345' })).operator).toBe('refused');
    expect((await check({ credited: 1 })).reason).toContain('Сумма — от');
    expect((await check({ provider: 'nobody' })).operator).toBe('refused');
    await world.operators().up();
  });

  test.each([
    ['is down', null],
    ['breaks off', { kind: 'loseBefore' }],
    ['answers with an error', { kind: 'http' }],
    ['answers garbage', { kind: 'garbage' }],
    ['is busy', { kind: 'result', code: 1 }],
  ] as const)('is «not checked», with the reason, when the operator %s', async (_, fault) => {
    if (fault) await world.operators().setFaults({ faults: [fault] });
    else await world.operators().down();
    const answer = await check();
    expect(answer.operator).toBe('notChecked');
    expect(answer.reason).toBeTruthy();
    await world.operators().up();
  });

  test('is answered in time though the operator is not', async () => {
    // The connection stands: what is late is the answer.
    await check();
    await world.operators().setFaults({ faults: [{ kind: 'slow', ms: 3_000 }] });
    const from = performance.now();
    const answer = await check({ waitMs: 200 });
    expect(performance.now() - from).toBeLessThan(1_500);
    expect(answer).toMatchObject({ operator: 'notChecked', reason: 'Оператор не ответил вовремя' });
  });

  test('is «not checked» where no gateway is set', async () => {
    await world.database.run('DELETE FROM gateway');
    expect((await check()).operator).toBe('notChecked');
  });
});

describe('The same number and sum', () => {
  let counter = 0;
  const taken = async (place: string, agoMs: number, credited = 15_200, id?: string) => {
    counter += 1;
    await world.database.run(
      `INSERT INTO lane (payment, trade_point, workstation, counter, origin, rank, seq, stage, provider, account, credited, taken, taken_at, state)
       VALUES ($1, $2, 2, $3, gen_random_uuid(), 0, 1, 'conducted', 'mts', '9161234567', $4, $4, $5, '{}')`,
      [
        id ?? `01900000-0000-7000-8000-00000000${String(counter).padStart(4, '0')}`,
        place,
        1_000 + counter,
        credited,
        world.now() - agoMs,
      ],
    );
    return `2-${1_000 + counter}`;
  };

  test('taken here within the hour is told with its number', async () => {
    const number = await taken('tt-1', 59 * minute);
    expect((await check()).same).toEqual({ at: world.now() - 59 * minute, number });
  });

  test('taken elsewhere is told without it', async () => {
    await taken('tt-9', 5 * minute);
    expect((await check()).same).toEqual({ at: world.now() - 5 * minute, number: null });
  });

  test('longer ago, of another sum, or this very payment is not told', async () => {
    await taken('tt-1', 61 * minute);
    await taken('tt-1', minute, 15_201);
    await taken('tt-1', minute, 15_200, payment);
    expect((await check()).same).toBeNull();
  });
});
