/** A durable payment against its bare rows: what deciding, chaining, signing and projecting cost beside SQLite itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { migrate, readMigrations } from '../../main/store/migrate.ts';
import { openStore, openTunedStore } from '../../main/store/store.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';
import type { Row } from './measure.ts';
import { inTurns, rowOf } from './measure.ts';
import { live, openDay, optionsFor, transactionsPerPayment } from './paymentLife.ts';
import type { Write } from './rawWrites.ts';
import { noteWrites, openPlayer } from './rawWrites.ts';

const paymentsPerTurn = 400;

/** The writes of a day with so many payments, as a store makes them: those before the first payment, then each turn's. */
function writtenDown(profile: string, turns: number): { before: Write[]; turns: Write[][] } {
  let notes: Write[] = [];
  const taken = (): Write[] => {
    const written = notes;
    notes = [];
    return written;
  };
  const opened = openTunedStore(optionsFor(profile), (database) =>
    noteWrites(database, (write) => notes.push(write)),
  );
  if (!opened.ok) throw new Error(`the store does not open: ${opened.failure.code}`);
  const store = opened.value;
  const cashier = openDay(store);
  const before = taken();
  const written = Array.from({ length: turns }, (_, turn) => {
    for (let index = 0; index < paymentsPerTurn; index += 1)
      live(store, cashier, turn * paymentsPerTurn + index);
    return taken();
  });
  store.close();
  return { before, turns: written };
}

function openRaw(path: string): BetterSqlite3.Database {
  const database = new BetterSqlite3(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  const migrated = migrate(database, readMigrations(join(projectRoot, 'migrations/station')));
  if (!migrated.ok) throw new Error(`no tables: ${migrated.failure.code}`);
  return database;
}

const milliseconds = (work: () => void): number => {
  const started = performance.now();
  work();
  return (performance.now() - started) / paymentsPerTurn;
};

/** `folder`: on the file system that is to be measured, the same for both. */
export async function measureDurablePayment(folder: string, times: number): Promise<Row> {
  const ground = mkdtempSync(join(folder, 'durable-'));
  // One turn more, to warm both up.
  const written = writtenDown(join(ground, 'noted'), times + 1);
  const opened = openStore(optionsFor(join(ground, 'ours')));
  if (!opened.ok) throw new Error(`the store does not open: ${opened.failure.code}`);
  const store = opened.value;
  const raw = openRaw(join(ground, 'raw.sqlite'));
  try {
    const cashier = openDay(store);
    const play = openPlayer(raw);
    play(written.before);
    const pairs = await inTurns(
      times + 1,
      (turn) =>
        milliseconds(() => {
          for (let index = 0; index < paymentsPerTurn; index += 1)
            live(store, cashier, turn * paymentsPerTurn + index);
          // What a quiet moment does at the till belongs to the price.
          store.rest();
        }),
      (turn) => milliseconds(() => play(written.turns[turn] ?? [])),
    );
    const count = (sql: string) => raw.prepare<[], number>(sql).pluck().get() ?? 0;
    const expected = (times + 1) * paymentsPerTurn;
    const heads = count('SELECT count(*) FROM head');
    const same =
      count(`SELECT count(*) FROM payment WHERE stage = 'conducted'`) === expected &&
      store.read.recent(expected + 1).filter(({ stage }) => stage === 'conducted').length === expected &&
      heads >= expected * transactionsPerPayment;
    return rowOf(
      { name: 'durable payment / the same rows by raw SQLite', unit: 'ms', goal: 1.5 },
      pairs.slice(1),
      same,
    );
  } finally {
    raw.close();
    store.close();
    rmSync(ground, { recursive: true, force: true });
  }
}
