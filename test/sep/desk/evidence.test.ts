/** Scans that came with a request, an operator's answer written down, a granted refund ended by people: over HTTP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReceiptEvidence } from '../../../contract/adjustment.ts';
import type { Payment } from '../../../core/payment.ts';
import { showReceipt } from '../../../sep/adjustments/receiptShown.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import {
  type AdjustmentWorld,
  missingOf,
  newAdjustmentWorld,
  receiptOf,
  requestFor,
} from '../adjustments/world.ts';
import { callerOf } from '../ground.ts';
import { type DeskClient, deskClient } from './deskClient.ts';
import { type DeskGround, newDeskGround } from './deskGround.ts';

let world: AdjustmentWorld;
let desk: DeskGround;
let anna: DeskClient;
let boris: DeskClient;
beforeAll(async () => {
  world = await newAdjustmentWorld();
  desk = await newDeskGround(world);
  anna = await desk.signedIn('anna', 'operator');
  boris = await desk.signedIn('boris', 'supervisor');
});
afterAll(async () => {
  await desk.close();
  await world.close();
});

let seeds = 900;
async function brought(account: string, provider = 'mts'): Promise<Payment> {
  seeds += 1;
  const journal = beginJournal({ seed: seeds });
  const payment = journal.pay({ account, provider });
  await world.ship(journal);
  await world.dispatch();
  return payment;
}

const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const pdf = '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

test('a PDF is shown as a PDF to who is signed in, bytes and name as they came; what only calls itself one is handed over', async () => {
  const payment = await brought('9160000901');
  const asked = requestFor(payment, 'cancel', {
    attachments: [
      { name: 'заявление.pdf', type: 'application/pdf', content: base64(pdf) },
      { name: 'чек.png', type: 'image/png', content: base64('<script>alert(1)</script>') },
    ],
  });
  await world.ask(asked);
  const { body } = await anna.ask('request', { id: asked.id });
  expect((body as { attachments: object[] }).attachments).toEqual([
    { place: 0, name: 'заявление.pdf', type: 'application/pdf', size: pdf.length },
    { place: 1, name: 'чек.png', type: 'image/png', size: 25 },
  ]);
  const shown = await anna.send('GET', `/desk/attachment/${asked.id}/0`);
  expect(shown).toMatchObject({ status: 200, body: pdf });
  expect(shown.headers['content-type']).toBe('application/pdf');
  expect(shown.headers['content-disposition']).toBe(
    `inline; filename*=UTF-8''${encodeURIComponent('заявление.pdf')}`,
  );
  expect(shown.headers['x-content-type-options']).toBe('nosniff');
  expect(shown.headers['cache-control']).toBe('no-store');
  const pretended = await anna.send('GET', `/desk/attachment/${asked.id}/1`);
  expect(pretended.headers['content-type']).toBe('application/octet-stream');
  expect(pretended.headers['content-disposition']).toMatch(/^attachment/);
  expect(pretended.headers['content-security-policy']).toContain('sandbox');
  for (const path of [
    `/desk/attachment/${asked.id}/2`,
    '/desk/attachment/x/0',
    `/desk/attachment/${asked.id}/-1`,
  ])
    expect((await anna.send('GET', path)).status).toBe(404);
  expect((await deskClient(desk.url).send('GET', `/desk/attachment/${asked.id}/0`)).status).toBe(401);
});

const decide = (client: DeskClient, id: string, more: object = {}) =>
  client.ask('decide', {
    id: id as never,
    decision: 'approve',
    reason: 'письмо № 12',
    corrected: null,
    operatorAnswer: null,
    ...more,
  });

test('an operator without `cancel`: a task for a person, its answer stands in the request, in the story and at the till', async () => {
  const refused = await brought('9036000911', 'beeline');
  const done = await brought('9036000912', 'beeline');
  for (const [payment, decision, words, state, status] of [
    [refused, 'deny', 'Деньги потрачены, письмо 55', 'operatorRefused', 'completed'],
    [done, 'approve', 'отменён, письмо 56', 'done', 'cancelled'],
  ] as const) {
    const asked = requestFor(payment, 'cancel');
    await world.ask(asked);
    expect((await decide(anna, asked.id)).body).toMatchObject({
      state: 'atOperator',
      task: { way: 'person', outcome: null },
    });
    const { requests } = (await anna.ask('queue', { kind: 'cancel', part: 'operator' })).body as {
      requests: { id: string }[];
    };
    expect(requests.map(({ id }) => id)).toContain(asked.id);
    expect((await decide(boris, asked.id)).body).toMatchObject({
      code: 'barred',
      message: 'Запишите, что ответил оператор.',
    });
    expect((await decide(boris, asked.id, { decision, operatorAnswer: words })).body).toMatchObject({
      state,
      task: {
        way: 'person',
        outcome: decision === 'deny' ? 'refused' : 'done',
        answer: `${words} (письмо № 12)`,
      },
    });
    expect(await world.status(payment.id)).toBe(status);
    const story = JSON.stringify((await anna.ask('payment', { id: payment.id })).body);
    expect(story).toContain(words);
    expect((await world.view(asked.id)).answer).toContain(
      decision === 'deny' ? words : 'Оператор подтвердил отмену',
    );
    const log = (await boris.ask('audit', { before: null, who: 'boris' })).body as {
      lines: { details: string }[];
    };
    expect(log.lines[0]?.details).toContain(words);
  }
});

test('a granted refund whose till is silent: the same word of two people ends it, and the queue can be read meanwhile', async () => {
  const payment = await brought('9165000005');
  expect(await world.status(payment.id)).toBe('rejected');
  const asked = requestFor(payment, 'cashRefund', { shiftOpen: false });
  await world.ask(asked);
  await decide(anna, asked.id);
  expect((await decide(boris, asked.id)).body).toMatchObject({ state: 'granted' });
  const end = (client: DeskClient, paid: boolean) =>
    client.ask('end-grant', { id: asked.id, paid, reason: 'касса сгорела, деньги в сейфе' });
  expect((await end(anna, false)).body).toMatchObject({
    state: 'granted',
    approvals: [{ name: 'Имя anna', paid: false, corrected: null }],
  });
  expect((await anna.ask('queue', { kind: null, part: 'operator' })).status).toBe(200);
  // The same person again is one person, another word is another word.
  expect((await end(anna, false)).body).toMatchObject({ state: 'granted' });
  expect((await end(boris, true)).body).toMatchObject({ state: 'granted', approvals: [{ paid: true }] });
  expect((await end(anna, true)).body).toMatchObject({ state: 'done', grant: { outcome: 'paid' } });
  expect(await world.status(payment.id)).toBe('refunded');
  expect((await end(boris, true)).body).toMatchObject({ code: 'barred' });
});

const byLetter = { receipt: null, receiptLater: true, seniorName: null, shiftOpen: false } as const;

/** What СЭП answers to a till of this trade point that was shown a receipt. */
const show = async (id: string, receipt: object, tradePoint = 'tt-1', workstation = 1) =>
  showReceipt(
    world.parts,
    { id: id as never, receipt: receipt as ReceiptEvidence },
    callerOf(tradePoint, workstation),
  );

test('a letter’s request without a receipt waits for it: nobody agrees before, another’s receipt changes nothing, the right one opens it', async () => {
  const account = '9161000921';
  const payment = await brought(account);
  const corrected = { providerId: 'mts', account: '9161000922' };
  const asked = requestFor(payment, 'transfer', { ...byLetter, corrected });
  expect(await world.ask(asked)).toMatchObject({ state: 'awaitsReceipt', paymentId: payment.id });
  // Sent again it is the same one, also once its receipt was shown.
  expect(await world.ask(asked)).toMatchObject({ state: 'awaitsReceipt' });
  for (const more of [{}, { scanChecked: true }, { operatorAnswer: 'переведён' }])
    for (const person of [anna, boris])
      expect((await decide(person, asked.id, more)).body).toMatchObject({
        code: 'barred',
        message: expect.stringContaining('ещё не показан'),
      });
  expect((await anna.ask('counts', {})).body).toMatchObject({ awaitsReceipt: 1 });
  const waiting = (await anna.ask('queue', { kind: null, part: 'receipt' })).body;
  expect(waiting).toMatchObject({ requests: [{ id: asked.id, state: 'awaitsReceipt' }] });
  // Nothing else may begin beside it, a refund least of all.
  expect(await world.ask(requestFor(payment, 'cancel'))).toMatchObject({
    state: 'denied',
    answer: expect.stringContaining('уже открыто обращение'),
  });

  const receipt = receiptOf(payment);
  expect(await show(asked.id, { ...receipt, amount: receipt.amount + 100 })).toMatchObject({
    value: { state: 'awaitsReceipt', answer: expect.stringContaining('Чек не подошёл') },
  });
  expect(await show(asked.id, receipt, 'tt-2')).toMatchObject({ refusal: { code: 'badRequest' } });
  for (const _ of [1, 2])
    expect(await show(asked.id, receipt, 'tt-1', 2)).toMatchObject({
      value: { state: 'open', receipt: receipt.number },
    });
  expect(await world.ask(asked)).toMatchObject({ state: 'open' });
  const { body } = await anna.ask('request', { id: asked.id });
  expect(JSON.stringify(body)).toContain(`Показан чек ${receipt.number}`);
  expect(body).toMatchObject({ twoPeople: true, content: { receipt } });
  expect((await decide(anna, asked.id)).body).toMatchObject({ state: 'halfApproved' });
  expect((await decide(boris, asked.id)).body).toMatchObject({ state: 'atOperator' });
});

test('a receipt that is shown later names its payment before any journal: who comes with the paper alone means the same', async () => {
  const payment = beginJournal({ seed: 931, workstation: 3 }).pay({ account: '9161000931' });
  const missing = missingOf(payment);
  const asked = requestFor(payment, 'reconduct', { ...byLetter, missing });
  expect(await world.ask(asked, 3)).toMatchObject({ state: 'awaitsReceipt' });
  const amount = payment.details.amountTaken;
  const fiscal = { kind: 'qr', drive: '9999078900000931', document: 77, sign: '123', time: '20260101T1200' };
  const receipt = { ...fiscal, amount, operation: 1 };
  expect(await show(asked.id, receipt, 'tt-1', 3)).toMatchObject({ value: { state: 'open' } });
  const byPaper = requestFor(payment, 'cancel', { paymentId: null, receipt, missing });
  expect(await world.ask(byPaper, 2)).toMatchObject({
    state: 'denied',
    answer: expect.stringContaining('уже открыто обращение'),
  });
  expect((await decide(anna, asked.id, { decision: 'deny' })).body).toMatchObject({ state: 'denied' });
});

test('a letter’s scan is evidence once a person has compared it: each who agrees says so, and it stands in the story', async () => {
  const payment = await brought('9166000005');
  expect(await world.status(payment.id)).toBe('rejected');
  const asked = requestFor(payment, 'cashRefund', {
    ...byLetter,
    attachments: [{ name: 'чек.pdf', type: 'application/pdf', content: base64(pdf) }],
  });
  expect(await world.ask(asked)).toMatchObject({ state: 'open' });
  const unchecked = { code: 'barred', message: expect.stringContaining('Сверьте чек на скане') };
  expect((await decide(anna, asked.id)).body).toMatchObject(unchecked);
  expect((await decide(anna, asked.id, { scanChecked: true })).body).toMatchObject({ state: 'halfApproved' });
  expect((await decide(boris, asked.id)).body).toMatchObject(unchecked);
  expect((await decide(boris, asked.id, { scanChecked: true })).body).toMatchObject({ state: 'granted' });
  const { body } = await anna.ask('request', { id: asked.id });
  expect(JSON.stringify(body).match(/Чек на скане проверен/g)).toHaveLength(2);
  const log = (await boris.ask('audit', { before: null, who: 'boris' })).body as {
    lines: { details: string }[];
  };
  expect(log.lines[0]?.details).toContain('scanChecked');
});

test.each([
  ['transfer', '9167000005', 'Платёж не зачислен'],
  ['cancel', '9161000931', null],
  ['cashRefund', '9161000932', 'Деньги возвращают только после отмены'],
] as const)(
  'what the table forbids is refused to a letter’s %s at once; what it allows no rule does without a receipt',
  async (kind, account, why) => {
    const payment = await brought(account);
    const corrected = kind === 'transfer' ? { providerId: 'mts', account: '9167000006' } : null;
    const asked = requestFor(payment, kind, { ...byLetter, corrected });
    expect(await world.ask(asked)).toMatchObject(
      why === null ? { state: 'awaitsReceipt' } : { state: 'denied', answer: expect.stringContaining(why) },
    );
    // Without its mark a request without a receipt is refused as ever.
    if (why === null) {
      await decide(anna, asked.id, { decision: 'deny' });
      const bare = requestFor(payment, kind, { receipt: null });
      expect(await world.ask(bare)).toMatchObject({ state: 'denied' });
    }
  },
);

test('a till’s own rule cancels nothing for a letter: the senior’s sign stands, the receipt lacks', async () => {
  const payment = await brought('9168000005');
  const asked = requestFor(payment, 'cancel', { receipt: null, receiptLater: true });
  expect(await world.ask(asked)).toMatchObject({ state: 'awaitsReceipt' });
  expect(await world.status(payment.id)).toBe('rejected');
  expect(await show(asked.id, receiptOf(payment))).toMatchObject({ value: { state: 'done' } });
  expect(await world.status(payment.id)).toBe('cancelled');
});

test('an operator’s answer is the reason too: said once, it stands once', async () => {
  const payment = await brought('9036000921', 'beeline');
  const asked = requestFor(payment, 'cancel');
  await world.ask(asked);
  await decide(anna, asked.id);
  const words = 'Отменён, вх. 77';
  expect((await decide(boris, asked.id, { reason: words, operatorAnswer: words })).body).toMatchObject({
    state: 'done',
    task: { answer: words },
  });
});
