/** Profiles that were put back, and starts with nobody to ask: a fork is never written, and nothing is lost. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { driverLocation, openWriter } from '../../../main/store/driver.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { enrolledKey } from '../../../main/store/statusTable.ts';
import type { Store } from '../../../main/store/types.ts';
import { verifyProfile } from '../../../main/store/verify.ts';
import { askWitnesses } from '../../../main/sync/witnesses.ts';
import type { SepDatabase } from '../../tools/sepDatabase.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import { cashierAnna, crashCopy, endTills, pay, phone, signIn, startTill } from '../../tools/workstation.ts';
import { migrations, openBegun, removeFolders, reopen } from '../store/station.ts';
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

const asides = async (): Promise<number> => {
  const [row] = await sep.database.query<{ count: number }>('SELECT count(*)::int AS count FROM set_aside');
  return row?.count ?? -1;
};

test('a profile restored from an older copy gets back what СЭП has of it, and goes on in a new journal', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  const kept = await pay(till, phone, 60_000);
  await completed(till, kept);
  const older = crashCopy(till.profile);
  const lost = await pay(till, { ...phone, sum: '700' }, 80_000);
  await completed(till, lost);
  await till.until(({ sync }) => sync?.unsent === 0);
  await till.close();

  const again = await startTill({ profile: older, at: Date.now() });
  await signIn(again, cashierAnna);
  const view = await again.view();
  expect(view.newJournal).toEqual({ kind: 'restored', missing: 0 });
  expect(view.recent.map(({ id }) => id)).toEqual([lost, kept]);
  await linked(again);
  const next = await pay(again, { ...phone, sum: '900' }, 100_000);
  const after = await completed(again, next);
  expect(new Set(after.recent.map(({ number }) => number)).size).toBe(3);
  expect(after.sync?.ticked).toBe(true);
  expect(await asides()).toBe(0);
});

test('what was conducted in another past of the journal is told again: it arrives once, and nobody has to look', async () => {
  const early = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(early);
  await early.must('sync.claim', { takeOver: false });
  await completed(early, await pay(early, phone, 60_000));
  await early.close();
  const older = crashCopy(early.profile);
  const till = await startTill({ profile: early.profile, at: Date.now() });
  await signIn(till, cashierAnna);
  for (const sum of ['700', '800', '900']) await completed(till, await pay(till, { ...phone, sum }, 100_000));
  await till.until(({ sync }) => sync?.unsent === 0);
  await till.close();

  // As a program that asks nobody would write it: the copy knows of no СЭП for a while.
  const identity = join(older, 'sep.key');
  renameSync(identity, `${identity}.away`);
  const written = openWriter(join(older, 'kassa.sqlite'));
  written.prepare('DELETE FROM setting WHERE key = ?').run(enrolledKey);
  written.close();
  const blind = await startTill({ profile: older, at: Date.now() });
  await signIn(blind, cashierAnna);
  const astray = await pay(blind, { ...phone, sum: '321' }, 60_000);
  const [made] = (await blind.view()).recent;
  await blind.close();
  renameSync(`${identity}.away`, identity);

  for (let run = 0; run < 2; run += 1) {
    const again = await startTill({ profile: older, at: Date.now() });
    await signIn(again, cashierAnna);
    await linked(again);
    await completed(again, astray);
    await again.until(({ sync }) => sync?.unsent === 0 && sync.open === 0);
    expect(await again.must('sync.open', null)).toEqual([]);
    await completed(again, await pay(again, { ...phone, sum: `${500 + run}` }, 100_000));
    expect((await again.until(({ sync }) => sync?.unsent === 0)).sync?.ticked).toBe(true);
    const retold = again.events().filter(({ type }) => type === 'paymentRerecorded');
    expect(retold.map(({ body }) => body['paymentId'])).toEqual([astray]);
    await again.close();
  }
  // The other past is kept aside for good; nothing of it waits any more.
  const verified = await verifyProfile({
    profile: profileAt(older),
    driver: driverLocation(),
    migrations,
    printed: null,
    signatures: 'every',
    heard: () => undefined,
  });
  expect(verified).toMatchObject({ ok: true, value: { findings: [] } });
  const rows = await sep.database.query<{ payments: number; amount: number; settled_by: string }>(
    "SELECT payments, amount, settled_by FROM set_aside WHERE kind = 'fork'",
  );
  expect(rows.map(({ settled_by }) => settled_by)).toEqual(rows.map(() => 'journal'));
  expect(rows.reduce((sum, { payments }) => sum + payments, 0)).toBe(1);
  expect(rows.reduce((sum, { amount }) => sum + amount, 0)).toBe(made?.details.amountTaken);
  await sep.database.query('DELETE FROM set_aside');
});

test('where nobody can be asked the next append begins a new journal, quietly; СЭП takes both when it is back', async () => {
  const till = await enrolledTill(sep, newTradePoint(), 1);
  await startShift(till);
  await till.must('sync.claim', { takeOver: false });
  const first = await pay(till, phone, 60_000);
  await completed(till, first);
  const { profile } = till;
  await till.close();
  const port = Number(new URL(sep.url).port);
  await stop();

  const taken: string[] = [];
  // Twice: the key of the journal in between is only kept aside, and must still bind it.
  for (const sum of ['200', '300']) {
    const alone = await startTill({ profile, at: Date.now() });
    await signIn(alone, cashierAnna);
    const opened = () => alone.events().filter(({ type }) => type === 'journalOpened').length;
    const before = opened();
    taken.push(await pay(alone, { ...phone, sum }, 60_000));
    expect(opened()).toBe(before + 1);
    expect((await alone.view()).newJournal).toBeNull();
    await alone.close();
  }

  await start(port);
  const back = await startTill({ profile, at: Date.now() });
  await signIn(back, cashierAnna);
  for (const paymentId of taken) await completed(back, paymentId);
  expect((await back.view()).newJournal).toBeNull();
  expect(await asides()).toBe(0);
});

test('a journal is gone on with by СЭП’s leave after a clean end, and by nothing else, whatever peers say', async () => {
  const begun = openBegun({});
  begun.store.close();
  const away = async () => ({ ok: false, failure: { code: 'sepUnavailable' }, refusal: null });
  const leave = async () => ({ ok: true, value: { verdict: 'goOn', heads: [], told: null } });
  const doubts = async (store: Store, answered: readonly number[], call: () => Promise<object>) => {
    store.doubt(true);
    await askWitnesses({
      store,
      link: { call, bindJournals: async () => true } as never,
      peers: { askHeads: async () => ({ heads: [], answered }), round: async () => undefined },
      pace: { witnessMs: 1 } as never,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
    return store.doubted();
  };
  const { store } = reopen({ folder: begun.folder });
  expect(store.opening.kind).toBe('continued');
  for (const answered of [[2, 3], [2], []]) expect(await doubts(store, answered, away)).toBe(true);
  const cut = crashCopy(begun.folder);
  expect(await doubts(store, [], leave)).toBe(false);
  store.close();
  const again = reopen({ folder: cut });
  expect(again.store.opening.kind).toBe('continued');
  for (const answered of [[2, 3], []]) expect(await doubts(again.store, answered, leave)).toBe(true);
  again.store.close();
  removeFolders();
});
