/** Corrections that СЭП decides: asked at the till, granted by rule or left to the central office, paid out here, once. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { FiscalRegister } from '../../../core/devices.ts';
import { decide } from '../../../sep/adjustments/decide.ts';
import { endGrant } from '../../../sep/adjustments/endGrant.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import type { Input, StartOptions, Till } from '../../tools/workstation.ts';
import {
  cashierAnna,
  codeOf,
  endTills,
  enterSigned,
  idOf,
  pay,
  phone,
  pinOf,
  printFailure,
  seniorMarina,
  signIn,
  startTill,
} from '../../tools/workstation.ts';
import { completed, enrolledTill, newTradePoint, startShift } from './ground.ts';

let sep: TestSep;
beforeAll(async () => {
  sep = await startSep();
});
afterAll(() => sep.close());
afterEach(endTills);

async function working(
  place = newTradePoint(),
  from = sep,
  options: Partial<StartOptions> = {},
): Promise<Till> {
  const till = await enrolledTill(from, place, 1, options);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  return till;
}

const standing = (till: Till, paymentId: string, status: string) =>
  till.until(({ recent }) => recent.find(({ id }) => id === paymentId)?.standing?.status === status);

/** Conducted, and refused by the operator. */
async function rejected(till: Till): Promise<string> {
  await sep.system.operators?.setFaults({
    faults: [{ kind: 'result', command: 'pay', code: 5, count: 1 }],
  });
  const paymentId = await pay(till, phone, 60_000);
  await standing(till, paymentId, 'rejected');
  return paymentId;
}

type Ask = Input<'adjust.ask'>;

async function order(
  till: Till,
  paymentId: string,
  kind: Ask['kind'],
  change: Partial<Ask> = {},
): Promise<Ask> {
  const { view, receipt } = await till
    .must('adjust.open', { paymentId })
    .then((desk) => ({ view: desk, receipt: desk.receipt.split(' ')[0] ?? '' }));
  const isMoney = kind === 'cashRefund' || kind === 'cancel';
  return {
    paymentId,
    kind,
    receipt: { kind: 'typed', number: receipt, amount: view.amountTaken },
    missing: null,
    corrected: null,
    reason: 'клиент назвал чужой номер',
    senior: isMoney ? { cashierId: await idOf(till, seniorMarina), pin: pinOf(seniorMarina) } : null,
    attachments: [],
    ...change,
  };
}

const requestOf = async (till: Till, id: string) =>
  (await till.must('requests.list', null)).find((request) => request.id === id);

/** Rounds of looking until СЭП's answer is here. */
async function requestState(till: Till, id: string, state: string): Promise<void> {
  while ((await requestOf(till, id))?.state !== state)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

test('what the operator refused is paid back by СЭП’s grant, and ends as refunded everywhere', async () => {
  const till = await working();
  const paymentId = await rejected(till);
  const ask = await order(till, paymentId, 'cashRefund');
  const shown = await till.must('adjust.showReceipt', { paymentId, receipt: ask.receipt });
  expect(shown).toMatchObject({ fresh: true, receiptShown: true });
  expect(shown.verdicts.map(({ kind, possible }) => [kind, possible])).toEqual([
    ['reconduct', true],
    ['transfer', false],
    ['cancel', true],
    ['cashRefund', true],
  ]);
  expect(shown.lines.some(({ where }) => where === 'sep')).toBe(true);
  // The till's own steps stand once, though СЭП knows them from its journal and tells them too.
  for (const step of [/^Введён/, /^Пречек № \d+$/, /^Чек пробит/, /^Проведён на кассе/])
    expect(shown.lines.filter(({ text }) => step.test(text))).toHaveLength(1);
  expect(shown.lines.map(({ at }) => at)).toEqual(shown.lines.map(({ at }) => at).toSorted((a, b) => a - b));

  expect(codeOf(await till.ask('adjust.ask', { ...ask, senior: null }))).toBe('secondPersonNeeded');
  const asked = await till.must('adjust.ask', ask);
  expect(asked).toMatchObject({
    sent: true,
    request: { state: 'granted', grant: { amount: 51_500, feeReturned: true } },
  });
  // Asked again it is the same: nothing else may begin beside it.
  expect(codeOf(await till.ask('adjust.ask', ask))).toBe('adjustmentImpossible');
  const reconduct = await order(till, paymentId, 'reconduct');
  expect(codeOf(await till.ask('adjust.ask', reconduct))).toBe('adjustmentImpossible');

  const before = (await till.view()).shift?.expectedCash ?? 0;
  const paid = await till.must('refund.pay', { paymentId });
  expect(paid).toMatchObject({ failure: null, desk: { refund: { stage: 'paid' } } });
  expect((await till.view()).shift?.expectedCash).toBe(before - 51_500);
  expect(codeOf(await till.ask('refund.pay', { paymentId }))).toBe('adjustmentImpossible');
  await standing(till, paymentId, 'refunded');
  await requestState(till, asked.request.id, 'done');
  expect(till.events().filter(({ type }) => type === 'refundPaid')).toHaveLength(1);
});

test('a grant that people ended while its receipt could not be printed pays no cash any more', async () => {
  let fails = true;
  const register = (real: FiscalRegister): FiscalRegister => ({
    ...real,
    closeReceipt: (order) =>
      fails && order.kind === 'incomeReturn'
        ? Promise.resolve({ kind: 'notMade', failure: { code: 'registerFault' } })
        : real.closeReceipt(order),
  });
  const till = await working(newTradePoint(), sep, { register });
  const paymentId = await rejected(till);
  const { request } = await till.must('adjust.ask', await order(till, paymentId, 'cashRefund'));
  expect(printFailure(await till.ask('refund.pay', { paymentId }))).toBe('registerFault');
  fails = false;
  for (const id of ['anna', 'boris']) {
    const person = { id, role: 'operator' };
    await endGrant(sep.system.parts, { requestId: request.id, person, paid: false, reason: 'касса молчит' });
  }
  expect(codeOf(await till.ask('refund.pay', { paymentId }))).toBe('refundNotGranted');
  const desk = await till.must('refund.settle', { paymentId, what: 'cash', done: false });
  expect(desk.refund?.stage).toBe('notPaid');
  expect(till.events().filter(({ type }) => type === 'refundReceiptMade')).toEqual([]);
});

test.each([
  ['that nobody has touched', false],
  ['whose receipt could not be printed', true],
])(
  'a grant %s, forgotten by a СЭП that was put back from a dump, pays no cash and is given back',
  async (_, begun) => {
    const register = (real: FiscalRegister): FiscalRegister => ({
      ...real,
      closeReceipt: (order) =>
        order.kind === 'incomeReturn'
          ? Promise.resolve({ kind: 'notMade', failure: { code: 'registerFault' } })
          : real.closeReceipt(order),
    });
    const till = await working(newTradePoint(), sep, { register });
    const paymentId = await rejected(till);
    const { request } = await till.must('adjust.ask', await order(till, paymentId, 'cashRefund'));
    if (begun) expect(printFailure(await till.ask('refund.pay', { paymentId }))).toBe('registerFault');
    const tried = begun ? 1 : 0;
    // At once, as a dump forgets: the till asks for its requests meanwhile.
    await sep.system.parts.database.transaction(async (tx) => {
      for (const table of ['refund_grant', 'request_change'])
        await tx.run(`DELETE FROM ${table} WHERE request = $1`, [request.id]);
      await tx.run('DELETE FROM request WHERE id = $1', [request.id]);
    });
    expect(codeOf(await till.ask('refund.pay', { paymentId }))).toBe('refundNotGranted');
    const desk = await till.must('refund.settle', { paymentId, what: 'cash', done: false });
    expect(desk.refund?.stage).toBe('notPaid');
    expect(till.events().filter(({ type }) => type === 'refundReceiptStarted')).toHaveLength(tried);
  },
);

test('a grant that is not used is given back, with its reason', async () => {
  const till = await working();
  const paymentId = await rejected(till);
  const { request } = await till.must('adjust.ask', await order(till, paymentId, 'cashRefund'));
  const desk = await till.must('refund.settle', { paymentId, what: 'cash', done: false });
  expect(desk.refund?.stage).toBe('notPaid');
  await requestState(till, request.id, 'denied');
  expect(till.events().filter(({ type }) => type === 'refundReceiptStarted')).toEqual([]);
});

test('a re-conduct with the right number waits for the central office, and is listed', async () => {
  const till = await working();
  const paymentId = await rejected(till);
  const corrected = { providerId: 'mts', account: '+7 916 123-45-68' };
  expect(await till.must('adjust.checkNumber', { paymentId, kind: 'reconduct', corrected })).toMatchObject({
    outcome: 'confirmed',
  });
  const ask = await order(till, paymentId, 'reconduct', { corrected });
  const { request, sent } = await till.must('adjust.ask', ask);
  expect({ sent, state: request.state }).toEqual({ sent: true, state: 'open' });
  expect(await requestOf(till, request.id)).toMatchObject({ number: '1-1', kind: 'reconduct', sent: true });
  const { requests } = await till.must('adjust.open', { paymentId });
  expect(requests).toMatchObject([{ id: request.id }]);
});

test('a transfer is checked against the operator’s rules, then at the operator', async () => {
  const till = await working();
  const paymentId = await pay(till, phone, 60_000);
  await completed(till, paymentId);
  for (const [corrected, outcome, code] of [
    // Another operator's number; one that differs in many digits; one that differs in one.
    [{ providerId: 'beeline', account: '9031234567' }, 'refused', 'adjustmentImpossible'],
    [{ providerId: 'mts', account: '9165550000' }, 'refused', 'adjustmentImpossible'],
    [{ providerId: 'mts', account: '9161234568' }, 'confirmed', 'ok'],
  ] as const) {
    const check = await till.must('adjust.checkNumber', { paymentId, kind: 'transfer', corrected });
    expect(check.outcome).toBe(outcome);
    const ask = await order(till, paymentId, 'transfer', { corrected });
    expect(codeOf(await till.ask('adjust.ask', ask))).toBe(code);
  }
  expect(await till.must('requests.list', null)).toHaveLength(1);
});

test('a receipt of another trade point is refused, and says where it belongs', async () => {
  const there = await working();
  const paymentId = await pay(there, phone, 60_000);
  await completed(there, paymentId);
  const { amountTaken: amount } = await there.must('adjust.open', { paymentId });
  const paper =
    there
      .papers()
      .findLast(({ kind }) => kind === 'receipt')
      ?.text.replace(/\s/g, '') ?? '';
  const [, drive = '', document, sign = ''] = /&fn=(\d+)&i=(\d+)&fp=(\d+)/.exec(paper) ?? [];
  const time = '20261123T0900';
  const receipt = {
    kind: 'qr' as const,
    drive,
    document: Number(document),
    sign,
    amount,
    time,
    operation: 1,
  };
  const here = await working();
  const own = await pay(here, phone, 60_000);
  expect(await here.must('adjust.byReceipt', receipt)).toMatchObject({
    kind: 'foreign',
    tradePointName: expect.stringMatching(/./),
  });
  expect(await here.ask('adjust.showReceipt', { paymentId: own, receipt })).toMatchObject({
    failure: { code: 'receiptForeign', details: { tradePoint: expect.stringMatching(/«.+»/) } },
  });
  const nobodys = { kind: 'typed' as const, number: '77/5', amount: 51_500 };
  expect(await here.must('adjust.byReceipt', nobodys)).toMatchObject({
    kind: 'unknown',
    paper: { receipt: '77/5', known: false, requests: [] },
  });
});

const scan = { name: 'чек.png', type: 'image/png' as const, content: 'iVBORw0KGgo=' };

type LetterAsk = NonNullable<Input<'letter.copy'>['ask']>;
type AskedRow = Partial<LetterAsk['rows'][number]> & { readonly paymentId: string };

/** A letter that is copied, with its rows as requests. */
async function letterOf(
  till: Till,
  kind: LetterAsk['kind'],
  rows: readonly AskedRow[],
  attachments: Input<'letter.copy'>['attachments'] = [],
): Promise<Input<'letter.copy'>> {
  const ids = rows.map(({ paymentId }) => paymentId) as LetterAsk['rows'][number]['paymentId'][];
  const detail = kind === 'reconduct' || kind === 'transfer' ? '' : 'клиент ошибся номером';
  const rights = rows.map(({ right = '' }, place) => ({ paymentId: ids[place] ?? '', account: right }));
  const order = { paymentIds: ids, kind, detail, ...(kind === 'transfer' && { rights }) };
  const letter = await till.must('letter.compose', order as Input<'letter.compose'>);
  const asked = rows.map((row, place) => ({ receipt: null, right: '', ...row, paymentId: ids[place] }));
  return { ...letter, attachments, ask: { kind, detail, rows: asked as LetterAsk['rows'] } };
}

const receiptTo = async (till: Till, paymentId: string) => {
  const { receipt, amountTaken } = await till.must('adjust.open', { paymentId });
  return { kind: 'typed' as const, number: receipt.split(' ')[0] ?? '', amount: amountTaken };
};

test('rows of a letter are requests too: what can’t be asked for is told with its reason and goes in no letter, and no receipt counts as shown', async () => {
  const till = await working();
  const bad = await rejected(till);
  const good = await pay(till, { ...phone, account: '916 333-22-11' }, 60_000);
  await completed(till, good);
  const rows = [{ paymentId: bad }, { paymentId: good }];
  const ids = rows.map(({ paymentId }) => paymentId) as Input<'letter.judge'>['paymentIds'];
  expect(await till.must('letter.judge', { kind: 'reconduct', paymentIds: ids })).toEqual({
    fresh: true,
    rows: [
      { paymentId: bad, barred: null },
      { paymentId: good, barred: expect.stringContaining('уже зачислен') },
    ],
  });
  // Both asked for all the same: nothing is written, nothing is left.
  expect(await till.ask('letter.copy', await letterOf(till, 'reconduct', rows))).toMatchObject({
    failure: { code: 'adjustmentImpossible', details: { why: expect.stringContaining('Платёж 1-2') } },
  });
  expect(await till.must('requests.list', null)).toEqual([]);

  const letter = await letterOf(till, 'reconduct', [{ paymentId: bad }]);
  expect(await till.must('letter.copy', letter)).toEqual({ left: 1, unsent: 0, awaiting: 0 });
  expect(await till.must('requests.list', null)).toMatchObject([
    { kind: 'reconduct', state: 'open', number: '1-1', receipt: '1/1', sent: true },
  ]);
  const [kept] = await sep.database.query<{ wording: string }>(
    "SELECT content::json ->> 'wording' AS wording FROM request WHERE payment = $1",
    [bad],
  );
  expect(kept?.wording).toBe('Добрый день! Перепроведите, пожалуйста, платеж.');
  expect((await till.must('adjust.open', { paymentId: bad })).receiptShown).toBe(false);
  // The first letter may be lost: a second one goes, and asks for nothing twice. What the table bars, it bars still.
  expect(await till.must('letter.judge', { kind: 'reconduct', paymentIds: ids })).toMatchObject({
    rows: [{ barred: null }, { barred: expect.stringContaining('уже зачислен') }],
  });
  expect(await till.must('letter.copy', letter)).toEqual({ left: 0, unsent: 0, awaiting: 0 });
  expect(await till.must('requests.list', null)).toHaveLength(1);
  // Another correction beside it has its reason.
  expect(
    codeOf(await till.ask('letter.copy', await letterOf(till, 'cashRefund', [{ paymentId: bad }]))),
  ).toBe('adjustmentImpossible');
});

test('a transfer, a cancel and a refund by letter are data as well: with the receipt, with its scan, or waiting for it', async () => {
  const till = await working();
  const refund = await rejected(till);
  const transfer = await pay(till, phone, 60_000);
  const cancel = await pay(till, { ...phone, account: '916 333-22-11' }, 60_000);
  await completed(till, transfer);
  await completed(till, cancel);
  const out = async (kind: LetterAsk['kind'], row: AskedRow, scans: Ask['attachments'] = []) =>
    till.ask('letter.copy', await letterOf(till, kind, [row], scans));

  // A right number is judged as in «Корректировка»; nothing is left for a wrong one.
  for (const [right, code] of [
    ['916 555-00-00', 'adjustmentImpossible'],
    ['123', 'badAccount'],
  ] as const)
    expect(codeOf(await out('transfer', { paymentId: transfer, right }))).toBe(code);
  expect(await till.must('requests.list', null)).toEqual([]);
  // A receipt goes through the same gate, and finds its row.
  const own = await receiptTo(till, cancel);
  const ids = [transfer, cancel] as Input<'letter.receipt'>['paymentIds'];
  expect(await till.must('letter.receipt', { paymentIds: ids, receipt: own })).toEqual({ paymentId: cancel });
  const others = await receiptTo(till, refund);
  expect(codeOf(await till.ask('letter.receipt', { paymentIds: ids, receipt: others }))).toBe(
    'receiptOfAnother',
  );
  expect(codeOf(await out('cancel', { paymentId: cancel, receipt: others }))).toBe('receiptOfAnother');

  for (const sent of [
    await out('transfer', { paymentId: transfer, right: '916 123-45-68' }),
    await out('cancel', { paymentId: cancel, receipt: own }),
    await out('cashRefund', { paymentId: refund }, [scan]),
  ])
    expect(sent).toMatchObject({ value: { left: 1, unsent: 0 } });
  const rows = await sep.database.query<{ kind: string; state: string; content: string; two: boolean }>(
    'SELECT kind, state, content, two_people AS two FROM request WHERE payment = ANY($1::uuid[]) ORDER BY kind',
    [[transfer, cancel, refund]],
  );
  expect(rows.map(({ kind, state, two }) => [kind, state, two])).toEqual([
    ['cancel', 'open', false],
    ['cashRefund', 'open', true],
    ['transfer', 'awaitsReceipt', true],
  ]);
  expect(JSON.parse(rows[2]?.content ?? '')).toMatchObject({
    receipt: null,
    receiptLater: true,
    corrected: { providerId: 'mts', account: '9161234568' },
    wording: expect.stringContaining('на верный 916 123-45-68'),
  });

  const desk = await till.must('adjust.open', { paymentId: transfer });
  expect(desk.awaiting).toMatchObject({ kind: 'transfer' });
  const requestId = desk.awaiting?.id as Input<'requests.showReceipt'>['requestId'];
  expect(codeOf(await till.ask('requests.showReceipt', { requestId, receipt: others }))).toBe(
    'receiptOfAnother',
  );
  const receipt = await receiptTo(till, transfer);
  expect(await till.must('requests.showReceipt', { requestId, receipt })).toMatchObject({
    sent: true,
    request: { state: 'open', receipt: receipt.number },
  });
  expect((await till.must('adjust.open', { paymentId: transfer })).awaiting).toBeNull();
});

test('«По чеку» finds a payment by its receipt', async () => {
  const till = await working();
  const paymentId = await pay(till, phone, 60_000);
  const found = await till.must('adjust.byReceipt', { kind: 'typed', number: '1/1', amount: 51_500 });
  expect(found).toMatchObject({ kind: 'found', desk: { paymentId, receiptShown: true } });
});

/** What is read off a receipt that no payment here has. */
const paperAsk = (change: Partial<Ask> = {}): Ask => ({
  paymentId: null,
  kind: 'reconduct',
  receipt: { kind: 'typed', number: '9/9', amount: 10_300 as Ask['receipt']['amount'] },
  missing: {
    providerId: 'mts',
    account: '8 916 111-22-33',
    amountCredited: 10_000,
    day: '2026-11-20',
    time: '14:05',
    takenBy: 'Игорь Павлов',
  } as Ask['missing'],
  corrected: null,
  reason: 'платежа нет на кассе',
  senior: null,
  wording: 'Добрый день! Перепроведите, пожалуйста, платеж.',
  attachments: [scan],
  ...change,
});

test('a payment that is missing at the till is asked for by its paper and a scan', async () => {
  const till = await working();
  const { receipt } = paperAsk();
  const { paper } = (await till.must('adjust.byReceipt', receipt)) as { paper: { verdicts: object[] } };
  expect(paper).toMatchObject({ receipt: '9/9', amountTaken: 10_300, known: false });
  expect(paper.verdicts).toMatchObject([
    { kind: 'reconduct', possible: true, decider: 'centralOffice' },
    { kind: 'transfer', possible: false },
    { kind: 'cancel', possible: true, decider: 'centralOffice' },
    { kind: 'cashRefund', possible: false, why: expect.stringContaining('Сначала отмените') },
  ]);
  const entry = paperAsk().missing as NonNullable<Ask['missing']>;
  const wrong = (change: object) => paperAsk({ missing: { ...entry, ...change } as Ask['missing'] });
  for (const [what, ask, code] of [
    ['no scan', paperAsk({ attachments: [] }), 'adjustmentImpossible'],
    ['nothing read off', paperAsk({ missing: null }), 'adjustmentImpossible'],
    ['a number of nobody', wrong({ account: '123' }), 'badAccount'],
    ['more credited than taken', wrong({ amountCredited: 10_400 }), 'adjustmentImpossible'],
    ['a day to come', wrong({ day: '2099-01-01' }), 'adjustmentImpossible'],
    ['a day of no calendar', wrong({ day: '2026-02-31' }), 'adjustmentImpossible'],
    [
      'no receipt number',
      paperAsk({ receipt: { ...receipt, number: 'чек' } as Ask['receipt'] }),
      'receiptUnreadable',
    ],
    ['a refund of what no journal here has', paperAsk({ kind: 'cashRefund' }), 'adjustmentImpossible'],
  ] as const)
    expect(codeOf(await till.ask('adjust.ask', ask)), what).toBe(code);
  expect(await till.must('requests.list', null)).toEqual([]);

  const { request, sent } = await till.must('adjust.ask', paperAsk());
  expect({ sent, state: request.state, receipt: request.receipt }).toEqual({
    sent: true,
    state: 'open',
    receipt: '9/9',
  });
  const [kept] = await sep.database.query<{ content: string }>('SELECT content FROM request WHERE id = $1', [
    request.id,
  ]);
  expect(JSON.parse(kept?.content ?? '')).toMatchObject({
    missing: {
      account: '9161112233',
      amountTaken: 10_300,
      amountCredited: 10_000,
      // 14:05 of the trade point's zone, three hours before UTC's.
      takenAt: Date.UTC(2026, 10, 20, 11, 5),
      takenBy: 'Игорь Павлов',
    },
    wording: 'Добрый день! Перепроведите, пожалуйста, платеж.',
  });
  // The same paper again: it is asked for already.
  expect(codeOf(await till.ask('adjust.ask', paperAsk()))).toBe('adjustmentImpossible');
  expect(await requestOf(till, request.id)).toMatchObject({ receipt: '9/9', number: '' });
});

test('made by the office from its paper, it is credited once: the journal that comes later attaches', async () => {
  const place = newTradePoint();
  const here = await working(place);
  // The second workstation sold while nothing of it could travel.
  const there = await enrolledTill(sep, place, 2);
  await startShift(there);
  const account = '916 777-00-41';
  const paymentId = await pay(there, { ...phone, account, sum: '431' }, 100_000);
  const { amountTaken, receipt: number } = await there.must('adjust.open', { paymentId });
  const receipt = {
    kind: 'typed' as const,
    number: number.split(' ')[0] ?? '',
    amount: amountTaken,
  };
  expect(await here.must('adjust.byReceipt', receipt)).toMatchObject({
    kind: 'unknown',
    paper: { known: false },
  });
  const entry = { ...paperAsk().missing, account, amountCredited: 43_100 } as Ask['missing'];
  const { request } = await here.must('adjust.ask', paperAsk({ receipt, missing: entry }));
  const decided = await decide(sep.system.parts, {
    requestId: request.id,
    person: { id: '00000000-0000-4000-8000-00000000de51', role: 'operator' },
    decision: 'approve',
    reason: 'по скану чека',
    corrected: null,
    operatorAnswer: null,
  });
  expect(decided.kind).toBe('decided');
  await requestState(here, request.id, 'done');
  const credits = () => sep.system.operators?.credited().filter((one) => one.account === '9167770041') ?? [];
  while (credits().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const made = await here.must('adjust.byReceipt', receipt);
  expect(made).toMatchObject({ kind: 'unknown', paper: { known: true } });

  // Its own journal gets through: its till is told of the status, and no second payment is sent.
  await there.must('sync.claim', { takeOver: true });
  await standing(there, paymentId, 'completed');
  expect(credits()).toHaveLength(1);
  await requestState(here, request.id, 'done');
  await here.must('requests.list', null);
  while ((await requestOf(here, request.id))?.number !== '2-1')
    await new Promise((resolve) => setTimeout(resolve, 20));
  const rows = await sep.database.query('SELECT FROM payment WHERE account = $1', ['9167770041']);
  expect(rows).toHaveLength(1);
});

test('what the office made from its paper and brought to the operator is not cancelled at the till that never conducted it', async () => {
  const place = newTradePoint();
  const here = await working(place);
  const there = await enrolledTill(sep, place, 2);
  await startShift(there);
  const paymentId = await enterSigned(there, { ...phone, account: '916 777-00-42', sum: '432' });
  await there.must('payment.receipt', { paymentId, tendered: 100_000 });
  const ask = await order(there, paymentId, 'cancel');
  const entry = { ...paperAsk().missing, account: '916 777-00-42', amountCredited: 43_200 } as Ask['missing'];
  const { request } = await here.must('adjust.ask', paperAsk({ receipt: ask.receipt, missing: entry }));
  const person = { id: '00000000-0000-4000-8000-00000000de52', role: 'operator' };
  const word = { reason: 'по скану чека', corrected: null, operatorAnswer: null };
  // Nothing of its journal is here yet: its receipt alone tells СЭП which payment is meant.
  const claimed = async () => {
    const cancelled = await there.ask('adjust.cancelHere', ask);
    return cancelled.ok ? 'cancelled' : String(cancelled.failure.details?.['why']);
  };
  expect(await claimed()).toContain('на другом рабочем месте уже оставлено обращение');
  await decide(sep.system.parts, { requestId: request.id, person, decision: 'approve', ...word });
  // By the paper's story, or by what the till has heard of it since.
  expect(await claimed()).toMatch(/центральный офис уже создал (этот )?платёж/i);
  await there.must('sync.claim', { takeOver: true });
  while ((await there.must('adjust.open', { paymentId })).standing !== 'проведён')
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(codeOf(await there.ask('adjust.cancelHere', ask))).toBe('adjustmentImpossible');
  expect(there.events().filter(({ type }) => type === 'paymentCancelled')).toEqual([]);
});

test('what is cancelled at the till never reaches the operator, and СЭП knows of the refund', async () => {
  const till = await working();
  const paymentId = await enterSigned(till, phone);
  await till.must('payment.receipt', { paymentId, tendered: 60_000 });
  await till.must('adjust.cancelHere', await order(till, paymentId, 'cancel'));
  expect(printFailure(await till.ask('refund.pay', { paymentId }))).toBe('printed');
  for (;;) {
    const rows = await sep.database.query<{ stage: string }>('SELECT stage FROM refund WHERE payment = $1', [
      paymentId,
    ]);
    if (rows[0]?.stage === 'paid') break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await sep.database.query('SELECT FROM tombstone WHERE payment = $1', [paymentId])).toHaveLength(1);
  expect(await sep.database.query('SELECT FROM attempt WHERE payment = $1', [paymentId])).toEqual([]);
});

test('without СЭП nothing that depends on it is offered; a request waits, and goes once it is back', async () => {
  const first = await startSep();
  const till = await working(newTradePoint(), first);
  const sent = await pay(till, phone, 60_000);
  await completed(till, sent);
  await first.system.close();
  const unsent = await pay(till, { ...phone, account: '916 222-33-44' }, 60_000);
  const done = await till.must('adjust.showReceipt', {
    paymentId: sent,
    receipt: { kind: 'typed', number: '1/1', amount: 51_500 },
  });
  expect(done.fresh).toBe(false);
  expect(done.verdicts.some(({ possible }) => possible)).toBe(false);

  const ask = await order(till, unsent, 'reconduct');
  const left = await till.must('adjust.ask', ask);
  expect(left).toMatchObject({ sent: false, request: { state: 'open' } });
  expect(await requestOf(till, left.request.id)).toMatchObject({ sent: false, number: '1-2' });
  expect(codeOf(await till.ask('adjust.ask', ask))).toBe('adjustmentImpossible');

  // A letter asks for what needs no status, and says why not of the rest.
  const other = await pay(till, { ...phone, account: '916 222-33-55' }, 60_000);
  const ids = [sent, other] as Input<'letter.judge'>['paymentIds'];
  expect(await till.must('letter.judge', { kind: 'cancel', paymentIds: ids })).toEqual({
    fresh: false,
    rows: [
      { paymentId: sent, barred: expect.stringContaining('СЭП недоступна') },
      { paymentId: other, barred: null },
    ],
  });
  expect(codeOf(await till.ask('letter.copy', await letterOf(till, 'cancel', [{ paymentId: sent }])))).toBe(
    'adjustmentImpossible',
  );
  const letter = await letterOf(till, 'cancel', [{ paymentId: other }]);
  expect(await till.must('letter.copy', letter)).toEqual({ left: 1, unsent: 1, awaiting: 1 });
  const { awaiting } = await till.must('adjust.open', { paymentId: other });
  const requestId = awaiting?.id as Input<'requests.showReceipt'>['requestId'];
  const receipt = await receiptTo(till, other);
  expect(await till.must('requests.showReceipt', { requestId, receipt })).toMatchObject({
    sent: false,
    request: { state: 'awaitsReceipt' },
  });
  expect(await requestOf(till, requestId)).toMatchObject({ sent: false, receiptWaits: true });

  // It is on disk: neither a restart nor СЭП's absence loses it.
  await till.close();
  const { databaseUrl, url } = first;
  // It sends nothing to operators: one that is just at a payment would bar its cancel.
  const again = await startSep({ databaseUrl, port: Number(new URL(url).port), dispatch: false });
  const restarted = await startTill({ profile: till.profile, at: Date.now() });
  await signIn(restarted, cashierAnna);
  while (!(await requestOf(restarted, left.request.id))?.sent)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await again.database.query('SELECT FROM request WHERE id = $1', [left.request.id])).toHaveLength(1);
  // The receipt follows its request.
  await requestState(restarted, requestId, 'open');
  expect(await requestOf(restarted, requestId)).toMatchObject({
    receipt: receipt.number,
    receiptWaits: false,
  });
  await restarted.close();
  await again.close();
  await first.close();
});
