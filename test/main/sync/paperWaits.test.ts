/**
 * A payment that the office makes from its paper while the till that took it may still cancel it: credited or paid back, never
 * both. Real tills, one of them behind a network that is cut.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { decide } from '../../../sep/adjustments/decide.ts';
import type { Operators } from '../../../sep/operators/server.ts';
import { startOperators } from '../../../sep/operators/server.ts';
import { putBackInPlace, takeDump } from '../../tools/databaseDump.ts';
import type { FaultyProxy } from '../../tools/faultyProxy.ts';
import { always, openFaultyProxy } from '../../tools/faultyProxy.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import type { Input, Till } from '../../tools/workstation.ts';
import {
  cashierAnna,
  endTills,
  enterSigned,
  idOf,
  phone,
  pinOf,
  printFailure,
  seniorMarina,
  signIn,
  startTill,
} from '../../tools/workstation.ts';
import { enrolledTill, linked, newTradePoint, startShift } from './ground.ts';

let operators: Operators;
let sep: TestSep;
let wire: FaultyProxy;
beforeAll(async () => {
  operators = await startOperators({
    port: 0,
    folder: null,
    clock: () => Date.now(),
    seed: 1,
    training: true,
  });
  sep = await startSep({ operators: { simulatedAt: operators.url } });
  wire = await openFaultyProxy({ target: Number(new URL(sep.url).port), seed: 1 });
});
afterAll(async () => {
  await wire.close();
  await sep.close();
  await operators.close();
});
afterEach(async () => {
  wire.heal();
  await endTills();
});

type Ask = Input<'adjust.ask'>;
const scan = { name: 'чек.png', type: 'image/png' as const, content: 'iVBORw0KGgo=' };

/** Two workstations, the second behind the wire, where a payment is receipted and not conducted. */
async function tradePoint(account: string) {
  const place = newTradePoint();
  const here = await enrolledTill(sep, place, 1);
  await startShift(here);
  await here.must('sync.claim', { takeOver: false });
  const there = await enrolledTill({ ...sep, url: `https://127.0.0.1:${wire.port}` }, place, 2);
  await startShift(there);
  const paymentId = await enterSigned(there, { ...phone, account, sum: '432' });
  await there.must('payment.receipt', { paymentId, tendered: 100_000 });
  const { receipt: number, amountTaken } = await there.must('adjust.open', { paymentId });
  const receipt: Ask['receipt'] = { kind: 'typed', number: number.split(' ')[0] ?? '', amount: amountTaken };
  const senior = { cashierId: await idOf(there, seniorMarina), pin: pinOf(seniorMarina) };
  const common = { receipt, missing: null, corrected: null, senior: null, attachments: [] };
  const cancel: Ask = { ...common, paymentId, kind: 'cancel', reason: 'передумал', senior };
  const reconduct: Ask = {
    ...common,
    paymentId: null,
    kind: 'reconduct',
    reason: 'платежа нет на кассе',
    missing: {
      providerId: 'mts',
      account,
      amountCredited: amountTaken - 1_300,
      day: '2026-11-20',
      time: '14:05',
      takenBy: '',
    } as unknown as Ask['missing'],
    attachments: [scan],
  };
  return { place, here, there, paymentId, cancel, reconduct };
}

const cut = async (till: Till): Promise<void> => {
  wire.setWeather(always({ kind: 'refuse' }));
  wire.cut();
  await till.until(({ sync }) => sync?.link === 'unavailable');
};

/** Asked for by the paper at the first workstation, and agreed to. */
async function made(here: Till, ask: Ask, from = sep): Promise<string> {
  const { request } = await here.must('adjust.ask', ask);
  const person = { id: '00000000-0000-4000-8000-00000000de51', role: 'operator' };
  const word = { reason: 'по скану чека', corrected: null, operatorAnswer: null };
  await decide(from.system.parts, { requestId: request.id, person, decision: 'approve', ...word });
  return request.id;
}

const creditsOf = (account: string) =>
  operators.credited().filter((one) => one.account === account.replaceAll(/\D/g, ''));
const waitsFor = async (place: string) =>
  sep.database.query<{ id: string; waits_for: number | null; status: string; change: number }>(
    'SELECT id, waits_for, status, change FROM payment WHERE trade_point = $1',
    [place],
  );
/** Until a workstation has said that it knows of all of its trade point. */
const heard = (place: string, workstation: number) =>
  expect
    .poll(() =>
      sep.database.query(
        `SELECT FROM workstation w JOIN trade_point t ON t.id = w.trade_point
         WHERE t.id = $1 AND w.number = $2 AND w.heard_change = t.change_count`,
        [place, workstation],
      ),
    )
    .toHaveLength(1);
const whyNot = async (till: Till, ask: Ask): Promise<string> => {
  const done = await till.ask('adjust.cancelHere', ask);
  return done.ok ? 'cancelled' : String(done.failure.details?.['why']);
};
const answerOf = async (till: Till, id: string) =>
  (await till.must('requests.list', null)).find((request) => request.id === id)?.answer ?? '';

test('its till is cut off: it is not sent, says whom it waits for, and is cancelled there, cash and all', async () => {
  const account = '916 777-00-51';
  const { place, here, there, paymentId, cancel, reconduct } = await tradePoint(account);
  await cut(there);
  const request = await made(here, reconduct);
  await heard(place, 1);
  await expect
    .poll(() => answerOf(here, request))
    .toMatch(/Ждёт рабочее место 2 \(на связи было \d\d\.\d\d\.\d{4} \d\d:\d\d\)/);
  const metrics = await (await fetch(`${sep.opsUrl}/metrics`)).text();
  expect(metrics).toMatch(/kassa_sep_unheard_payments 1\n/);

  await there.must('adjust.cancelHere', cancel);
  expect(printFailure(await there.ask('refund.pay', { paymentId }))).toBe('printed');
  expect(await waitsFor(place)).toMatchObject([{ waits_for: 0, status: 'accepted' }]);
  wire.heal();
  // It is told of it now, and says nothing as long as its cancel is on the way.
  await linked(there);
  const said = 'SELECT heard_change FROM workstation WHERE trade_point = $1 AND number = 2';
  expect(await sep.database.query(said, [place])).toEqual([{ heard_change: 0 }]);
  await there.must('sync.claim', { takeOver: true });
  await expect.poll(() => waitsFor(place), { timeout: 5_000 }).toMatchObject([{ status: 'refunded' }]);
  await heard(place, 2);
  expect(creditsOf(account)).toEqual([]);
  expect(await sep.database.query('SELECT FROM contradiction WHERE trade_point = $1', [place])).toEqual([]);
});

test('started again without СЭП, a till cancels what it begins now, and what it began before by СЭП’s word only', async () => {
  const { there, cancel } = await tradePoint('916 777-00-53');
  await cut(there);
  await there.close();
  const again = await startTill({ profile: there.profile, at: Date.now() });
  await again.until(({ sync }) => sync?.link === 'unavailable');
  await signIn(again, cashierAnna);
  const senior = { cashierId: await idOf(again, seniorMarina), pin: pinOf(seniorMarina) };
  expect(await whyNot(again, { ...cancel, senior })).toContain('принят до запуска программы');
  const paymentId = await enterSigned(again, { ...phone, account: '916 777-00-54', sum: '433' });
  await again.must('payment.receipt', { paymentId, tendered: 100_000 });
  const { receipt: number, amountTaken: amount } = await again.must('adjust.open', { paymentId });
  const receipt = { kind: 'typed' as const, number: number.split(' ')[0] ?? '', amount };
  expect(await whyNot(again, { ...cancel, paymentId, senior, receipt } as Ask)).toBe('cancelled');
  // The journal that was begun meanwhile proves nothing of before; СЭП does.
  expect(await whyNot(again, { ...cancel, senior })).toContain('принят до запуска программы');
  wire.heal();
  await linked(again);
  expect(await whyNot(again, { ...cancel, senior })).toBe('cancelled');
});

test('its till has heard of it: it goes at once, and is never cancelled there, however cut off that till is since', async () => {
  const account = '916 777-00-52';
  const { place, here, there, cancel, reconduct } = await tradePoint(account);
  const dump = await takeDump(sep.database);
  await made(here, reconduct);
  // Its journal need not come: it only has to know.
  await expect.poll(() => creditsOf(account)).toHaveLength(1);
  expect(await waitsFor(place)).toMatchObject([{ waits_for: null }]);
  await cut(there);
  expect(await whyNot(there, cancel)).toMatch(/[Цц]ентральный офис уже создал/);

  // СЭП forgets it: what the till was told once stays.
  await sep.system.close();
  await putBackInPlace(sep.database, dump);
  const port = Number(new URL(sep.url).port);
  const again = await startSep({
    databaseUrl: sep.databaseUrl,
    port,
    operators: { simulatedAt: operators.url },
  });
  expect(await whyNot(there, cancel)).toMatch(/[Цц]ентральный офис уже создал/);
  wire.heal();
  await linked(there);
  expect(await whyNot(there, cancel)).toMatch(/[Цц]ентральный офис уже создал/);
  expect(there.events().filter(({ type }) => type === 'paymentCancelled')).toEqual([]);
  await endTills();
  await again.close();
});
