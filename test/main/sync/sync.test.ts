/** A till and a real СЭП: the box, payments that go out, statuses that come back, a СЭП that is away for a while. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Instant } from '../../../contract/primitives.ts';
import { starterCatalogue } from '../../../core/starter/starterCatalogue.ts';
import { dayIn } from '../../../core/zone.ts';
import { importCatalogue } from '../../../sep/catalogue/catalogue.ts';
import type { SepDatabase } from '../../tools/sepDatabase.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import type { Till } from '../../tools/workstation.ts';
import {
  askPreCheck,
  cashierAnna,
  codeOf,
  endTills,
  enter,
  enterSigned,
  pay,
  phone,
  printFailure,
  signIn,
  startTill,
} from '../../tools/workstation.ts';
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

/** Puts a catalogue in force in which МегаФон's fee is this fixed sum. */
async function importFee(version: number, fee: number): Promise<void> {
  const { database } = sep;
  const providers = starterCatalogue.providers.map((provider) =>
    provider.id === 'megafon'
      ? { ...provider, fee: { basisPoints: 0, fixed: fee, minimum: 0, maximum: null } }
      : provider,
  );
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const ground = { database, clock: () => Date.now(), log: silent };
  expect(await importCatalogue(ground, JSON.stringify({ version, providers }), 'a test')).toMatchObject({
    ok: true,
  });
}

/** Changes what lies in a closed profile, past the program. */
function spoil(profile: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(join(profile, 'kassa.sqlite'));
  for (const statement of statements) database.exec(statement);
  database.close();
}

const megafon = { account: '926 123-45-67', provider: 'megafon', sum: '500' };
/** The fee that this till would take now, or why it takes nothing. */
async function feeNow(till: Till): Promise<number | string> {
  const checked = await till.ask('payment.check', await enter(till, megafon));
  return checked.ok ? checked.value.details.fee : checked.failure.code;
}

const otherFee = `replace(value, '"fixed":2200', '"fixed":900')`;
const otherFeeInCopy = `replace(value, '\\"fixed\\":2200', '\\"fixed\\":900')`;

test('a catalogue that was damaged takes nobody’s money by other rules: the copy serves, else nothing is taken until СЭП sends it again', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await importFee(2, 2_200);
  await till.until(({ catalogue }) => catalogue.version === 2);
  expect(await feeNow(till)).toBe(2_200);
  const { profile } = till;
  const signed = await enterSigned(till, megafon);
  await till.must('payment.begin', null);
  await till.close();

  // Another fee in one of the two: the checksum tells which one is СЭП's.
  spoil(profile, `UPDATE catalogue SET value = ${otherFee}`);
  const port = Number(new URL(sep.url).port);
  await stop();
  const mended = await startTill({ profile, at: Date.now() });
  await signIn(mended, cashierAnna);
  expect(await feeNow(mended)).toBe(2_200);
  expect(mended.logged.join('\n')).toContain('written again from the other one');
  await mended.close();

  spoil(
    profile,
    `UPDATE catalogue SET value = ${otherFee}`,
    `UPDATE setting SET value = ${otherFeeInCopy} WHERE key = 'catalogue.kept'`,
  );
  const barred = await startTill({ profile, at: Date.now() });
  await signIn(barred, cashierAnna);
  expect((await barred.view()).catalogue).toEqual({ version: 1, standing: 'previous' });
  expect(await feeNow(barred)).toBe('catalogueUnreadable');
  const before = barred.events().length;
  expect(codeOf(await askPreCheck(barred, await enter(barred, megafon)))).toBe('catalogueUnreadable');
  expect(barred.events()).toHaveLength(before);
  // The rest works: a signed payment gets its receipt by the sums that were decided, and stands in the report.
  expect(printFailure(await barred.ask('payment.receipt', { paymentId: signed, tendered: 60_000 }))).toBe(
    'printed',
  );
  expect(barred.papers().at(-1)?.text).toMatch(/Комиссия +22,00 ₽/);
  await barred.must('payment.conduct', { paymentId: signed });
  const today = dayIn('Europe/Moscow')(Date.now() as Instant);
  const query = { from: today, to: today, providerId: null, account: null };
  expect((await barred.must('report.build', query)).total.count).toBe(1);

  await start(port);
  await barred.until(({ catalogue }) => catalogue.version === 2 && catalogue.standing === 'sound');
  expect(await feeNow(barred)).toBe(2_200);
  await barred.close();

  // Nothing of СЭП's is left: names are what ships, and not even a receipt is printed by them.
  spoil(
    profile,
    `UPDATE catalogue SET value = '{}'`,
    `UPDATE setting SET value = '[]' WHERE key = 'catalogue.kept'`,
  );
  await stop();
  const bare = await startTill({ profile, at: Date.now() });
  await signIn(bare, cashierAnna);
  expect((await bare.view()).catalogue.standing).toBe('none');
  expect(codeOf(await bare.ask('receipt.copy', { paymentId: signed }))).toBe('catalogueUnreadable');
  await start(port);
  await bare.until(({ catalogue }) => catalogue.version === 2);
  expect(codeOf(await bare.ask('receipt.copy', { paymentId: signed }))).toBe('ok');
});
