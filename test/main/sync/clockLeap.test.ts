// A till whose clock leapt a year ahead and was put right: the journal that begins then reaches СЭП like any other.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SepDatabase } from '../../tools/sepDatabase.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import { endTills, pay, phone, seniorMarina, signIn } from '../../tools/workstation.ts';
import { completed, enrolledTill, linked, newTradePoint } from './ground.ts';

let database: SepDatabase;
let sep: TestSep;
beforeAll(async () => {
  database = await newSepDatabase();
  sep = await startSep({ databaseUrl: database.url });
});
afterEach(endTills);
afterAll(async () => {
  await sep.close();
  await database.drop();
});

test('what was taken before and after the clock was put right is completed', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  const real = till.now();
  await signIn(till, seniorMarina);
  await till.must('sync.claim', { takeOver: false });
  till.setClock(real + 365 * 24 * 3_600_000);
  await till.must('shift.open', { openingCash: 0, clockAccepted: true });
  const ahead = await pay(till, phone, 51_500);
  await completed(till, ahead);
  await till.must('shift.close', { counted: [] });
  till.setClock(real + 60_000);
  await till.must('shift.open', { openingCash: 0, clockAccepted: true });
  const after = await pay(till, { ...phone, account: '916 765-43-21' }, 51_500);
  const view = await completed(till, after);
  expect(view.recent.find(({ id }) => id === after)?.takenAt).toBe(real + 60_000);
  await linked(till);
});
