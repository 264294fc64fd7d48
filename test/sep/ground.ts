/** What a suite of the payment system stands on: a database, parts with a clock that stands, trade points and journals. */
import { createHash } from 'node:crypto';
import { noCounters } from '../../sep/ops/counters.ts';
import type { Caller, SepParts } from '../../sep/parts.ts';
import { createSignals } from '../../sep/parts.ts';
import type { Generations } from '../../sep/restore/generation.ts';
import { openGeneration } from '../../sep/restore/generation.ts';
import { createSeal } from '../../sep/restore/seal.ts';
import type { Database } from '../../sep/store/database.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';

export type Line = {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly entry: object;
};

export type Ground = SepParts & {
  readonly lines: Line[];
  readonly generations: Generations;
  /** Moves the clock on. */
  pass(milliseconds: number): void;
  close(): void;
};

const today = Date.UTC(2026, 10, 22, 9);

/** Parts of one node over this database. */
export async function newGround(database: Database): Promise<Ground> {
  let now = today;
  const lines: Line[] = [];
  const note = (level: Line['level']) => (entry: object, message: string) =>
    void lines.push({ level, message, entry });
  const base = {
    database,
    clock: () => now,
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    signals: createSignals(),
  };
  const generations = await openGeneration({ ...base, training: true });
  return {
    ...base,
    random: (bytes) => createHash('sha512').update(String(bytes)).digest().subarray(0, bytes),
    counters: noCounters,
    generation: generations.now,
    seal: createSeal(Buffer.alloc(32)),
    generations,
    lines,
    pass(milliseconds) {
      now += milliseconds;
    },
    close: () => generations.close(),
  };
}

/** A trade point with workstations 1 to 3; the first holds the designation in epoch 1. */
export async function addTradePoint(database: Database, id: string): Promise<void> {
  await database.run(
    "INSERT INTO trade_point (id, details, holder, epoch, held_since) VALUES ($1, '{}', 1, 1, 0) ON CONFLICT DO NOTHING",
    [id],
  );
  for (const number of [1, 2, 3]) {
    await database.run(
      'INSERT INTO workstation (trade_point, number) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [id, number],
    );
  }
}

/** Every workstation has said that it has read all changes, and that no cancel of its own is on its way. */
export const everybodyHeard = (database: Database): Promise<number> =>
  database.run(
    `UPDATE workstation w SET heard_generation = (SELECT generation FROM sep), heard_change = t.change_count
     FROM trade_point t WHERE t.id = w.trade_point`,
  );

/** As enrolment binds it. */
export async function bind(database: Database, journal: MadeJournal): Promise<void> {
  await addTradePoint(database, journal.tradePointId);
  await database.run(
    `INSERT INTO journal (origin, trade_point, workstation, public_key, bound_at, hash)
     VALUES ($1, $2, $3, $4, 0, $5) ON CONFLICT (origin) DO UPDATE SET public_key = excluded.public_key`,
    [journal.origin, journal.tradePointId, journal.workstation, journal.publicKey, Buffer.alloc(32)],
  );
}

/** Everything that is known of a trade point by its journals, in an order of its own; ids of rows and hours of arrival left out. */
export async function tablesOf(database: Database, tradePoint: string): Promise<Record<string, object[]>> {
  const own = 'IN (SELECT origin FROM journal WHERE trade_point = $1)';
  const asked = {
    journal: `SELECT origin, workstation, public_key, seq, hash, rank FROM journal WHERE trade_point = $1 ORDER BY origin`,
    event: `SELECT * FROM event WHERE origin ${own} ORDER BY origin, seq`,
    head: `SELECT * FROM head WHERE origin ${own} ORDER BY origin, seq`,
    lane: 'SELECT * FROM lane WHERE trade_point = $1 ORDER BY payment',
    parked: `SELECT origin, seq, subject, reason FROM parked WHERE origin ${own} ORDER BY origin, seq`,
    payment: `SELECT id, workstation, counter, provider, account, credited, fee, taken, conducted_at, status, generation,
      revision FROM payment WHERE trade_point = $1 ORDER BY id`,
    changes: `SELECT count(DISTINCT change)::integer AS numbers, max(change)::integer AS last FROM payment WHERE trade_point = $1`,
    story: `SELECT status_change.* FROM status_change JOIN payment ON id = payment WHERE trade_point = $1 ORDER BY payment`,
    aside: `SELECT kind, origin, seq, why, payments, amount FROM set_aside WHERE trade_point = $1 ORDER BY kind, origin, seq`,
  };
  const tables: Record<string, object[]> = {};
  for (const [name, sql] of Object.entries(asked)) tables[name] = await database.query(sql, [tradePoint]);
  return tables;
}

/** Until a transaction of this database waits for a lock that another holds. */
export async function someLockIsAwaited(database: Database): Promise<void> {
  for (;;) {
    const waiting = await database.query(
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (waiting.length > 0) return;
  }
}

export const callerOf = (tradePoint: string, workstation = 1): Caller => ({
  tradePoint,
  workstation,
  fingerprint: 'f'.repeat(64),
});
