/** From an accepted payment to the operator and back, over real sockets and a real database; the clock is ours. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DispatchWorld, newDispatchWorld } from './dispatchWorld.ts';

let world: DispatchWorld;

beforeEach(async () => {
  world = await newDispatchWorld();
});
afterEach(() => world.close());

const one = async (account?: string): Promise<string> => {
  const [id] = await world.accept([account === undefined ? {} : { account }]);
  if (!id) throw new Error('no payment was accepted');
  return id;
};

describe('A payment on its way', () => {
  test('is checked, forwarded and completed, each status told once', async () => {
    const id = await one();
    await world.dispatcher.round();
    expect(await world.statuses(id)).toEqual(['checking', 'forwarded', 'completed']);
    const [credited] = world.operators.credited();
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
    await world.operators.setFaults({ faults: [{ kind: 'result', command: 'check', code: 5 }] });
    const id = await one();
    await world.dispatcher.round();
    expect(await world.statuses(id)).toEqual(['checking', 'rejected']);
    expect(await world.attempt(id)).toMatchObject({ state: 'refused', pays: 0 });
    expect((await world.payment(id)).reason).toContain('Номер не найден (код 5)');
  });
});
