/** What hangs in doubt and what a till contradicts: listed with the ways out, and mended by two people of the desk. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeskContradiction, DeskDoubted, DeskPayment } from '../../../contract/desk.ts';
import type { Payment } from '../../../core/payment.ts';
import { settleSetAside } from '../../../sep/desk/settle.ts';
import { beginJournal, madeJournal } from '../../tools/madeJournal.ts';
import { tellAgain } from '../../tools/retelling.ts';
import {
  type AdjustmentWorld,
  missingOf,
  newAdjustmentWorld,
  refundEvents,
  requestFor,
  uuidOf,
} from '../adjustments/world.ts';
import type { DeskClient } from './deskClient.ts';
import { type DeskGround, newDeskGround } from './deskGround.ts';

let world: AdjustmentWorld;
let desk: DeskGround;
let anna: DeskClient;
let boris: DeskClient;
beforeAll(async () => {
  world = await newAdjustmentWorld();
  desk = await newDeskGround(world);
  anna = await desk.signedIn('anna', 'operator');
  boris = await desk.signedIn('boris', 'operator');
});
afterAll(async () => {
  await desk.close();
  await world.close();
});

let asks = 0;
const askFor = (payment: string, kind: string, more: object = {}) => {
  asks += 1;
  return {
    id: uuidOf(`office ${asks}`),
    paymentId: payment,
    kind,
    reason: 'сверили с кассой',
    corrected: null,
    ...more,
  } as never;
};
type Asked = { readonly id: string; readonly state: string; readonly message: string };
const ask = async (who: DeskClient, input: never): Promise<Asked & { status: number }> => {
  const { status, body } = await who.ask('ask-correction', input);
  return { ...(body as Asked), status };
};
const agree = async (who: DeskClient, id: string): Promise<string> => {
  const decision = { id, decision: 'approve', reason: 'согласен', corrected: null, operatorAnswer: null };
  const { body } = await who.ask('decide', decision as never);
  return (body as Asked).state;
};
const doubted = async () =>
  ((await anna.ask('doubted', {})).body as { payments: readonly DeskDoubted[] }).payments;
const contradictionOf = async (payment: Payment): Promise<DeskContradiction | undefined> =>
  (
    (await anna.ask('contradictions', { settled: false })).body as {
      contradictions: readonly DeskContradiction[];
    }
  ).contradictions.find(({ paymentId }) => paymentId === payment.id);
const verdicts = async (payment: string) =>
  ((await anna.ask('payment', { id: payment } as never)).body as DeskPayment).verdicts;

/** A payment that meets one made from its paper with another number. */
async function metByPaper(): Promise<Payment> {
  const journal = beginJournal({ seed: 901, workstation: 3 });
  const payment = journal.pay({ account: '9169100013', credited: 77_700 });
  const missing = { ...missingOf(payment), account: '9169100004' };
  const request = await world.ask(requestFor(payment, 'reconduct', { paymentId: null, missing }), 3);
  await world.decide(request, 'anna');
  // It has gone to its operator before the journal comes.
  await world.dispatch();
  await world.ship(journal);
  await world.dispatch();
  return payment;
}

/** A payment for which its till has given cash back, though nobody here cancelled it. */
async function refundedBefore(): Promise<Payment> {
  const journal = beginJournal({ seed: 902, workstation: 2 });
  const payment = journal.pay({ account: '9169100021' });
  journal.append(refundEvents(payment, uuidOf('forgotten'), payment.details.amountTaken, 'paid'));
  await world.ship(journal);
  await world.dispatch();
  return payment;
}

/** A payment of a past that was set aside, seen by a person, and told again then. */
async function seenBefore(): Promise<Payment> {
  const main = madeJournal(1, { seed: 903, tradePointId: 'tt-1', workstation: 1 });
  const common = main.events.length;
  const branch = main.copy();
  for (let count = 0; count < 3; count += 1) main.pay({ credited: 10_000, account: `916900010${count}` });
  const payment = branch.pay({ account: '9169000001' });
  const next = branch.restored(branch.events.length);
  tellAgain(next, branch, common);
  await world.ship(main);
  await world.ship(branch, common + 1);
  const [{ id } = { id: 0 }] = await world.database.query<{ id: number }>('SELECT id FROM set_aside');
  await settleSetAside(world.parts, { id, reason: 'вернули' }, {
    login: 'olga',
    name: 'Ольга',
    role: 'supervisor',
  } as never);
  await world.ship(next);
  await world.dispatch();
  return payment;
}

test('what hangs in doubt is listed with its doubt, and each is decided by two people', async () => {
  const paper = await metByPaper();
  const refunded = await refundedBefore();
  const seen = await seenBefore();
  const list = await doubted();
  expect(list.map(({ id, doubt, open }) => [id, doubt, open])).toEqual(
    expect.arrayContaining([
      [paper.id, 'paper', null],
      [refunded.id, 'refunded', null],
      [seen.id, 'settled', null],
    ]),
  );
  expect(list).toHaveLength(3);
  const twin = list.find(({ doubt }) => doubt === 'paper')?.twin;
  expect(twin?.status).toBe('completed');
  expect(twin?.id).not.toBe(paper.id);

  // It is another payment: it goes out, under its own number.
  const another = await ask(anna, askFor(paper.id, 'reconduct'));
  expect(another).toMatchObject({ status: 200, state: 'halfApproved' });
  expect((await doubted()).find(({ id }) => id === paper.id)?.open).toEqual({
    id: another.id,
    kind: 'reconduct',
  });
  expect(await agree(anna, another.id)).toBe('halfApproved');
  await world.dispatch();
  expect(await world.status(paper.id)).toBe('hung');
  expect(await agree(boris, another.id)).toBe('done');
  await world.dispatch();
  expect(await world.status(paper.id)).toBe('completed');
  expect(world.creditedTo('9169100013')).toBe(77_700);

  // The till had given the cash back: no operator has to be asked about what was never sent.
  const forgotten = await ask(anna, askFor(refunded.id, 'cancel'));
  expect(await agree(boris, forgotten.id)).toBe('done');
  expect(await world.status(refunded.id)).toBe('refunded');
  const settled = await ask(boris, askFor(seen.id, 'cancel'));
  expect(await agree(anna, settled.id)).toBe('done');
  expect(await world.status(seen.id)).toBe('cancelled');
  await world.dispatch();
  expect(world.creditedTo('9169100021') + world.creditedTo('9169000001')).toBe(0);
  expect(await doubted()).toEqual([]);
});

test('from a contradiction the correction that fits is begun; when it is done the cash is not owed again', async () => {
  const journal = beginJournal({ seed: 904, workstation: 1 });
  const payment = journal.pay({ account: '9160000904' });
  await world.ship(journal);
  await world.dispatch();
  const before = journal.events.length;
  journal.append(refundEvents(payment, uuidOf('unallowed'), payment.details.amountTaken, 'paid'));
  await world.ship(journal, before + 1);
  expect(await contradictionOf(payment)).toMatchObject({
    kind: 'refundUngranted',
    mendId: payment.id,
    mends: ['cancel'],
    open: null,
  });
  const asked = await ask(anna, askFor(payment.id, 'cancel'));
  expect(await contradictionOf(payment)).toMatchObject({ mends: [], open: { id: asked.id, kind: 'cancel' } });
  expect(await agree(boris, asked.id)).toBe('atOperator');
  await world.calls.round();
  expect(await world.view(asked.id)).toMatchObject({ state: 'done' });
  expect(world.creditedTo('9160000904')).toBe(0);
  expect(await world.status(payment.id)).toBe('refunded');
  expect(await contradictionOf(payment)).toMatchObject({ mends: [], open: null });
  expect(await world.ask(requestFor(payment, 'cashRefund'))).toMatchObject({ state: 'denied' });
});

test('what the office may not begin is refused with the reason, and nothing of it is kept', async () => {
  const journal = beginJournal({ seed: 905, workstation: 2 });
  const payment = journal.pay({ account: '9160000905' });
  await world.ship(journal);
  await world.dispatch();
  const told = (await verdicts(payment.id)).map(({ kind, possible }) => [kind, possible]);
  expect(told).toEqual([
    ['reconduct', false],
    ['transfer', false],
    ['cancel', true],
    ['cashRefund', false],
  ]);
  const why = async (input: never) => {
    const { status, message } = await ask(anna, input);
    return [status, message];
  };
  const corrected = { providerId: 'mts', account: '9160000906' };
  expect(await why(askFor(payment.id, 'transfer', { corrected }))).toEqual([
    409,
    'Нужны чек и заявление клиента: обращение оставляют на кассе.',
  ]);
  expect(await why(askFor(payment.id, 'reconduct'))).toEqual([409, expect.stringContaining('дважды')]);
  expect(await why(askFor(payment.id, 'cashRefund'))).toEqual([409, expect.stringContaining('отмены')]);
  expect(await why(askFor(uuidOf('nobody’s'), 'cancel'))).toEqual([404, expect.any(String)]);
  expect(await why(askFor(payment.id, 'cancel', { reason: 'нуль\0внутри' }))).toEqual([
    400,
    expect.any(String),
  ]);
  expect(await world.database.query('SELECT FROM request WHERE payment = $1', [payment.id])).toEqual([]);
});

test('sent twice it is one request; of two that meet one stands, and the other is told', async () => {
  const journal = beginJournal({ seed: 906, workstation: 2 });
  const payment = journal.pay({ account: '9160000907' });
  await world.ship(journal);
  await world.dispatch();
  const input = askFor(payment.id, 'cancel');
  const [mine, repeat, other] = await Promise.all([
    ask(anna, input),
    ask(anna, input),
    ask(boris, askFor(payment.id, 'cancel')),
  ]);
  const kept = await world.database.query<{ id: string; two_people: boolean }>(
    'SELECT id, two_people FROM request WHERE payment = $1',
    [payment.id],
  );
  expect(kept).toHaveLength(1);
  expect([mine.status, repeat.status, other.status].sort()).toEqual(
    kept[0]?.id === mine.id || kept[0]?.id === repeat.id ? [200, 200, 409] : [200, 409, 409],
  );
  const [{ id } = { id: '' }] = kept;
  const changed = { ...(input as object), id, reason: 'другое' } as never;
  expect((await ask(anna, changed)).status).toBe(409);
  expect(kept[0]?.two_people).toBe(true);
});
