/** What a report on paper or in a file says of the other workstations: how fresh their payments are in it. */
import type { Instant } from '../contract/primitives.ts';
import type { PartView } from '../contract/sync.ts';
import { formatDateTime } from './zone.ts';

/** A part that was whole so shortly before the report is as good as the report itself, milliseconds. */
const freshForMs = 2 * 60_000;

/** A sentence for each workstation whose payments may be missing; none where all of them are there. */
export function staleParts(parts: readonly PartView[], asOf: Instant, zone: string): readonly string[] {
  return parts
    .filter(({ freshAt }) => freshAt === null || asOf - freshAt > freshForMs)
    .map(({ workstation, freshAt }) =>
      freshAt === null
        ? `Рабочее место ${workstation}: платежи ещё не получены`
        : `Рабочее место ${workstation}: платежи учтены на ${formatDateTime(freshAt, zone)}`,
    );
}
