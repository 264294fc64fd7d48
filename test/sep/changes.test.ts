import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SepInput, SepOutput } from '../../contract/sep.ts';
import { acceptChunk } from '../../sep/journals/accept.ts';
import type { Changes } from '../../sep/payments/changes.ts';
import { createChanges } from '../../sep/payments/changes.ts';
import { changeStatus } from '../../sep/payments/statusChange.ts';
import { openDatabase } from '../../sep/store/database.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';
import { madeJournal } from '../tools/madeJournal.ts';
import type { SepDatabase } from '../tools/sepDatabase.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { Ground } from './ground.ts';
import { bind, callerOf, newGround } from './ground.ts';

let sep: SepDatabase;
let ground: Ground;
let changes: Changes;
beforeAll(async () => {
  sep = await newSepDatabase();
  ground = await newGround(sep.database);
  changes = createChanges(ground);
});
afterAll(async () => {
  changes.close();
  ground.close();
  await sep.drop();
});

type Asked = Partial<SepInput<'changes'>>;

async function read(
  tradePoint: string,
  asked: Asked = {},
  from = changes,
  gone = new AbortController().signal,
): Promise<SepOutput<'changes'>> {
  const input = { generation: 1, cursor: 0, waitMs: 0, limit: 100, ...asked };
  const result = await from.read(input, callerOf(tradePoint), gone);
  if (!result.ok) throw new Error(result.refusal.message);
  return result.value;
}

async function accepted(payments: number, tradePointId: string): Promise<MadeJournal> {
  const journal = madeJournal(payments, { tradePointId });
  await bind(sep.database, journal);
  await ship(journal);
  return journal;
}
const ship = (journal: MadeJournal, node = ground) =>
  acceptChunk(node, {
    caller: callerOf(journal.tradePointId),
    epoch: { generation: 1, epoch: 1 },
    chunk: journal.chunk(),
    epochCheck: true,
  });

const complete = (payment: string, tradePoint: string, node = ground) =>
  node.database.transaction(async (tx) => {
    await tx.query('SELECT FROM payment WHERE id = $1 FOR UPDATE', [payment]);
    await changeStatus(tx, {
      payment,
      tradePoint,
      status: 'completed',
      at: node.clock(),
      generation: 1,
      attempt: 1,
      operatorNumber: '77',
      resultCode: 0,
      reason: 'я'.repeat(400),
      cause: 'dispatch',
      dueAt: null,
    });
  });

test('changes are read in portions, each payment once with its newest state', async () => {
  const journal = await accepted(5, 'portions');
  const [first] = journal.conducted;
  await complete(first?.id ?? '', 'portions');
  const one = await read('portions', { limit: 3 });
  expect(one).toMatchObject({ generation: 1, cursor: 4, more: true });
  const two = await read('portions', { limit: 3, cursor: one.cursor });
  expect(two).toMatchObject({ cursor: 6, more: false });
  const told = [...one.changes, ...two.changes];
  expect(told.map(({ paymentId }) => paymentId)).toEqual([
    ...journal.conducted.slice(1).map(({ id }) => id),
    first?.id,
  ]);
  expect(told.at(-1)).toEqual({
    seal: expect.any(String),
    paymentId: first?.id,
    status: 'completed',
    generation: 1,
    revision: 2,
    at: ground.clock(),
    attempt: 1,
    operatorNumber: '77',
    resultCode: 0,
    reason: 'я'.repeat(300),
  });
  expect(await read('portions', { cursor: two.cursor })).toMatchObject({
    cursor: 6,
    changes: [],
    more: false,
  });
});

test('whoever waits is told at once of a change on this node, and only of its own trade point', async () => {
  const journal = await accepted(1, 'waits');
  await accepted(1, 'deaf');
  let isDeafTold = false;
  const deaf = read('deaf', { cursor: 1, waitMs: 60_000 }).then((found) => {
    isDeafTold = true;
    return found;
  });
  const waiting = read('waits', { cursor: 1, waitMs: 60_000 });
  journal.pay();
  await ship(journal);
  expect(await waiting).toMatchObject({ cursor: 2, changes: [{ status: 'accepted' }] });
  expect(isDeafTold).toBe(false);
  await complete(
    (await sep.database.query<{ id: string }>("SELECT id FROM payment WHERE trade_point = 'deaf'"))[0]?.id ??
      '',
    'deaf',
  );
  // Nobody gave a signal: the look at the database finds it.
  expect(await deaf).toMatchObject({ cursor: 2, changes: [{ status: 'completed' }] });
});

test('a change on another node arrives too', async () => {
  const journal = await accepted(1, 'far');
  const database = openDatabase(sep.url, 2, () => undefined);
  const node = await newGround(database);
  const waiting = read('far', { cursor: 1, waitMs: 60_000 });
  journal.pay();
  await ship(journal, node);
  expect(await waiting).toMatchObject({ cursor: 2, changes: [{ status: 'accepted' }] });
  node.close();
  await database.close();
});

test('waiting ends with the time given, with the caller, and with the server', async () => {
  await accepted(1, 'ends');
  const nothing = { generation: 1, cursor: 1, changes: [], more: false };
  expect(await read('ends', { cursor: 1, waitMs: 20 })).toEqual(nothing);
  const gone = new AbortController();
  const hungUp = read('ends', { cursor: 1, waitMs: 60_000 }, changes, gone.signal);
  gone.abort();
  expect(await hungUp).toEqual(nothing);
  const stopping = createChanges(ground);
  const last = read('ends', { cursor: 1, waitMs: 60_000 }, stopping);
  stopping.close();
  expect(await last).toEqual(nothing);
  expect(await read('ends', { cursor: 1, waitMs: 60_000 }, stopping)).toEqual(nothing);
});

test('a cursor of another generation starts anew, without waiting', async () => {
  await accepted(2, 'anew');
  expect(await read('anew', { generation: 0, cursor: 0, waitMs: 60_000 })).toMatchObject({
    generation: 1,
    cursor: 2,
  });
  const empty = madeJournal(0, { tradePointId: 'empty' });
  await bind(sep.database, empty);
  expect(await read('empty', { generation: 0, cursor: 0, waitMs: 60_000 })).toEqual({
    generation: 1,
    cursor: 0,
    changes: [],
    more: false,
  });
});

test('no reader skips a change, however many are made at once', async () => {
  const journal = await accepted(30, 'crowd');
  const seen = new Map<string, number>();
  const reader = (async () => {
    let cursor = 0;
    while ([...seen.values()].filter((revision) => revision === 2).length < 30) {
      const found = await read('crowd', { cursor, waitMs: 60_000, limit: 7 });
      for (const { paymentId, revision } of found.changes) {
        expect(revision).toBeGreaterThan(seen.get(paymentId) ?? 0);
        seen.set(paymentId, revision);
      }
      cursor = found.cursor;
    }
  })();
  await Promise.all(
    journal.conducted.map(async ({ id }) => {
      await complete(id, 'crowd');
      ground.signals.changed('crowd');
    }),
  );
  await reader;
  expect(seen.size).toBe(30);
});
