/** Requests at the desk, over the real corrections and the simulated operators: one person, two people, the audit log. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AdjustmentRequest } from '../../../contract/adjustment.ts';
import { deskPersonHeader } from '../../../contract/desk.ts';
import { beginJournal, type MadeJournal } from '../../tools/madeJournal.ts';
import { type AdjustmentWorld, newAdjustmentWorld, requestFor } from '../adjustments/world.ts';
import type { DeskClient } from './deskClient.ts';
import { type DeskGround, newDeskGround } from './deskGround.ts';

let world: AdjustmentWorld;
let desk: DeskGround;
let anna: DeskClient;
let boris: DeskClient;
let journal: MadeJournal;
let shipped = 0;

beforeAll(async () => {
  world = await newAdjustmentWorld();
  desk = await newDeskGround(world);
  anna = await desk.signedIn('anna', 'operator');
  boris = await desk.signedIn('boris', 'supervisor');
  journal = beginJournal();
});
afterAll(async () => {
  await desk.close();
  await world.close();
});

const right = '9161112233';

/** A payment that its operator refused. */
async function rejected(account: string) {
  await world.operators.setFaults({ faults: [{ kind: 'result', command: 'check', count: 1, code: 5 }] });
  const payment = journal.pay({ account });
  await world.ship(journal, shipped + 1);
  shipped = journal.events.length;
  await world.dispatch();
  expect(await world.status(payment.id)).toBe('rejected');
  return payment;
}

const decide = (client: DeskClient, { id }: AdjustmentRequest, more: object = {}) =>
  client.ask('decide', {
    id,
    decision: 'approve',
    reason: 'клиент ошибся в цифре',
    corrected: null,
    operatorAnswer: null,
    ...more,
  });

test('one person re-conducts with the same details; the queue is empty again', async () => {
  const payment = await rejected('9160000001');
  const asked = requestFor(payment, 'reconduct');
  await world.ask(asked);
  const { requests } = (await anna.ask('queue', { kind: null, part: 'waiting' })).body as {
    requests: object[];
  };
  expect(requests).toMatchObject([
    { id: asked.id, kind: 'reconduct', account: '9160000001', tradePointName: 'Рынок', twoPeople: false },
  ]);
  expect((await decide(anna, asked)).body).toMatchObject({ state: 'done' });
  await world.dispatch();
  expect(await world.status(payment.id)).toBe('completed');
  expect((await anna.ask('queue', { kind: null, part: 'waiting' })).body).toEqual({
    requests: [],
    more: false,
  });
  expect((await anna.ask('queue', { kind: 'reconduct', part: 'ended' })).body).toMatchObject({
    requests: [{ id: asked.id }],
  });
});

test('a changed number waits for a second person; the first one’s second word is not it', async () => {
  const payment = await rejected('9160000002');
  const asked = requestFor(payment, 'reconduct', { corrected: { providerId: 'mts', account: right } });
  await world.ask(asked);
  expect((await decide(anna, asked)).body).toMatchObject({
    state: 'halfApproved',
    twoPeople: true,
    approvals: [{ name: 'Имя anna', reason: 'клиент ошибся в цифре' }],
  });
  expect((await decide(anna, asked)).body).toMatchObject({ state: 'halfApproved' });
  await world.dispatch();
  expect(await world.status(payment.id)).toBe('rejected');
  expect((await decide(boris, asked)).body).toMatchObject({ state: 'done' });
  await world.dispatch();
  expect(await world.status(payment.id)).toBe('completed');
  expect(world.creditedTo(right)).toBe(payment.details.amountCredited);
  expect((await decide(boris, asked, { decision: 'deny' })).body).toMatchObject({ code: 'barred' });
  const rows = await desk.database.query<{ who: string; what: string }>(
    "SELECT who, what FROM audit WHERE details LIKE '%' || $1 || '%' ORDER BY id",
    [asked.id],
  );
  expect(rows.map(({ who, what }) => `${who} ${what}`)).toEqual([
    'desk/anna решение: согласовано',
    'desk/anna решение: согласовано',
    'desk/boris решение: согласовано',
    'desk/boris решение: отклонено',
    'desk/boris решение: отклонено: не вышло',
  ]);
});

test('a second person who has not seen the changed number does not agree to it', async () => {
  const payment = await rejected('9160000012');
  const asked = requestFor(payment, 'reconduct');
  await world.ask(asked);
  const corrected = { providerId: 'mts', account: '9161112299' };
  expect((await decide(anna, asked, { corrected } as never)).body).toMatchObject({ state: 'halfApproved' });
  // Boris's page is of before that.
  expect((await decide(boris, asked)).body).toMatchObject({
    state: 'halfApproved',
    approvals: [{ name: 'Имя boris', corrected: null }],
  });
  await world.dispatch();
  expect(world.creditedTo('9161112299')).toBe(0);
  expect((await decide(anna, asked)).body).toMatchObject({ state: 'done' });
  await world.dispatch();
});

test('a page that stands in its tab for another person does nothing', async () => {
  const payment = await rejected('9160000013');
  const asked = requestFor(payment, 'reconduct');
  await world.ask(asked);
  const decision = { id: asked.id, decision: 'deny', reason: 'нет', corrected: null, operatorAnswer: null };
  const as = (login: string) => anna.ask('decide', decision as never, { [deskPersonHeader]: login });
  expect((await as('boris')).body).toMatchObject({ code: 'notSignedIn' });
  expect(await world.view(asked.id)).toMatchObject({ state: 'open' });
  expect((await as('anna')).body).toMatchObject({ state: 'denied' });
});

test('of a letter with more rows than are looked for at once it is said how many were left', async () => {
  const row = ['20.11.2026 09:00', '9169999999', 'МТС', '1,00', '', '', '1-999', '1/1', 'А'].join('\t');
  const { body } = await anna.ask('search', { text: Array(130).fill(row).join('\n') });
  expect(body).toMatchObject({ found: [], unsought: 30 });
  expect((await anna.ask('search', { text: 'я'.repeat(20_001) })).status).toBe(400);
});

test('a payment is told whole, and found by number, receipt, sum, and the row of a letter', async () => {
  const payment = await rejected('9160000003');
  const { body } = await anna.ask('payment', { id: payment.id });
  const told = body as { lines: { at: number; text: string }[] };
  expect(body).toMatchObject({
    account: '9160000003',
    status: 'rejected',
    attempts: [{ number: 1, state: 'refused' }],
  });
  expect(told.lines.map(({ text }) => text).join('\n')).toMatch(
    /Проведён на кассе[\s\S]*Оператор[\s\S]*ошибочный/,
  );
  const find = async (text: string) =>
    ((await anna.ask('search', { text })).body as { found: { id: string }[] }).found.map(({ id }) => id);
  expect(await find('+7 (916) 000-00-03')).toEqual([payment.id]);
  expect(await find(`чек 1/${payment.receipt?.number}`)).toEqual([payment.id]);
  expect(await find(`1-${payment.counter}`)).toEqual([payment.id]);
  expect(await find(payment.id)).toEqual([payment.id]);
  expect(await find((payment.details.amountTaken / 100).toFixed(2).replace('.', ','))).toContain(payment.id);
  const row = [
    '22.11.2026 12:00',
    '(916) 000-00-03',
    'МТС',
    '',
    '0,00',
    '',
    `1-${payment.counter}`,
    '1/3',
    'А',
    '1',
    '',
  ];
  expect(
    await find(
      `Дата\tНомер\tОператор\tСумма\tК\tК\tПлатёж\tЧек\n${row.join('\t').replace('22.11.2026', '')}`,
    ),
  ).toEqual([payment.id]);
  expect(await find('9169999999')).toEqual([]);
  // Brought on under another number, it is found by that one too.
  expect(await find(right)).toHaveLength(1);
});

test('all hung payments of one operator go out again at the word of a supervisor', async () => {
  const payment = journal.pay({ account: '9160000004' });
  await world.ship(journal, shipped + 1);
  shipped = journal.events.length;
  await desk.database.run("UPDATE payment SET status = 'hung', due_at = NULL WHERE id = $1", [payment.id]);
  expect((await anna.ask('hung', {})).body).toMatchObject({ providers: [{ provider: 'mts', count: 1 }] });
  expect(
    (await boris.ask('reconduct-hung', { provider: 'mts' as never, reason: 'сбой прошёл' })).body,
  ).toEqual({ count: 1 });
  await world.dispatch();
  expect(await world.status(payment.id)).toBe('completed');
  expect((await anna.ask('dashboard', {})).body).toMatchObject({ providers: [{ provider: 'mts' }] });
  expect((await anna.ask('counts', {})).body).toMatchObject({ hung: 0 });
});

test('a discrepancy and what was set aside are closed once, with a reason that the audit log keeps', async () => {
  await desk.database.run(
    `INSERT INTO discrepancy (provider, day, kind, txn_id, account, their_amount, found_at)
     VALUES ('mts', '2026-11-22', 'missingHere', '77', '9161234567', 1000, 5)`,
  );
  const { body } = await boris.ask('discrepancies', { settled: false });
  const [one] = (body as { discrepancies: { id: number }[] }).discrepancies;
  const close = { id: one?.id ?? 0, reason: 'договорились' };
  expect((await anna.ask('settle-discrepancy', close)).status).toBe(403);
  expect((await boris.ask('settle-discrepancy', close)).status).toBe(200);
  expect((await boris.ask('settle-discrepancy', close)).body).toMatchObject({ code: 'barred' });
  const log = (await boris.ask('audit', { before: null, who: 'boris' })).body as { lines: object[] };
  expect(log.lines[0]).toMatchObject({
    what: 'расхождение закрыто',
    details: expect.stringContaining('договорились'),
  });
  expect((await boris.ask('watch', {})).body).toMatchObject({ setAside: [], parked: [] });
});
