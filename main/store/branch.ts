/** What an own journal holds that СЭП has another past of, as far as it has not been told again in a later journal. */
import type { CarriedEvent } from '../../contract/journal.ts';
import type { Origin } from '../../contract/primitives.ts';
import type { BranchEvent } from '../../core/rerecorded.ts';
import { carriedBy } from '../../core/rerecorded.ts';
import type { Database } from './driver.ts';
import type { EventRow } from './journalTable.ts';
import { hashText } from './journalTable.ts';

type Row = Omit<EventRow, 'clock'> & { readonly subject: string };

/** Events of payments and shifts after an event of a journal that no own journal tells again. */
export type UntoldOf = (origin: Origin, after: number) => readonly BranchEvent[];

export function openBranch(database: Database): UntoldOf {
  const branch = database.prepare<[string, number], Row>(
    `SELECT seq, id, type, version, at, body, event.hash, subject
     FROM event JOIN journal ON journal.key = event.journal
     WHERE origin = ? AND seq > ? AND subject IS NOT NULL ORDER BY seq`,
  );
  const retold = database.prepare<[string], Pick<EventRow, 'type' | 'version' | 'body'>>(
    `SELECT type, version, body FROM event JOIN journal ON journal.key = event.journal
     WHERE subject = ? AND subject IS NOT NULL AND type IN ('paymentRerecorded', 'shiftRerecorded') AND mine = 1`,
  );

  return (origin, after) => {
    const known = new Map<string, ReadonlySet<string>>();
    const toldOf = (subject: string): ReadonlySet<string> => {
      const found =
        known.get(subject) ??
        new Set(
          retold.all(subject).flatMap((row) => {
            const carried = carriedBy(row);
            return carried?.origin === origin ? carried.events.map(({ hash }) => String(hash)) : [];
          }),
        );
      known.set(subject, found);
      return found;
    };
    return branch.all(origin, after).flatMap(({ subject, hash: bytes, ...row }) => {
      const event: CarriedEvent = { ...row, hash: hashText(bytes) };
      return toldOf(subject).has(event.hash) ? [] : [{ ...event, subject }];
    });
  };
}
