import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoryRequest } from '../../../contract/adjustment.ts';
import type { Payment } from '../../../core/payment.ts';
import { endGrant } from '../../../sep/adjustments/endGrant.ts';
import { reconductHung } from '../../../sep/adjustments/reconductHung.ts';
import { createRequests, createStory } from '../../../sep/adjustments/story.ts';
import type { MadeJournal } from '../../tools/madeJournal.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import { callerOf } from '../ground.ts';
import type { AdjustmentWorld } from './world.ts';
import { missingOf, newAdjustmentWorld, receiptOf, refundEvents, requestFor, uuidOf } from './world.ts';

let world: AdjustmentWorld;
beforeAll(async () => {
  world = await newAdjustmentWorld();
});
afterAll(() => world.close());

let seeds = 100;
const numbers = { rejected: '000005', hung: '000007' };
/** A journal with one payment that came to an end at its operator. */
async function brought(
  account: string,
  provider = 'mts',
  workstation = 1,
): Promise<{ readonly journal: MadeJournal; readonly payment: Payment }> {
  seeds += 1;
  const journal = beginJournal({ seed: seeds, workstation });
  const payment = journal.pay({ account, provider });
  await world.ship(journal);
  await world.dispatch(account.endsWith(numbers.hung) ? 3 : 0);
  if (account.endsWith(numbers.hung)) {
    world.ground.pass(60 * 60_000);
    await world.dispatch();
  }
  return { journal, payment };
}

const story = async (input: Partial<StoryRequest>, tradePoint = 'tt-1') => {
  const told = await createStory(world.parts)(
    { paymentId: null, receipt: null, ...input },
    callerOf(tradePoint),
    new AbortController().signal,
  );
  if (!told.ok) throw new Error(told.refusal.message);
  return told.value;
};

test('rejected: two different persons agree to the right number, a new attempt credits it, and only it', async () => {
  const { payment } = await brought(`9161${numbers.rejected}`);
  expect(await world.status(payment.id)).toBe('rejected');
  const corrected = { providerId: 'mts', account: '9161234567' };
  const request = await world.ask(requestFor(payment, 'reconduct', { corrected }));
  expect(request.state).toBe('open');
  expect(await world.decide(request, 'anna')).toMatchObject({ view: { state: 'halfApproved' } });
  // The same person again is one person.
  expect(await world.decide(request, 'anna')).toMatchObject({ view: { state: 'halfApproved' } });
  expect(await world.decide(request, 'boris')).toMatchObject({ view: { state: 'done' } });
  expect(await world.decide(request, 'boris')).toMatchObject({ view: { state: 'done' } });
  expect(await world.decide(request, 'vera')).toMatchObject({ kind: 'barred' });
  await world.dispatch();
  expect(await world.status(payment.id)).toBe('completed');
  expect(world.creditedTo('9161234567')).toBe(payment.details.amountCredited);
  expect(world.creditedTo(payment.details.account)).toBe(0);
});

test('two who agree to different numbers have not agreed', async () => {
  const { payment } = await brought(`9162${numbers.rejected}`);
  const request = await world.ask(requestFor(payment, 'reconduct'));
  const to = (account: string) => ({ corrected: { providerId: 'mts' as never, account } });
  await world.decide(request, 'anna', 'approve', to('9161111111'));
  expect(await world.decide(request, 'boris', 'approve', to('9162222222'))).toMatchObject({
    view: { state: 'halfApproved' },
  });
  expect(await world.decide(request, 'anna', 'approve', to('9162222222'))).toMatchObject({
    view: { state: 'done' },
  });
});

test('hung: asked again under the same number, nothing is credited twice', async () => {
  const { payment } = await brought(`9163${numbers.hung}`);
  expect(await world.status(payment.id)).toBe('hung');
  const other = { providerId: 'mts', account: '9161234568' };
  const changed = await world.ask(requestFor(payment, 'reconduct', { corrected: other }));
  expect(changed).toMatchObject({ state: 'denied', answer: expect.stringContaining('теми же данными') });
  const request = await world.ask(requestFor(payment, 'reconduct'));
  expect(await world.decide(request, 'anna')).toMatchObject({ view: { state: 'done' } });
  expect(await world.status(payment.id)).toBe('forwarded');
  await world.dispatch();
  const attempts = await world.database.query('SELECT FROM attempt WHERE payment = $1', [payment.id]);
  expect(attempts).toHaveLength(1);
  expect(await world.status(payment.id)).toBe('hung');
  expect(world.creditedTo(payment.details.account)).toBe(payment.details.amountCredited);
});

test('all that hangs at one provider is made due at once, open requests about it are done', async () => {
  const { payment } = await brought(`9164${numbers.hung}`);
  const request = await world.ask(requestFor(payment, 'reconduct'));
  expect(
    await reconductHung(world.parts, 'mts', { id: 'vera' }, 'после сбоя оператора'),
  ).toBeGreaterThanOrEqual(1);
  expect(await world.view(request.id)).toMatchObject({ state: 'done' });
  expect(await world.status(payment.id)).toBe('forwarded');
  expect(await reconductHung(world.parts, 'mts', { id: 'vera' }, 'ещё раз')).toBe(0);
  await world.dispatch();
});

test('completed: the gateway cancels, also when its first answer is lost; then the money less the fee may be refunded', async () => {
  const { journal, payment } = await brought('9165000001');
  const cancel = await world.ask(requestFor(payment, 'cancel'));
  expect(await world.decide(cancel, 'anna')).toMatchObject({ view: { state: 'atOperator' } });
  await world.operators.setFaults({ faults: [{ kind: 'loseAfter', command: 'cancel', count: 1 }] });
  await world.calls.round();
  expect(await world.view(cancel.id)).toMatchObject({ state: 'atOperator' });
  world.ground.pass(2 * 60_000);
  await world.calls.round();
  expect(await world.view(cancel.id)).toMatchObject({ state: 'done' });
  expect(await world.status(payment.id)).toBe('cancelled');
  expect(world.creditedTo('9165000001')).toBe(0);

  const refund = await world.ask(requestFor(payment, 'cashRefund'));
  const { amountTaken, fee } = payment.details;
  expect(refund).toMatchObject({
    state: 'granted',
    grant: { amount: amountTaken - fee, feeReturned: false },
  });
  const again = await world.ask(requestFor(payment, 'cashRefund'));
  expect(again).toMatchObject({ state: 'denied', answer: expect.stringContaining('Возврат уже разрешён') });
  journal.append(refundEvents(payment, refund.id, amountTaken - fee, 'paid'));
  await world.ship(journal);
  expect(await world.status(payment.id)).toBe('refunded');
  expect(await world.view(refund.id)).toMatchObject({ state: 'done' });
});

test('completed: an operator that refuses leaves it completed, and the money is not refunded', async () => {
  const { payment } = await brought('9165000002');
  const cancel = await world.ask(requestFor(payment, 'cancel'));
  await world.decide(cancel, 'anna');
  await world.operators.setFaults({ faults: [{ kind: 'result', code: 251, command: 'cancel', count: 1 }] });
  await world.calls.round();
  expect(await world.view(cancel.id)).toMatchObject({ state: 'operatorRefused' });
  expect(await world.status(payment.id)).toBe('completed');
  expect((await world.ask(requestFor(payment, 'cashRefund'))).state).toBe('denied');
});

test.each([
  ['whose answer was lost', { kind: 'loseAfter' }, '9165000013'],
  ['that was answered «later»', { kind: 'result', code: 1 }, '9165000014'],
] as const)('a refusal after a cancel %s goes to a person', async (_, first, account) => {
  const { payment } = await brought(account);
  const cancel = await world.ask(requestFor(payment, 'cancel'));
  await world.decide(cancel, 'anna');
  await world.operators.setFaults({ faults: [{ ...first, command: 'cancel', count: 1 }] });
  await world.calls.round();
  await world.operators.setFaults({ faults: [{ kind: 'result', code: 300, command: 'cancel', count: 1 }] });
  world.ground.pass(2 * 60_000);
  await world.calls.round();
  expect(await world.view(cancel.id)).toMatchObject({ state: 'atOperator' });
  expect(await world.decide(cancel, 'boris', 'approve')).toMatchObject({ kind: 'barred' });
  const said = { operatorAnswer: 'отменён 23.11, № 55' };
  expect(await world.decide(cancel, 'boris', 'approve', said)).toMatchObject({ view: { state: 'done' } });
  expect(await world.status(payment.id)).toBe('cancelled');
});

test('a provider without cancel is asked by a person; a transfer too, after two agreed', async () => {
  const { payment } = await brought('9036000001', 'beeline');
  const cancel = await world.ask(requestFor(payment, 'cancel'));
  await world.decide(cancel, 'anna');
  await world.calls.round();
  expect(await world.decide(cancel, 'boris', 'deny', { operatorAnswer: 'деньги потрачены' })).toMatchObject({
    view: { state: 'operatorRefused', answer: expect.stringContaining('Деньги потрачены') },
  });
  const corrected = { providerId: 'beeline', account: '9036000002' };
  const far = { providerId: 'beeline', account: '9012345678' };
  expect(await world.ask(requestFor(payment, 'transfer', { corrected: far }))).toMatchObject({
    state: 'denied',
    answer: expect.stringContaining('оператор допускает'),
  });
  const transfer = await world.ask(requestFor(payment, 'transfer', { corrected }));
  await world.decide(transfer, 'anna');
  expect(await world.status(payment.id)).toBe('completed');
  await world.decide(transfer, 'boris');
  expect(await world.view(transfer.id)).toMatchObject({ state: 'atOperator' });
  await world.decide(transfer, 'boris', 'approve', { operatorAnswer: 'переведено' });
  expect(await world.status(payment.id)).toBe('transferred');
});

test('a refund that was not paid out frees the payment for another correction', async () => {
  const { journal, payment } = await brought(`9166${numbers.rejected}`);
  const refund = await world.ask(requestFor(payment, 'cashRefund'));
  expect(refund).toMatchObject({
    state: 'granted',
    grant: { amount: payment.details.amountTaken, feeReturned: true },
  });
  expect((await world.ask(requestFor(payment, 'reconduct'))).answer).toContain('Разрешён возврат денег');
  journal.append(refundEvents(payment, refund.id, payment.details.amountTaken, 'notPaid'));
  await world.ship(journal);
  expect(await world.view(refund.id)).toEqual({ state: 'denied', answer: 'Деньги не отданы: клиент ушёл' });
  expect((await world.ask(requestFor(payment, 'reconduct'))).state).toBe('open');
});

test('another workstation refunds what the first one took', async () => {
  const { payment } = await brought(`9167${numbers.rejected}`);
  const refund = await world.ask(requestFor(payment, 'cashRefund'), 2);
  expect(refund).toMatchObject({ state: 'granted', workstation: 2 });
  const second = beginJournal({ seed: 900, workstation: 2 });
  second.append(refundEvents(payment, refund.id, payment.details.amountTaken, 'paid'));
  await world.ship(second);
  expect(await world.status(payment.id)).toBe('refunded');
});

test('a till that fell silent: two different persons end its grant', async () => {
  const { payment } = await brought(`9168${numbers.rejected}`);
  const refund = await world.ask(requestFor(payment, 'cashRefund'));
  const end = (id: string) =>
    endGrant(world.parts, {
      requestId: refund.id,
      person: { id, role: 'supervisor' },
      paid: false,
      reason: 'касса сгорела',
    });
  expect(await end('anna')).toMatchObject({ view: { state: 'granted' } });
  expect(await end('anna')).toMatchObject({ view: { state: 'granted' } });
  expect(await end('boris')).toMatchObject({ view: { state: 'denied' } });
  expect(await end('boris')).toMatchObject({ kind: 'barred' });
});

test('not received: made under its own id, its journal comes later and is not dispatched again', async () => {
  const journal = beginJournal({ seed: 300 });
  const payment = journal.pay({ account: '9169000001' });
  const request = await world.ask(requestFor(payment, 'reconduct', { missing: missingOf(payment) }));
  expect(await world.decide(request, 'anna')).toMatchObject({ view: { state: 'done' } });
  await world.dispatch();
  expect(await world.status(payment.id)).toBe('completed');
  await world.ship(journal);
  await world.dispatch();
  expect(world.creditedTo('9169000001')).toBe(payment.details.amountCredited);
});

test('missing at the till: made from its paper, its journal attaches to it and tells its status under its own id', async () => {
  const journal = beginJournal({ seed: 301, workstation: 3 });
  const payment = journal.pay({ account: '9169000002', credited: 61_300 });
  const paper = { paymentId: null, missing: missingOf(payment) };
  // Asked at another workstation than the one that took the money.
  const request = await world.ask(requestFor(payment, 'reconduct', paper), 2);
  expect(request.state).toBe('open');
  await world.decide(request, 'anna');
  await world.dispatch();
  expect(world.creditedTo('9169000002')).toBe(payment.details.amountCredited);
  await world.ship(journal);
  await world.dispatch();
  expect(world.creditedTo('9169000002')).toBe(payment.details.amountCredited);
  expect(await story({ paymentId: payment.id })).toMatchObject({
    status: { status: 'completed', paymentId: payment.id },
    place: { here: true },
  });
});

test('a paper that only resembles: the journal’s payment waits for a person', async () => {
  const journal = beginJournal({ seed: 302, workstation: 3, tradePointId: 'tt-1' });
  for (let count = 0; count < 30; count += 1) journal.pay({ until: 'signed' });
  const payment = journal.pay({ account: '9169000013', credited: 77_700 });
  const missing = { ...missingOf(payment), account: '9169000004' };
  const request = await world.ask(requestFor(payment, 'reconduct', { paymentId: null, missing }), 3);
  await world.decide(request, 'anna');
  await world.dispatch();
  await world.ship(journal);
  await world.dispatch();
  expect(await world.status(payment.id)).toBe('hung');
  expect(world.creditedTo('9169000013')).toBe(0);
});

test('cancelled at the till: a later conduct is never dispatched, and its refund needs no word of СЭП', async () => {
  const journal = beginJournal({ seed: 303 });
  const payment = journal.pay({ account: '9169000015', until: 'receipted' });
  const copy = journal.copy();
  const refundId = uuidOf('own refund');
  const person = '00000000-0000-4000-8000-0000000000c1';
  journal.append([
    {
      type: 'paymentCancelled',
      body: JSON.stringify({
        paymentId: payment.id,
        cashierId: person,
        seniorId: uuidOf('s'),
        reason: 'ошибка',
      }),
    },
    ...refundEvents(payment, refundId, payment.details.amountTaken, 'paid'),
  ]);
  await world.ship(journal);
  expect(await story({ paymentId: payment.id })).toMatchObject({ status: null });
  expect((await world.ask(requestFor(payment, 'cashRefund'))).answer).toContain('Деньги уже возвращены');
  // A restored till that forgot the cancel conducts it.
  const restored = copy.restored(copy.events.length);
  restored.conduct(payment.id);
  await world.ship(restored);
  await world.dispatch();
  expect(world.creditedTo('9169000015')).toBe(0);
});

test('the same id with another content, or from another trade point, is refused', async () => {
  const { payment } = await brought('9169000006');
  const request = requestFor(payment, 'cancel');
  await world.ask(request);
  await expect(world.ask({ ...request, reason: 'другая' })).rejects.toThrow('another content');
  await expect(world.ask(request, 1, 'tt-2')).rejects.toThrow('another content');
});

test('the story: everything in time order for its own trade point, only a name for another one, nothing for a guess', async () => {
  const { payment } = await brought('9169000017', 'mts', 1);
  await world.ask(requestFor(payment, 'reconduct'));
  expect(await story({ paymentId: payment.id })).toMatchObject({
    paymentId: payment.id,
    status: { status: 'completed' },
    place: { here: true, tradePointName: 'Рынок', workstation: 1 },
    operatorCancels: true,
    requests: [{ kind: 'reconduct', state: 'denied', number: '1-1' }],
  });
  const { lines } = await story({ paymentId: payment.id });
  expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort((left, right) => left - right));
  const text = lines.map((line) => line.text).join('\n');
  for (const word of [
    'Введён: 916',
    'Чек пробит',
    'Проведён на кассе',
    'Оператор, зачисление',
    'СЭП: проведён',
    'Обращение',
  ])
    expect(text).toContain(word);
  // The test's clock stands: what is told of one instant is still told as it went.
  const went = [
    'СЭП: принят',
    'СЭП: проверяется',
    'Оператор, проверка',
    'СЭП: у оператора',
    'Оператор, зачисление',
    'СЭП: проведён',
  ].map((word) => lines.findIndex((line) => line.text.startsWith(word)));
  expect(went).not.toContain(-1);
  expect(went).toEqual(went.toSorted((left, right) => left - right));
  expect(await story({ paymentId: payment.id }, 'tt-2')).toMatchObject({
    status: null,
    paymentId: null,
    place: { here: false, tradePointName: 'Рынок' },
    lines: [],
    requests: [],
  });
  expect(await story({ paymentId: uuidOf('nobody') as never })).toMatchObject({
    place: null,
    paymentId: null,
  });
  // Many journals of this suite have a receipt of this number and sum; another sum is no receipt of this payment.
  expect(await story({ receipt: receiptOf(payment) as never })).toMatchObject({ place: null });
  const list = await createRequests(world.parts)({}, callerOf('tt-1'), new AbortController().signal);
  expect(list).toMatchObject({ ok: true });
});

test('a paper that may be of a payment refunded under its till’s own id is not brought to the operator by one person', async () => {
  const journal = beginJournal({ seed: 990, workstation: 2 });
  const payment = journal.pay({ account: '9160000455', credited: 45_500 });
  const missing = missingOf(payment);
  const receipt = { ...receiptOf(payment), number: '1/777' };
  expect(await world.ask(requestFor(payment, 'cancel', { missing, receipt }), 2)).toMatchObject({
    state: 'done',
  });
  expect((await world.ask(requestFor(payment, 'cashRefund', { missing, receipt }), 2)).state).toBe('granted');
  // The client kept the receipt, and shows it at a workstation that has never heard of the payment.
  const paper = await world.ask(requestFor(payment, 'reconduct', { paymentId: null, missing, receipt }), 3);
  expect(paper).toMatchObject({ state: 'open' });
  const steps = await world.database.query<{ text: string }>(
    'SELECT text FROM request_change WHERE request = $1 ORDER BY id',
    [paper.id],
  );
  expect(steps.at(-1)?.text).toContain('может быть тот же платёж');
  expect(await world.decide(paper, 'anna')).toMatchObject({ view: { state: 'halfApproved' } });
  await world.dispatch();
  expect(world.creditedTo('9160000455')).toBe(0);
});

test.each([
  ['cancel', {}],
  ['reconduct', { corrected: { providerId: 'mts', account: '9160000457' } }],
] as const)(
  'a %s by the till’s own id, whose journal came no further than the signature: made from its paper already, it is doubted',
  async (kind, more) => {
    const journal = beginJournal({ seed: kind === 'cancel' ? 991 : 992, workstation: 2 });
    const credited = kind === 'cancel' ? 45_600 : 45_700;
    const signed = journal.pay({ account: '9160000456', credited, until: 'signed' });
    await world.ship(journal);
    const receipt = { kind: 'typed', number: `1/${credited}`, amount: signed.details.amountTaken };
    const missing = { ...missingOf(signed), takenAt: world.ground.clock() };
    const paper = await world.ask(requestFor(signed, 'reconduct', { paymentId: null, missing, receipt }), 3);
    expect(await world.decide(paper, 'anna')).toMatchObject({ view: { state: 'done' } });
    // Receipted and conducted meanwhile, and nothing more of it has come.
    const own = await world.ask(requestFor(signed, kind, { missing, receipt, ...more }), 2);
    expect(own).toMatchObject({ state: 'open' });
    expect(await world.decide(own, 'anna')).toMatchObject({ view: { state: 'halfApproved' } });
    const steps = await world.database.query<{ text: string }>(
      'SELECT text FROM request_change WHERE request = $1 ORDER BY id',
      [own.id],
    );
    expect(steps.map(({ text }) => text).join()).toContain('может быть тот же платёж');
  },
);

test.each(['shiftClosed', 'shiftRerecorded'])(
  'a till that calls a shift open of which its journal tells %s is not believed: the central office decides',
  async (told) => {
    seeds += 1;
    const journal = beginJournal({ seed: seeds });
    const pay = (index: number) =>
      journal.pay({ account: `93${index}${told.length % 10}${numbers.rejected}`, credited: 10_000 + index });
    const [before, toCancel, toRefund] = [pay(1), pay(2), pay(3)];
    await world.ship(journal);
    await world.dispatch();
    expect(await world.ask(requestFor(before, 'cancel'))).toMatchObject({ state: 'done' });
    const { receipt } = toCancel;
    const shiftId = receipt?.shiftId;
    const type = 'shiftClosed';
    const closing = { type, body: JSON.stringify({ shiftId, type: 'as it was closed' }) };
    const carried = {
      type: told,
      body: JSON.stringify({ shiftId, origin: journal.origin, events: [closing] }),
    };
    journal.append([told === type ? closing : carried]);
    await world.ship(journal);
    for (const [payment, kind] of [
      [toCancel, 'cancel'],
      [toRefund, 'cashRefund'],
    ] as const) {
      const request = await world.ask(requestFor(payment, kind, { shiftOpen: true }));
      expect(request).toMatchObject({ kind, state: 'open' });
      expect(await world.status(payment.id)).toBe('rejected');
      expect(await world.database.query('SELECT FROM refund_grant WHERE payment = $1', [payment.id])).toEqual(
        [],
      );
    }
  },
);

test('refused, but not every attempt of it: no new one is opened', async () => {
  const { payment } = await brought(`9184${numbers.rejected}`);
  const corrected = { providerId: 'mts', account: '9184234567' };
  const request = await world.ask(requestFor(payment, 'reconduct', { corrected }));
  await world.decide(request, 'anna');
  await world.database.run("UPDATE attempt SET state = 'unknown' WHERE payment = $1", [payment.id]);
  const decided = await world.decide(request, 'boris');
  expect(decided).toMatchObject({ kind: 'barred', why: expect.stringContaining('Не доказано') });
  await world.dispatch();
  expect(world.creditedTo('9184234567')).toBe(0);
});

test('two open grants of one payment can’t be, whoever writes them', async () => {
  const { payment } = await brought(`9185${numbers.rejected}`);
  const granted = await world.ask(requestFor(payment, 'cashRefund'));
  const denied = await world.ask(requestFor(payment, 'cashRefund'));
  expect([granted.state, denied.state]).toEqual(['granted', 'denied']);
  const second = world.database.run(
    `INSERT INTO refund_grant (request, payment, trade_point, workstation, amount, fee_returned, granted_at)
     SELECT $2, payment, trade_point, workstation, amount, fee_returned, granted_at FROM refund_grant WHERE request = $1`,
    [granted.id, denied.id],
  );
  await expect(second).rejects.toThrow('refund_grant_open');
});

test('rejected before a restore: the copy does not know what came after, so people decide and are told why', async () => {
  const trusted = await brought(`9171${numbers.rejected}`);
  const payments: { readonly kind: string; readonly payment: Payment }[] = [];
  for (const [index, kind] of ['cancel', 'cashRefund', 'reconduct'].entries()) {
    payments.push({ kind, payment: (await brought(`917${index + 2}${numbers.rejected}`)).payment });
  }
  expect(await world.ask(requestFor(trusted.payment, 'cancel'))).toMatchObject({ state: 'done' });
  await world.database.run('UPDATE sep SET generation = 2, generation_since = $1', [world.ground.clock()]);
  for (const { kind, payment } of payments) {
    const corrected = kind === 'reconduct' ? { providerId: 'mts', account: '9161234567' } : null;
    const request = await world.ask(requestFor(payment, kind, { corrected }));
    expect(request).toMatchObject({ kind, state: 'open' });
    expect(await world.status(payment.id)).toBe('rejected');
    expect(
      await world.database.query(
        "SELECT state FROM request_change WHERE request = $1 AND who = 'rule' AND text LIKE '%восстановлена из копии%'",
        [request.id],
      ),
    ).toEqual([{ state: 'open' }]);
  }
});
