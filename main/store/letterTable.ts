/** The outbox of letters, and what became of each. Every write is durable when it returns. */
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { LetterView } from '../../contract/letter.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { Database, SqlValue } from './driver.ts';
import { guarded } from './engineFailure.ts';

/** What the mail server is told, and the letter's own bytes. */
export type Envelope = { readonly from: string; readonly to: readonly string[] };

export type NewLetter = {
  readonly id: string;
  readonly envelope: Envelope;
  readonly subject: string;
  readonly raw: Uint8Array;
  readonly madeAt: number;
};

export type WaitingLetter = {
  readonly id: string;
  readonly envelope: Envelope;
  readonly raw: Uint8Array;
  /** Tries that have failed so far. */
  readonly tries: number;
};

export interface LetterTable {
  add(letter: NewLetter): Result<null>;
  find(id: string): LetterView | null;
  /** Newest first. */
  list(limit: number): readonly LetterView[];
  /** Of those whose time has come the one that waits longest; null: none. */
  due(now: number): WaitingLetter | null;
  /** When the next try is; null: no letter waits. */
  nextAt(): number | null;
  /** Every waiting letter's time has come. */
  hurry(now: number): Result<null>;
  delivered(id: string, at: number): Result<null>;
  refused(id: string, trouble: string): Result<null>;
  failed(id: string, trouble: string, nextAt: number): Result<null>;
}

type Row = {
  readonly id: string;
  readonly sender: string;
  readonly recipients: string;
  readonly subject: string;
  readonly raw: Uint8Array | null;
  readonly state: LetterView['state'];
  readonly made_at: Instant;
  readonly delivered_at: Instant | null;
  readonly tries: number;
  readonly trouble: string | null;
};

const shown = 'id, sender, recipients, subject, NULL AS raw, state, made_at, delivered_at, tries, trouble';

/** Written by `add` only, from a list of texts. */
const recipientsOf = (row: Row): readonly string[] => JSON.parse(row.recipients) as readonly string[];

const viewOf = (row: Row): LetterView => ({
  id: row.id,
  to: recipientsOf(row).join(', '),
  subject: row.subject,
  state: row.state,
  madeAt: row.made_at,
  deliveredAt: row.delivered_at,
  tries: row.tries,
  trouble: row.trouble,
});

export function openLetterTable(database: Database): LetterTable {
  const insert = database.prepare<SqlValue[]>(
    `INSERT INTO letter (id, sender, recipients, subject, raw, state, made_at, tries, next_at)
     VALUES (?, ?, ?, ?, ?, 'waiting', ?, 0, ?)`,
  );
  const find = database.prepare<[string], Row>(`SELECT ${shown} FROM letter WHERE id = ?`);
  const list = database.prepare<[number], Row>(
    `SELECT ${shown} FROM letter ORDER BY made_at DESC, id DESC LIMIT ?`,
  );
  const due = database.prepare<[number], Row>(
    `SELECT * FROM letter WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at, made_at LIMIT 1`,
  );
  const next = database
    .prepare<[], number | null>(`SELECT min(next_at) FROM letter WHERE state = 'waiting'`)
    .pluck();
  const hurry = database.prepare<[number, number]>(
    `UPDATE letter SET next_at = ? WHERE state = 'waiting' AND next_at > ?`,
  );
  const delivered = database.prepare<[number, string]>(
    `UPDATE letter SET state = 'delivered', raw = NULL, delivered_at = ?, tries = tries + 1, trouble = NULL
     WHERE id = ? AND state = 'waiting'`,
  );
  const refused = database.prepare<[string, string]>(
    `UPDATE letter SET state = 'refused', raw = NULL, tries = tries + 1, trouble = ?
     WHERE id = ? AND state = 'waiting'`,
  );
  const failed = database.prepare<[string, number, string]>(
    `UPDATE letter SET tries = tries + 1, trouble = ?, next_at = ? WHERE id = ? AND state = 'waiting'`,
  );
  const done = (step: () => unknown): Result<null> => {
    const result = guarded(step);
    return result.ok ? ok(null) : result;
  };
  return {
    add: ({ id, envelope, subject, raw, madeAt }) =>
      done(() =>
        insert.run(id, envelope.from, JSON.stringify(envelope.to), subject, Buffer.from(raw), madeAt, madeAt),
      ),
    find(id) {
      const row = find.get(id);
      return row ? viewOf(row) : null;
    },
    list: (limit) => list.all(limit).map(viewOf),
    due(now) {
      const row = due.get(now);
      return row?.raw
        ? {
            id: row.id,
            envelope: { from: row.sender, to: recipientsOf(row) },
            raw: row.raw,
            tries: row.tries,
          }
        : null;
    },
    nextAt: () => next.get() ?? null,
    hurry: (now) => done(() => hurry.run(now, now)),
    delivered: (id, at) => done(() => delivered.run(at, id)),
    refused: (id, trouble) => done(() => refused.run(trouble, id)),
    failed: (id, trouble, nextAt) => done(() => failed.run(trouble, nextAt, id)),
  };
}
