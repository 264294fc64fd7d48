/** Several nodes over one database: nobody's work is done twice, a dead one's is taken over. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Claimed, claimDue } from '../../sep/dispatch/claim.ts';
import { createDispatcher } from '../../sep/dispatch/dispatcher.ts';
import { Gateways } from '../../sep/dispatch/gateway.ts';
import { takeSeat } from '../../sep/dispatch/liveness.ts';
import { recordWords } from '../../sep/dispatch/record.ts';
import { type DispatchWorld, minute, newDispatchWorld } from './dispatchWorld.ts';

let world: DispatchWorld;

beforeAll(async () => {
  world = await newDispatchWorld({ providers: ['mts', 'beeline', 'megafon'] });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const providers = ['mts', 'beeline', 'megafon'];
const many = (count: number) =>
  world.accept(
    Array.from({ length: count }, (_, index) => ({
      provider: providers[index % providers.length] ?? 'mts',
      account: `916${String(index).padStart(7, '0')}`,
      credited: 1_000 + index,
    })),
  );

/** Ends the connection that proves a node alive. */
const endSeat = (number: number) =>
  world.database.run(
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7340002 AND objid = $1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [number],
  );

const standing = async () =>
  Object.fromEntries(
    (
      await world.database.query<{ status: string; count: number }>(
        'SELECT status, count(*)::integer AS count FROM payment GROUP BY status',
      )
    ).map(({ status, count }) => [status, count]),
  );

describe('Nodes of one database', () => {
  test('share hundreds of payments, and each is asked for once', async () => {
    const other = world.node('other');
    await many(300);
    await Promise.all([world.dispatcher().round(), other.round()]);
    // A round ends when nothing is free for this node; what the other still has is its own to finish.
    expect(await standing()).toEqual({ completed: 300 });
    const credited = world.operators().credited();
    expect(credited).toHaveLength(300);
    expect(credited.filter(({ asked }) => asked !== 1)).toEqual([]);
    const shares = await world.database.query<{ count: number }>(
      'SELECT count(*)::integer AS count FROM exchange GROUP BY payment HAVING count(*) <> 2',
    );
    expect(shares).toEqual([]);
  });

  test('ask an operator no more at once than its gateway allows, all of them together', async () => {
    for (const provider of providers) await world.gateway(provider, { concurrency: 3 });
    await world.operators().setFaults({ faults: [{ kind: 'slow', ms: 20 }] });
    const other = world.node('other');
    await many(60);
    let most = 0;
    let watching = true;
    const watch = (async () => {
      while (watching) {
        const rows = await world.database.query<{ count: number }>(
          'SELECT count(*)::integer AS count FROM payment WHERE node IS NOT NULL GROUP BY provider',
        );
        most = Math.max(most, ...rows.map(({ count }) => count));
      }
    })();
    await Promise.all([world.dispatcher().round(), other.round()]);
    watching = false;
    await watch;
    expect(most).toBe(3);
    expect(await standing()).toEqual({ completed: 60 });
  });

  test('take over from one that died after it wrote «paying», and know that it may have paid', async () => {
    const [id = ''] = await many(1);
    const seat = await takeSeat(world.database, 'dies', world.now());
    const { claimed } = await claimDue(world.parts, new Gateways(), seat.number);
    const words = claimed.map((one) => ({
      claimed: one,
      seat: seat.number,
      outcome: { kind: 'answered', code: 0, operatorNumber: null, comment: null } as const,
      tookMs: 1,
    }));
    await recordWords(world.parts, words);
    expect(await world.attempt(id)).toMatchObject({ state: 'paying', maybe_taken: false });
    // As long as it lives nobody else touches it.
    await world.dispatcher().round();
    expect(await standing()).toEqual({ forwarded: 1 });
    await seat.leave();
    await world.operators().setFaults({ faults: [{ kind: 'result', command: 'pay', code: 5 }] });
    await expect
      .poll(async () => {
        await world.dispatcher().round();
        return standing();
      })
      .toEqual({ hung: 1 });
    expect(await world.attempt(id)).toMatchObject({ maybe_taken: true, pays: 2 });
    const outcomes = await world.database.query('SELECT outcome FROM exchange ORDER BY id');
    expect(outcomes).toEqual([{ outcome: 'answered' }, { outcome: 'broken' }, { outcome: 'answered' }]);
  });

  test('take over from one that lost its seat while it was paying; its late answer does no harm', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'slow', command: 'pay', ms: 1_500, count: 3 }] });
    const ids = await many(3);
    const round = world.dispatcher().round();
    await expect.poll(async () => (await standing())['forwarded']).toBe(3);
    await endSeat(world.dispatcher().seat() ?? 0);
    await Promise.all([round, world.node('other').round()]);
    expect(await standing()).toEqual({ completed: 3 });
    for (const id of ids) expect(await world.attempt(id)).toMatchObject({ maybe_taken: true, pays: 2 });
    expect(
      world
        .operators()
        .credited()
        .map(({ asked }) => asked),
    ).toEqual([2, 2, 2]);
  });

  test('hear no late refusal from one whose work they took over, but a late credit', async () => {
    const [id = ''] = await many(1);
    const word = (code: number, claimed: Claimed, seat: number) => ({
      claimed,
      seat,
      outcome: { kind: 'answered', code, operatorNumber: null, comment: null } as const,
      tookMs: 1,
    });
    const begin = async (seat: number): Promise<Claimed> => {
      const [claimed] = (await claimDue(world.parts, new Gateways(), seat)).claimed;
      if (!claimed) throw new Error('nothing was claimed');
      if (claimed.send === 'pay') return claimed;
      const [next] = await recordWords(world.parts, [word(0, claimed, seat)]);
      if (!next?.claimed) throw new Error('nothing is to be paid');
      return next.claimed;
    };
    const first = await takeSeat(world.database, 'first', world.now());
    const paying = await begin(first.number);
    await first.leave();
    const second = await takeSeat(world.database, 'second', world.now());
    await expect
      .poll(() =>
        begin(second.number).then(
          (claimed) => claimed.send,
          () => 'nothing',
        ),
      )
      .toBe('pay');
    await recordWords(world.parts, [word(5, paying, first.number)]);
    expect(await world.payment(id)).toMatchObject({ status: 'forwarded', node: second.number });
    expect((await world.attempt(id)).state).toBe('paying');
    await recordWords(world.parts, [word(0, paying, first.number)]);
    expect(await world.payment(id)).toMatchObject({ status: 'completed', node: null });
    await second.leave();
  });

  test('send nothing when they stood still after they had written it down: it may be settled by now', async () => {
    const [settled = '', left = ''] = await many(2);
    // The second commit writes both pays down; then this node stands still for an hour.
    let commits = 0;
    const transaction: typeof world.database.transaction = async (work) => {
      const done = await world.database.transaction(work);
      commits += 1;
      if (commits !== 2) return done;
      world.forward(60 * minute);
      await world.database.run("UPDATE payment SET status = 'hung', due_at = NULL WHERE id = $1", [settled]);
      return done;
    };
    const node = createDispatcher(
      { ...world.parts, database: { ...world.database, transaction } },
      { name: 'stands', elapsed: () => 0 },
    );
    await node.round();
    expect(world.operators().credited()).toEqual([]);
    expect(await world.payment(settled)).toMatchObject({ status: 'hung', node: null, due_at: null });
    // Nobody took the other one: it is sent later, as what never left.
    expect(await world.attempt(left)).toMatchObject({ state: 'new', pays: 0, unreached: 1 });
    world.forward(minute);
    await node.round();
    await node.stop();
    expect(world.operators().credited()).toMatchObject([
      { txnId: (await world.attempt(left)).txn_id, asked: 1 },
    ]);
  });

  test('count a payment whose details were corrected in the room of the operator that it goes to', async () => {
    await world.gateway('beeline', { concurrency: 1 });
    const ids = await world.accept([{}, {}, { provider: 'beeline' }]);
    await world.database.run("UPDATE payment SET goes_to = 'beeline' WHERE id = $1", [ids[0] ?? '']);
    const claimed = await claimDue(world.parts, new Gateways(), 1);
    const providers = await world.database.query(
      'SELECT coalesce(goes_to, provider) AS provider FROM payment WHERE node IS NOT NULL ORDER BY 1',
    );
    expect(claimed.claimed).toHaveLength(2);
    expect(providers).toEqual([{ provider: 'beeline' }, { provider: 'mts' }]);
  });

  test('leave alone what a living one holds', async () => {
    await world.operators().setFaults({ faults: [{ kind: 'slow', command: 'pay', ms: 300 }] });
    await many(1);
    const round = world.dispatcher().round();
    await expect.poll(async () => (await standing())['forwarded']).toBe(1);
    world.forward(10 * minute);
    await world.node('other').round();
    expect(world.operators().credited()).toMatchObject([{ asked: 1 }]);
    await round;
    expect(await standing()).toEqual({ completed: 1 });
  });

  test('go on under a new number when they lose their seat', async () => {
    await many(1);
    await world.dispatcher().round();
    const before = world.dispatcher().seat();
    await endSeat(before ?? 0);
    await expect.poll(() => world.dispatcher().seat()).toBeNull();
    await many(2);
    await world.dispatcher().round();
    expect(world.dispatcher().seat()).not.toBe(before);
    expect(await standing()).toEqual({ completed: 3 });
  });

  test('work by themselves once started, and stop with nothing in their hands', async () => {
    const node = world.node('loop');
    node.start();
    await many(30);
    await expect.poll(standing, { timeout: 10_000 }).toEqual({ completed: 30 });
    await node.stop();
    expect(await world.database.query('SELECT 1 FROM payment WHERE node IS NOT NULL')).toEqual([]);
  });
});
