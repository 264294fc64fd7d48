import { performance } from 'node:perf_hooks';
import { afterEach, expect, test } from 'vitest';
import { ok } from '../../../contract/failure.ts';
import type { NewEvent } from '../../../contract/journal.ts';
import { mostInChunk } from '../../../contract/peer.ts';
import type { Kopecks, Origin, ShiftId } from '../../../contract/primitives.ts';
import { inOrder, runFault } from '../../../core/chunk.ts';
import { sha256 } from '../../../main/store/hashing.ts';
import type { Opened } from './station.ts';
import { cashierId, details, must, openBegun, openShift, removeFolders, reopen, take } from './station.ts';

afterEach(removeFolders);

const originOf = ({ store }: Opened): Origin => store.read.station().origin;

/** So many events in one transaction, as a seed stores them. */
function atOnce(opened: Opened, count: number, reason: string): void {
  const { store } = opened;
  const shiftId = store.read.openShift()?.id ?? ('' as ShiftId);
  const moved: NewEvent = {
    type: 'cashMoved',
    body: { shiftId, kind: 'cashIn', amount: 1 as Kopecks, reason, cashierId },
  };
  must(store.commit(() => ok(Array.from({ length: count }, () => moved))));
}

test('chunks follow each other without a gap, sound in themselves, and give the same journal elsewhere', () => {
  const there = openBegun({});
  openShift(there);
  for (let count = 0; count < 4; count += 1) take(there, details);
  const here = reopen({ seed: 5 });
  must(here.store.begin({ workstation: 2, tradePointId: 'tt-1', zone: 'Europe/Moscow' }));
  const origin = originOf(there);
  const [head] = there.store.journals.heads();
  let from = 1;
  while (from <= (head?.seq ?? 0)) {
    const chunk = there.store.journals.chunkFrom(origin, from, 7);
    if (!chunk) throw new Error(`no chunk from ${from}`);
    expect(chunk.events.length).toBeLessThanOrEqual(7);
    expect(chunk.events[0]?.seq).toBe(from);
    expect(runFault(chunk.events, inOrder(chunk.heads), sha256)).toBeNull();
    expect(must(here.store.accept(chunk.events, chunk.heads))).toMatchObject({ kind: 'accepted', known: 0 });
    from += chunk.events.length;
  }
  expect(here.store.journals.heads().find((one) => one.origin === origin)).toEqual(head);
  expect(here.store.journals.chunkFrom(origin, 1, 1_000)).toEqual(
    there.store.journals.chunkFrom(origin, 1, 1_000),
  );
  expect(there.store.journals.chunkFrom(origin, from, 7)).toBeNull();
  expect(there.store.journals.chunkFrom(origin, from + 1, 7)).toBeNull();
  expect(there.store.journals.chunkFrom('unknown' as Origin, 1, 7)).toBeNull();
  there.store.close();
  here.store.close();
});

test('a transaction of thousands of events is signed in portions, so that it can be cut', () => {
  const opened = openBegun({});
  openShift(opened);
  atOnce(opened, 5_000, 'размен');
  const origin = originOf(opened);
  const [head] = opened.store.journals.heads();
  const started = performance.now();
  let chunks = 0;
  for (let from = 1; from <= (head?.seq ?? 0); chunks += 1) {
    const chunk = opened.store.journals.chunkFrom(origin, from, 300);
    if (!chunk) throw new Error(`no chunk from ${from}`);
    expect(chunk.events.length).toBeLessThanOrEqual(500);
    from += chunk.events.length;
  }
  // 500 events in 10 ms or so; ten times that on a machine that is busy with seven others.
  expect((performance.now() - started) / chunks).toBeLessThan(100);
  expect(opened.store.journals.uncut(origin, 1)).toBeNull();
  opened.store.close();
});

test('long bodies make short chunks', () => {
  const opened = openBegun({});
  openShift(opened);
  const paymentIds = Array.from({ length: 1_000 }, () => '00000000-0000-7000-8001-000000000001');
  const { store } = opened;
  const shiftId = store.read.openShift()?.id ?? ('' as ShiftId);
  must(
    store.commit(() =>
      ok([
        {
          type: 'shiftClosed',
          body: {
            shiftId,
            cashierId,
            expectedCash: 0 as never,
            countedCash: 0 as Kopecks,
            counted: [],
            difference: 0 as never,
            carriedOver: [],
          },
        },
      ]),
    ),
  );
  const carried: NewEvent = {
    type: 'paymentsCarriedOver',
    body: { shiftId, paymentIds: paymentIds as never },
  };
  for (let count = 0; count < 7; count += 1)
    must(store.commit(() => ok(Array.from({ length: 10 }, () => carried))));
  const chunk = store.journals.chunkFrom(originOf(opened), 1, 1_000);
  expect(chunk?.events.length).toBeLessThan(70);
  expect(chunk?.events.length).toBeGreaterThan(20);
  expect(JSON.stringify(chunk).length).toBeLessThan(4 * 1024 * 1024);
  store.close();
});

test('events that no signature is near enough to are named, not handed on', () => {
  const opened = openBegun({});
  openShift(opened);
  atOnce(opened, mostInChunk + 600, 'размен');
  const origin = originOf(opened);
  const [head] = opened.store.journals.heads();
  // As an older program signed: once a transaction.
  opened.database.exec('DROP TRIGGER head_remains');
  opened.database.prepare('DELETE FROM head WHERE seq > 2 AND seq < ?').run(head?.seq);
  expect(opened.store.journals.chunkFrom(origin, 3, 300)).toBeNull();
  expect(opened.store.journals.uncut(origin, 3)).toEqual({ origin, from: 3, to: head?.seq });
  expect(opened.store.journals.chunkFrom(origin, 1, 300)?.events).toHaveLength(2);
  opened.store.close();
});
