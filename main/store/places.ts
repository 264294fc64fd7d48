/** The order of journals in which their events mean something: what a journal continues comes before it. */
import type { Instant, Origin } from '../../contract/primitives.ts';
import { openedBy } from '../../core/chunk.ts';
import type { LanePlace } from '../../core/lane.ts';
import { comparePlaces } from '../../core/lane.ts';
import type { Database } from './driver.ts';

export type JournalPlace = {
  readonly key: number;
  readonly origin: Origin;
  readonly workstation: number;
  /** 0 for a workstation's first journal, 1 more for each that continues another. */
  readonly rank: number;
  /** When it was begun. */
  readonly begunAt: Instant;
};

type Row = {
  readonly key: number;
  readonly origin: Origin;
  readonly workstation: number;
  readonly type: string | null;
  readonly version: number | null;
  readonly body: string | null;
  readonly at: Instant | null;
};

const placeOf = ({ rank, origin }: JournalPlace, seq: number): LanePlace => ({ rank, origin, seq });

/** All journals in that order, or those of one workstation. */
export function readPlaces(database: Database, workstation: number | null): readonly JournalPlace[] {
  const rows = database
    .prepare<{ readonly workstation: number | null }, Row>(
      `SELECT journal.key, origin, workstation, type, version, body, at
       FROM journal LEFT JOIN event ON event.journal = journal.key AND event.seq = 1
       WHERE $workstation IS NULL OR workstation = $workstation`,
    )
    .all({ workstation });
  const before = new Map(
    rows.map(({ origin, type, version, body }) => [
      origin,
      type === null || version === null || body === null
        ? null
        : (openedBy({ type, version, body })?.previous?.origin ?? null),
    ]),
  );
  const rankOf = (origin: Origin): number => {
    let rank = 0;
    // A journal names only what was there before it; a forged circle ends at the number of journals.
    for (let at = before.get(origin) ?? null; at !== null && rank < rows.length; at = before.get(at) ?? null)
      rank += 1;
    return rank;
  };
  return rows
    .map(
      ({ key, origin, workstation: of, at }): JournalPlace => ({
        key,
        origin,
        workstation: of,
        rank: rankOf(origin),
        begunAt: at ?? (0 as Instant),
      }),
    )
    .sort((left, right) => comparePlaces(placeOf(left, 0), placeOf(right, 0)));
}
