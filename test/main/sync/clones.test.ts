/** A profile copied whole while it was closed, and worked with on both machines at once, against one СЭП. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SepDatabase } from '../../tools/sepDatabase.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import type { Till } from '../../tools/workstation.ts';
import { cashierAnna, crashCopy, endTills, pay, phone, signIn, startTill } from '../../tools/workstation.ts';
import { completed, enrolledTill, linked, newTradePoint, startShift } from './ground.ts';

let database: SepDatabase;
let sep: TestSep;
beforeAll(async () => {
  database = await newSepDatabase();
  sep = await startSep({ databaseUrl: database.url });
});
afterAll(async () => {
  await sep.close();
  await database.drop();
});
afterEach(endTills);

let sums = 300;
/** A sum of its own: by it the operator's credit is known. */
async function take(till: Till): Promise<{ readonly paymentId: string; readonly sum: number }> {
  sums += 1;
  const sum = sums;
  return { paymentId: await pay(till, { ...phone, sum: String(sum) }, 90_000), sum: sum * 100 };
}

/** What the simulated operators credited: sum → how often. */
function credits(): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { sum } of sep.system.operators?.credited() ?? []) counts.set(sum, (counts.get(sum) ?? 0) + 1);
  return counts;
}

test.each([
  { machine: 'with another machine id', machineId: 'guid:another-machine' },
  { machine: 'with the same machine id', machineId: 'guid:test-machine' },
])('$machine: both at work, nothing lost, nothing doubled, no fork', async ({ machineId }) => {
  const place = newTradePoint();
  const till = await enrolledTill(sep, place, 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  const before = await take(till);
  await completed(till, before.paymentId);
  await till.close();
  const copy = crashCopy(till.profile);

  const [left, right] = await Promise.all([
    startTill({ profile: till.profile, at: Date.now() }),
    startTill({ profile: copy, at: Date.now(), machineId }),
  ]);
  for (const each of [left, right]) await signIn(each, cashierAnna);
  const taken = [before];
  for (let round = 0; round < 3; round += 1) {
    const both = await Promise.all([take(left), take(right)]);
    taken.push(...both);
  }
  for (const each of [left, right]) await linked(each);
  // One of them ships for both, as it finds what the other has at СЭП only; the box goes from hand to hand.
  for (const each of [left, right, left]) {
    await each.must('sync.claim', { takeOver: true });
    await each.until(({ sync }) => sync?.unsent === 0);
  }
  for (const { paymentId } of taken)
    await expect
      .poll(() => sep.database.query('SELECT status FROM payment WHERE id = $1', [paymentId]), {
        timeout: 20_000,
      })
      .toEqual([{ status: 'completed' }]);
  const counts = credits();
  expect(taken.map(({ sum }) => counts.get(sum))).toEqual(taken.map(() => 1));
  expect(await sep.database.query('SELECT FROM set_aside')).toEqual([]);
  expect(await sep.database.query('SELECT FROM parked')).toEqual([]);
  expect(await sep.database.query('SELECT FROM contradiction')).toEqual([]);
  // The first journal has one successor at most, and one of the two went on with it at most.
  const journals = [left, right].map(
    (each) => each.events().filter(({ type }) => type === 'journalOpened').length,
  );
  expect(journals.filter((count) => count === 1)).toHaveLength(1);
  expect(journals.filter((count) => count > 1)).toHaveLength(1);
});

test('a copy of a running program that is started beside it: the first learns of it at its next contact, and leaves the journal', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  const before = await take(till);
  await completed(till, before.paymentId);
  await till.until(({ sync }) => sync?.unsent === 0);
  // The same machine id, and all that СЭП was told of: nothing says that the first still runs.
  const twin = await startTill({ profile: crashCopy(till.profile), at: Date.now() });
  await signIn(twin, cashierAnna);
  expect((await twin.view()).newJournal).toBeNull();
  await till.until(({ newJournal }) => newJournal !== null);
  expect((await till.view()).newJournal).toEqual({ kind: 'restored', missing: null });
  const taken = [await take(till), await take(twin), await take(till)];
  for (const { paymentId } of taken)
    await expect
      .poll(() => sep.database.query('SELECT status FROM payment WHERE id = $1', [paymentId]), {
        timeout: 20_000,
      })
      .toEqual([{ status: 'completed' }]);
  expect(await sep.database.query('SELECT FROM set_aside')).toEqual([]);
});
