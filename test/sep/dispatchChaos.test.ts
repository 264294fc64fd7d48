/** Operators at their worst and nodes that lose their seats: whatever happens, nobody is credited twice. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultForm } from '../../sep/operators/faults.ts';
import { type DispatchWorld, minute, newDispatchWorld } from './dispatchWorld.ts';

let world: DispatchWorld;

beforeAll(async () => {
  world = await newDispatchWorld({ providers: ['mts', 't2'] });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const worst: FaultForm['faults'] = [
  { kind: 'loseBefore', probability: 0.15 },
  { kind: 'loseAfter', probability: 0.15 },
  { kind: 'repeat300', probability: 0.3 },
  { kind: 'http', probability: 0.1, taken: true },
  { kind: 'http', status: 503, probability: 0.1 },
  { kind: 'halfBody', probability: 0.1 },
  { kind: 'garbage', probability: 0.1, taken: false },
  { kind: 'result', code: 1, probability: 0.1 },
  { kind: 'result', code: 90, probability: 0.1 },
  { kind: 'result', code: 5, probability: 0.1 },
  { kind: 'slow', ms: 30, probability: 0.1 },
];

type Row = { readonly id: string; readonly status: string; readonly txn_id: string | null };

describe('At the worst operators', () => {
  test.each([1, 2])(
    'every payment ends, credited once or not at all, and rejected ones never (seed %i)',
    async (seed) => {
      for (const provider of ['mts', 't2'])
        await world.gateway(provider, { timeoutMs: 2_000, retry: { firstMs: minute, mostMs: minute } });
      await world.operators().setFaults({ faults: worst, seed });
      const other = world.node('other');
      await world.accept(
        Array.from({ length: 60 }, (_, index) => ({
          provider: index % 2 === 0 ? 'mts' : 't2',
          credited: 1_000 + index,
        })),
      );
      const open = async () =>
        world.database.query('SELECT 1 FROM payment WHERE due_at IS NOT NULL OR node IS NOT NULL LIMIT 1');
      for (let round = 0; (await open()).length > 0; round += 1) {
        expect(round).toBeLessThan(100);
        const node = round % 2 === 0 ? world.dispatcher() : other;
        const working = Promise.all([world.dispatcher().round(), other.round()]);
        if (round % 3 === 1)
          await world.database.run(
            `SELECT pg_terminate_backend(pid) FROM pg_locks
           WHERE locktype = 'advisory' AND classid = 7340002 AND objid = $1
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
            [node.seat() ?? 0],
          );
        await working;
        world.forward(minute);
      }
      const rows = await world.database.query<Row>(
        'SELECT p.id, p.status, a.txn_id FROM payment p LEFT JOIN attempt a ON a.payment = p.id',
      );
      expect(rows).toHaveLength(60);
      const credited = world.operators().credited();
      const ids = new Set(credited.map(({ txnId }) => txnId));
      expect(ids.size).toBe(credited.length);
      for (const { status, txn_id } of rows) {
        expect(['completed', 'rejected', 'hung']).toContain(status);
        if (status === 'completed') expect(ids.has(txn_id ?? '')).toBe(true);
        if (status === 'rejected') expect(ids.has(txn_id ?? '')).toBe(false);
      }
      const named = new Set(rows.map(({ txn_id }) => txn_id));
      expect([...ids].filter((id) => !named.has(id))).toEqual([]);
      // All three ends are met, else this proves little.
      expect(new Set(rows.map(({ status }) => status)).size).toBe(3);
    },
  );
});
