/** What СЭП's measurements stand on: a PostgreSQL of the bench's own, СЭП's tables in it, and a workstation's journal. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { JournalChunk } from '../../contract/peer.ts';
import { openStore } from '../../main/store/store.ts';
import type { Store } from '../../main/store/types.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { noCounters } from '../../sep/ops/counters.ts';
import type { SepParts } from '../../sep/parts.ts';
import { createSignals } from '../../sep/parts.ts';
import { createSeal } from '../../sep/restore/seal.ts';
import { openDatabase } from '../../sep/store/database.ts';
import { startEmbedded } from '../../sep/store/embedded.ts';
import { migrate, readMigrations } from '../../sep/store/migrate.ts';
import { live, openDay, optionsFor } from './paymentLife.ts';

const silent = (): void => undefined;

export const place = { tradePoint: 'bench', workstation: 1, fingerprint: '0'.repeat(64) } as const;
export const now = { generation: 1, epoch: 1 } as const;

export type SepGround = {
  readonly parts: SepParts;
  /** The bare peer's own connection: plain `pg`, nothing of ours. */
  readonly bare: pg.Client;
  end(): Promise<void>;
};

/** `folder`: on the file system that is to be measured. DATABASE_URL is not asked: the bench fills what it finds. */
export async function openSepGround(folder: string): Promise<SepGround> {
  // The cluster itself: under root the server is another user, who may not look into a folder of ours.
  const ground = mkdtempSync(join(folder, 'postgres-'));
  const server = await startEmbedded({ folder: ground, password: 'bench', log: silent });
  const database = openDatabase(server.url('postgres'), 8, silent);
  await migrate(database, readMigrations(join(projectRoot, 'migrations/sep')));
  const at = Date.now();
  await database.run(
    `INSERT INTO sep (one, generation, generation_since, home, training) VALUES (1, $1, $2, 'bench', true)`,
    [now.generation, at],
  );
  await database.run(
    `INSERT INTO trade_point (id, details, holder, epoch, held_since) VALUES ($1, '{}', $2, $3, $4)`,
    [place.tradePoint, place.workstation, now.epoch, at],
  );
  await database.run('INSERT INTO workstation (trade_point, number) VALUES ($1, $2)', [
    place.tradePoint,
    place.workstation,
  ]);
  const bare = new pg.Client(server.url('postgres'));
  await bare.connect();
  return {
    parts: {
      database,
      clock: Date.now,
      random: randomBytes,
      log: { info: silent, warn: silent, error: silent },
      signals: createSignals(),
      counters: noCounters,
      generation: () => now.generation,
      seal: createSeal(randomBytes(32)),
    },
    bare,
    end: async () => {
      await bare.end();
      await database.close();
      await server.stop();
      rmSync(ground, { recursive: true, force: true });
    },
  };
}

export type Journal = {
  /** Takes so many payments, six transactions each, and gives them as they are shipped. */
  readonly payments: (count: number) => readonly JournalChunk[];
  readonly close: () => void;
};

/** A workstation's journal, bound at СЭП; its first events are shipped with the first payments. */
export async function openJournal({ parts }: SepGround, folder: string): Promise<Journal> {
  const profile = mkdtempSync(join(folder, 'journal-'));
  const opened = openStore(optionsFor(profile));
  if (!opened.ok) throw new Error(`the store does not open: ${opened.failure.code}`);
  const store: Store = opened.value;
  const cashier = openDay(store);
  const head = store.read.head();
  const [first] = head ? (store.journals.chunkFrom(head.origin, 1, 1)?.events ?? []) : [];
  if (!head || !first) throw new Error('the journal has no first event');
  const { publicKey } = JSON.parse(first.body) as { publicKey: string };
  await parts.database.run(
    `INSERT INTO journal (origin, trade_point, workstation, public_key, bound_at, hash) VALUES ($1, $2, $3, $4, $5, $6)`,
    [head.origin, place.tradePoint, place.workstation, publicKey, Date.now(), Buffer.alloc(32)],
  );
  let taken = 0;
  let shipped = 0;
  return {
    payments: (count) => {
      for (let index = 0; index < count; index += 1, taken += 1) live(store, cashier, taken);
      const chunks: JournalChunk[] = [];
      for (;;) {
        const chunk = store.journals.chunkFrom(head.origin, shipped + 1, 2_000);
        if (chunk === null) return chunks;
        chunks.push(chunk);
        shipped = chunk.events.at(-1)?.seq ?? shipped;
      }
    },
    close: () => {
      store.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

type Row = Readonly<Record<string, unknown>>;
export type TableRows = { readonly table: string; readonly rows: readonly Row[] };

/** The rows go into tables of the same shape, with the same indexes and checks, beside ours. */
export type BareTables = {
  /** One prepared statement a row, as anybody would who wrote these rows by hand. */
  readonly oneByOne: (chunks: readonly (readonly TableRows[])[]) => Promise<void>;
  /** One statement a table with its columns as arrays: as fast as SQL takes rows that come over a connection. */
  readonly together: (chunks: readonly (readonly TableRows[])[]) => Promise<void>;
  readonly empty: () => Promise<void>;
};

export async function makeBareTables(bare: pg.Client, tables: readonly string[]): Promise<BareTables> {
  await bare.query('CREATE SCHEMA bare');
  const columns = new Map<string, readonly { readonly name: string; readonly type: string }[]>();
  for (const table of tables) {
    await bare.query(`CREATE TABLE bare.${table} (LIKE public.${table} INCLUDING ALL)`);
    const { rows } = await bare.query<{ name: string; type: string }>(
      `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
       WHERE table_schema = 'bare' AND table_name = $1 ORDER BY ordinal_position`,
      [table],
    );
    columns.set(table, rows);
  }
  const into = (table: string): string =>
    `INSERT INTO bare.${table} (${(columns.get(table) ?? []).map(({ name }) => name).join(', ')}) OVERRIDING SYSTEM VALUE`;

  /** Each chunk is a transaction, as it is with us. */
  const inTransactions =
    (
      insert: (
        part: TableRows,
        of: readonly { readonly name: string; readonly type: string }[],
      ) => Promise<void>,
    ) =>
    async (chunks: readonly (readonly TableRows[])[]): Promise<void> => {
      for (const parts of chunks) {
        await bare.query('BEGIN');
        for (const part of parts) if (part.rows.length > 0) await insert(part, columns.get(part.table) ?? []);
        await bare.query('COMMIT');
      }
    };

  return {
    oneByOne: inTransactions(async ({ table, rows }, of) => {
      const text = `${into(table)} VALUES (${of.map((_, index) => `$${index + 1}`).join(', ')})`;
      for (const row of rows)
        await bare.query({ name: `one-${table}`, text, values: of.map(({ name }) => row[name]) });
    }),
    together: inTransactions(async ({ table, rows }, of) => {
      const arrays = of.map(({ type }, index) => `$${index + 1}::${type}[]`);
      const values = of.map(({ name }) => rows.map((row) => row[name]));
      await bare.query(`${into(table)} SELECT * FROM unnest(${arrays.join(', ')})`, values);
    }),
    empty: async () =>
      void (await bare.query(`TRUNCATE ${tables.map((table) => `bare.${table}`).join(', ')}`)),
  };
}
