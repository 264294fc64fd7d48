import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PaymentStatus } from '../../contract/status.ts';
import { isNewer } from '../../core/sepStatus.ts';
import { acceptChunk } from '../../sep/journals/accept.ts';
import { createChanges } from '../../sep/payments/changes.ts';
import { changeStatus } from '../../sep/payments/statusChange.ts';
import { openGeneration } from '../../sep/restore/generation.ts';
import { markRestored } from '../../sep/restore/raise.ts';
import { witnessSeen } from '../../sep/restore/witness.ts';
import { openDatabase } from '../../sep/store/database.ts';
import { lockAcceptance } from '../../sep/store/locks.ts';
import { putBack, takeDump } from '../tools/databaseDump.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';
import { madeJournal } from '../tools/madeJournal.ts';
import type { SepDatabase } from '../tools/sepDatabase.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { Ground } from './ground.ts';
import { addTradePoint, bind, callerOf, newGround, someLockIsAwaited } from './ground.ts';

const opened: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

let sep: SepDatabase;
beforeAll(async () => {
  sep = await newSepDatabase();
  opened.push(() => sep.drop());
});

async function nodeAt(url: string): Promise<Ground> {
  const database = openDatabase(url, 4, () => undefined);
  opened.push(() => database.close().catch(() => undefined));
  const node = await newGround(database);
  opened.push(async () => node.close());
  return node;
}

const ship = (node: Ground, journal: MadeJournal, from = 1, to = journal.events.length) =>
  acceptChunk(node, {
    caller: callerOf(journal.tradePointId),
    epoch: { generation: node.generation(), epoch: 1 },
    chunk: journal.chunk(from, to),
    epochCheck: true,
  });

const generationOf = async (node: Ground) =>
  (await node.database.query<{ generation: number; generation_since: number }>('SELECT * FROM sep'))[0];

async function complete(node: Ground, payment: string, tradePoint: string): Promise<void> {
  await node.database.transaction((tx) =>
    changeStatus(tx, {
      payment,
      tradePoint,
      status: 'completed',
      at: node.clock(),
      generation: node.generation(),
      attempt: 1,
      operatorNumber: null,
      resultCode: 0,
      reason: null,
      cause: 'dispatch',
      dueAt: null,
    }),
  );
}

/** A workstation that keeps what СЭП tells it. */
function follower(tradePoint: string) {
  const known = new Map<string, PaymentStatus>();
  let cursor = { generation: 0, cursor: 0 };
  return {
    known,
    seen: () => cursor,
    async read(node: Ground): Promise<void> {
      const changes = createChanges(node);
      for (let more = true; more; ) {
        const result = await changes.read(
          { ...cursor, waitMs: 0, limit: 3 },
          callerOf(tradePoint),
          new AbortController().signal,
        );
        if (!result.ok) throw new Error(result.refusal.message);
        const { value } = result;
        for (const status of value.changes) {
          if (isNewer(known.get(status.paymentId) ?? null, status)) known.set(status.paymentId, status);
        }
        more = value.more || value.generation !== cursor.generation;
        cursor = { generation: value.generation, cursor: value.cursor };
      }
      changes.close();
    },
  };
}

test('the first start begins generation 1, and a second start of the same database keeps it', async () => {
  const node = await nodeAt(sep.url);
  expect(node.generation()).toBe(1);
  const again = await nodeAt(sep.url);
  expect(again.generation()).toBe(1);
});

test('a database of training is not opened as a real one, nor the other way round', async () => {
  const { database, clock, log, signals } = await nodeAt(sep.url);
  await expect(openGeneration({ database, clock, log, signals, training: false })).rejects.toThrow(
    'simulated operators',
  );
});

test('a copy that lives elsewhere is told at the start: one new generation, whoever starts first', async () => {
  const there = await newSepDatabase();
  opened.push(() => there.drop());
  const node = await nodeAt(there.url);
  const dump = await takeDump(node.database);
  node.close();
  await node.database.close();
  await there.database.close();
  await putBack(there.url, dump);
  const [one, two] = await Promise.all([nodeAt(there.url), nodeAt(there.url)]);
  expect([one.generation(), two.generation()]).toEqual([2, 2]);
  expect((await nodeAt(there.url)).generation()).toBe(2);
});

test('a workstation that has seen more raises the generation once, above all that was seen', async () => {
  const node = await nodeAt(sep.url);
  await addTradePoint(sep.database, 'witness');
  const see = (generation: number, cursor: number, epoch: number) =>
    witnessSeen(node, { generation, cursor, epoch }, { tradePoint: 'witness', workstation: 1 });
  const later = () => node.pass(3_600_000);
  // Nothing newer than what is known.
  const nothing = { raised: false, generation: 1 };
  expect(await see(0, 0, 0)).toEqual(nothing);
  expect(await see(1, 0, 1)).toEqual(nothing);
  expect(await see(0, 900, 900)).toEqual(nothing);
  node.pass(5_000);
  expect(await see(1, 1, 0)).toEqual({ raised: true, generation: 2 });
  expect(node.generation()).toBe(2);
  expect(await generationOf(node)).toMatchObject({ generation: 2, generation_since: node.clock() });
  // What was seen then is of the past now.
  expect(await see(1, 1, 0)).toEqual({ raised: false, generation: 2 });
  later();
  expect(await see(2, 0, 2)).toEqual({ raised: true, generation: 3 });
  later();
  // The same epoch, said again in the new generation, proves nothing more.
  expect(await see(3, 0, 2)).toEqual({ raised: false, generation: 3 });
  expect(await see(7, 0, 0)).toEqual({ raised: true, generation: 8 });
  expect(await see(2_000_000_000, 0, 0)).toEqual({ raised: false, generation: 8 });
  later();
  const many = await Promise.all(Array.from({ length: 8 }, () => see(8, 3, 0)));
  expect(many.filter(({ raised }) => raised)).toHaveLength(1);
  expect(node.generation()).toBe(9);
  expect(node.lines.filter(({ message }) => message.includes('older copy'))).toHaveLength(4);
  expect(await sep.database.query("SELECT who FROM audit WHERE what = 'generation raised'")).toHaveLength(4);
});

test('one workstation raises it once an hour, whatever it claims; another, and a person, at any time', async () => {
  const node = await nodeAt(sep.url);
  await addTradePoint(sep.database, 'noisy');
  const first = node.generation();
  const see = (workstation: number, generation: number, cursor: number) =>
    witnessSeen(node, { generation, cursor, epoch: 0 }, { tradePoint: 'noisy', workstation });
  const audit = (who: string, what: string) =>
    sep.database.query('SELECT details FROM audit WHERE who = $1 AND what = $2', [who, what]);
  expect(await see(1, first, 5)).toEqual({ raised: true, generation: first + 1 });
  // A till gone wild says it with every contact.
  for (let contacts = 0; contacts < 20; contacts += 1) {
    node.pass(5_000);
    expect(await see(1, first + 1, 1_000 + contacts)).toEqual({ raised: false, generation: first + 1 });
  }
  expect(await audit('noisy/1', 'generation raised')).toHaveLength(1);
  expect(await audit('noisy/1', 'generation not raised')).toMatchObject([
    { details: expect.stringContaining('"cursor":1000') },
  ]);
  const said = node.lines.filter(({ message }) => message.includes('again within the hour'));
  expect(said).toMatchObject([{ level: 'error', entry: { who: 'noisy/1' } }]);

  expect(await see(2, first + 1, 7)).toEqual({ raised: true, generation: first + 2 });
  expect(await markRestored(node, 'command line')).toEqual({ raised: true, generation: first + 3 });
  expect(await see(1, first + 3, 1)).toEqual({ raised: false, generation: first + 3 });
  node.pass(3_600_000);
  expect(await see(1, first + 3, 1)).toEqual({ raised: true, generation: first + 4 });
});

test('another node notices; what counts reads the row itself', async () => {
  const [node, other] = [await nodeAt(sep.url), await nodeAt(sep.url)];
  const { generation } = await markRestored(node, 'the command line');
  expect(other.generation()).toBe(generation - 1);
  const journal = madeJournal(1, { tradePointId: 'noticed' });
  await bind(sep.database, journal);
  expect(await ship(other, journal)).toMatchObject({
    refusal: { code: 'newerGeneration', details: { generation } },
  });
  expect(await other.generations.refresh()).toBe(generation);
  expect(await ship(other, journal)).toMatchObject({ ok: true });
});

test('a node that has not noticed leads no payment back into the old generation', async () => {
  const [node, slow] = [await nodeAt(sep.url), await nodeAt(sep.url)];
  const journal = madeJournal(1, { tradePointId: 'slow' });
  await bind(sep.database, journal);
  await ship(node, journal);
  const id = journal.conducted[0]?.id ?? '';
  const { generation } = await markRestored(node, 'the command line');
  expect(slow.generation()).toBe(generation - 1);
  await complete(slow, id, 'slow');
  await complete(node, id, 'slow');
  await complete(slow, id, 'slow');
  const story = await sep.database.query(
    'SELECT generation, revision FROM status_change WHERE payment = $1 ORDER BY generation, revision',
    [id],
  );
  expect(story).toEqual([
    { generation: generation - 1, revision: 1 },
    { generation, revision: 1 },
    { generation, revision: 2 },
    { generation, revision: 3 },
  ]);
});

test('a new generation waits for what is being accepted in the old one', async () => {
  const node = await nodeAt(sep.url);
  let isRaised = false;
  let raising: Promise<unknown> | null = null;
  await sep.database.transaction(async (tx) => {
    await lockAcceptance(tx);
    raising ??= markRestored(node, 'the command line').then(() => {
      isRaised = true;
    });
    await Promise.race([raising, someLockIsAwaited(sep.database)]);
    expect(isRaised).toBe(false);
  });
  await raising;
});

test('attempts under way may have been taken, the ended ones are what they are', async () => {
  const node = await nodeAt(sep.url);
  const journal = madeJournal(6, { tradePointId: 'attempts' });
  await bind(sep.database, journal);
  await ship(node, journal);
  const states = ['new', 'paying', 'answered', 'credited', 'refused', 'unknown'];
  for (const [index, state] of states.entries()) {
    await sep.database.run(
      `INSERT INTO attempt (payment, number, txn_id, provider, account, credited, opened_at, state)
       VALUES ($1, 1, $2, 'mts', '1', 1, 0, $2)`,
      [journal.conducted[index]?.id ?? '', state],
    );
  }
  await markRestored(node, 'the command line');
  const marked = await sep.database.query<{ state: string }>(
    'SELECT state FROM attempt WHERE maybe_taken ORDER BY state',
  );
  expect(marked.map(({ state }) => state)).toEqual(['answered', 'new', 'paying']);
});

test('a shipment that knows a newer generation proves a restore and is refused until it asks anew', async () => {
  const node = await nodeAt(sep.url);
  const before = node.generation();
  const journal = madeJournal(1, { tradePointId: 'newer' });
  await bind(sep.database, journal);
  const shipment = { caller: callerOf('newer'), chunk: journal.chunk(), epochCheck: true };
  expect(await acceptChunk(node, { ...shipment, epoch: { generation: before + 3, epoch: 1 } })).toMatchObject(
    { refusal: { code: 'newerGeneration', details: { generation: before + 4 } } },
  );
  expect(await ship(node, journal)).toMatchObject({ ok: true });
});

test('an older dump put in place loses nothing and doubles nothing, and no screen goes back', async () => {
  const there = await newSepDatabase();
  opened.push(() => there.drop());
  await there.database.close();
  let node = await nodeAt(there.url);
  const journal = madeJournal(4, { tradePointId: 'dump' });
  const half = journal.events.length;
  await bind(node.database, journal);
  await ship(node, journal, 1, half);
  const [done, open] = journal.conducted.map(({ id }) => id);
  await complete(node, done ?? '', 'dump');
  const dump = await takeDump(node.database);

  // Life goes on: more payments, more statuses, all told to the workstation.
  for (let count = 0; count < 3; count += 1) journal.pay();
  await ship(node, journal, half + 1);
  await complete(node, open ?? '', 'dump');
  const workstation = follower('dump');
  await workstation.read(node);
  const before = new Map(workstation.known);
  expect(before.size).toBe(7);
  expect(before.get(open ?? '')?.status).toBe('completed');

  await node.database.close();
  node.close();
  await putBack(there.url, dump);
  node = await nodeAt(there.url);
  expect(node.generation()).toBe(2);
  await workstation.read(node);
  // СЭП walks the way again; what was settled stays settled on the screen until it gets there.
  expect(workstation.known.get(open ?? '')).toEqual(before.get(open ?? ''));
  expect(await ship(node, journal)).toMatchObject({ value: { kind: 'accepted', known: half } });
  const rows = await node.database.query<{ id: string }>('SELECT id FROM payment ORDER BY change');
  expect(rows.map(({ id }) => id).sort()).toEqual(journal.conducted.map(({ id }) => String(id)).sort());
  await complete(node, open ?? '', 'dump');
  await workstation.read(node);
  expect(workstation.known.get(open ?? '')).toMatchObject({
    status: 'completed',
    generation: 2,
    revision: 1,
  });
  expect(workstation.known.get(done ?? '')).toEqual(before.get(done ?? ''));
  expect(workstation.known.size).toBe(7);
});

test('a dump put back under the same roof, where nothing shows it, is found by what workstations saw', async () => {
  const there = await newSepDatabase();
  opened.push(() => there.drop());
  const node = await nodeAt(there.url);
  const journal = madeJournal(3, { tradePointId: 'silent' });
  await bind(node.database, journal);
  await ship(node, journal);
  const workstation = follower('silent');
  await workstation.read(node);
  // As if only the tables' content had been put back: the cluster and the database are the same.
  await node.database.run('DELETE FROM payment');
  await node.database.run('UPDATE trade_point SET change_count = 0');
  await workstation.read(node);
  expect(node.generation()).toBe(2);
  expect(workstation.seen()).toEqual({ generation: 2, cursor: 0 });
  expect(workstation.known.size).toBe(3);
});
