/** Another past of a journal that comes by being told again: its payments once, whatever came before them. */
import { beforeEach, expect, test } from 'vitest';
import { subjectOf } from '../../core/journal.ts';
import type { Payment } from '../../core/payment.ts';
import { settleSetAside } from '../../sep/desk/settle.ts';
import { settledByPeople } from '../../sep/journals/setAside.ts';
import type { MadeJournal } from '../tools/madeJournal.ts';
import { madeJournal } from '../tools/madeJournal.ts';
import { tellAgain } from '../tools/retelling.ts';
import type { AdjustmentWorld } from './adjustments/world.ts';
import { missingOf, newAdjustmentWorld, refundEvents, requestFor, uuidOf } from './adjustments/world.ts';
import { callerOf } from './ground.ts';

let world: AdjustmentWorld;
beforeEach(async () => {
  world = await newAdjustmentWorld();
  return () => world.close();
});

type Forked = {
  readonly main: MadeJournal;
  readonly branch: MadeJournal;
  readonly next: MadeJournal;
  readonly common: number;
  /** Conducted in the other past: begun before it and in it. */
  readonly both: Payment;
  readonly only: Payment;
  /** Receipted in the other past, conducted in the next journal. */
  readonly later: Payment;
  readonly after: Payment;
};

function forked(mainPayments: number): Forked {
  const main = madeJournal(1, { tradePointId: 'tt-1', workstation: 1 });
  const begun = main.pay({ until: 'receipted' });
  const common = main.events.length;
  const branch = main.copy();
  // Other sums: a receipt's number stands on two papers, one of each past.
  for (let count = 0; count < mainPayments; count += 1)
    main.pay({ credited: 10_000, account: `916900010${count}` });
  const both = branch.conduct(begun.id);
  const only = branch.pay({ account: '9169000001' });
  const receipted = branch.pay({ until: 'receipted', account: '9169000002' });
  const next = branch.restored(branch.events.length);
  const later = next.conduct(receipted.id);
  tellAgain(next, branch, common);
  const after = next.pay({ account: '9169000015' });
  return { main, branch, next, common, both, only, later, after };
}

const asides = () =>
  world.database.query<{ kind: string; payments: number; settled_by: string | null }>(
    'SELECT kind, payments, settled_by FROM set_aside ORDER BY id',
  );

const statuses = async (...payments: readonly Payment[]) => {
  const all: (string | null)[] = [];
  for (const { id } of payments) all.push(await world.status(id));
  return all;
};

test('the payments of the other past are accepted and dispatched once, and what was set aside settles itself', async () => {
  const { main, branch, next, common, both, only, later, after } = forked(4);
  await world.ship(main);
  await world.ship(branch, common + 1);
  expect(await asides()).toEqual([{ kind: 'fork', payments: 2, settled_by: null }]);
  await world.ship(next);
  await world.ship(next);
  await world.ship(branch, common + 1);
  await world.dispatch();
  expect(await statuses(both, only, later, after)).toEqual(Array(4).fill('completed'));
  for (const account of ['9169000001', '9169000002', '9169000015'])
    expect(world.operators.credited().filter((credit) => credit.account === account)).toHaveLength(1);
  expect(await asides()).toEqual([{ kind: 'fork', payments: 2, settled_by: 'journal' }]);
  expect(await world.database.query('SELECT FROM parked')).toEqual([]);
  const [lane] = await world.database.query<{ state: string }>('SELECT state FROM lane WHERE payment = $1', [
    only.id,
  ]);
  expect(JSON.parse(lane?.state ?? '{}')).toEqual(only);
});

test('a past that is set aside only after it was told again settles itself too', async () => {
  const { main, branch, next, common } = forked(4);
  await world.ship(main);
  await world.ship(next);
  await world.ship(branch, common + 1);
  expect(await asides()).toEqual([{ kind: 'fork', payments: 2, settled_by: 'journal' }]);
});

test('while a part of it was not told again it stays with a person', async () => {
  const { main, branch, next, common } = forked(4);
  await world.ship(main);
  await world.ship(branch, common + 1);
  const retold = next.events.filter(({ type }) => type === 'paymentRerecorded');
  await world.ship(next, 1, retold[0]?.seq);
  expect(await asides()).toEqual([{ kind: 'fork', payments: 2, settled_by: null }]);
});

test('a journal that continues a longer past than is here is taken once that past was set aside', async () => {
  const { main, branch, next, only, after } = forked(1);
  expect(branch.events.length).toBeGreaterThan(main.events.length);
  await world.ship(main);
  await expect(world.ship(next)).rejects.toThrow(/gap/);
  await world.ship(branch, main.events.length + 1);
  await world.ship(next);
  await world.dispatch();
  expect(await statuses(only, after)).toEqual(['completed', 'completed']);
});

test('what a person had settled before is not dispatched unseen when it comes, and the till is told of the settling', async () => {
  const { main, branch, next, common, both, only, later, after } = forked(4);
  await world.ship(main);
  await world.ship(branch, common + 1);
  const [{ id } = { id: 0 }] = await world.database.query<{ id: number }>('SELECT id FROM set_aside');
  const person = { login: 'olga', name: 'Ольга', role: 'supervisor' } as const;
  const settled = await settleSetAside(world.parts, { id, reason: 'деньги вернули' }, person as never);
  expect(settled.ok).toBe(true);
  const last = branch.events.at(-1);
  expect(await settledByPeople(world.database, callerOf('tt-1'))).toEqual([
    { origin: branch.origin, seq: last?.seq, hash: last?.hash },
  ]);
  expect(await settledByPeople(world.database, callerOf('tt-1', 2))).toEqual([]);
  await world.ship(next);
  await world.dispatch();
  // Those that the person saw are a question; what was conducted later nobody has seen.
  expect(await statuses(both, only)).toEqual(['hung', 'hung']);
  expect(await statuses(after)).toEqual(['completed']);
  expect(await statuses(later)).toEqual(['completed']);
  expect(world.creditedTo('9169000001')).toBe(0);
});

test('a payment that a person made from its paper is met by the one that is told again, and sent once', async () => {
  const { main, next, common, only } = forked(4);
  await world.ship(main, 1, common);
  const missing = missingOf(only);
  const request = await world.ask(requestFor(only, 'reconduct', { paymentId: null, missing }));
  expect(await world.decide(request, 'anna')).toMatchObject({ view: { state: 'done' } });
  await world.dispatch();
  expect(world.creditedTo('9169000001')).toBe(only.details.amountCredited);
  await world.ship(main, common + 1);
  await world.ship(next);
  await world.dispatch();
  expect(world.creditedTo('9169000001')).toBe(only.details.amountCredited);
  expect(await world.database.query('SELECT FROM payment_alias')).toHaveLength(1);
});

test('a refund of the other past is folded once', async () => {
  const main = madeJournal(1, { tradePointId: 'tt-1', workstation: 1 });
  const [early] = main.conducted;
  if (!early) throw new Error('no payment');
  const common = main.events.length;
  const branch = main.copy();
  main.pay();
  main.pay();
  const refundId = uuidOf('a refund of the branch');
  branch.append(refundEvents(early, refundId, early.details.amountTaken, 'paid'));
  const next = branch.restored(branch.events.length);
  tellAgain(next, branch, common);
  await world.ship(main);
  await world.ship(next);
  await world.ship(next);
  expect(await world.database.query('SELECT id, stage, payment FROM refund')).toEqual([
    { id: refundId, stage: 'paid', payment: early.id },
  ]);
  expect(await world.database.query('SELECT FROM parked')).toEqual([]);
});

test('what is told again under another payment’s name is parked: it takes nobody’s payment over', async () => {
  const main = madeJournal(1, { tradePointId: 'tt-1', workstation: 1 });
  const [paid] = main.conducted;
  if (!paid) throw new Error('no payment');
  await world.ship(main);
  const foreign = madeJournal(0, { seed: 2, tradePointId: 'tt-2', workstation: 1 });
  const events = main.events
    .filter(({ body }) => subjectOf(body) === paid.id)
    .map(({ seq, hash, id, type, version, at, body }) => ({ seq, hash, id, type, version, at, body }));
  const body = JSON.stringify({ paymentId: uuidOf('nobody’s payment'), origin: main.origin, events });
  foreign.append([{ type: 'paymentRerecorded', body }]);
  await world.ship(foreign);
  expect(await world.database.query('SELECT trade_point, payment FROM lane')).toEqual([
    { trade_point: 'tt-1', payment: paid.id },
  ]);
  expect(await world.database.query('SELECT reason FROM parked')).toEqual([
    { reason: 'it carries events of another payment or shift' },
  ]);
});
