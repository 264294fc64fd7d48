/** For whom a payment that was made from its paper waits, and until when. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Payment } from '../../../core/payment.ts';
import { waitingWords } from '../../../core/unheard.ts';
import { noteHeard } from '../../../sep/payments/heard.ts';
import { raiseGeneration } from '../../../sep/restore/raise.ts';
import { revokeWorkstation } from '../../../sep/trust/revoke.ts';
import type { MadeJournal } from '../../tools/madeJournal.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import { bind, callerOf } from '../ground.ts';
import type { AdjustmentWorld } from './world.ts';
import { missingOf, newAdjustmentWorld, requestFor, uuidOf } from './world.ts';

let world: AdjustmentWorld;
beforeAll(async () => {
  world = await newAdjustmentWorld();
});
afterAll(() => world.close());

let count = 0;
let place = '';
let account = '';
/** Of workstations 1 and 2; the third one was never enrolled. */
let asker: MadeJournal;
let taker: MadeJournal;
beforeEach(async () => {
  count += 1;
  place = `heard-${count}`;
  account = `91655500${String(count).padStart(2, '0')}`;
  asker = beginJournal({ seed: 8_000 + count, workstation: 1, tradePointId: place });
  taker = beginJournal({ seed: 9_000 + count, workstation: 2, tradePointId: place });
  for (const journal of [asker, taker]) await bind(world.database, journal);
});

const receipted = (): Payment => taker.pay({ account, until: 'receipted' });

/** Made from its paper, which somebody brought to workstation 1. Gives the request. */
async function made(payment: Payment, more: object = {}): Promise<string> {
  const missing = { ...missingOf(payment), ...more };
  const request = await world.ask(requestFor(payment, 'reconduct', { paymentId: null, missing }), 1, place);
  // What resembles a payment that is here takes two.
  for (const person of ['anna', 'boris']) await world.decide(request, person);
  return request.id;
}
const rows = () =>
  world.database.query<{ id: string; status: string; change: number; waits_for: number | null }>(
    'SELECT id, status, change, waits_for FROM payment WHERE trade_point = $1 ORDER BY change',
    [place],
  );
/** As a workstation says it that has read all, unless told. */
async function says(workstation: number, more: { behind?: number; cancelsUnsent?: boolean | null } = {}) {
  const [point] = await world.database.query<{ change_count: number }>(
    'SELECT change_count FROM trade_point WHERE id = $1',
    [place],
  );
  const cursor = (point?.change_count ?? 0) - (more.behind ?? 0);
  const { cancelsUnsent = false } = more;
  await noteHeard(world.database, callerOf(place, workstation), {
    seen: { generation: world.ground.generation(), cursor },
    ...(cancelsUnsent === null ? {} : { cancelsUnsent }),
  });
}
const credited = async (): Promise<boolean> => {
  await world.dispatcher.round();
  return world.creditedTo(account) > 0;
};
const cancelled = ({ id, details }: Payment) => {
  const people = { cashierId: uuidOf('a cashier'), seniorId: uuidOf('a senior') };
  const granted = { refundId: uuidOf(`refund ${id}`), amount: details.amountTaken, feeReturned: true };
  return [
    { type: 'paymentCancelled', body: { paymentId: id, ...people, reason: 'передумал' } },
    { type: 'refundGranted', body: { paymentId: id, cashierId: people.cashierId, ...granted } },
  ].map(({ type, body }) => ({ type, body: JSON.stringify(body) }));
};

test('until every enrolled workstation says that it has read of it, and that no cancel of its own is on its way', async () => {
  const request = await made(receipted());
  expect(await credited()).toBe(false);
  await says(1);
  expect(await credited()).toBe(false);
  for (const saying of [{ behind: 1 }, { cancelsUnsent: true }, { cancelsUnsent: null }]) {
    await says(2, saying);
    expect(await credited(), JSON.stringify(saying)).toBe(false);
  }
  // Whatever else makes it due.
  await world.database.run('UPDATE payment SET due_at = 0 WHERE trade_point = $1', [place]);
  expect(await credited()).toBe(false);
  expect(await world.view(request)).toMatchObject({ state: 'done' });
  await says(2);
  expect(await credited()).toBe(true);
  expect(await rows()).toMatchObject([{ status: 'completed', waits_for: null }]);
});

test('one that was put back to an older copy knows of it no longer; a revoked one is not waited for', async () => {
  await says(2);
  await made(receipted());
  await says(2);
  await says(2, { behind: 1 });
  await says(1);
  expect(await credited()).toBe(false);
  const revoked = await revokeWorkstation(world.parts, { tradePoint: place, workstation: 2 }, 'потеряна');
  expect(revoked.ok).toBe(true);
  expect(await credited()).toBe(true);
});

test('its journal tells whose it is, before or since: only that one is waited for; conducted by it, nobody is', async () => {
  const payment = receipted();
  await made(payment);
  await world.ship(taker);
  expect(await rows()).toMatchObject([{ waits_for: 2 }]);
  const later = taker.pay({ account: `${account.slice(0, 8)}99`, until: 'receipted' });
  await world.ship(taker);
  const request = requestFor(later, 'reconduct', { missing: missingOf(later) });
  await world.decide(await world.ask(request, 1, place), 'anna');
  expect(await rows()).toMatchObject([{ waits_for: 2 }, { waits_for: 2 }]);
  taker.conduct(payment.id);
  await world.ship(taker);
  expect(await credited()).toBe(true);
  expect((await rows()).map(({ waits_for }) => waits_for)).toEqual([2, null]);
  await says(2);
  await world.dispatcher.round();
  expect(await rows()).toMatchObject([{ status: 'completed' }, { status: 'completed' }]);
});

test('cancelled by its till before it knew: never sent; nor a paper that may be of what it cancelled', async () => {
  const payment = receipted();
  await made(payment);
  taker.append(cancelled(payment));
  await says(1);
  await world.ship(taker);
  for (const workstation of [1, 2]) await says(workstation);
  expect(await credited()).toBe(false);
  expect(await rows()).toMatchObject([{ status: 'cancelled' }]);

  const other = taker.pay({ account: `${account.slice(0, 8)}98`, until: 'receipted' });
  // Misread.
  await made(other, { account });
  taker.append(cancelled(other));
  await world.ship(taker);
  for (const workstation of [1, 2]) await says(workstation);
  expect(await credited()).toBe(false);
  expect(await rows()).toMatchObject([{ status: 'cancelled' }, { status: 'hung' }]);
});

test('cash for what the office cancelled is granted once the till that could give it too knows', async () => {
  const payment = receipted();
  await made(payment);
  const [row] = await rows();
  const asked = (kind: string, more: object = {}) =>
    world.ask(requestFor(payment, kind, { paymentId: row?.id ?? null, ...more }), 1, place);
  const cancel = await asked('cancel');
  for (const person of ['anna', 'boris']) await world.decide(cancel, person);
  expect(await rows()).toMatchObject([{ status: 'cancelled', waits_for: 0 }]);
  const early = await asked('cashRefund');
  for (const person of ['anna', 'boris']) await world.decide(early, person);
  expect(await world.database.query('SELECT FROM refund_grant WHERE trade_point = $1', [place])).toEqual([]);
  for (const workstation of [1, 2]) await says(workstation);
  await world.dispatcher.round();
  const late = await asked('cashRefund');
  for (const person of ['anna', 'boris']) await world.decide(late, person);
  expect(await world.database.query('SELECT FROM refund_grant WHERE trade_point = $1', [place])).toHaveLength(
    1,
  );
});

test.each([{ sent: true }, { sent: false }])(
  'a receipt that came out by a person’s word is met by its details, the paper sent before: $sent; never twice',
  async ({ sent }) => {
    const payment = taker.pay({ account, byWord: true });
    const qr = {
      ...{ kind: 'qr', drive: '9999078900000931', document: 500 + count, sign: '123', time: '20261127T1240' },
      ...{ amount: payment.details.amountTaken, operation: 1 },
    };
    const ask = requestFor(payment, 'reconduct', {
      paymentId: null,
      missing: missingOf(payment),
      receipt: qr,
    });
    const request = await world.ask(ask, 1, place);
    for (const person of ['anna', 'boris']) await world.decide(request, person);
    if (sent) {
      for (const workstation of [1, 2]) await says(workstation);
      expect(await credited()).toBe(true);
    }
    await world.ship(taker);
    for (const workstation of [1, 2]) await says(workstation);
    await world.dispatcher.round();
    expect(world.creditedTo(account)).toBe(sent ? payment.details.amountCredited : 0);
    expect((await rows()).map(({ status }) => status).sort()).toEqual([sent ? 'completed' : 'hung', 'hung']);
    expect(
      await world.database.query('SELECT kind FROM contradiction WHERE trade_point = $1', [place]),
    ).toEqual([{ kind: 'paperAndJournal' }]);
  },
);

test('what is kept aside of a journal may hold a cancel; what was said to a СЭП of before its restore is not said to this one', async () => {
  const payment = receipted();
  await world.database.run(
    `INSERT INTO set_aside (at, kind, origin, seq, why, content, payments, amount, trade_point, shipped_by, hash)
     SELECT 0, 'fork', $1, 1, 'another', '{}', 0, 0, $2, 1, decode('00', 'hex')`,
    [taker.origin, place],
  );
  await made(payment);
  for (const workstation of [1, 2]) await says(workstation);
  expect(await credited()).toBe(false);
  await world.database.run('UPDATE set_aside SET settled_at = 1 WHERE trade_point = $1', [place]);
  await raiseGeneration(world.ground, 'a test', 'put back', async (_, generation) => generation + 1);
  await world.database.run('UPDATE workstation SET whole_in = 9');
  expect(await credited()).toBe(false);
  // Cancelled before anything was told: also a restored system knows that it was not sent in a life that it forgot.
  taker.append(cancelled(payment));
  await world.ship(taker);
  expect(await rows()).toMatchObject([{ status: 'cancelled' }]);
  expect(await world.database.query('SELECT FROM contradiction WHERE trade_point = $1', [place])).toEqual([]);
});

test('what of its journal is not understood yet may be a cancel', async () => {
  await made(receipted());
  await world.database.run("INSERT INTO parked (origin, seq, reason, at) VALUES ($1, 1, 'newer', 0)", [
    taker.origin,
  ]);
  for (const workstation of [1, 2]) await says(workstation);
  expect(await credited()).toBe(false);
  await world.database.run('DELETE FROM parked WHERE origin = $1', [taker.origin]);
  expect(await credited()).toBe(true);
});

test.each([
  { who: 'a profile that was put back, with a cancel on its way', more: { behind: 1, cancelsUnsent: true } },
  { who: 'an older program', more: { cancelsUnsent: null } },
])('$who knows no longer what it said before', async ({ more }) => {
  await made(receipted());
  await says(2);
  await says(2, more);
  await says(1);
  expect(await credited()).toBe(false);
  await says(2);
  expect(await credited()).toBe(true);
});

test('who is waited for, in words', () => {
  const zone = 'Europe/Moscow';
  const at = Date.UTC(2026, 10, 27, 9, 40);
  expect(waitingWords([{ workstation: 3, seenAt: at, zone }])).toContain(
    'Ждёт рабочее место 3 (на связи было 27.11.2026 12:40)',
  );
  const many = [1, 2, 3, 4, 5].map((workstation) => ({ workstation, seenAt: null, zone }));
  expect(waitingWords(many)).toContain(
    'Ждёт рабочие места 1 (на связи ещё не было), 2 (на связи ещё не было), 3',
  );
  expect(waitingWords(many)).toContain('и ещё 2');
});
