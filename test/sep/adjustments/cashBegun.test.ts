/** Cash that a till gives back by its own word stands against everything that would move the money a second time. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Payment } from '../../../core/payment.ts';
import { endGrant } from '../../../sep/adjustments/endGrant.ts';
import { reconductHung } from '../../../sep/adjustments/reconductHung.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import type { AdjustmentWorld } from './world.ts';
import { missingOf, newAdjustmentWorld, refundEvents, requestFor, uuidOf } from './world.ts';

let world: AdjustmentWorld;
beforeAll(async () => {
  world = await newAdjustmentWorld();
});
afterAll(() => world.close());

const cancelled = (payment: Payment) => ({
  type: 'paymentCancelled',
  body: JSON.stringify({
    paymentId: payment.id,
    cashierId: '00000000-0000-4000-8000-0000000000c1',
    seniorId: uuidOf('s'),
    reason: 'клиент передумал',
  }),
});

/** Made from its paper under a name of its own, and refused or hanging; then its till, cut off till now, cancels it. */
async function cancelledBesidePaper(workstation: number, account: string, provider: string, begun = 1) {
  const seed = 9_000 + workstation;
  const journal = beginJournal({ seed, workstation });
  const payment = journal.pay({
    account,
    provider,
    until: 'receipted',
    credited: 40_000 + 100 * workstation,
  });
  const paper = requestFor(payment, 'reconduct', { paymentId: null, missing: missingOf(payment) });
  await world.decide(await world.ask(paper, workstation), 'anna');
  await world.dispatch(provider === 'megafon' ? 70 : 0);
  const refund = refundEvents(payment, uuidOf(`own ${seed}`), payment.details.amountTaken, 'paid');
  journal.append([cancelled(payment), ...refund.slice(0, begun)]);
  await world.ship(journal);
  const [made] = await world.database.query<{ payment: string }>(
    'SELECT payment FROM payment_alias WHERE journal_payment = $1',
    [payment.id],
  );
  return { payment, journal, made: made?.payment ?? '', rest: refund.slice(begun) };
}

test('a refund that its till has begun is not granted at another one, whatever the payment is called here', async () => {
  const { payment, journal, made, rest } = await cancelledBesidePaper(1, '9163000005', 'mts', 2);
  expect(await world.status(made)).toBe('cancelled');
  const second = await world.ask(requestFor(payment, 'cashRefund'), 2);
  expect(second).toMatchObject({
    state: 'denied',
    answer: expect.stringContaining('уже начат возврат'),
  });
  journal.append(rest);
  await world.ship(journal);
  expect(await world.status(made)).toBe('refunded');
});

test('what was given back is not brought to the operator, by nobody’s word and not with all that hangs', async () => {
  const journal = beginJournal({ seed: 9_002, workstation: 2 });
  const payment = journal.pay({ account: '9164000001' });
  journal.append(refundEvents(payment, uuidOf('forgotten'), payment.details.amountTaken, 'paid'));
  await world.ship(journal);
  expect(await world.status(payment.id)).toBe('hung');
  expect(await world.ask(requestFor(payment, 'reconduct'), 1)).toMatchObject({
    state: 'denied',
    answer: expect.stringContaining('вернули деньги'),
  });
  expect(await reconductHung(world.parts, 'mts', { id: 'anna' }, 'связь вернулась')).toBe(0);
  await world.dispatch();
  expect(world.creditedTo('9164000001')).toBe(0);
});

test('a refund begun of what hangs: not sent with the rest, nor by one request, until its till says that the cash stayed', async () => {
  const { payment, journal, made } = await cancelledBesidePaper(3, '9165000001', 'megafon');
  expect(await world.status(made)).toBe('hung');
  expect(await reconductHung(world.parts, 'megafon', { id: 'anna' }, 'связь вернулась')).toBe(0);
  const denied = await world.ask(requestFor(payment, 'reconduct'), 2);
  expect(denied).toMatchObject({ state: 'denied', answer: expect.stringContaining('начали возвращать') });
  const [, notPaid] = refundEvents(payment, uuidOf('own 9003'), payment.details.amountTaken, 'notPaid');
  if (notPaid) journal.append([notPaid]);
  await world.ship(journal);
  expect(await world.ask(requestFor(payment, 'reconduct'), 2)).toMatchObject({ state: 'open' });
});

test('cash that people granted under a paper and under its till’s own id holds up no journal; each grant is ended by people', async () => {
  const journal = beginJournal({ seed: 9_004, tradePointId: 'tt-2', workstation: 3 });
  const payment = journal.pay({ account: '9166000004', credited: 41_400 });
  const byPaper = { paymentId: null, missing: missingOf(payment) };
  const both = async (request: { readonly id: string }) => {
    for (const who of ['anna', 'boris']) await world.decide(request, who);
  };
  expect(await world.ask(requestFor(payment, 'cancel'), 3, 'tt-2')).toMatchObject({ state: 'done' });
  await both(await world.ask(requestFor(payment, 'cancel', byPaper), 1, 'tt-2'));
  const own = await world.ask(requestFor(payment, 'cashRefund'), 3, 'tt-2');
  const other = await world.ask(requestFor(payment, 'cashRefund', byPaper), 1, 'tt-2');
  for (const request of [own, other]) {
    // Each is told of the other.
    expect(request).toMatchObject({ state: 'open' });
    await both(request);
    expect(await world.view(request.id)).toMatchObject({ state: 'granted' });
  }
  await world.ship(journal);
  expect(await world.status(payment.id)).toBe('cancelled');
  for (const who of ['anna', 'boris']) {
    const person = { id: who, role: 'operator' };
    await endGrant(world.parts, { requestId: other.id, person, paid: false, reason: 'тот же чек' });
  }
  expect(await world.view(other.id)).toMatchObject({ state: 'denied' });
  journal.append(refundEvents(payment, own.id, payment.details.amountTaken, 'paid'));
  await world.ship(journal);
  expect(await world.status(payment.id)).toBe('refunded');
  expect(await world.view(own.id)).toMatchObject({ state: 'done' });
});
