/** A till and a real СЭП: the box, payments that go out, statuses that come back, a СЭП that is away for a while. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SepDatabase } from '../../tools/sepDatabase.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import { cashierAnna, codeOf, endTills, pay, phone, signIn, startTill } from '../../tools/workstation.ts';
import { completed, enrolledTill, linked, newTradePoint, startShift } from './ground.ts';

let database: SepDatabase;
let sep: TestSep;
let running = false;
const start = async (port: number): Promise<void> => {
  sep = await startSep({ databaseUrl: database.url, port });
  running = true;
};
const stop = async (): Promise<void> => {
  if (!running) return;
  running = false;
  await sep.close();
};
beforeAll(async () => {
  database = await newSepDatabase();
  await start(0);
});
afterAll(async () => {
  await stop();
  await database.drop();
});
afterEach(endTills);

test('a payment goes out by itself and is seen to be completed', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  const paymentId = await pay(till, phone, 60_000);
  const view = await completed(till, paymentId);
  expect(view.sync?.ticked).toBe(true);
  await till.until(({ sync }) => sync?.unsent === 0 && sync.open === 0);
  expect(await till.must('sync.open', null)).toEqual([]);
});

test('a box that another holds stays empty and says whose it is; taken over, the first is told until it has read it', async () => {
  const place = newTradePoint();
  const first = await enrolledTill(sep, place, 1);
  const second = await enrolledTill(sep, place, 2);
  await startShift(first);
  await startShift(second);
  expect((await first.must('sync.claim', { takeOver: false })).sync?.ticked).toBe(true);

  const refused = await second.must('sync.claim', { takeOver: false });
  expect(refused.sync).toMatchObject({ ticked: false, holder: { workstation: 1 }, nobody: null });
  expect((await second.must('sync.claim', { takeOver: true })).sync?.ticked).toBe(true);
  const told = await first.until(({ sync }) => sync?.ticked === false);
  expect(told.sync).toMatchObject({ lost: { workstation: 2 }, holder: { workstation: 2 } });
  expect((await first.must('sync.lossRead', null)).sync?.lost).toBeNull();

  expect((await second.must('sync.release', null)).sync?.ticked).toBe(false);
  await first.until(({ sync }) => sync?.nobody === 'noDesignation');
});

test('the tick survives a restart, and what was conducted before goes out after it', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  const { profile } = till;
  await till.close();
  const again = await startTill({ profile, at: Date.now() });
  await linked(again);
  expect(again.pushed().sync?.ticked).toBe(true);
  await signIn(again, cashierAnna);
  await completed(again, await pay(again, phone, 60_000));
});

test('while СЭП is away the box can’t be moved and payments wait; they go out when it is back', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  const port = Number(new URL(sep.url).port);
  await stop();
  await till.until(({ sync }) => sync?.link === 'unavailable');
  expect(codeOf(await till.ask('sync.claim', { takeOver: false }))).toBe('sepUnavailable');
  const taken: string[] = [];
  for (const sum of ['100', '200', '300']) taken.push(await pay(till, { ...phone, sum }, 60_000));
  const waiting = await till.until(({ sync }) => sync?.unsent === 3);
  expect(waiting.sync).toMatchObject({ open: 3, ticked: true });
  expect(
    (await till.must('sync.open', null)).map(({ paymentId, standing }) => [paymentId, standing]),
  ).toEqual(taken.map((id) => [id, null]));
  till.pass(16 * 60_000);
  await till.view();
  expect(till.pushed().sync?.nobody).toBe('unsentOld');

  await start(port);
  for (const paymentId of taken) await completed(till, paymentId);
  await till.until(({ sync }) => sync?.unsent === 0);
});
