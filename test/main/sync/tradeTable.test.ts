/**
 * Every row of the trade's table by every correction, receipt, shift and role, through a real till's door, a real СЭП and
 * its dispatcher. Each payment was taken at a till and came to its place by the way that leads there.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AdjustmentKind } from '../../../contract/adjustment.ts';
import { decide } from '../../../sep/adjustments/decide.ts';
import { saveGateway } from '../../../sep/dispatch/gateway.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import type { TradeCase, TradePlace } from '../../tools/tradeTable.ts';
import { casesOf, tradePlaces, tradeTable } from '../../tools/tradeTable.ts';
import type { Input, Till } from '../../tools/workstation.ts';
import {
  administratorSergey,
  cashierAnna,
  endTills,
  enterSigned,
  hour,
  idOf,
  pay,
  pinOf,
  seniorMarina,
  signIn,
} from '../../tools/workstation.ts';
import { enrolledTill, linked, newTradePoint } from './ground.ts';

type Ask = Input<'adjust.ask'>;

let sep: TestSep;
/** Ships; and one of the same trade point whose journal never leaves it. */
let till: Till;
let apart: Till;
/** Receipts of a till of another trade point. */
let foreign: Ask['receipt'];
/** One clock for all computers. */
let ahead = 0;

/** Whether something comes of it at once; what is left to people is denied by them, and the payment is as before. */
function isFinal({ place, kind, shiftOpen, role }: TradeCase): boolean {
  const cell = tradeTable[place][kind];
  return role !== 'cashier' && (cell === 'till' || (cell === 'sep' && shiftOpen));
}

/** What a case is about: a payment of its own where something comes of it, else one for the place and shift. */
const payments = new Map<string, string>();
const keyOf = (one: TradeCase): string =>
  isFinal(one) ? `${one.place} ${one.shiftOpen} ${one.kind} ${one.role}` : `${one.place} ${one.shiftOpen}`;
const keysOf = (place: TradePlace, shiftOpen: boolean): readonly string[] => [
  ...new Set(casesOf(place).flatMap((one) => (one.shiftOpen === shiftOpen ? [keyOf(one)] : []))),
];

/** At which provider a payment stays where it is wanted, and the number at which its operator behaves so. */
const ways: Partial<Record<TradePlace, { readonly provider?: string; readonly ending?: string }>> = {
  accepted: { provider: 't2' },
  checking: { provider: 'megafon' },
  forwarded: { provider: 'beeline', ending: '000009' },
  hung: { ending: '000007' },
  rejected: { ending: '000005' },
  cancelled: { ending: '000005' },
  refunded: { ending: '000005' },
};

const tillOf = (place: TradePlace): Till => (place === 'notReceived' ? apart : till);

let count = 0;
function typedFor(place: TradePlace) {
  count += 1;
  const { provider = 'mts', ending } = ways[place] ?? {};
  const account = ending ? `9${String(count).padStart(3, '0')}${ending}` : `916${String(1_234_000 + count)}`;
  return { provider, account, sum: String(100 + count) };
}

const status = async (paymentId: string): Promise<string | null> => {
  const [row] = await sep.database.query<{ status: string }>('SELECT status FROM payment WHERE id = $1', [
    paymentId,
  ]);
  return row?.status ?? null;
};

const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
async function arrive(paymentIds: readonly string[], wanted: string): Promise<void> {
  for (;;) {
    const [row] = await sep.database.query<{ there: number }>(
      'SELECT count(*)::integer AS there FROM payment WHERE id = ANY($1::uuid[]) AND status = $2',
      [paymentIds, wanted],
    );
    if (row?.there === paymentIds.length) return;
    await pause();
  }
}

/** Each till knows them by ids of its own. */
const people = new Map<Till, Record<keyof typeof seniors, string>>();
const seniors = { senior: seniorMarina, administrator: administratorSergey } as const;
async function second(at: Till, role: TradeCase['role']): Promise<Ask['senior']> {
  if (role === 'cashier') return null;
  const name = seniors[role];
  const cashierId = people.get(at)?.[role] ?? '';
  return { cashierId, pin: pinOf(name) };
}

/** One digit apart. */
const beside = (account: string): string =>
  `${account.slice(0, 4)}${(Number(account[4]) + 1) % 10}${account.slice(5)}`;

type Shown = Awaited<ReturnType<typeof open>>;
const open = (at: Till, paymentId: string) => at.must('adjust.open', { paymentId });
/** Each payment as it was shown before anybody had brought its receipt. */
const shown = new Map<string, Shown>();
async function showOnce(at: Till, paymentId: string): Promise<Shown> {
  const desk = shown.get(paymentId) ?? (await open(at, paymentId));
  shown.set(paymentId, desk);
  return desk;
}

async function askOf(
  at: Till,
  paymentId: string,
  kind: AdjustmentKind,
  role: TradeCase['role'],
): Promise<Ask> {
  const { receipt, amountTaken, account, providerId } = await showOnce(at, paymentId);
  return {
    paymentId,
    kind,
    receipt: { kind: 'typed', number: receipt.split(' ')[0] ?? '', amount: amountTaken },
    missing: null,
    corrected: kind === 'transfer' ? { providerId, account: beside(account) } : null,
    reason: 'клиент ошибся',
    senior: await second(at, role),
    attachments: [],
  };
}

/** Two people of the central office, and the operator's word. */
async function transferred(paymentId: string): Promise<void> {
  const { request } = await till.must('adjust.ask', await askOf(till, paymentId, 'transfer', 'cashier'));
  const word = {
    requestId: request.id,
    decision: 'approve',
    reason: 'по заявлению',
    corrected: null,
  } as const;
  for (const [id, operatorAnswer] of [
    ['anna', null],
    ['boris', null],
    ['anna', 'переведено'],
  ] as const)
    await decide(sep.system.parts, { ...word, person: { id, role: 'operator' }, operatorAnswer });
}

/** Takes what the cases of one shift are about, and brings it where they want it. */
async function take(shiftOpen: boolean): Promise<void> {
  const taken = new Map<TradePlace, string[]>();
  for (const place of tradePlaces) {
    if (place === 'missing') continue;
    for (const key of keysOf(place, shiftOpen)) {
      const typed = typedFor(place);
      const paymentId =
        place === 'receipted' ? await receipted(typed) : await pay(tillOf(place), typed, 1_000_000);
      payments.set(key, paymentId);
      taken.set(place, [...(taken.get(place) ?? []), paymentId]);
    }
  }
  const at = (place: TradePlace): readonly string[] => taken.get(place) ?? [];
  for (const place of ['accepted', 'checking', 'forwarded', 'hung', 'rejected', 'completed'] as const)
    await arrive(at(place), place);
  // Nobody asks about them again, however late it gets.
  const underWay = [...at('checking'), ...at('forwarded')];
  await sep.database.run('UPDATE payment SET due_at = NULL WHERE id = ANY($1::uuid[])', [underWay]);
  for (const place of ['cancelled', 'refunded'] as const) {
    await arrive(at(place), 'rejected');
    for (const paymentId of at(place))
      await till.must('adjust.ask', await askOf(till, paymentId, 'cancel', 'senior'));
  }
  for (const paymentId of at('refunded')) {
    await till.must('adjust.ask', await askOf(till, paymentId, 'cashRefund', 'senior'));
    expect(await till.must('refund.pay', { paymentId })).toMatchObject({ failure: null });
  }
  await arrive(at('refunded'), 'refunded');
  await arrive(at('transferred'), 'completed');
  for (const paymentId of at('transferred')) await transferred(paymentId);
}

async function receipted(typed: Parameters<typeof enterSigned>[1]): Promise<string> {
  const paymentId = await enterSigned(till, typed);
  await till.must('payment.receipt', { paymentId, tendered: 1_000_000 });
  return paymentId;
}

const closeShift = (at: Till) => at.must('shift.close', { counted: [] });
const openShift = (at: Till) => at.must('shift.open', { openingCash: 10_000_000 });

beforeAll(async () => {
  const clock = () => Date.now() + ahead;
  sep = await startSep({ clock });
  const { parts, operators } = sep.system;
  const retry = { firstMs: 20, factor: 1, mostMs: 20, unreachedMs: 3_600_000, mostAgeMs: 3_600_000 };
  const later = { ...retry, firstMs: 3_600_000, mostMs: 3_600_000 };
  const at = (provider: string) => `${operators?.url}/osmp/${provider}`;
  await saveGateway(parts, 'mts', { url: at('mts'), retry, cancels: true });
  // What is under way there is asked about an hour later.
  await saveGateway(parts, 'beeline', { url: at('beeline'), retry: later });
  // Nobody is there.
  await saveGateway(parts, 'megafon', { url: 'http://127.0.0.1:9/osmp', retry });
  // Its gateway can't be read: what is for it waits.
  await sep.database.run("UPDATE gateway SET value = '{}' WHERE provider = 't2'");

  const place = newTradePoint();
  till = await enrolledTill(sep, place, 1);
  apart = await enrolledTill(sep, place, 2);
  for (const one of [till, apart]) {
    await signIn(one, cashierAnna);
    await openShift(one);
    const [senior, administrator] = [await idOf(one, seniorMarina), await idOf(one, administratorSergey)];
    people.set(one, { senior, administrator });
  }
  await till.must('sync.claim', { takeOver: false });

  await take(false);
  // Over what is receipted and not conducted a shift closes only past 24 hours.
  ahead = 25 * hour;
  // Both at once: a contact of one whose clock has not moved yet would find it 25 hours behind СЭП's.
  for (const one of [till, apart]) one.pass(ahead);
  for (const one of [till, apart]) {
    await signIn(one, cashierAnna);
    await linked(one);
    await closeShift(one);
    await openShift(one);
  }
  await take(true);

  const there = await enrolledTill(sep, newTradePoint(), 1, { at: clock() });
  await signIn(there, cashierAnna);
  await openShift(there);
  await there.must('sync.claim', { takeOver: false });
  const known = await pay(there, { provider: 'mts', account: '9167654321', sum: '77' }, 1_000_000);
  await arrive([known], 'completed');
  const paper = there.papers().findLast(({ kind }) => kind === 'receipt')?.text ?? '';
  const [, drive = '', document, sign = ''] =
    /&fn=(\d+)&i=(\d+)&fp=(\d+)/.exec(paper.replace(/\s/g, '')) ?? [];
  const { amountTaken: amount } = await there.must('adjust.open', { paymentId: known });
  foreign = {
    kind: 'qr',
    drive,
    document: Number(document),
    sign,
    amount,
    time: '20261123T0900',
    operation: 1,
  };
}, 120_000);
afterAll(async () => {
  await endTills();
  await sep.close();
});

/** What the till answers: a state of the request, or why not. */
async function asked(at: Till, ask: object): Promise<string> {
  const answer = await at.ask('adjust.ask', ask as Ask);
  if (answer.ok) return answer.value.request.state;
  const { code, details } = answer.failure;
  return code === 'adjustmentImpossible' ? `${code}: ${details?.['why']}` : code;
}

let papers = 0;
/** Of a payment that no till has: its paper, and what the cashier reads off it. */
function paperAsk({ kind, receipt }: TradeCase, senior: Ask['senior']): object {
  if (receipt === 'own') papers += 1;
  const amount = 20_000 + 100 * papers;
  const read = { day: '2026-11-20', time: '14:05', takenBy: '' };
  return {
    paymentId: null,
    kind,
    receipt:
      receipt === 'missing'
        ? null
        : receipt === 'foreign'
          ? foreign
          : { kind: 'typed', number: `90/${papers}`, amount },
    missing: { providerId: 'mts', account: `91670${10_000 + papers}`, amountCredited: amount, ...read },
    corrected: kind === 'transfer' ? { providerId: 'mts', account: `91671${10_000 + papers}` } : null,
    reason: 'платежа нет на кассе',
    senior,
    attachments: [{ name: 'чек.png', type: 'image/png', content: 'iVBORw0KGgo=' }],
  };
}

const office = { person: { id: 'vera', role: 'operator' }, corrected: null, operatorAnswer: null } as const;
/** The office says no, the till hears of it, and the payment is where it was. */
async function denied(paymentId: string): Promise<void> {
  const [open] = await sep.database.query<{ id: string }>(
    "SELECT id FROM request WHERE payment = $1 AND state = 'open'",
    [paymentId],
  );
  const word = { requestId: open?.id ?? '', decision: 'deny', reason: 'нет заявления' } as const;
  expect(await decide(sep.system.parts, { ...word, ...office })).toMatchObject({ view: { state: 'denied' } });
}

/** What the trade says of a case. */
function wanted({ place, kind, receipt, shiftOpen, role }: TradeCase): string | RegExp {
  if (receipt === 'foreign') return place === 'missing' ? 'receiptForeign' : 'receiptOfAnother';
  // The window has no way to send it.
  if (receipt === 'missing') return 'badPayload';
  const cell = tradeTable[place][kind];
  if (cell === 'no') return /^adjustmentImpossible: [А-Я].{10,}\.$/;
  if (cell === 'till')
    return kind === 'cancel' ? /отмените его здесь/ : /отмените его здесь|Вместе с отменой/;
  if (cell !== 'sep' || !shiftOpen) return 'open';
  if (role === 'cashier') return 'secondPersonNeeded';
  return kind === 'cancel' ? 'done' : 'granted';
}

/** What never left the till is cancelled there, by two people, and its cash goes back with it; СЭП has no word in it. */
async function cancelledHere(one: TradeCase, paymentId: string, ask: object): Promise<void> {
  const cancelled = await till.ask('adjust.cancelHere', { ...ask, kind: 'cancel' } as Ask);
  if (one.role === 'cashier')
    return expect(cancelled).toMatchObject({ ok: false, failure: { code: 'secondPersonNeeded' } });
  expect(cancelled).toMatchObject({ ok: true, value: { refund: { stage: 'granted' } } });
  if (one.kind !== 'cashRefund') return;
  expect(await till.must('refund.pay', { paymentId })).toMatchObject({
    failure: null,
    desk: { refund: { stage: 'paid' } },
  });
}

async function play(one: TradeCase): Promise<string> {
  const { place, kind, receipt, role } = one;
  const at = tillOf(place);
  if (place === 'missing') return asked(at, paperAsk(one, await second(at, role)));
  const paymentId = payments.get(keyOf(one)) ?? '';
  const ask = await askOf(at, paymentId, kind, role);
  if (receipt === 'foreign') return asked(at, { ...ask, receipt: foreign });
  if (receipt === 'missing') {
    const { verdicts } = await showOnce(at, paymentId);
    expect(verdicts.find((verdict) => verdict.kind === kind)).toMatchObject({
      possible: false,
      why: expect.stringContaining('Без кассового чека'),
    });
    return asked(at, { ...ask, receipt: null });
  }
  const before = await status(paymentId);
  expect(before).toBe(place === 'receipted' || place === 'notReceived' ? null : place);
  const answer = await asked(at, ask);
  if (tradeTable[place][kind] === 'till') await cancelledHere(one, paymentId, ask);
  // Asked once more, nothing more happens: it is told that it is asked for, or over.
  else if (['open', 'done', 'granted'].includes(answer))
    expect(await asked(at, { ...ask, senior: null })).toMatch(/^adjustmentImpossible: /);
  if (answer === 'open') await denied(paymentId);
  if (place !== 'receipted')
    expect(await status(paymentId)).toBe(answer === 'done' && before !== null ? 'cancelled' : before);
  return answer;
}

test.each(tradePlaces.map((place) => ({ place, cases: casesOf(place) })))(
  '$place: $cases.length cases',
  async ({ place, cases }) => {
    expect(new Set(cases.map((one) => JSON.stringify(one))).size).toBe(4 * 3 * 2 * 3);
    for (const one of cases) {
      const answer = await play(one);
      expect({ ...one, answer }).toMatchObject({ ...one, place, answer: expect.stringMatching(wanted(one)) });
    }
  },
);

test('what the tills cancelled by themselves never reaches an operator; of all the rest nothing was credited twice', async () => {
  const own = [...payments].flatMap(([key, id]) => (key.startsWith('receipted ') ? [id] : []));
  expect(own.length).toBeGreaterThan(0);
  expect(await sep.database.query('SELECT FROM attempt WHERE payment = ANY($1::uuid[])', [own])).toEqual([]);
  const credited = sep.system.operators?.credited() ?? [];
  expect(new Set(credited.map(({ account }) => account)).size).toBe(credited.length);
  const grants = await sep.database.query('SELECT FROM refund_grant GROUP BY payment HAVING count(*) > 1');
  expect(grants).toEqual([]);
});
