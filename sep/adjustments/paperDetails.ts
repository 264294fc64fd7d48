/** What a payment that СЭП has not got can be made of. */
import type { StoredContent } from './rows.ts';
import type { Subject } from './subject.ts';

export type PaperDetails = NonNullable<StoredContent['missing']>;

/** What a payment that СЭП has not got is made of: what the request says of it, or its journal so far. */
export function paperOf(subject: Subject, { missing }: StoredContent): PaperDetails | null {
  if (missing) return missing;
  const { lane } = subject;
  if (!lane || lane.takenAt === null) return null;
  const { providerId, account, amountTaken, amountCredited } = lane.details;
  return { providerId, account, amountTaken, amountCredited, takenAt: lane.takenAt };
}
