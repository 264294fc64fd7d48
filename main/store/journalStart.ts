/**
 * What a workstation knows of the starts of its journal, beside it: which one СЭП let go on last, and whether the run
 * before this one came to its end. A copy of the profile that is put back later knows less, or lacks that end.
 */
import { z } from 'zod';
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import { Hash, Origin } from '../../contract/primitives.ts';
import type { Head, LocalStore } from './types.ts';

const Kept = z.object({
  origin: Origin,
  /** The last start that СЭП let go on with it. */
  last: z.string().nullable(),
  /** Marks that were asked for and never answered: СЭП may have taken any of them. */
  pending: z.array(z.string()),
  /** Where the journal was when a run that might append to it had ended; null: a run is under way, or was cut short. */
  end: z.object({ seq: z.int(), hash: Hash }).nullable(),
});
type Kept = Readonly<z.infer<typeof Kept>>;

const key = 'journal.start';

/** As many as the question to СЭП can name. An older one that СЭП did take begins a new journal, which harms nobody. */
const mostPending = 15;

export type StartMarks = {
  readonly last: string | null;
  readonly pending: readonly string[];
  /** This run's own. */
  readonly next: string;
};

export interface JournalStart {
  /** Whether the run before this one ended by closing the store, and the journal is where it left it. */
  readonly endedCleanly: boolean;
  /** Where there is no СЭП to ask: takes the clean end away, as `prepare` does. */
  begin(): Result<null>;
  /** Whether СЭП has let this run go on with this journal. */
  isRegistered(origin: Origin): boolean;
  /**
   * Before СЭП is asked: keeps a mark of this run's own (`make`, once a run), and takes the clean end away, as whatever
   * is copied from now on may lack what this run appends. Gives it with what was known before.
   */
  prepare(origin: Origin, make: () => string): Result<StartMarks>;
  /** СЭП has let this run go on by its mark. */
  register(origin: Origin, mark: string): Result<null>;
  /** The mark by which this run goes on with a journal; null: none. */
  registeredAs(origin: Origin): string | null;
  /** Another СЭП than before: it knows none of these marks. */
  forget(): void;
  /** The store is being closed. `mayAppend`: this run was free to append to the journal that stands at this head. */
  close(head: Head, mayAppend: boolean): void;
}

export function openJournalStart(local: LocalStore, head: Head | null): JournalStart {
  const stored = Kept.safeParse(local.setting(key)).data ?? null;
  let kept: Kept | null = head && stored?.origin === head.origin ? stored : null;
  const before = kept;
  const endedCleanly = head !== null && kept?.end?.seq === head.seq && kept.end.hash === head.hash;
  let asking: { readonly origin: Origin; readonly marks: StartMarks } | null = null;
  let registered: { readonly origin: Origin; readonly mark: string } | null = null;

  function keep(next: Kept): Result<null> {
    const done = local.setSetting(key, next);
    if (done.ok) kept = next;
    return done;
  }

  const of = (origin: Origin): Kept =>
    kept?.origin === origin ? kept : { origin, last: null, pending: [], end: null };

  return {
    endedCleanly,
    begin: () => (kept?.end ? keep({ ...kept, end: null }) : ok(null)),
    isRegistered: (origin) => registered?.origin === origin,
    registeredAs: (origin) => (registered?.origin === origin ? registered.mark : null),
    prepare(origin, make) {
      if (asking?.origin === origin) return ok(asking.marks);
      const { last, pending } = of(origin);
      const marks = { last, pending: pending.slice(-mostPending), next: make() };
      const done = keep({ origin, last, pending: [...marks.pending, marks.next], end: null });
      if (!done.ok) return done;
      asking = { origin, marks };
      return ok(marks);
    },
    register(origin, mark) {
      const done = keep({ origin, last: mark, pending: [], end: null });
      if (done.ok) registered = { origin, mark };
      return done;
    },
    forget() {
      asking = null;
      registered = null;
      if (kept) keep({ ...kept, last: null, pending: [] });
    },
    close({ origin, seq, hash }, mayAppend) {
      const now = of(origin);
      // A run that was not free to append leaves the end as it found it: it proves nothing of the run before.
      const end = mayAppend ? { seq, hash } : before?.origin === origin ? before.end : null;
      if (end?.seq === now.end?.seq && end?.hash === now.end?.hash) return;
      keep({ ...now, end });
    },
  };
}
