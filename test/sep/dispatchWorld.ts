/** A payment system of its own database with simulated operators, for tests of the way to the operator. */
import { randomBytes } from 'node:crypto';
import type { Kopecks, PaymentId, ProviderId } from '../../contract/primitives.ts';
import { moscowDay } from '../../core/registry.ts';
import { createDispatcher, type Dispatcher } from '../../sep/dispatch/dispatcher.ts';
import { type GatewayForm, saveGateway } from '../../sep/dispatch/gateway.ts';
import { type Operators, startOperators } from '../../sep/operators/server.ts';
import { noCounters } from '../../sep/ops/counters.ts';
import { createSignals, type SepParts } from '../../sep/parts.ts';
import { createSeal } from '../../sep/restore/seal.ts';
import { type Database, openDatabase } from '../../sep/store/database.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** 2026-11-23 12:00 in Moscow. */
const noon = Date.UTC(2026, 10, 23, 9);
export const minute = 60_000;
export const hour = 60 * minute;

export type PaymentRow = {
  readonly status: string;
  readonly revision: number;
  readonly result_code: number | null;
  readonly operator_number: string | null;
  readonly reason: string | null;
  readonly due_at: number | null;
  readonly node: number | null;
};
export type AttemptRow = {
  readonly txn_id: string;
  readonly state: string;
  readonly maybe_taken: boolean;
  readonly checks: number;
  readonly pays: number;
  readonly unreached: number;
};

export type DispatchWorld = Awaited<ReturnType<typeof newDispatchWorld>>;

/** Gateways for `providers`, all of the simulator; the clock stands until it is moved. */
export async function newDispatchWorld(
  options: { readonly providers?: readonly string[]; readonly training?: boolean } = {},
) {
  const { database, url, drop } = await newSepDatabase();
  const providers = options.providers ?? ['mts'];
  let now = noon;
  let generation = 1;
  const pools: Database[] = [];
  const dispatchers: Dispatcher[] = [];
  const changed: string[] = [];
  const clock = () => now;
  const openOperators = () =>
    startOperators({ port: 0, folder: null, clock, seed: 1, training: options.training ?? false });
  let operators: Operators = await openOperators();

  const partsOn = (on: Database): SepParts => {
    const signals = createSignals();
    signals.onChanged((tradePoint) => void changed.push(tradePoint));
    return {
      database: on,
      clock,
      random: (bytes) => randomBytes(bytes),
      log: quiet,
      signals,
      counters: noCounters,
      generation: () => generation,
      seal: createSeal(Buffer.alloc(32)),
    };
  };
  const parts = partsOn(database);
  await database.run("INSERT INTO trade_point (id, details) VALUES ('tt-1', '{}')");
  await database.run("INSERT INTO workstation (trade_point, number) VALUES ('tt-1', 1)");
  await database.run(
    'INSERT INTO sep (one, generation, generation_since, home, training) VALUES (1, 1, 0, $1, true)',
    [url],
  );

  async function gateway(provider: string, form: Partial<GatewayForm> = {}): Promise<void> {
    const saved = await saveGateway(parts, provider, { url: `${operators.url}/osmp/${provider}`, ...form });
    if (!saved.ok) throw new Error(saved.refusal.message);
  }
  for (const provider of providers) await gateway(provider);

  let counter = 0;
  const newId = (): PaymentId => {
    counter += 1;
    return `01900000-0000-7000-8000-${String(counter).padStart(12, '0')}` as PaymentId;
  };

  /** Another node of the same database; its dispatcher ends with the world. */
  function node(name = 'node'): Dispatcher {
    const pool = openDatabase(url, 4, () => undefined);
    pools.push(pool);
    const one = createDispatcher(partsOn(pool), { name, elapsed: () => performance.now() });
    dispatchers.push(one);
    return one;
  }
  let dispatcher = node();

  async function end(): Promise<void> {
    for (const one of dispatchers.splice(0)) await one.stop();
    await operators.close();
    for (const pool of pools.splice(0)) await pool.close();
  }

  return {
    database,
    url,
    parts,
    dispatcher: () => dispatcher,
    operators: () => operators,
    node,
    gateway,
    newId,
    changed,
    provider: providers[0] as ProviderId,
    now: clock,
    day: () => moscowDay(now),
    forward: (ms: number) => {
      now += ms;
    },
    restored: async () => {
      generation += 1;
      await database.run('UPDATE sep SET generation = $1, generation_since = $2', [generation, now]);
    },
    /** Puts accepted payments there, as if their journals had come. */
    async accept(
      given: readonly { id?: PaymentId; account?: string; credited?: number; provider?: string }[],
    ): Promise<PaymentId[]> {
      const rows = given.map((one) => ({
        id: one.id ?? newId(),
        account: one.account ?? `916${String(counter).padStart(7, '1')}`,
        credited: (one.credited ?? 15_200) as Kopecks,
        provider: one.provider ?? providers[0] ?? 'mts',
      }));
      await database.run(
        `WITH counted AS (UPDATE trade_point SET change_count = change_count + $6 WHERE id = 'tt-1' RETURNING change_count - $6 AS base)
         INSERT INTO payment (id, trade_point, workstation, counter, provider, account, credited, fee, taken,
           conducted_at, accepted_at, status, generation, revision, change, status_at, due_at)
         SELECT g.id, 'tt-1', 1, base + g.place, g.provider, g.account, g.credited, 0, g.credited, $5, $5, 'accepted', $7, 1,
           base + g.place, $5, $5
         FROM counted, unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY
           AS g (id, provider, account, credited, place)`,
        [
          rows.map(({ id }) => id),
          rows.map(({ provider }) => provider),
          rows.map(({ account }) => account),
          rows.map(({ credited }) => credited),
          now,
          rows.length,
          generation,
        ],
      );
      return rows.map(({ id }) => id);
    },
    async payment(id: string): Promise<PaymentRow> {
      const [row] = await database.query<PaymentRow>('SELECT * FROM payment WHERE id = $1', [id]);
      if (!row) throw new Error(`no payment ${id}`);
      return row;
    },
    async attempt(id: string): Promise<AttemptRow> {
      const [row] = await database.query<AttemptRow>(
        'SELECT * FROM attempt WHERE payment = $1 AND number = 1',
        [id],
      );
      if (!row) throw new Error(`no attempt of ${id}`);
      return row;
    },
    async statuses(id: string): Promise<string[]> {
      const rows = await database.query<{ status: string }>(
        'SELECT status FROM status_change WHERE payment = $1 ORDER BY generation, revision',
        [id],
      );
      return rows.map(({ status }) => status);
    },
    /** As it was at the beginning, for the next test: operators that remember nothing, no payments, noon. */
    async reset() {
      await end();
      now = noon;
      generation = 1;
      changed.length = 0;
      await database.run(
        'TRUNCATE exchange, status_change, tombstone, discrepancy, registry, gateway, attempt, payment, lane',
      );
      await database.run('UPDATE sep SET generation = 1, generation_since = 0');
      operators = await openOperators();
      for (const provider of providers) await gateway(provider);
      dispatcher = node();
    },
    async close() {
      await end();
      await drop();
    },
  };
}
