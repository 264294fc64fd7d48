import { afterEach, expect, test } from 'vitest';
import type { SignedHead, StoredEvent } from '../../../contract/journal.ts';
import type { Hash, Origin } from '../../../contract/primitives.ts';
import { hashEvent, noHash } from '../../../core/journal.ts';
import type { Database } from '../../../main/store/driver.ts';
import { sha256, signHead } from '../../../main/store/hashing.ts';
import { findKey } from '../../../main/store/journalKey.ts';
import type { EventRow } from '../../../main/store/journalTable.ts';
import { hashText } from '../../../main/store/journalTable.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { fileVault } from '../../../main/store/secretFile.ts';
import type { Opened } from './station.ts';
import { details, dumpTables, must, openBegun, openShift, removeFolders, reopen, take } from './station.ts';

afterEach(removeFolders);

type Lane = { readonly events: readonly StoredEvent[]; readonly heads: readonly SignedHead[] };

/** A journal as it would be shipped. */
function lane(database: Database, origin: Origin): Lane {
  const rows = database
    .prepare(
      'SELECT seq, id, type, version, at, clock, body, event.hash FROM event JOIN journal ON key = journal WHERE origin = ? ORDER BY seq',
    )
    .all(origin) as EventRow[];
  let previous: Hash = noHash;
  const events = rows.map(({ hash, ...row }) => {
    const event: StoredEvent = { origin, previous, ...row, hash: hashText(hash) };
    previous = event.hash;
    return event;
  });
  const signatures = database
    .prepare('SELECT seq, signature FROM head JOIN journal ON key = journal WHERE origin = ? ORDER BY seq')
    .all(origin) as { seq: number; signature: Buffer }[];
  const heads = signatures.map(({ seq, signature }) => ({
    origin,
    seq,
    hash: events[seq - 1]?.hash ?? noHash,
    signature: signature.toString('base64'),
  }));
  return { events, heads };
}

const upTo = ({ events, heads }: Lane, seq: number): Lane => ({
  events: events.filter((event) => event.seq <= seq),
  heads: heads.filter((head) => head.seq <= seq),
});
const after = ({ events, heads }: Lane, seq: number): Lane => ({
  events: events.filter((event) => event.seq > seq),
  heads: heads.filter((head) => head.seq > seq),
});

/** Another workstation of the trade point with a day behind it. */
function neighbour(): Opened & { readonly lane: Lane } {
  const opened = reopen({ seed: 77 });
  must(opened.store.begin({ workstation: 2, tradePointId: 'tt-1', zone: 'Europe/Moscow' }));
  openShift(opened);
  take(opened, details);
  take(opened, details);
  return { ...opened, lane: lane(opened.database, opened.store.read.station().origin) };
}

const accept = ({ store }: Opened, { events, heads }: Lane) => must(store.accept(events, heads));

test('another journal in chunks gives the same rows, and what they mean', () => {
  const there = neighbour();
  const here = openBegun({});
  const [, cut = 0] = there.lane.heads.map(({ seq }) => seq);
  expect(accept(here, upTo(there.lane, cut))).toMatchObject({
    kind: 'accepted',
    seq: cut,
    known: 0,
    forks: [],
  });
  const rest = accept(here, after(there.lane, cut));
  expect(rest).toMatchObject({ kind: 'accepted', seq: there.lane.events.length });
  expect(lane(here.database, there.lane.events[0]?.origin as Origin)).toEqual(there.lane);
  const rows = 'SELECT * FROM payment ORDER BY id';
  expect(here.database.prepare(rows).all()).toEqual(there.database.prepare(rows).all());
  // They are the neighbour's: nothing of them is unfinished or recent here.
  expect(here.store.read.recent(10)).toEqual([]);
  there.store.close();
  here.store.close();
});

test('a repeat changes nothing', () => {
  const there = neighbour();
  const here = openBegun({});
  accept(here, there.lane);
  const before = dumpTables(here.database);
  expect(accept(here, there.lane)).toMatchObject({
    kind: 'accepted',
    known: there.lane.events.length,
    forks: [],
  });
  expect(dumpTables(here.database)).toEqual(before);
  there.store.close();
  here.store.close();
});

test('a gap is refused with what is needed', () => {
  const there = neighbour();
  const here = openBegun({});
  const origin = there.lane.events[0]?.origin;
  expect(accept(here, after(there.lane, 4))).toEqual({ kind: 'gap', origin, from: 1 });
  accept(here, upTo(there.lane, 2));
  expect(accept(here, after(there.lane, 4))).toEqual({ kind: 'gap', origin, from: 3 });
  there.store.close();
  here.store.close();
});

test.each([
  [
    'a changed body',
    'hash',
    (lane: Lane): Lane => ({
      ...lane,
      events: lane.events.map((event) =>
        event.seq === 4
          ? { ...event, body: event.body.replace('50000', '60000').replace('"number":1', '"number":2') }
          : event,
      ),
    }),
  ],
  [
    'an event left out',
    'chain',
    (lane: Lane): Lane => ({ ...lane, events: lane.events.filter(({ seq }) => seq !== 3) }),
  ],
  [
    'an end without a signature',
    'unsignedEnd',
    (lane: Lane): Lane => ({ ...lane, heads: lane.heads.slice(0, -1) }),
  ],
  [
    'a foreign signature',
    'signature',
    (lane: Lane): Lane => ({
      ...lane,
      heads: lane.heads.map((head) => ({ ...head, signature: lane.heads[0]?.signature ?? '' })),
    }),
  ],
] as const)('%s is refused, and nothing of it is stored', (_, why, spoil) => {
  const there = neighbour();
  const here = openBegun({});
  expect(accept(here, spoil(there.lane))).toMatchObject({ kind: 'unsound', why });
  expect(here.database.prepare('SELECT count(*) FROM event').pluck().get()).toBe(1);
  there.store.close();
  here.store.close();
});

test('another event under a known number is a fork: kept aside whole, shown, and nothing is dropped', () => {
  const there = neighbour();
  const here = openBegun({});
  accept(here, there.lane);
  const before = dumpTables(here.database);
  const key = findKey(profileAt(there.folder), fileVault);
  if (key.kind !== 'found') throw new Error('no key');
  // The neighbour's program, put back unnoticed, has written something else at its last numbers, and more after it.
  const common = there.lane.events.slice(0, -2);
  const others: StoredEvent[] = [];
  let previous = common.at(-1)?.hash ?? noHash;
  for (const event of [...there.lane.events.slice(-2), ...there.lane.events.slice(-1)]) {
    const seq = common.length + others.length + 1;
    const other = { ...event, seq, previous, clock: (event.clock + 1) as typeof event.clock };
    previous = hashEvent(other, sha256);
    others.push({ ...other, hash: previous });
  }
  const last = others.at(-1) as StoredEvent;
  const head = {
    origin: last.origin,
    seq: last.seq,
    hash: last.hash,
    signature: signHead(key.key, last.origin, last.seq, last.hash).toString('base64'),
  };
  const outcome = accept(here, { events: [...common, ...others], heads: [head] });
  expect(outcome).toMatchObject({
    kind: 'accepted',
    seq: there.lane.events.length,
    known: common.length,
    forks: others.map(({ seq, hash }) => ({ seq, hash })),
  });
  expect(here.store.facts().forks).toBe(3);
  const kept = here.database
    .prepare('SELECT event FROM fork ORDER BY seq')
    .pluck()
    .all()
    .map((text) => JSON.parse(String(text)));
  expect(kept).toEqual(others);
  expect(dumpTables(here.database)).toEqual(before);
  there.store.close();
  here.store.close();
});

test('more of our own journal than we have is refused', () => {
  const here = openBegun({});
  openShift(here);
  const { origin } = here.store.read.station();
  const known = lane(here.database, origin);
  expect(accept(here, known)).toMatchObject({ kind: 'accepted', known: 2 });
  const ahead = openBegun({});
  ahead.store.close();
  const key = findKey(profileAt(here.folder), fileVault);
  const last = known.events.at(-1);
  if (key.kind !== 'found' || !last) throw new Error('no key');
  const unhashed = { ...last, seq: 3, previous: last.hash };
  const hash = hashEvent(unhashed, sha256);
  const head = { origin, seq: 3, hash, signature: signHead(key.key, origin, 3, hash).toString('base64') };
  expect(accept(here, { events: [{ ...unhashed, hash }], heads: [head] })).toEqual({
    kind: 'unsound',
    origin,
    seq: 3,
    why: 'ownJournal',
  });
  here.store.close();
});

test('a journal that continues another waits for it', () => {
  const there = neighbour();
  const moved = there.lane.events[0]?.origin as Origin;
  there.store.close();
  const next = reopen({ folder: there.folder, machineId: 'guid:another machine', seed: 8 });
  const { origin } = next.store.read.station();
  const second = lane(next.database, origin);
  const here = openBegun({});
  expect(accept(here, second)).toEqual({ kind: 'gap', origin: moved, from: 1 });
  accept(here, there.lane);
  expect(accept(here, second)).toMatchObject({ kind: 'accepted', origin });
  expect(
    here.database.prepare('SELECT payment_counter FROM station WHERE origin = ?').pluck().get(origin),
  ).toBe(2);
  next.store.close();
  here.store.close();
});
