/** A re-conduct at a provider with another fee: never without the client's consent, and then by these very shares. */
import { afterEach, expect, test } from 'vitest';
import { beginJournal } from '../../tools/madeJournal.ts';
import type { AdjustmentWorld } from './world.ts';
import { missingOf, newAdjustmentWorld, requestFor } from './world.ts';

let world: AdjustmentWorld | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

const agreed = { amountCredited: 50_490, fee: 1_010 };
const right = { providerId: 'yota', account: '9991234567' };

/** Taken 515,00 ₽ at a provider that keeps 15,00 ₽; the operator refused it. */
async function rejected() {
  const now = await newAdjustmentWorld();
  world = now;
  await now.operators.setFaults({ faults: [{ kind: 'result', command: 'check', code: 5, count: 1 }] });
  const journal = beginJournal();
  const payment = journal.pay({ credited: 50_000, fee: 1_500 });
  await now.ship(journal);
  await now.dispatch();
  expect(await now.status(payment.id)).toBe('rejected');
  return { now, payment };
}

test('without the client’s consent it is denied, and the answer says both sums', async () => {
  const { now, payment } = await rejected();
  const view = await now.ask(requestFor(payment, 'reconduct', { corrected: right }));
  expect(view.state).toBe('denied');
  expect(view.answer?.replace(/\s/g, ' ')).toContain('10,10 ₽ вместо 15,00 ₽');
  // Nor with consent to other shares than those that the rule makes now.
  const other = { amountCredited: 50_400, fee: 1_100 };
  expect((await now.ask(requestFor(payment, 'reconduct', { corrected: right, split: other }))).state).toBe(
    'denied',
  );
});

test('with it the operator credits the agreed sum, and the story says what changed', async () => {
  const { now, payment } = await rejected();
  const view = await now.ask(requestFor(payment, 'reconduct', { corrected: right, split: agreed }));
  expect(view.state).toBe('open');
  await now.decide(view, 'anna');
  expect(await now.decide(view, 'boris')).toMatchObject({ kind: 'decided', view: { state: 'done' } });
  // It takes the right one's room from now on.
  expect(await now.database.query('SELECT goes_to FROM payment WHERE id = $1', [payment.id])).toEqual([
    { goes_to: 'yota' },
  ]);
  await now.dispatch();
  expect(await now.status(payment.id)).toBe('completed');
  expect(now.creditedTo(right.account)).toBe(agreed.amountCredited);
  const [change] = await now.database.query<{ reason: string }>(
    "SELECT reason FROM status_change WHERE payment = $1 AND reason LIKE '%другая комиссия%'",
    [payment.id],
  );
  expect(change?.reason.replace(/\s/g, ' ')).toContain('Зачислится 504,90 ₽ вместо 500,00 ₽');
});

test('the office can’t send it to such a provider by itself: the client’s word is taken at the till', async () => {
  const { now, payment } = await rejected();
  const view = await now.ask(requestFor(payment, 'reconduct'));
  const decided = await now.decide(view, 'anna', 'approve', { corrected: right as never });
  expect(decided).toMatchObject({ kind: 'barred', why: expect.stringContaining('Согласие клиента') });
  // At one with the same rule nothing changes, so nobody has to be asked.
  const same = { providerId: 'beeline', account: '9031234567' } as never;
  await now.decide(view, 'anna', 'approve', { corrected: same });
  expect(await now.decide(view, 'boris', 'approve', { corrected: same })).toMatchObject({ kind: 'decided' });
});

test('after a cancel of what was credited so, the fee that was agreed to is kept, not the receipt’s', async () => {
  const { now, payment } = await rejected();
  const view = await now.ask(requestFor(payment, 'reconduct', { corrected: right, split: agreed }));
  for (const person of ['anna', 'boris']) await now.decide(view, person);
  await now.dispatch();
  const cancel = await now.ask(requestFor(payment, 'cancel'));
  await now.decide(cancel, 'anna', 'approve');
  await now.decide(cancel, 'anna', 'approve', { operatorAnswer: 'отменили' });
  expect(await now.status(payment.id)).toBe('cancelled');
  const refund = await now.ask(requestFor(payment, 'cashRefund'));
  expect(refund).toMatchObject({ state: 'granted', grant: { amount: 50_490, feeReturned: false } });
});

test('a payment made from its paper goes to the right provider by the agreed shares', async () => {
  world = await newAdjustmentWorld();
  const payment = beginJournal().pay({ credited: 50_000, fee: 1_500 });
  const paper = { paymentId: null, missing: missingOf(payment), corrected: right, shiftOpen: false };
  expect((await world.ask(requestFor(payment, 'reconduct', paper))).state).toBe('denied');
  const view = await world.ask(requestFor(payment, 'reconduct', { ...paper, split: agreed }));
  for (const person of ['anna', 'boris']) await world.decide(view, person);
  await world.dispatch();
  expect(world.creditedTo(right.account)).toBe(agreed.amountCredited);
});
