/** Another past of a made journal, told again in the one that goes on: as the till does it, without a till. */
import type { StoredEvent } from '../../contract/journal.ts';
import { subjectOf, writeBody } from '../../core/journal.ts';
import { rerecord } from '../../core/rerecorded.ts';
import type { MadeJournal } from './madeJournal.ts';

/** The events of payments and shifts after one of a journal. */
const branchOf = ({ events }: MadeJournal, after: number) =>
  events.slice(after).flatMap(({ seq, hash, id, type, version, at, body }: StoredEvent) => {
    const subject = subjectOf(body);
    return subject === null ? [] : [{ seq, hash, id, type, version, at, body, subject }];
  });

/** Appends to `next` what `branch` holds after an event, each by itself. */
export function tellAgain(next: MadeJournal, branch: MadeJournal, after: number): void {
  for (const event of rerecord(branch.origin, branchOf(branch, after)).events)
    next.append([{ type: event.type, body: writeBody(event) }]);
}
