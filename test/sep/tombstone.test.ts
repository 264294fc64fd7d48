import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptChunk } from '../../sep/journals/accept.ts';
import { acceptPayments } from '../../sep/payments/acceptance.ts';
import { cancelPayment } from '../../sep/payments/tombstone.ts';
import { begunAt } from '../../sep/restore/doubt.ts';
import { openDatabase } from '../../sep/store/database.ts';
import { lockAcceptance } from '../../sep/store/locks.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';
import { madeJournal } from '../tools/madeJournal.ts';
import type { SepDatabase } from '../tools/sepDatabase.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { Ground } from './ground.ts';
import { bind, callerOf, newGround, someLockIsAwaited } from './ground.ts';

let sep: SepDatabase;
let ground: Ground;
beforeAll(async () => {
  sep = await newSepDatabase();
  ground = await newGround(sep.database);
});
afterAll(async () => {
  ground.close();
  await sep.drop();
});

const reason = 'клиент передумал';
const cancel = (payment: string, node = ground) =>
  cancelPayment(node, { payment, cause: 'request 1', reason });
const ship = (journal: MadeJournal) =>
  acceptChunk(ground, {
    caller: callerOf(journal.tradePointId),
    epoch: { generation: 1, epoch: 1 },
    chunk: journal.chunk(),
    epochCheck: true,
  });
const rowOf = async (id: string) =>
  (
    await sep.database.query<{ status: string; revision: number; due_at: number | null; reason: string }>(
      'SELECT status, revision, due_at, reason FROM payment WHERE id = $1',
      [id],
    )
  )[0];
const attempt = (payment: string, state: string, maybeTaken = false) =>
  sep.database.run(
    `INSERT INTO attempt (payment, number, txn_id, provider, account, credited, opened_at, state, maybe_taken)
     VALUES ($1, 1, $2, 'mts', '1', 1, 0, $3, $4)`,
    [payment, `txn ${payment}`, state, maybeTaken],
  );

async function accepted(tradePointId: string) {
  const journal = madeJournal(1, { tradePointId });
  await bind(sep.database, journal);
  await ship(journal);
  return { journal, id: journal.conducted[0]?.id ?? '' };
}

test('a payment cancelled before it comes is made cancelled, and is never due', async () => {
  const journal = madeJournal(2, { tradePointId: 'late' });
  await bind(sep.database, journal);
  const [first, second] = journal.conducted.map(({ id }) => id);
  expect(await cancel(first ?? '')).toEqual({ kind: 'noted' });
  expect(await cancel(first ?? '')).toEqual({ kind: 'noted' });
  await ship(journal);
  expect(await rowOf(first ?? '')).toEqual({ status: 'cancelled', revision: 1, due_at: null, reason });
  expect(await rowOf(second ?? '')).toMatchObject({ status: 'accepted', due_at: ground.clock() });
  expect(await cancel(first ?? '')).toEqual({ kind: 'cancelled' });
  const story = await sep.database.query(
    'SELECT status, cause, reason FROM status_change WHERE payment = $1',
    [first ?? ''],
  );
  expect(story).toEqual([{ status: 'cancelled', cause: 'request 1', reason }]);
});

test('a payment of which nothing was sent is cancelled, and its trade point is told', async () => {
  const { id } = await accepted('known');
  const told: string[] = [];
  const unlisten = ground.signals.onChanged((tradePoint) => told.push(tradePoint));
  expect(await cancel(id)).toEqual({ kind: 'cancelled' });
  expect(await cancel(id)).toEqual({ kind: 'cancelled' });
  unlisten();
  expect(told).toEqual(['known']);
  expect(await rowOf(id)).toEqual({ status: 'cancelled', revision: 2, due_at: null, reason });
});

test.each([
  ['checking', 'new', false, 'cancelled'],
  ['rejected', 'refused', false, 'cancelled'],
  ['rejected', 'refused', true, 'cancelled'],
  ['checking', 'new', true, 'tooLate'],
  ['checking', 'paying', false, 'tooLate'],
  ['forwarded', 'answered', false, 'tooLate'],
  ['completed', 'credited', false, 'tooLate'],
  ['hung', 'unknown', true, 'tooLate'],
] as const)('%s with an attempt %s (perhaps taken: %s): %s', async (status, state, maybe, kind) => {
  const { id } = await accepted(`${status}-${state}-${maybe}`);
  await attempt(id, state, maybe);
  await sep.database.run('UPDATE payment SET status = $2 WHERE id = $1', [id, status]);
  expect(await cancel(id)).toMatchObject({ kind });
  expect(await rowOf(id)).toMatchObject({ status: kind === 'cancelled' ? 'cancelled' : status });
  const stones = await sep.database.query('SELECT FROM tombstone WHERE payment = $1', [id]);
  expect(stones).toHaveLength(kind === 'cancelled' ? 1 : 0);
});

test('a cancel that meets the journal on its way wins: cancelled here, or cancelled there', async () => {
  const journal = madeJournal(20, { tradePointId: 'race' });
  await bind(sep.database, journal);
  const database = openDatabase(sep.url, 8, () => undefined);
  const node = await newGround(database);
  const [, ...results] = await Promise.all([
    ship(journal),
    ...journal.conducted.map(({ id }) => cancel(id, node)),
  ]);
  node.close();
  await database.close();
  expect(results.every(({ kind }) => kind === 'noted' || kind === 'cancelled')).toBe(true);
  for (const { id } of journal.conducted) {
    expect(await rowOf(id)).toMatchObject({ status: 'cancelled', due_at: null });
  }
});

test('a cancel waits for an acceptance under way, and finds what it brought', async () => {
  const journal = madeJournal(1, { tradePointId: 'under way' });
  await bind(sep.database, journal);
  const [payment] = journal.conducted;
  if (!payment) throw new Error('nothing was conducted');
  let cancelling: ReturnType<typeof cancel> | null = null;
  await sep.database.transaction(async (tx) => {
    await lockAcceptance(tx);
    await acceptPayments(tx, { tradePoint: 'under way', generation: 1, changes: 0, now: ground.clock() }, [
      payment,
    ]);
    cancelling ??= cancel(payment.id);
    await Promise.race([cancelling, someLockIsAwaited(sep.database)]);
  });
  expect(await cancelling).toEqual({ kind: 'cancelled' });
  expect(await rowOf(payment.id)).toMatchObject({ status: 'cancelled', revision: 2 });
});

test('a dispatcher that holds the payment and writes «paying» comes first: the cancel waits and is too late', async () => {
  const { id } = await accepted('sends');
  let cancelling: ReturnType<typeof cancel> | null = null;
  await sep.database.transaction(async (tx) => {
    await tx.query('SELECT FROM payment WHERE id = $1 FOR UPDATE', [id]);
    cancelling ??= cancel(id);
    await someLockIsAwaited(sep.database);
    await tx.run(
      `INSERT INTO attempt (payment, number, txn_id, provider, account, credited, opened_at, state)
       VALUES ($1, 1, 'sends', 'mts', '1', 1, 0, 'paying')`,
      [id],
    );
    await tx.run("UPDATE payment SET status = 'forwarded' WHERE id = $1", [id]);
  });
  expect(await cancelling).toEqual({ kind: 'tooLate', status: 'forwarded' });
});

test('a cancel that comes first is seen by the dispatcher that waited for the row', async () => {
  const { id } = await accepted('waits');
  let seen: string | undefined;
  let dispatching: Promise<void> | null = null;
  await sep.database.transaction(async (tx) => {
    // As `cancelPayment` holds it, up to its commit.
    await tx.query('SELECT FROM payment WHERE id = $1 FOR UPDATE', [id]);
    dispatching ??= sep.database.transaction(async (other) => {
      const [row] = await other.query<{ status: string }>(
        'SELECT status FROM payment WHERE id = $1 FOR UPDATE',
        [id],
      );
      seen = row?.status;
    });
    await someLockIsAwaited(sep.database);
    await tx.run("UPDATE payment SET status = 'cancelled', due_at = NULL WHERE id = $1", [id]);
  });
  await dispatching;
  expect(seen).toBe('cancelled');
});

// The last one: from here on this database is a restored one.
test('a restored system cancels nothing that it may have sent before, known or lost', async () => {
  const { id } = await accepted('restored');
  const lost = madeJournal(1, { tradePointId: 'lost' });
  const before = lost.conducted[0]?.id ?? '';
  const begun = begunAt(before) ?? 0;
  const minute = 60_000;
  const restoredAt = (at: number) =>
    sep.database.run('UPDATE sep SET generation = 2, generation_since = $1', [at]);
  // A workstation's clock may run ahead.
  await restoredAt(begun - 5 * minute);
  expect(await cancel(before)).toMatchObject({ kind: 'tooLate' });
  expect(await cancel(id)).toMatchObject({ kind: 'tooLate' });
  expect(await sep.database.query('SELECT FROM tombstone WHERE payment = $1', [before])).toEqual([]);
  await restoredAt(begun - 24 * 60 * minute);
  // By its id it is still to come: a clock that runs ahead says nothing of when it was.
  expect(begun).toBeGreaterThan(ground.clock() + 60 * minute);
  expect(await cancel(before)).toMatchObject({ kind: 'tooLate' });
  ground.pass(begun - ground.clock());
  expect(await cancel(before)).toEqual({ kind: 'noted' });
});
