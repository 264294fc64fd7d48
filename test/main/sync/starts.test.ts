/** Starts of a workstation that belongs to a СЭП: an ordinary day goes on with its journal, a copy never does. */
import { renameSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PaymentId } from '../../../contract/primitives.ts';
import { openPeers } from '../../../main/peers/peers.ts';
import { driverLocation } from '../../../main/store/driver.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { verifyProfile } from '../../../main/store/verify.ts';
import { trainingTradePoint } from '../../../main/training/trainingSet.ts';
import type { SepDatabase } from '../../tools/sepDatabase.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import type { Till } from '../../tools/workstation.ts';
import {
  administratorSergey,
  cashierAnna,
  crashCopy,
  endTills,
  enterSigned,
  pay,
  phone,
  signIn,
  startTill,
  trainingProfile,
} from '../../tools/workstation.ts';
import { clockAt, detailsOf, migrations, reopen, take as takeStored } from '../store/station.ts';
import { completed, enrolledTill, linked, newTradePoint, startShift } from './ground.ts';

let database: SepDatabase;
let sep: TestSep;
let running = false;
const start = async (port: number): Promise<void> => {
  sep = await startSep({ databaseUrl: database.url, port });
  running = true;
};
const stop = async (): Promise<number> => {
  const port = Number(new URL(sep.url).port);
  running = false;
  await sep.close();
  return port;
};
beforeAll(async () => {
  database = await newSepDatabase();
  await start(0);
});
afterAll(async () => {
  if (running) await stop();
  await database.drop();
});
afterEach(endTills);

/** Of workstation 1. */
const journals = (till: Till): number =>
  till.events().filter(({ type, body }) => type === 'journalOpened' && body['workstation'] === 1).length;
const open = (profile: string): Promise<Till> =>
  startTill({ profile, at: Date.now(), network: { openPeers } });

let sums = 200;
/** A payment of a sum of its own, as the operator and СЭП warn of doubles. */
const take = (till: Till): Promise<string> => {
  sums += 1;
  return pay(till, { ...phone, sum: String(sums) }, 90_000);
};

/** Two workstations of a trade point that have met; the first holds no box, so its payments lie with the second. */
async function pair(): Promise<{ readonly first: Till; readonly second: Till }> {
  const place = newTradePoint();
  const network = { openPeers };
  const first = await enrolledTill(sep, place, 1, { network });
  const second = await enrolledTill(sep, place, 2, { network });
  await startShift(first);
  await first.until(({ sync }) => sync?.parts.some(({ freshAt }) => freshAt !== null) === true);
  return { first, second };
}

/** Until the second workstation shows a payment of the first. */
async function seen(till: Till, paymentId: string): Promise<void> {
  while (
    !till.events().some(({ type, body }) => type === 'paymentConducted' && body['paymentId'] === paymentId)
  )
    await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Until the second workstation has heard from СЭП where the first one's door is now. */
async function found(second: Till, first: Till): Promise<void> {
  await signIn(second, cashierAnna);
  const doorOf = async (): Promise<number | undefined> =>
    (await first.must('sync.connection', null))?.own[0]?.port;
  const known = async (): Promise<number | undefined> =>
    (await second.must('sync.connection', null))?.peers.find(({ workstation }) => workstation === 1)
      ?.addresses[0]?.port;
  await expect.poll(async () => (await known()) === (await doorOf()), { timeout: 20_000 }).toBe(true);
}

const asides = (): Promise<object[]> => sep.database.query('SELECT kind, seq, origin FROM set_aside');

test('in the morning, with СЭП in reach and the other computer still off, the journal of yesterday goes on', async () => {
  const { first, second } = await pair();
  const paid = await take(first);
  await seen(second, paid);
  await first.close();
  await second.close();
  for (let day = 0; day < 2; day += 1) {
    const again = await open(first.profile);
    await signIn(again, cashierAnna);
    await take(again);
    expect(journals(again)).toBe(1);
    expect((await again.view()).newJournal).toBeNull();
    await again.close();
  }
});

test('after a run that was cut short a new one begins, quietly, though everybody agrees; all that was under way goes on in it', async () => {
  const { first, second } = await pair();
  const paid = await take(first);
  await seen(second, paid);
  // Signed, not receipted; and receipted, not conducted.
  const signed = await enterSigned(first, { ...phone, sum: '150' });
  const receipted = await enterSigned(first, { ...phone, sum: '160' });
  await first.must('payment.receipt', { paymentId: receipted, tendered: 90_000 });
  const before = await first.view();
  const cut = crashCopy(first.profile);
  await first.close();

  const again = await open(cut);
  await signIn(again, cashierAnna);
  const after = await again.view();
  expect(journals(again)).toBe(1);
  for (const part of ['shift', 'unfinished', 'recent'] as const) expect(after[part]).toEqual(before[part]);
  await again.must('payment.conduct', { paymentId: receipted });
  await again.must('payment.receipt', { paymentId: signed, tendered: 90_000 });
  await again.must('payment.conduct', { paymentId: signed });
  await take(again);
  expect(journals(again)).toBe(2);
  const now = await again.view();
  expect(now.newJournal).toBeNull();
  expect(now.recent.map(({ number }) => number)).toEqual(['1-4', '1-3', '1-2', '1-1']);
  expect(now.shift?.number).toBe(before.shift?.number);
  const cutAgain = crashCopy(cut);
  await again.close();

  // A start and an end in which nothing was appended make nothing better.
  const idle = await open(cutAgain);
  await idle.close();
  const next = await open(cutAgain);
  await signIn(next, cashierAnna);
  await take(next);
  expect(journals(next)).toBe(3);
  expect((await next.view()).newJournal).toBeNull();
  // The neighbour has all of it, each once.
  await seen(second, signed);
});

test('a dozen runs out of СЭП’s reach, each in a journal of its own: one start binds and brings all of them', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  await till.close();
  const taken: PaymentId[] = [];
  for (let run = 0; run < 12; run += 1) {
    const life = reopen({
      folder: till.profile,
      seed: run,
      machineId: 'guid:test-machine',
      clock: clockAt(Date.now()),
    });
    life.database.pragma('synchronous = OFF');
    sums += 1;
    taken.push(takeStored(life, detailsOf(sums * 100, 0, '9161234567', 'mts')));
    life.store.close();
  }
  const back = await startTill({ profile: till.profile, at: Date.now() });
  await signIn(back, cashierAnna);
  expect(journals(back)).toBe(13);
  taken.push((await take(back)) as PaymentId);
  await back.until(({ sync }) => sync?.unsent === 0 && sync.open === 0);
  expect((await back.view()).recent[0]?.number).toBe('1-13');
  expect((await back.view()).newJournal).toBeNull();
  const rows = await sep.database.query<{ status: string }>('SELECT status FROM payment WHERE id = ANY($1)', [
    taken,
  ]);
  expect(rows.map(({ status }) => status)).toEqual(taken.map(() => 'completed'));
  expect(await asides()).toEqual([]);
  // What is printed on a Z and kept outside vouches for each of the journals.
  await back.close();
  const verified = await verifyProfile({
    profile: profileAt(till.profile),
    driver: driverLocation(),
    migrations,
    printed: null,
    signatures: 'every',
    heard: () => undefined,
  });
  if (!verified.ok) throw new Error(verified.failure.code);
  expect(verified.value.findings).toEqual([]);
  expect(verified.value.vouched).toHaveLength(13);
});

test('a program that is opened and closed without СЭП leaves the journal as it was', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await take(till);
  await till.close();
  const port = await stop();
  const away = await startTill({ profile: till.profile, at: Date.now() });
  await signIn(away, cashierAnna);
  await away.close();
  await start(port);
  const back = await startTill({ profile: till.profile, at: Date.now() });
  await signIn(back, cashierAnna);
  await take(back);
  expect(journals(back)).toBe(1);
});

test('СЭП that comes back before the first payment lifts the doubt, and after the next start knows the mark', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await till.close();
  const port = await stop();
  const back = await startTill({ profile: till.profile, at: Date.now() });
  await signIn(back, cashierAnna);
  await start(port);
  await linked(back);
  await take(back);
  expect(journals(back)).toBe(1);
  await back.close();
  const next = await startTill({ profile: till.profile, at: Date.now() });
  await signIn(next, cashierAnna);
  await take(next);
  expect(journals(next)).toBe(1);
});

test.each([
  { sepWas: 'in reach' },
  { sepWas: 'away from the start on, so that it was never told how far the journal got' },
])(
  'a double disaster: put back from a copy while the only one who knows more is off, СЭП $sepWas; no fork, and all arrives once',
  async ({ sepWas }) => {
    const { first, second } = await pair();
    const early = await take(first);
    await seen(second, early);
    await first.close();
    const copy = crashCopy(first.profile);
    const later = await open(first.profile);
    await signIn(later, cashierAnna);
    await found(second, later);
    const port = sepWas === 'in reach' ? null : await stop();
    const lost = [await take(later), await take(later)];
    for (const paymentId of lost) await seen(second, paymentId);
    expect(journals(later)).toBe(1);
    await later.close();
    await second.close();
    if (port !== null) await start(port);
    // The disk is dead, nothing was shipped, and who has it all is off.
    rmSync(first.profile, { recursive: true });
    renameSync(copy, first.profile);
    const restored = await open(first.profile);
    await signIn(restored, cashierAnna);
    const after = [await take(restored), await take(restored)];
    expect(journals(restored)).toBe(2);
    expect((await restored.view()).newJournal).toMatchObject({ kind: 'restored' });

    const back = await open(second.profile);
    await signIn(back, cashierAnna);
    await linked(back);
    await back.must('sync.claim', { takeOver: true });
    for (const paymentId of [early, ...lost, ...after]) await completed(restored, paymentId);
    await restored.until(({ sync }) => sync?.unsent === 0);
    expect(await asides()).toEqual([]);
  },
);

test('a profile of before its enrolment, enrolled again, does not go on with the journal that grew meanwhile', async () => {
  const profile = await trainingProfile();
  const early = crashCopy(profile);
  const enrol = async (till: Till): Promise<void> => {
    await signIn(till, administratorSergey);
    const code = await sep.newCode(trainingTradePoint.id, 1);
    await till.must('sync.enrol', { address: sep.url, code });
    await linked(till);
    await till.must('session.lock', null);
  };
  const till = await startTill({ profile, at: Date.now() });
  await enrol(till);
  await startShift(till);
  await take(till);
  expect(journals(till)).toBe(1);
  await till.close();
  const again = await startTill({ profile: early, at: Date.now() });
  await enrol(again);
  await startShift(again);
  await take(again);
  expect(journals(again)).toBe(2);
});
