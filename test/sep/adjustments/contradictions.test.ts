/** What a till's journal says against what was decided: kept for a person, once, with what is at stake. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Payment } from '../../../core/payment.ts';
import { endGrant } from '../../../sep/adjustments/endGrant.ts';
import { reconductHung } from '../../../sep/adjustments/reconductHung.ts';
import { readHung } from '../../../sep/desk/overview.ts';
import { createMetrics } from '../../../sep/ops/metrics.ts';
import { beginJournal, type MadeJournal } from '../../tools/madeJournal.ts';
import type { AdjustmentWorld } from './world.ts';
import { missingOf, newAdjustmentWorld, refundEvents, requestFor, uuidOf } from './world.ts';

let world: AdjustmentWorld;
beforeAll(async () => {
  world = await newAdjustmentWorld();
});
afterAll(() => world.close());

let seeds = 500;
async function brought(account: string): Promise<{ journal: MadeJournal; payment: Payment }> {
  seeds += 1;
  const journal = beginJournal({ seed: seeds });
  const payment = journal.pay({ account });
  await world.ship(journal);
  await world.dispatch();
  return { journal, payment };
}

type Row = {
  readonly kind: string;
  readonly amount: number;
  readonly details: string;
  readonly workstation: number;
};
const found = (payment: string): Promise<Row[]> =>
  world.database.query<Row>(
    'SELECT kind, amount, details, workstation FROM contradiction WHERE payment = $1 ORDER BY id',
    [payment],
  );

/** Once more, from its first event: nothing new may come of it. */
async function again(journal: MadeJournal): Promise<void> {
  await world.ship(journal);
}

const cancelled = (payment: Payment) => ({
  type: 'paymentCancelled',
  body: JSON.stringify({
    paymentId: payment.id,
    cashierId: '00000000-0000-4000-8000-0000000000c1',
    seniorId: uuidOf('s'),
    reason: 'клиент передумал',
  }),
});

test('cash that nobody allowed is told with its sum and where the payment stands; a repeat tells nothing new', async () => {
  const { journal, payment } = await brought('9160001001');
  journal.append(refundEvents(payment, uuidOf('unallowed'), payment.details.amountTaken, 'paid'));
  await world.ship(journal);
  expect(await world.status(payment.id)).toBe('completed');
  const once = await found(payment.id);
  expect(once).toMatchObject([
    { kind: 'refundUngranted', amount: payment.details.amountTaken, workstation: 1 },
  ]);
  expect(once[0]?.details).toMatch(/никто не разрешал, а платёж в СЭП проведён/);
  await again(journal);
  expect(await found(payment.id)).toEqual(once);
});

test('cash for one payment that went out at two workstations is told of the second one', async () => {
  const { journal, payment } = await brought('9160000005');
  const refund = await world.ask(requestFor(payment, 'cashRefund'), 1);
  expect(refund.state).toBe('granted');
  journal.append(refundEvents(payment, refund.id, payment.details.amountTaken, 'paid'));
  await world.ship(journal);
  expect(await world.status(payment.id)).toBe('refunded');
  const second = beginJournal({ seed: 600, workstation: 2 });
  second.append(refundEvents(payment, uuidOf('second'), payment.details.amountTaken, 'paid'));
  await world.ship(second);
  expect(await found(payment.id)).toMatchObject([{ kind: 'refundTwice', workstation: 2 }]);
});

test('cash that people said went out, told again by a till of its own cancel, went out twice', async () => {
  const { payment } = await brought('9161000005');
  const refund = await world.ask(requestFor(payment, 'cashRefund'), 3);
  for (const id of ['anna', 'boris']) {
    const person = { id, role: 'operator' };
    await endGrant(world.parts, { requestId: refund.id, person, paid: true, reason: 'со слов кассира' });
  }
  expect(await world.status(payment.id)).toBe('refunded');
  const second = beginJournal({ seed: 601, workstation: 2 });
  second.append(refundEvents(payment, uuidOf('by itself'), payment.details.amountTaken, 'paid'));
  await world.ship(second);
  expect(await found(payment.id)).toMatchObject([{ kind: 'refundTwice', workstation: 2 }]);
});

test('cash that people said went out is not granted again, whether its journal is still missing or comes without it', async () => {
  const journal = beginJournal({ seed: 606, workstation: 2 });
  const payment = journal.pay({ account: '9161000025' });
  expect((await world.ask(requestFor(payment, 'cancel'), 2)).state).toBe('done');
  const refund = await world.ask(requestFor(payment, 'cashRefund'), 2);
  expect(refund.state).toBe('granted');
  for (const id of ['anna', 'boris']) {
    const person = { id, role: 'operator' };
    await endGrant(world.parts, { requestId: refund.id, person, paid: true, reason: 'касса сгорела' });
  }
  const denied = { state: 'denied', answer: expect.stringContaining('Деньги уже возвращены') };
  expect(await world.ask(requestFor(payment, 'cashRefund'), 3)).toMatchObject(denied);
  await world.ship(journal);
  expect(await world.status(payment.id)).toBe('refunded');
  expect(await world.ask(requestFor(payment, 'cashRefund'), 3)).toMatchObject(denied);
  expect(await found(payment.id)).toEqual([]);
});

test('people said that cash went out, and the till says that it did not', async () => {
  const { journal, payment } = await brought('9162000005');
  const refund = await world.ask(requestFor(payment, 'cashRefund'));
  for (const id of ['anna', 'boris']) {
    const person = { id, role: 'operator' };
    await endGrant(world.parts, { requestId: refund.id, person, paid: true, reason: 'касса молчит' });
  }
  journal.append(refundEvents(payment, refund.id, payment.details.amountTaken, 'notPaid'));
  await world.ship(journal);
  const [one] = await found(payment.id);
  expect(one).toMatchObject({ kind: 'refundNotPaid', amount: payment.details.amountTaken });
  expect(one?.details).toContain('клиент ушёл');
});

test('people said no, the payment went out again, and then the till says that the cash was given', async () => {
  const { journal, payment } = await brought('9163000005');
  const refund = await world.ask(requestFor(payment, 'cashRefund'));
  for (const id of ['anna', 'boris']) {
    const person = { id, role: 'operator' };
    await endGrant(world.parts, { requestId: refund.id, person, paid: false, reason: 'не отдавали' });
  }
  const corrected = { providerId: 'mts', account: '9163000015' };
  const reconduct = await world.ask(requestFor(payment, 'reconduct', { corrected }));
  for (const who of ['anna', 'boris']) await world.decide(reconduct, who);
  await world.dispatch();
  expect(await world.status(payment.id)).toBe('completed');
  journal.append(refundEvents(payment, refund.id, payment.details.amountTaken, 'paid'));
  await world.ship(journal);
  const [one] = await found(payment.id);
  expect(one?.kind).toBe('refundUngranted');
  expect(one?.details).toContain('Возврат был разрешён, а платёж в СЭП проведён');
});

test('a till cancelled what the desk had made from its paper and sent', async () => {
  const journal = beginJournal({ seed: 602, workstation: 3 });
  for (let count = 0; count < 40; count += 1) journal.pay({ until: 'signed' });
  const payment = journal.pay({ account: '9169100002', credited: 61_700, until: 'receipted' });
  const paper = { paymentId: null, missing: missingOf(payment) };
  const request = await world.ask(requestFor(payment, 'reconduct', paper), 3);
  await world.decide(request, 'anna');
  await world.dispatch();
  expect(world.creditedTo('9169100002')).toBe(61_700);
  journal.append([cancelled(payment)]);
  await world.ship(journal);
  const made = await world.database.query<{ payment: string }>(
    'SELECT payment FROM payment_alias WHERE journal_payment = $1',
    [payment.id],
  );
  const [one] = await found(made[0]?.payment ?? '');
  expect(one).toMatchObject({ kind: 'cancelTooLate', amount: payment.details.amountTaken, workstation: 3 });
  expect(one?.details).toMatch(/клиент передумал.*платёж проведён/);
  await again(journal);
  expect(await found(made[0]?.payment ?? '')).toHaveLength(1);
});

test('a journal that meets a payment made from a paper of other details', async () => {
  const journal = beginJournal({ seed: 603, workstation: 3 });
  for (let count = 0; count < 45; count += 1) journal.pay({ until: 'signed' });
  const payment = journal.pay({ account: '9169100013', credited: 77_700 });
  const missing = { ...missingOf(payment), account: '9169100004' };
  const request = await world.ask(requestFor(payment, 'reconduct', { paymentId: null, missing }), 3);
  await world.decide(request, 'anna');
  await world.dispatch();
  await world.ship(journal);
  const rows = await world.database.query<Row & { about: string }>(
    "SELECT kind, amount, details, workstation, about FROM contradiction WHERE kind = 'paperAndJournal'",
  );
  expect(rows).toMatchObject([{ about: payment.id, amount: payment.details.amountTaken }]);
  // It may be the same one: what goes out again by the hundred after an outage leaves it to a person.
  expect(await world.status(payment.id)).toBe('hung');
  expect(await readHung(world.database, [])).toMatchObject([{ provider: 'mts', count: 1, doubted: 1 }]);
  expect(await reconductHung(world.parts, 'mts', { id: 'vera' }, 'сбой прошёл')).toBe(0);
  await world.dispatch();
  expect(await world.status(payment.id)).toBe('hung');
  expect(world.creditedTo(payment.details.account)).toBe(0);
});

test('a payment conducted again with another number in another journal of its workstation', async () => {
  const journal = beginJournal({ seed: 604, workstation: 2 });
  const payment = journal.pay({ account: '9169200001', until: 'preChecked' });
  const before = journal.events.length;
  journal.conduct(payment.id);
  await world.ship(journal);
  await world.dispatch();
  const other = await world.database.run("UPDATE payment SET account = '9169200002' WHERE id = $1", [
    payment.id,
  ]);
  expect(other).toBe(1);
  const restored = journal.restored(before);
  restored.conduct(payment.id);
  await world.ship(restored);
  const [one] = await found(payment.id);
  expect(one?.kind).toBe('conductedOtherwise');
  expect(one?.details).toContain('В журнале: mts, 9169200001');
});

test('refunds and cancels as they should be contradict nothing', async () => {
  const { journal, payment } = await brought('9164000005');
  const refund = await world.ask(requestFor(payment, 'cashRefund'));
  journal.append(refundEvents(payment, refund.id, payment.details.amountTaken, 'paid'));
  await world.ship(journal);
  const own = beginJournal({ seed: 605 });
  const kept = own.pay({ until: 'receipted' });
  own.append([cancelled(kept), ...refundEvents(kept, uuidOf('own'), kept.details.amountTaken, 'paid')]);
  await world.ship(own);
  await again(own);
  expect([...(await found(payment.id)), ...(await found(kept.id))]).toEqual([]);
});

test('the metrics count what waits for a person, by kind', async () => {
  const { text } = await createMetrics().read(world.database, world.ground.clock());
  expect(text).toContain('kassa_sep_unsettled{what="contradiction_refundTwice"} 2');
  expect(text).toContain('kassa_sep_unsettled{what="contradiction_cancelTooLate"} 1');
  await world.database.run("UPDATE contradiction SET settled_at = 1 WHERE kind = 'refundTwice'");
  const after = await createMetrics().read(world.database, world.ground.clock());
  expect(after.text).toContain('kassa_sep_unsettled{what="contradiction_refundTwice"} 0');
});

test('what comes with its refund, of which a restored СЭП has forgotten the cancel, is not sent: a person is asked', async () => {
  const journal = beginJournal({ seed: 611 });
  const whole = journal.pay({ account: '9160001011' });
  journal.append(refundEvents(whole, uuidOf('forgotten'), whole.details.amountTaken, 'paid'));
  await world.ship(journal);
  // Its journal comes in two pieces, and it waits for its operator in between.
  const late = journal.pay({ account: '9160001012', provider: 'megafon' });
  await world.ship(journal);
  await world.dispatch();
  expect(await world.status(late.id)).toBe('checking');
  const [granted] = refundEvents(late, uuidOf('forgotten too'), late.details.amountTaken, 'paid');
  if (granted) journal.append([granted]);
  await world.ship(journal);
  await world.dispatch(2);
  for (const { id } of [whole, late]) expect(await world.status(id)).toBe('hung');
  expect(world.creditedTo('9160001011')).toBe(0);
  expect(await found(whole.id)).toMatchObject([{ kind: 'refundUngranted' }]);
});
