/** Makes the read tables anew from the journal, in order, by the same code that keeps them in live work. */
import { subjectOf } from '../../core/journal.ts';
import type { DayOf } from '../../core/projection.ts';
import { isRerecorded } from '../../core/rerecorded.ts';
import type { Database } from './driver.ts';
import { openInterpreter } from './interpret.ts';
import type { EventRow } from './journalTable.ts';
import type { JournalPlace } from './places.ts';
import { readPlaces } from './places.ts';
import { openReadTables, projectionVersion } from './readTables.ts';
import { openReplay } from './replay.ts';

export const readTableNames = [
  'parked',
  'station',
  'payment',
  'shift',
  'refund',
  'pre_check',
  'day_total',
  'drawer',
] as const;

/** Rows held in memory before they are written back. */
const longestWait = 20_000;

export type Rebuilt = { readonly events: number; readonly parked: number };

/**
 * Fills `target`'s read tables from `source`'s journal. The two may be one database: then it runs in a transaction
 * of the caller's. `heard` is told how far it is.
 */
export function rebuildInto(
  target: Database,
  source: Database,
  dayOf: DayOf,
  heard: (events: number) => void,
): Rebuilt {
  for (const table of readTableNames) target.exec(`DELETE FROM ${table}`);
  const tables = openReadTables(target);
  const interpreter = openInterpreter(target, tables, dayOf);
  // Read in pages: the engine allows no writing on a connection that is in the middle of reading.
  const page = source.prepare<[number, number], EventRow>(
    `SELECT seq, id, type, version, at, clock, body, hash FROM event
     WHERE journal = ? AND seq > ? ORDER BY seq LIMIT 2000`,
  );
  let events = 0;
  const retold = new Map<number, Set<string>>();
  const apply = ({ key, origin, workstation }: JournalPlace, rows: readonly EventRow[]): void => {
    for (const row of rows) {
      interpreter.apply(key, origin, row);
      const subject = isRerecorded(row) ? subjectOf(row.body) : null;
      if (subject === null) continue;
      retold.set(workstation, (retold.get(workstation) ?? new Set()).add(subject));
    }
    events += rows.length;
    if (tables.waiting() > longestWait) tables.flush();
    heard(events);
  };
  // What a journal continues comes before it, in whichever order they arrived.
  for (const place of readPlaces(source, null)) {
    const { key } = place;
    for (let rows = page.all(key, 0); rows.length > 0; rows = page.all(key, rows.at(-1)?.seq ?? 0))
      apply(place, rows);
  }
  tables.flush();
  // What was told again of another past comes before what was read in the meantime.
  const replay = openReplay(target, source, tables, dayOf);
  for (const [workstation, subjects] of retold) replay(subjects, readPlaces(source, workstation));
  const parked = target.prepare<[], number>('SELECT count(*) FROM parked').pluck().get() ?? 0;
  return { events, parked };
}

/** The rebuild of a database in place, in one transaction: it is there as a whole or not at all. */
export const rebuild = (database: Database, dayOf: DayOf, heard: (events: number) => void): Rebuilt =>
  database
    .transaction(() => {
      const rebuilt = rebuildInto(database, database, dayOf, heard);
      database.prepare('UPDATE projection SET version = ?').run(projectionVersion);
      return rebuilt;
    })
    .immediate();

/** The version of the code that filled the read tables. */
export const projectionOf = (database: Database): number =>
  database.prepare<[], number>('SELECT version FROM projection').pluck().get() ?? 0;
