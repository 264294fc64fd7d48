/** Interprets stored events; what can't be interpreted is parked in sight of a person, and the rest flows on. */
import type { KnownEvent } from '../../contract/journal.ts';
import type { Origin } from '../../contract/primitives.ts';
import { subjectOf, understand } from '../../core/journal.ts';
import type { DayOf } from '../../core/projection.ts';
import { projectStation, projectSubject } from '../../core/projection.ts';
import type { Database } from './driver.ts';
import type { EventRow } from './journalTable.ts';
import type { ReadTables } from './readTables.ts';

export interface Interpreter {
  /**
   * Brings the tables along by one event; `what`: all that it says, or only what it says of its workstation, or of its
   * payment or shift. `stored`: the event that carries it, where that is another. False: it was parked.
   */
  apply(
    journal: number,
    origin: Origin,
    row: Pick<EventRow, 'seq' | 'at' | 'type' | 'version' | 'body'>,
    what?: 'all' | 'station' | 'subject',
    stored?: { readonly journal: number; readonly seq: number },
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

  function tryStation(event: KnownEvent, origin: Origin): void {
    try {
      projectStation(event, origin, tables);
    } catch {
      // The journal's own first event can't be read: nothing of it is in the tables.
    }
  }

  return {
    apply(journal, origin, row, what = 'all', stored = { journal, seq: row.seq }) {
      const event = understand(row);
      if (what === 'station') {
        // Whatever becomes of its payment, a number that was given is given.
        if (typeof event !== 'string') tryStation(event, origin);
        return true;
      }
      const subject = typeof event === 'string' || parkedSubjects.size > 0 ? subjectOf(row.body) : null;
      let reason = typeof event === 'string' ? event : null;
      // What came before it is missing from the tables: a later event would be read into a state that never was.
      if (subject !== null && parkedSubjects.has(subject)) reason ??= 'an earlier event is parked';
      if (reason === null && typeof event !== 'string') {
        try {
          const station = what === 'all' ? projectStation(event, origin, tables) : tables.station(origin);
          if (!station) throw new Error(`journal ${origin} is not there`);
          projectSubject(event, station, tables, dayOf);
          return true;
        } catch (error) {
          reason = error instanceof Error ? error.message : String(error);
        }
      }
      if (what === 'all' && typeof event !== 'string') tryStation(event, origin);
      const belongs = subject ?? subjectOf(row.body);
      if (belongs !== null) parkedSubjects.add(belongs);
      park.run(stored.journal, stored.seq, belongs, (reason ?? '').slice(0, 500));
      return false;
    },
  };
}
