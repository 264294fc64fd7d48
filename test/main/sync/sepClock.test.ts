/** A till's clock beside СЭП's: told while СЭП answers, asked about before a shift, and never in the way otherwise. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SepDatabase } from '../../tools/sepDatabase.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import { startSep, type TestSep } from '../../tools/sepSystem.ts';
import { cashierAnna, codeOf, endTills, seniorMarina, signIn } from '../../tools/workstation.ts';
import { enrolledTill, linked, newTradePoint } from './ground.ts';

const minute = 60_000;
const hour = 60 * minute;

let database: SepDatabase;
let sep: TestSep;
/** СЭП's own clock: the test's, so that nobody's real one matters. */
let sepNow = Date.now();

const start = async (port: number): Promise<void> => {
  sep = await startSep({ databaseUrl: database.url, port, clock: () => sepNow });
};
beforeAll(async () => {
  database = await newSepDatabase();
  await start(0);
});
afterAll(async () => {
  await sep.close();
  await database.drop();
});
afterEach(endTills);

const tillAhead = (ms: number) => enrolledTill(sep, newTradePoint(), 1, { at: sepNow + ms });

test('minutes are told to the minute, in either direction, and gone when the clock is right', async () => {
  const till = await tillAhead(7 * minute);
  expect((await till.until(({ sync }) => sync?.clockAheadMs !== null)).sync?.clockAheadMs).toBe(7 * minute);
  till.setClock(sepNow - 5 * minute);
  expect((await till.until(({ sync }) => (sync?.clockAheadMs ?? 0) < 0)).sync?.clockAheadMs).toBe(
    -5 * minute,
  );
  till.setClock(sepNow + minute);
  await till.until(({ sync }) => sync?.clockAheadMs === null);
  // Nobody is kept from work by minutes.
  till.setClock(sepNow + 40 * minute);
  await till.until(({ sync }) => sync?.clockAheadMs === 40 * minute);
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 0 });
});

test('hours keep a shift closed until a senior has vouched for them, by name', async () => {
  const till = await tillAhead(3 * hour);
  await till.until(({ sync }) => sync?.clockAheadMs === 3 * hour);
  await signIn(till, cashierAnna);
  const before = till.events().length;
  expect(await till.ask('shift.open', { openingCash: 0 })).toMatchObject({
    failure: { code: 'clockNotSeps', details: { clockAt: sepNow + 3 * hour, sepAt: sepNow } },
  });
  expect(codeOf(await till.ask('shift.open', { openingCash: 0, clockAccepted: true }))).toBe('roleNeeded');
  expect(till.events()).toHaveLength(before);
  await signIn(till, seniorMarina);
  expect(codeOf(await till.ask('shift.open', { openingCash: 0 }))).toBe('clockNotSeps');
  const { cashier } = await till
    .must('shift.open', { openingCash: 0, clockAccepted: true })
    .then(() => till.view());
  const [vouched, opened] = till.events().slice(before);
  expect(vouched).toMatchObject({
    type: 'clockAccepted',
    body: { cashierId: cashier?.id, clock: sepNow + 3 * hour, sepAt: sepNow },
  });
  expect(opened).toMatchObject({ type: 'shiftOpened' });
});

test('a clock that was put right is not asked about', async () => {
  const till = await tillAhead(-26 * hour);
  await till.until(({ sync }) => sync?.clockAheadMs === -26 * hour);
  await signIn(till, cashierAnna);
  expect(codeOf(await till.ask('shift.open', { openingCash: 0 }))).toBe('clockNotSeps');
  till.setClock(sepNow);
  await till.until(({ sync }) => sync?.clockAheadMs === null);
  await till.must('shift.open', { openingCash: 0 });
});

test('with СЭП away nothing is known of it, and nothing is asked', async () => {
  const till = await tillAhead(3 * hour);
  await till.until(({ sync }) => sync?.clockAheadMs === 3 * hour);
  const port = Number(new URL(sep.url).port);
  await sep.close();
  const away = await till.until(({ sync }) => sync?.link === 'unavailable');
  expect(away.sync?.clockAheadMs).toBeNull();
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 0 });
  await start(port);
  await linked(till);
  await till.until(({ sync }) => sync?.clockAheadMs === 3 * hour);
});

test('СЭП’s clock that leaps is СЭП’s trouble: tills only tell', async () => {
  const till = await tillAhead(0);
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 0 });
  sepNow += 2 * hour;
  expect((await till.until(({ sync }) => sync?.clockAheadMs !== null)).sync?.clockAheadMs).toBe(-2 * hour);
  // The shift that is open goes on.
  expect((await till.view()).shift).not.toBeNull();
});
