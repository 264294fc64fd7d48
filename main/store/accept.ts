/** Takes events of a journal from elsewhere: checks, stores their exact text, then interprets. */

import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { SignedHead, StoredEvent } from '../../contract/journal.ts';
import type { Origin } from '../../contract/primitives.ts';
import { inOrder, openedBy, runFault } from '../../core/chunk.ts';
import { subjectOf } from '../../core/journal.ts';
import type { DayOf } from '../../core/projection.ts';
import { isRerecorded } from '../../core/rerecorded.ts';
import type { Database } from './driver.ts';
import { guarded } from './engineFailure.ts';
import { isHeadSigned, readPublicKey, sha256 } from './hashing.ts';
import type { Interpreter } from './interpret.ts';
import { openInterpreter } from './interpret.ts';
import type { JournalEnd, JournalRow, JournalTable } from './journalTable.ts';
import { emptyEnd, hashText } from './journalTable.ts';
import { readPlaces } from './places.ts';
import type { ReadTables } from './readTables.ts';
import { openReplay } from './replay.ts';
import type { AcceptOutcome, Store } from './types.ts';

export type AcceptParts = {
  readonly database: Database;
  readonly table: JournalTable;
  readonly tables: ReadTables;
  readonly dayOf: DayOf;
  /** The journal that grows here: nobody else can add to it. */
  readonly current: () => Origin | null;
  /** Null before the set-up. */
  readonly tradePoint: () => string | null;
  /** A journal of this workstation has grown: what the writer holds in memory is to be read anew. */
  readonly onOwn: (workstation: number) => void;
};

type Unsound = Extract<AcceptOutcome, { kind: 'unsound' }>;

export function openAccept({
  database,
  table,
  tables,
  dayOf,
  current,
  tradePoint,
  onOwn,
}: AcceptParts): Store['accept'] {
  const replay = openReplay(database, database, tables, dayOf);
  const journalsOf = database
    .prepare<[number], number>('SELECT count(*) FROM journal WHERE workstation = ?')
    .pluck();

  const keepFork = database.prepare<[number, number, Buffer, string, string]>(
    'INSERT OR IGNORE INTO fork (journal, seq, hash, event, head) VALUES (?, ?, ?, ?, ?)',
  );

  const isFork = database
    .prepare<[number, number, Buffer], number>(
      'SELECT 1 FROM fork WHERE journal = ? AND seq = ? AND hash = ?',
    )
    .pluck();

  function unsound(
    events: readonly StoredEvent[],
    heads: readonly SignedHead[],
    publicKey: string,
  ): Unsound | null {
    const [first] = events;
    if (!first) return null;
    const { origin } = first;
    const fault = runFault(events, heads, sha256);
    if (fault) return { kind: 'unsound', origin, ...fault };
    const key = readPublicKey(publicKey);
    const forged = heads.find(
      ({ seq, hash, signature }) =>
        !key || !isHeadSigned(key, origin, seq, hash, Buffer.from(signature, 'base64')),
    );
    return forged ? { kind: 'unsound', origin, seq: forged.seq, why: 'signature' } : null;
  }

  function hashAt(journal: number, seq: number): string | null {
    const row = table.event(journal, seq);
    return row && hashText(row.hash);
  }

  /** The first journal before it that is not known far enough. Another past of it, kept aside, is known too. */
  function missingBefore(event: StoredEvent): AcceptOutcome | null {
    const previous = event.seq === 1 ? openedBy(event)?.previous : null;
    if (!previous) return null;
    const journal = table.find(previous.origin);
    const known = journal ? table.end(journal.key).seq : 0;
    const aside = journal && isFork.get(journal.key, previous.seq, Buffer.from(previous.hash, 'hex'));
    if (known >= previous.seq || aside === 1) return null;
    return { kind: 'gap', origin: previous.origin, from: known + 1 };
  }

  function store(
    journal: JournalRow,
    end: JournalEnd,
    events: readonly StoredEvent[],
    heads: readonly SignedHead[],
  ): AcceptOutcome {
    const { origin, key } = journal;
    const interpreter = openInterpreter(database, tables, dayOf);
    const fresh: StoredEvent[] = [];
    const forks: { seq: number; hash: StoredEvent['hash'] }[] = [];
    const headText = JSON.stringify(heads.at(-1));
    let known = 0;
    let reached = end;
    for (const event of events) {
      const { seq, hash } = event;
      if (seq <= end.seq) {
        if (hashAt(key, seq) === hash) known += 1;
        else {
          forks.push({ seq, hash });
          keepFork.run(key, seq, Buffer.from(hash, 'hex'), JSON.stringify(event), headText);
        }
      } else if (event.previous !== reached.hash) {
        // It continues another past than ours: it belongs to the fork, however far that goes.
        forks.push({ seq, hash });
        keepFork.run(key, seq, Buffer.from(hash, 'hex'), JSON.stringify(event), headText);
      } else {
        table.insert(key, event, hash);
        fresh.push(event);
        reached = { seq, hash, at: event.at };
      }
    }
    interpret(journal, fresh, interpreter);
    tables.flush();
    for (const head of heads) {
      if (head.seq > end.seq && head.seq <= reached.seq && hashAt(key, head.seq) === head.hash) {
        table.insertHead(key, head.seq, Buffer.from(head.signature, 'base64'));
      }
    }
    return { kind: 'accepted', origin, seq: reached.seq, known, forks };
  }

  /**
   * In order, or, where a later journal of the workstation is here already or another past is told again, what it touches
   * anew.
   */
  function interpret(
    { key, origin, workstation }: JournalRow,
    fresh: readonly StoredEvent[],
    interpreter: Interpreter,
  ): void {
    const retold = fresh.filter(isRerecorded);
    const several = retold.length > 0 || (journalsOf.get(workstation) ?? 1) > 1;
    const journals = several ? readPlaces(database, workstation) : [];
    const late = several && journals.at(-1)?.key !== key;
    const anew = new Set((late ? fresh : retold).flatMap(({ body }) => subjectOf(body) ?? []));
    for (const event of fresh) {
      const subject = subjectOf(event.body);
      // What belongs to nobody, or to nobody known, is told at once.
      const alone = subject === null || !anew.has(subject);
      interpreter.apply(key, origin, event, alone ? 'all' : 'station');
    }
    if (anew.size > 0) replay(anew, journals);
  }

  function accept(events: readonly StoredEvent[], heads: readonly SignedHead[]): AcceptOutcome | null {
    const [first] = events;
    if (!first) return null;
    const { origin } = first;
    const known = table.find(origin);
    const end = known ? table.end(known.key) : emptyEnd;
    if (first.seq > end.seq + 1) return { kind: 'gap', origin, from: end.seq + 1 };
    const opened = known ? null : openedBy(first);
    if (!known && (!opened || first.seq !== 1))
      return { kind: 'unsound', origin, seq: first.seq, why: 'firstEvent' };
    const place = tradePoint();
    if (opened && place !== null && opened.tradePointId !== place)
      return { kind: 'unsound', origin, seq: first.seq, why: 'otherPlace' };
    const publicKey = known?.public_key ?? opened?.publicKey ?? '';
    const sorted = inOrder(heads);
    const fault = unsound(events, sorted, publicKey);
    if (fault) return fault;
    const last = events.at(-1);
    if (origin === current() && last && last.seq > end.seq) {
      // More of our own journal than we have: two programs write it, or this one was put back without noticing.
      return { kind: 'unsound', origin, seq: end.seq + 1, why: 'ownJournal' };
    }
    const missing = missingBefore(first);
    if (missing) return missing;
    const journal = known ?? {
      key: table.add({ origin, public_key: publicKey, workstation: opened?.workstation ?? 0, mine: 0 }),
      origin,
      public_key: publicKey,
      workstation: opened?.workstation ?? 0,
      mine: 0 as const,
    };
    return store(journal, end, events, sorted);
  }

  const inTransaction = database.transaction(accept);
  return (events, heads): Result<AcceptOutcome> => {
    const done = guarded(() => {
      try {
        return inTransaction.immediate(events, heads);
      } finally {
        tables.forget();
      }
    });
    if (!done.ok) return done;
    if (done.value?.kind === 'accepted') {
      const workstation = table.find(done.value.origin)?.workstation;
      if (workstation !== undefined) onOwn(workstation);
    }
    if (done.value === null)
      return ok({
        kind: 'accepted',
        origin: current() ?? ('' as Origin),
        seq: 0,
        known: 0,
        forks: [],
      });
    return ok(done.value);
  };
}
