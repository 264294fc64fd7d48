/** How many conducted payments СЭП has not got yet, counted along the journals without reading any event twice. */
import type { Instant, Origin } from '../../contract/primitives.ts';
import type { Database } from './driver.ts';

export type Unsent = { readonly count: number; readonly oldestAt: Instant | null };

export interface UnsentCount {
  /** What was conducted here and СЭП has not got. */
  own(): Unsent;
  /** The same of every journal that is here. */
  all(): number;
  /**
   * Reads on, a bounded stretch of events. True: there is more to read, and until then the counts are too small. To be
   * called after anything was appended or СЭП's heads have moved.
   */
  readOn(): boolean;
}

/** Events read at once: a few milliseconds. */
const stretch = 2_000;

type Tally = {
  readonly key: number;
  readonly mine: boolean;
  /** Counted are the conducted payments after `from`, up to `to`. */
  from: number;
  to: number;
  count: number;
  oldestAt: Instant | null;
};

type Conducted = { readonly count: number };
type JournalKey = { readonly key: number; readonly origin: Origin; readonly mine: 0 | 1 };

/** Whether an event conducts a payment. What is carried stands in an event of its own: texts within it are quoted once more. */
export const conductsHere = `(type = 'paymentConducted' OR (type = 'paymentRerecorded' AND instr(body, '"type":"paymentConducted"') > 0))`;

/** `broughtTo`: the last event of a journal that СЭП has, or that needs no bringing. */
export function openUnsentCount(database: Database, broughtTo: (origin: Origin) => number): UnsentCount {
  const journals = database.prepare<[], JournalKey>('SELECT key, origin, mine FROM journal ORDER BY key');
  const end = database
    .prepare<[number], number>('SELECT coalesce(max(seq), 0) FROM event WHERE journal = ?')
    .pluck();
  const between = database
    .prepare<[number, number, number], Conducted['count']>(
      `SELECT count(*) FROM event WHERE journal = ? AND seq > ? AND seq <= ? AND ${conductsHere}`,
    )
    .pluck();
  const first = database
    .prepare<[number, number, number], Instant>(
      `SELECT at FROM event WHERE journal = ? AND seq > ? AND seq <= ? AND ${conductsHere} ORDER BY seq LIMIT 1`,
    )
    .pluck();
  const tallies = new Map<Origin, Tally>();

  function readJournal(tally: Tally, head: number, left: number): number {
    if (head < tally.from) {
      // СЭП has less than before: it was restored. Counted anew.
      Object.assign(tally, { from: head, to: head, count: 0, oldestAt: null });
    }
    const last = end.get(tally.key) ?? 0;
    const reached = Math.min(head, last);
    if (reached > tally.from) {
      if (reached >= tally.to) Object.assign(tally, { to: reached, count: 0 });
      else tally.count -= between.get(tally.key, tally.from, reached) ?? 0;
      tally.from = reached;
      tally.oldestAt = tally.count > 0 ? (first.get(tally.key, tally.from, tally.to) ?? null) : null;
    }
    const to = Math.min(last, tally.to + left);
    if (to === tally.to) return 0;
    const read = to - tally.to;
    const found = between.get(tally.key, tally.to, to) ?? 0;
    if (found > 0 && tally.count === 0) tally.oldestAt = first.get(tally.key, tally.to, to) ?? null;
    tally.count += found;
    tally.to = to;
    return read;
  }

  return {
    own() {
      let count = 0;
      let oldestAt: Instant | null = null;
      for (const tally of tallies.values()) {
        if (!tally.mine || tally.count === 0) continue;
        count += tally.count;
        if (tally.oldestAt !== null && (oldestAt === null || tally.oldestAt < oldestAt))
          oldestAt = tally.oldestAt;
      }
      return { count, oldestAt };
    },
    all: () => [...tallies.values()].reduce((sum, { count }) => sum + count, 0),
    readOn() {
      let left = stretch;
      for (const { key, origin, mine } of journals.all()) {
        const head = broughtTo(origin);
        const tally = tallies.get(origin) ?? {
          key,
          mine: mine === 1,
          from: head,
          to: head,
          count: 0,
          oldestAt: null,
        };
        tallies.set(origin, tally);
        left -= readJournal(tally, head, left);
        if (left <= 0) return true;
      }
      return false;
    },
  };
}
