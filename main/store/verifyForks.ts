/**
 * Pasts of journals that were kept aside: which of them wait, and which are settled, as all that one of two pasts brought
 * was told again in a later journal.
 */
import { StoredEvent } from '../../contract/journal.ts';
import type { Origin } from '../../contract/primitives.ts';
import { subjectOf } from '../../core/journal.ts';
import { carriedBy } from '../../core/rerecorded.ts';
import type { Database } from './driver.ts';
import type { Finding } from './findings.ts';
import type { EventRow, JournalRow } from './journalTable.ts';
import { hashText } from './journalTable.ts';

/** The hashes of a journal's events that were told again, by its origin. */
export type Retold = ReadonlyMap<Origin, ReadonlySet<string>>;

/** Reads the whole journal: asked for only where something was kept aside or does not fit. */
export function readRetold(database: Database): Retold {
  const retold = new Map<Origin, Set<string>>();
  const rows = database.prepare<[], Pick<EventRow, 'type' | 'version' | 'body'>>(
    `SELECT type, version, body FROM event WHERE type IN ('paymentRerecorded', 'shiftRerecorded')`,
  );
  for (const row of rows.iterate()) {
    const carried = carriedBy(row);
    if (!carried) continue;
    const hashes = retold.get(carried.origin) ?? new Set();
    for (const { hash } of carried.events) hashes.add(hash);
    retold.set(carried.origin, hashes);
  }
  return retold;
}

type Aside = { readonly seq: number; readonly hash: Buffer; readonly event: string };

/** Null: it can't be read. */
function bodyOf(event: string): string | null {
  try {
    return StoredEvent.parse(JSON.parse(event)).body;
  } catch {
    return null;
  }
}

/** Whether what happened in one past, its payments and shifts, was told again: then the other is the one that stands. */
function isSettled(database: Database, journal: number, aside: readonly Aside[], told: ReadonlySet<string>) {
  const first = aside[0]?.seq ?? 0;
  const stored = database
    .prepare<[number, number], { readonly hash: Buffer }>(
      'SELECT hash FROM event WHERE journal = ? AND seq >= ? AND subject IS NOT NULL',
    )
    .all(journal, first);
  const untold = aside.filter(({ hash, event }) => {
    const body = bodyOf(event);
    return !told.has(hashText(hash)) && (body === null || subjectOf(body) !== null);
  });
  // Of several pasts one may stand, and no more.
  const one = new Set(untold.map(({ seq }) => seq)).size === untold.length;
  return (
    untold.length === 0 || (one && stored.length > 0 && stored.every(({ hash }) => told.has(hashText(hash))))
  );
}

export type Forks = {
  readonly findings: readonly Finding[];
  readonly settled: readonly Extract<Finding, { kind: 'fork' }>[];
};

export function checkForks(database: Database, journals: readonly JournalRow[], retold: () => Retold): Forks {
  const rows = database.prepare<[number], Aside>(
    'SELECT seq, hash, event FROM fork WHERE journal = ? ORDER BY seq',
  );
  const findings: Finding[] = [];
  const settled: Extract<Finding, { kind: 'fork' }>[] = [];
  for (const { key, origin } of journals) {
    const aside = rows.all(key);
    const [first] = aside;
    if (!first) continue;
    const fork = { kind: 'fork', origin, seq: first.seq, count: aside.length } as const;
    const told = retold().get(origin);
    if (told && isSettled(database, key, aside, told)) settled.push(fork);
    else findings.push(fork);
  }
  return { findings, settled };
}
