/** From an accepted payment to the operator and back, over real sockets and a real database; the clock is ours. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { osmpDialect } from '../../core/osmp.ts';
import { type DispatchWorld, hour, minute, newDispatchWorld } from './dispatchWorld.ts';

let world: DispatchWorld;

beforeAll(async () => {
  world = await newDispatchWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const one = async (account?: string): Promise<string> => {
  const [id] = await world.accept([account === undefined ? {} : { account }]);
  if (!id) throw new Error('no payment was accepted');
  return id;
};

describe('A payment on its way', () => {
  test('is checked, forwarded and completed, each status told once', async () => {
    const id = await one();
    await world.dispatcher().round();
    expect(await world.statuses(id)).toEqual(['checking', 'forwarded', 'completed']);
    const [credited] = world.operators().credited();
    expect(credited).toMatchObject({ provider: 'mts', sum: 15_200, asked: 1 });
    const row = await world.payment(id);
    expect(row).toMatchObject({
      status: 'completed',
      result_code: 0,
      reason: null,
      due_at: null,
      node: null,
    });
    expect(row.operator_number).toBe(credited?.prvTxn);
    const attempt = await world.attempt(id);
    expect(attempt).toMatchObject({ state: 'credited', maybe_taken: false, checks: 1, pays: 1 });
    expect(attempt.txn_id).toBe(credited?.txnId);
    const exchanges = await world.database.query(
      'SELECT command, outcome, result_code FROM exchange WHERE payment = $1 ORDER BY id',
      [id],
    );
    expect(exchanges).toEqual([
      { command: 'check', outcome: 'answered', result_code: 0 },
      { command: 'pay', outcome: 'answered', result_code: 0 },
    ]);
    expect(new Set(world.changed)).toEqual(new Set(['tt-1']));
  });

  test('is rejected by a fatal check, and nothing was sent', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'result', command: 'check', code: 5 }] });
    const id = await one();
    await world.dispatcher().round();
    expect(await world.statuses(id)).toEqual(['checking', 'rejected']);
    expect(await world.attempt(id)).toMatchObject({ state: 'refused', pays: 0 });
    expect((await world.payment(id)).reason).toContain('Номер не найден (код 5)');
  });

  test('is asked again after growing pauses while the operator is busy, under the same number', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'result', command: 'pay', code: 1, count: 2 }] });
    const id = await one();
    await world.dispatcher().round();
    const first = await world.payment(id);
    expect(first).toMatchObject({ status: 'forwarded', node: null, due_at: world.now() + 5 * minute });
    expect(first.reason).toContain('Временная ошибка');
    world.forward(5 * minute - 1);
    await world.dispatcher().round();
    expect((await world.attempt(id)).pays).toBe(1);
    world.forward(1);
    await world.dispatcher().round();
    expect((await world.payment(id)).due_at).toBe(world.now() + 1.3 * 5 * minute);
    world.forward(10 * minute);
    await world.dispatcher().round();
    expect((await world.payment(id)).status).toBe('completed');
    expect(await world.attempt(id)).toMatchObject({ pays: 3, maybe_taken: true });
    expect(world.operators().credited()).toHaveLength(1);
  });

  test.each([
    ['hangs', {}, 'hung'],
    [
      'is rejected where the gateway’s 1 proves that nothing was taken',
      { codes: { 1: { meaning: 'retry', name: 'занято' } } },
      'rejected',
    ],
  ] as const)('%s when the operator is busy first and refuses it then', async (_, gateway, status) => {
    await world.gateway(world.provider, gateway);
    await world.operators().setFaults({
      faults: [{ kind: 'result', command: 'pay', code: 1, count: 1 }],
    });
    const id = await one();
    await world.dispatcher().round();
    await world.operators().setFaults({ faults: [{ kind: 'result', command: 'pay', code: 79 }] });
    world.forward(10 * minute);
    await world.dispatcher().round();
    expect(await world.payment(id)).toMatchObject({ status, result_code: 79 });
    expect(world.operators().credited()).toHaveLength(0);
  });

  test('is rejected when the operator was busy at the check only: no money was in it', async () => {
    await world.operators().setFaults({
      faults: [{ kind: 'result', command: 'check', code: 1, count: 1 }],
    });
    const id = await one();
    await world.dispatcher().round();
    await world.operators().setFaults({ faults: [{ kind: 'result', command: 'pay', code: 79 }] });
    world.forward(10 * minute);
    await world.dispatcher().round();
    expect(await world.payment(id)).toMatchObject({ status: 'rejected', result_code: 79 });
  });

  test.each([
    ['before it is taken', { kind: 'loseBefore' }],
    ['after it is taken', { kind: 'loseAfter' }],
    ['with an error of the server', { kind: 'http', status: 502 }],
    ['in the middle of a body', { kind: 'halfBody' }],
    ['in garbage', { kind: 'garbage' }],
    ['with a code that nobody knows', { kind: 'result', code: 4711 }],
  ] as const)('whose answer is lost %s is repeated and credited once', async (_, fault) => {
    await world.operators().setFaults({ faults: [{ ...fault, command: 'pay', count: 1 }] });
    const id = await one();
    await world.dispatcher().round();
    expect(await world.payment(id)).toMatchObject({ status: 'forwarded', node: null });
    expect(await world.attempt(id)).toMatchObject({ state: 'paying', maybe_taken: true });
    world.forward(5 * minute);
    await world.dispatcher().round();
    expect((await world.payment(id)).status).toBe('completed');
    expect(world.operators().credited()).toHaveLength(1);
  });

  test.each([
    ['taken, and its repeat is answered 300', { kind: 'loseAfter' }, 1],
    ['not taken, and its repeat is refused', { kind: 'loseBefore' }, 0],
  ] as const)('hangs, never rejected, when it was %s', async (_, fault, credited) => {
    await world.operators().setFaults({
      faults: [{ ...fault, command: 'pay', count: 1 }, { kind: 'repeat300' }],
    });
    const id = await one();
    await world.dispatcher().round();
    if (credited === 0)
      await world.operators().setFaults({ faults: [{ kind: 'result', command: 'pay', code: 5 }] });
    world.forward(5 * minute);
    await world.dispatcher().round();
    const row = await world.payment(id);
    expect(row).toMatchObject({ status: 'hung', due_at: null, node: null });
    expect(row.reason).toContain('Отказ не доказывает');
    expect(world.operators().credited()).toHaveLength(credited);
  });

  test.each(['check', 'pay'] as const)(
    'answered by each code of OSMP’s table at its %s ends as the table says',
    async (command) => {
      for (const [text, { meaning }] of Object.entries(osmpDialect)) {
        const code = Number(text);
        if (code === 0) continue;
        await world.operators().setFaults({ faults: [{ kind: 'result', command, code, count: 1 }] });
        const id = await one();
        await world.dispatcher().round();
        const { status, result_code } = await world.payment(id);
        const open = command === 'check' ? 'checking' : 'forwarded';
        expect({ code, status, result_code }).toEqual({
          code,
          status: meaning === 'fatal' ? 'rejected' : open,
          result_code: code,
        });
        // What is asked again is taken then, once.
        world.forward(5 * minute);
        await world.dispatcher().round();
        expect((await world.payment(id)).status).toBe(meaning === 'fatal' ? 'rejected' : 'completed');
      }
      expect(
        world
          .operators()
          .credited()
          .map(({ asked }) => asked),
      ).toEqual([1, 1]);
    },
  );

  test('that is «not finished» and then refused hangs: the operator had begun with it', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'result', command: 'pay', code: 90, count: 1 }] });
    const id = await one();
    await world.dispatcher().round();
    await world.operators().setFaults({ faults: [{ kind: 'result', command: 'pay', code: 300 }] });
    world.forward(5 * minute);
    await world.dispatcher().round();
    expect((await world.payment(id)).status).toBe('hung');
  });

  test('that the operator takes too long over is unknown, and settled by its repeat', async () => {
    await world.gateway('mts', { timeoutMs: 100 });
    await world.operators().setFaults({ faults: [{ kind: 'slow', command: 'pay', ms: 400, count: 1 }] });
    const id = await one();
    await world.dispatcher().round();
    expect(await world.attempt(id)).toMatchObject({ maybe_taken: true });
    expect((await world.payment(id)).reason).toBe('Оператор не ответил вовремя');
    world.forward(5 * minute);
    await world.dispatcher().round();
    expect((await world.payment(id)).status).toBe('completed');
    expect(world.operators().credited()).toMatchObject([{ asked: 2 }]);
  });

  test('whose operator is out of reach waits, counts no try, and can still be refused', async () => {
    await world.operators().down();
    const id = await one();
    await world.dispatcher().round();
    expect(await world.payment(id)).toMatchObject({ status: 'checking', reason: 'Нет связи с оператором' });
    expect(await world.attempt(id)).toMatchObject({
      state: 'new',
      checks: 0,
      unreached: 1,
      maybe_taken: false,
    });
    await world.operators().up();
    await world.operators().setFaults({ faults: [{ kind: 'result', command: 'pay', code: 7 }] });
    world.forward(minute);
    await world.dispatcher().round();
    expect((await world.payment(id)).status).toBe('rejected');
  });

  test('hangs after a day without an end', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'result', command: 'pay', code: 90 }] });
    const id = await one();
    let rounds = 0;
    for (; (await world.payment(id)).due_at !== null || rounds === 0; rounds += 1) {
      await world.dispatcher().round();
      const { due_at } = await world.payment(id);
      if (due_at !== null) world.forward(due_at - world.now());
    }
    expect((await world.payment(id)).status).toBe('hung');
    expect(rounds).toBeGreaterThan(25);
    expect(rounds).toBeLessThan(70);
  });

  test('waits for a gateway that cannot be read, and hangs where there is none', async () => {
    await world.database.run('UPDATE gateway SET value = \'{"url":1}\'');
    const [waits, hangs] = await world.accept([{}, { provider: 'nobody' }]);
    await world.dispatcher().round();
    expect((await world.payment(waits ?? '')).status).toBe('accepted');
    const row = await world.payment(hangs ?? '');
    expect(row.status).toBe('hung');
    expect(row.reason).toContain('не задан адрес');
  });
});

describe('A cancel', () => {
  const cancel = (id: string) =>
    world.database.run(
      "INSERT INTO tombstone (payment, at, cause, reason) VALUES ($1, $2, 'desk', 'Ошибка кассира')",
      [id, world.now()],
    );

  test('wins over a payment that was not sent yet', async () => {
    const id = await one();
    await cancel(id);
    await world.dispatcher().round();
    expect(await world.payment(id)).toMatchObject({
      status: 'cancelled',
      reason: 'Ошибка кассира',
      due_at: null,
    });
    expect(world.operators().credited()).toHaveLength(0);
  });

  test('that arrives while the number is checked still wins', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'slow', command: 'check', ms: 1_000 }] });
    const id = await one();
    const round = world.dispatcher().round();
    await expect.poll(async () => (await world.payment(id)).status, { timeout: 10_000 }).toBe('checking');
    await cancel(id);
    await round;
    expect((await world.payment(id)).status).toBe('cancelled');
    expect(world.operators().credited()).toHaveLength(0);
  });

  test('changes nothing once the operator may have the payment', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'loseAfter', command: 'pay', count: 1 }] });
    const id = await one();
    await world.dispatcher().round();
    await cancel(id);
    world.forward(5 * minute);
    await world.dispatcher().round();
    expect((await world.payment(id)).status).toBe('completed');
  });

  test('that settled the status itself is left alone', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'slow', command: 'check', ms: 1_000 }] });
    const id = await one();
    const round = world.dispatcher().round();
    await expect.poll(async () => (await world.payment(id)).status, { timeout: 10_000 }).toBe('checking');
    await world.database.run("UPDATE payment SET status = 'cancelled', due_at = NULL WHERE id = $1", [id]);
    await round;
    expect(await world.payment(id)).toMatchObject({ status: 'cancelled', node: null, due_at: null });
    expect(world.operators().credited()).toHaveLength(0);
  });
});

describe('After a restore', () => {
  test('no refusal of a payment conducted before proves anything: it hangs', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'result', code: 5 }] });
    const before = await one();
    world.forward(hour);
    await world.restored();
    world.forward(hour);
    const after = await one();
    await world.dispatcher().round();
    expect((await world.payment(before)).status).toBe('hung');
    expect((await world.payment(after)).status).toBe('rejected');
  });

  test('the word of a clock that runs hours ahead is no proof that it was conducted afterwards', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'result', code: 5 }] });
    await world.restored();
    const [fast, late] = [await one(), await one()];
    await world.database.run('UPDATE payment SET conducted_at = $2 WHERE id = $1', [
      fast,
      world.now() + 3 * hour,
    ]);
    await world.database.run('UPDATE payment SET conducted_at = $2, accepted_at = $2 WHERE id = $1', [
      late,
      world.now() + 3 * hour,
    ]);
    await world.dispatcher().round();
    expect((await world.payment(fast)).status).toBe('hung');
    expect((await world.payment(late)).status).toBe('rejected');
  });

  test('the operator is asked under the same number, and credits nothing twice', async () => {
    const id = await one();
    await world.dispatcher().round();
    await world.database.run('DELETE FROM exchange');
    await world.database.run('DELETE FROM attempt');
    await world.database.run("UPDATE payment SET status = 'accepted', attempt = 0, due_at = $1", [
      world.now(),
    ]);
    await world.restored();
    await world.dispatcher().round();
    expect((await world.payment(id)).status).toBe('completed');
    expect(world.operators().credited()).toMatchObject([{ asked: 2 }]);
  });
});
