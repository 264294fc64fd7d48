/** A till and a real СЭП: the box, payments that go out, statuses that come back. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import { endTills, pay, phone } from '../../tools/workstation.ts';
import { enrolledTill, standingOf, startShift } from './ground.ts';

let sep: TestSep;
beforeAll(async () => {
  sep = await startSep();
});
afterAll(() => sep.close());
afterEach(endTills);

test('a payment goes out by itself and is seen to be completed', async () => {
  const till = await enrolledTill(sep, 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  const paymentId = await pay(till, phone, 60_000);
  const view = await till.until((seen) => standingOf(seen, paymentId) === 'completed');
  expect(view.sync?.ticked).toBe(true);
  await till.until(({ sync: shown }) => shown?.unsent === 0 && shown.open === 0);
});
