/** Gives decided events their place in the journal: number, time, identity, chain. */

import type { KnownEvent, NewEvent } from '../../contract/journal.ts';
import { eventBodies, StoredEvent } from '../../contract/journal.ts';
import type { Instant } from '../../contract/primitives.ts';
import { hashEvent, writeBody } from '../../core/journal.ts';
import type { DayOf, Station } from '../../core/projection.ts';
import { project } from '../../core/projection.ts';
import { sha256, signHead } from './hashing.ts';
import type { Random } from './ids.ts';
import { uuidSequence } from './ids.ts';
import type { JournalEnd, JournalTable, OwnJournal } from './journalTable.ts';
import type { ReadTables } from './readTables.ts';

export type AppendParts = {
  readonly table: JournalTable;
  readonly tables: ReadTables;
  readonly clock: () => number;
  readonly random: Random;
  readonly dayOf: DayOf;
};

/** What a stored event may hold: a longer one could never be shipped. Its error is one of the store: it is refused. */
const longestBody = StoredEvent.shape.body.maxLength ?? 65_536;

export type Appended = {
  readonly events: readonly KnownEvent[];
  readonly end: JournalEnd;
  readonly signature: Buffer;
  /** The workstation after these events. */
  readonly station: Station;
};

/**
 * Events between two signatures at most. Nothing at the till comes near it; made-up payments are stored by thousands at
 * once, and a journal has to be signed often enough that chunks can be cut from it.
 */
const signedEvery = 500;

/** Appends events after `end`, brings the read tables along and signs the new head. Runs inside a transaction. */
export function append(
  parts: AppendParts,
  own: OwnJournal,
  end: JournalEnd,
  events: readonly NewEvent[],
): Appended {
  const { table, tables, clock: readClock, random, dayOf } = parts;
  const { journal, origin, key } = own;
  let { seq, hash, at } = end;
  const nextId = uuidSequence(random);
  const known: KnownEvent[] = [];
  for (const [index, event] of events.entries()) {
    const { type } = event;
    // A body that its own schema refuses could be stored, but never be read again by a rebuild.
    eventBodies[type].parse(event.body);
    const clock = Math.max(0, Math.round(readClock())) as Instant;
    // Never before the last event; what the clock itself said stands beside it.
    at = Math.max(at, clock) as Instant;
    seq += 1;
    const body = writeBody(event);
    if (body.length > longestBody)
      throw Object.assign(new Error(`${type} is too long`), { code: 'EMSGSIZE' });
    const placed = {
      origin,
      seq,
      id: nextId(at),
      type,
      version: 1,
      at,
      clock,
      previous: hash,
      body,
    };
    hash = hashEvent(placed, sha256);
    table.insert(journal, placed, hash);
    const understood = { type: event.type, body: event.body, seq, at } as KnownEvent;
    project(understood, origin, tables, dayOf);
    known.push(understood);
    if ((index + 1) % signedEvery === 0 && index + 1 < events.length)
      table.insertHead(journal, seq, signHead(key, origin, seq, hash));
  }
  const station = tables.station(origin);
  if (!station) throw new Error(`journal ${origin} has no station`);
  tables.flush();
  const signature = signHead(key, origin, seq, hash);
  table.insertHead(journal, seq, signature);
  return { events: known, end: { seq, hash, at }, signature, station };
}
