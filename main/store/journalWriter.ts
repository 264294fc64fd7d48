/** The workstation's own journal: one synchronous transaction per decision, its head signed and recorded outside. */

import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { EventBody, KnownEvent, NewEvent } from '../../contract/journal.ts';
import type { Instant, Origin } from '../../contract/primitives.ts';
import type { Station } from '../../core/projection.ts';
import type { Appended, AppendParts } from './append.ts';
import { append } from './append.ts';
import type { Database } from './driver.ts';
import { engineFailure } from './engineFailure.ts';
import type { JournalEnd, OwnJournal } from './journalTable.ts';
import { emptyEnd } from './journalTable.ts';
import type { Committed } from './reader.ts';
import type { HeadRecorder } from './recordedHeads.ts';

type State = { readonly own: OwnJournal; readonly end: JournalEnd; readonly station: Station };

export type NewJournal = Omit<OwnJournal, 'journal'> & {
  readonly opened: EventBody<'journalOpened'>;
  /** No event of it is earlier: the last event of the journal before, unless that one's time was wrong. */
  readonly after: Instant;
};

export interface JournalWriter {
  committed(): Committed | null;
  lastAt(): Instant;
  /** Journals of this workstation have grown from elsewhere: numbers that they gave are not given again. */
  refresh(workstation: number): void;
  /** Goes on with a journal that is in the database. */
  resume(own: OwnJournal): void;
  /** Begins a journal; `inside` runs in the same transaction. */
  begin(journal: NewJournal, inside: () => void): Result<null>;
  commit(decide: (station: Station) => Result<readonly NewEvent[]>): Result<readonly KnownEvent[]>;
}

type Numbers = Pick<Station, 'paymentCounter' | 'preCheckCounter' | 'shiftCounter'>;

/** A journal's own numbers, and those that other journals of the workstation have given. */
const withNumbers = (station: Station, given: Numbers): Station => ({
  ...station,
  paymentCounter: Math.max(station.paymentCounter, given.paymentCounter),
  preCheckCounter: Math.max(station.preCheckCounter, given.preCheckCounter),
  shiftCounter: Math.max(station.shiftCounter, given.shiftCounter),
});

export function openJournalWriter(
  database: Database,
  parts: AppendParts,
  recorder: HeadRecorder,
  /** Whether nobody else can be writing. */
  alone: () => boolean,
): JournalWriter {
  const { table, tables } = parts;
  const begin = database.prepare('BEGIN IMMEDIATE');
  const end = database.prepare('COMMIT');
  const undo = database.prepare('ROLLBACK');
  // Memory follows the disk: it is replaced after a COMMIT that succeeded, and by nothing else.
  let state: State | null = null;

  function stationOf(origin: Origin): Station {
    const station = tables.station(origin);
    if (!station) throw new Error(`journal ${origin} has no station`);
    return withNumbers(station, tables.numbers(station.workstation));
  }

  /** Runs a step in one transaction. A refusal or an error leaves database and memory as they were. */
  function transaction<T>(
    step: () => Result<{ readonly value: T; readonly state: State | null }>,
  ): Result<T> {
    if (!alone()) return refuse('lockLost');
    let committed = false;
    try {
      begin.run();
      const done = step();
      if (!done.ok) return done;
      if (done.value.state === null) return ok(done.value.value);
      end.run();
      committed = true;
      state = done.value.state;
      return ok(done.value.value);
    } catch (error) {
      return engineFailure(error);
    } finally {
      if (committed) tables.keep();
      else {
        tables.forget();
        if (database.inTransaction) undo.run();
      }
    }
  }

  function record({ own, end: head, station }: State, { signature, events }: Appended): void {
    const { paymentCounter: payment, preCheckCounter: preCheck, shiftCounter: shift } = station;
    const numbers = { payment, preCheck, shift };
    const signed = {
      origin: own.origin,
      seq: head.seq,
      hash: head.hash,
      signature: signature.toString('base64'),
    };
    const recorded = { ...signed, numbers };
    if (head.seq === 1) recorder.recordOpening(recorded);
    else recorder.record(recorded);
    if (events.some(({ type }) => type === 'shiftOpened' || type === 'shiftClosed'))
      recorder.recordShift(recorded);
  }

  return {
    committed: () =>
      state && {
        station: state.station,
        head: { origin: state.own.origin, seq: state.end.seq, hash: state.end.hash },
      },
    lastAt: () => state?.end.at ?? (0 as Instant),
    refresh(workstation) {
      if (state && state.own.workstation === workstation)
        state = { ...state, station: stationOf(state.own.origin) };
    },
    resume(own) {
      state = { own, end: table.end(own.journal), station: stationOf(own.origin) };
    },
    begin({ origin, workstation, key, opened, after }, inside) {
      const done = transaction(() => {
        const journal = table.add({ origin, public_key: opened.publicKey, workstation, mine: 1 });
        const own: OwnJournal = { journal, origin, workstation, key };
        const appended = append(parts, own, { ...emptyEnd, at: after }, [
          { type: 'journalOpened', body: opened },
        ]);
        inside();
        return ok({ value: appended, state: { own, end: appended.end, station: stationOf(origin) } });
      });
      if (!done.ok) return done;
      if (state) record(state, done.value);
      return ok(null);
    },
    commit(decide) {
      const before = state;
      if (!before) return refuse('notSetUp');
      let appended: Appended | null = null;
      const done = transaction<readonly KnownEvent[]>(() => {
        const decided = decide(before.station);
        if (!decided.ok) return decided;
        if (decided.value.length === 0) return ok({ value: [], state: null });
        appended = append(parts, before.own, before.end, decided.value);
        return ok({
          value: appended.events,
          state: {
            own: before.own,
            end: appended.end,
            station: withNumbers(appended.station, before.station),
          },
        });
      });
      if (done.ok && appended && state) record(state, appended);
      return done;
    },
  };
}
