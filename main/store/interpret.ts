/** Interprets stored events; what can't be interpreted is parked in sight of a person, and the rest flows on. */
import type { Origin } from '../../contract/primitives.ts';
import { subjectOf, understand } from '../../core/journal.ts';
import type { DayOf } from '../../core/projection.ts';
import { project } from '../../core/projection.ts';
import type { Database } from './driver.ts';
import type { EventRow } from './journalTable.ts';
import type { ReadTables } from './readTables.ts';

export interface Interpreter {
  /** Brings the tables along by one stored event. False: it was parked. */
  apply(
    journal: number,
    origin: Origin,
    row: Pick<EventRow, 'seq' | 'at' | 'type' | 'version' | 'body'>,
  ): boolean;
}

export function openInterpreter(database: Database, tables: ReadTables, dayOf: DayOf): Interpreter {
  const park = database.prepare<[number, number, string | null, string]>(
    'INSERT OR REPLACE INTO parked (journal, seq, subject, reason) VALUES (?, ?, ?, ?)',
  );
  const parkedSubjects = new Set(
    database
      .prepare<[], string>('SELECT DISTINCT subject FROM parked WHERE subject IS NOT NULL')
      .pluck()
      .all(),
  );

  return {
    apply(journal, origin, row) {
      const event = understand(row);
      const subject = typeof event === 'string' || parkedSubjects.size > 0 ? subjectOf(row.body) : null;
      let reason = typeof event === 'string' ? event : null;
      // What came before it is missing from the tables: a later event would be read into a state that never was.
      if (subject !== null && parkedSubjects.has(subject)) reason ??= 'an earlier event is parked';
      if (reason === null && typeof event !== 'string') {
        try {
          project(event, origin, tables, dayOf);
          return true;
        } catch (error) {
          reason = error instanceof Error ? error.message : String(error);
        }
      }
      const belongs = subject ?? subjectOf(row.body);
      if (belongs !== null) parkedSubjects.add(belongs);
      park.run(journal, row.seq, belongs, (reason ?? '').slice(0, 500));
      return false;
    },
  };
}
