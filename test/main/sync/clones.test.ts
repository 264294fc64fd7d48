/** A profile copied whole, while it was closed or in mid-work, and worked with on both machines at once, against one СЭП. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { driverLocation, openReader } from '../../../main/store/driver.ts';
import { profileAt } from '../../../main/store/profile.ts';
import type { SepDatabase } from '../../tools/sepDatabase.ts';
import { newSepDatabase } from '../../tools/sepDatabase.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import type { Till } from '../../tools/workstation.ts';
import {
  cashierAnna,
  crashCopy,
  endTills,
  pay,
  phone,
  quickPace,
  signIn,
  startTill,
} from '../../tools/workstation.ts';
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

/** Numbers of journals under which the databases of two profiles have different events: those of a fork. */
function forkedAt(...profiles: readonly string[]): string[] {
  const known = new Map<string, string>();
  return profiles.flatMap((profile) => {
    const database = openReader(profileAt(profile).database, driverLocation());
    const rows = database
      .prepare<[], { origin: string; seq: number; hash: string }>(
        `SELECT origin, seq, hex(event.hash) AS hash FROM event JOIN journal ON journal.key = event.journal
         UNION ALL SELECT origin, seq, hex(fork.hash) FROM fork JOIN journal ON journal.key = fork.journal`,
      )
      .all();
    database.close();
    return rows.flatMap(({ origin, seq, hash }) => {
      const place = `${origin}/${seq}`;
      const before = known.get(place) ?? hash;
      known.set(place, hash);
      return before === hash ? [] : [place];
    });
  });
}

/** Everything came through, once. */
async function allCredited(taken: readonly { readonly paymentId: string; readonly sum: number }[]) {
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
  for (let round = 0; round < 2; round += 1) {
    const both = await Promise.all([take(left), take(right)]);
    taken.push(...both);
  }
  for (const each of [left, right]) await linked(each);
  // One of them ships for both, as it finds what the other has at СЭП only; the box goes from hand to hand.
  for (const each of [left, right, left]) {
    await each.must('sync.claim', { takeOver: true });
    await each.until(({ sync }) => sync?.unsent === 0);
  }
  await allCredited(taken);
  expect(forkedAt(left.profile, right.profile)).toEqual([]);
  // The first journal has one successor at most, and one of the two went on with it at most.
  const journals = [left, right].map(
    (each) => each.events().filter(({ type }) => type === 'journalOpened').length,
  );
  expect(journals.filter((count) => count === 1)).toHaveLength(1);
  expect(journals.filter((count) => count > 1)).toHaveLength(1);
});

/** A contact at the start, and no other. */
const seldom = { ...quickPace, contactMs: 3_600_000 };

test.each([
  { contact: 'in touch with СЭП all the time', network: {} },
  { contact: 'with no contact while both work', network: { pace: seldom } },
])(
  'a copy of a running program on a computer of the same id, $contact: both at work at once, and no fork is written',
  async ({ network }) => {
    const till = await enrolledTill(sep, newTradePoint(), 1, { network });
    await startShift(till);
    await till.must('sync.claim', { takeOver: false });
    const before = await take(till);
    await completed(till, before.paymentId);
    // All that there is is at СЭП, and nothing says that the first still runs.
    const copy = crashCopy(till.profile);
    const twin = await startTill({ profile: copy, at: Date.now(), network });
    await signIn(twin, cashierAnna);
    const taken = [before, ...(await Promise.all([take(till), take(twin)]))];
    taken.push(...(await Promise.all([take(twin), take(till)])));
    expect(forkedAt(till.profile, copy)).toEqual([]);
    expect((await twin.view()).newJournal).toBeNull();
    let both: readonly Till[] = [twin, till];
    if (network.pace === undefined) {
      // The first is told at its next contact that somebody has started with its journal, and leaves it.
      const { newJournal } = await till.until((view) => view.newJournal !== null);
      expect(newJournal?.kind).toBe('restored');
      // By the mark of the other start it is unknown, by what the other has brought to СЭП meanwhile it is nothing.
      expect(newJournal?.missing ?? 0).toBe(0);
    } else {
      for (const each of both) await each.close();
      both = await Promise.all([copy, till.profile].map((profile) => startTill({ profile, at: Date.now() })));
      for (const each of both) await signIn(each, cashierAnna);
    }
    for (const each of both) taken.push(await take(each));
    for (const each of [...both, ...both]) {
      await each.must('sync.claim', { takeOver: true });
      await each.until(({ sync }) => sync?.unsent === 0);
    }
    await allCredited(taken);
    expect(forkedAt(till.profile, copy)).toEqual([]);
  },
);
