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
import { astrayKey } from './statusTable.ts';

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

/**
 * Whether all that happened in the past that is stored here was told again: from where it leaves the other on, by the first
 * event that was kept aside, by what was told, or by what СЭП said of it.
 */
function isStoredTold(database: Database, journal: number, from: number, told: ReadonlySet<string>): boolean {
  const rows = database
    .prepare<[number], { readonly seq: number; readonly hash: Buffer }>(
      'SELECT seq, hash FROM event WHERE journal = ? AND subject IS NOT NULL ORDER BY seq',
    )
    .iterate(journal);
  let left = false;
  for (const { seq, hash } of rows) {
    const isTold = told.has(hashText(hash));
    if ((left || seq >= from) && !isTold) return false;
    left ||= isTold;
  }
  return left;
}

type Where = { readonly journal: number; readonly common: number | null };

/** Whether what happened in one past, its payments and shifts, was told again: then the other is the one that stands. */
function isSettled(
  database: Database,
  { journal, common }: Where,
  aside: readonly Aside[],
  told: ReadonlySet<string>,
): boolean {
  const untold = aside.filter(({ hash, event }) => {
    const body = bodyOf(event);
    return !told.has(hashText(hash)) && (body === null || subjectOf(body) !== null);
  });
  if (untold.length === 0) return true;
  // Of several pasts one may stand, and no more.
  const one = new Set(untold.map(({ seq }) => seq)).size === untold.length;
  const first = Math.min(aside[0]?.seq ?? 1, (common ?? Number.POSITIVE_INFINITY) + 1);
  return one && isStoredTold(database, journal, first, told);
}

/** The last event that a journal has in common with СЭП's past of it; null: СЭП has no other. */
const commonWithSep = (database: Database, origin: Origin): number | null =>
  database
    .prepare<[string, string], number>(
      `SELECT each.value FROM setting, json_each(setting.value) each WHERE setting.key = ? AND each.key = ?`,
    )
    .pluck()
    .get(astrayKey, origin) ?? null;

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
    if (told && isSettled(database, { journal: key, common: commonWithSep(database, origin) }, aside, told))
      settled.push(fork);
    else findings.push(fork);
  }
  return { findings, settled };
}
