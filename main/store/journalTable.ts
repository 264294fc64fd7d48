/** The journal's own tables: appending events and reading them back as they were stored. */
import type { KeyObject } from 'node:crypto';
import type { StoredEvent } from '../../contract/journal.ts';
import type { Hash, Instant, Origin } from '../../contract/primitives.ts';
import { noHash } from '../../core/journal.ts';
import type { Database, SqlValue } from './driver.ts';

export type JournalRow = {
  readonly key: number;
  readonly origin: Origin;
  readonly public_key: string;
  readonly workstation: number;
  readonly mine: 0 | 1;
};

/** An event's row; `hash` as bytes. */
export type EventRow = {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly at: Instant;
  readonly clock: Instant;
  readonly body: string;
  readonly hash: Buffer;
};

/** Where a journal ends: what the next event continues. */
export type JournalEnd = { readonly seq: number; readonly hash: Hash; readonly at: Instant };

export const emptyEnd: JournalEnd = { seq: 0, hash: noHash, at: 0 as Instant };

export const hashText = (bytes: Uint8Array): Hash => Buffer.from(bytes).toString('hex') as Hash;

export interface JournalTable {
  journals(): readonly JournalRow[];
  find(origin: Origin): JournalRow | null;
  /** Adds a journal and returns its key. */
  add(journal: Omit<JournalRow, 'key'>): number;
  end(journal: number): JournalEnd;
  insert(journal: number, event: Omit<StoredEvent, 'hash'>, hash: Hash): void;
  insertHead(journal: number, seq: number, signature: Uint8Array): void;
  event(journal: number, seq: number): EventRow | null;
  lastSigned(journal: number): number;
}

export function openJournalTable(database: Database): JournalTable {
  const journals = database.prepare<[], JournalRow>('SELECT * FROM journal ORDER BY key');
  const find = database.prepare<[string], JournalRow>('SELECT * FROM journal WHERE origin = ?');
  const add = database.prepare<SqlValue[]>(
    'INSERT INTO journal (origin, public_key, workstation, mine) VALUES (?, ?, ?, ?)',
  );
  const end = database.prepare<
    [number],
    { readonly seq: number; readonly hash: Buffer; readonly at: Instant }
  >('SELECT seq, hash, at FROM event WHERE journal = ? ORDER BY seq DESC LIMIT 1');
  const insert = database.prepare<SqlValue[]>(
    'INSERT INTO event (journal, seq, id, type, version, at, clock, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertHead = database.prepare<SqlValue[]>(
    'INSERT INTO head (journal, seq, signature) VALUES (?, ?, ?)',
  );
  const event = database.prepare<[number, number], EventRow>(
    'SELECT seq, id, type, version, at, clock, body, hash FROM event WHERE journal = ? AND seq = ?',
  );
  const lastSigned = database
    .prepare<[number], number>('SELECT coalesce(max(seq), 0) FROM head WHERE journal = ?')
    .pluck();
  return {
    journals: () => journals.all(),
    find: (origin) => find.get(origin) ?? null,
    add: ({ origin, public_key, workstation, mine }) =>
      Number(add.run(origin, public_key, workstation, mine).lastInsertRowid),
    end(journal) {
      const row = end.get(journal);
      return row ? { seq: row.seq, hash: hashText(row.hash), at: row.at } : emptyEnd;
    },
    insert(journal, { seq, id, type, version, at, clock, body }, hash) {
      insert.run(journal, seq, id, type, version, at, clock, body, Buffer.from(hash, 'hex'));
    },
    insertHead: (journal, seq, signature) => void insertHead.run(journal, seq, Buffer.from(signature)),
    event: (journal, seq) => event.get(journal, seq) ?? null,
    lastSigned: (journal) => lastSigned.get(journal) ?? 0,
  };
}

/** A journal that this workstation writes. */
export type OwnJournal = {
  readonly journal: number;
  readonly origin: Origin;
  readonly workstation: number;
  readonly key: KeyObject;
};
