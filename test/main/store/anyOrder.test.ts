import { cpSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RequestId } from '../../../contract/adjustment.ts';
import type { CashierId, Kopecks, PaymentId } from '../../../contract/primitives.ts';
import { cachedDayOf } from '../../../main/store/dayCache.ts';
import { driverLocation } from '../../../main/store/driver.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { rebuild } from '../../../main/store/rebuild.ts';
import { verifyProfile } from '../../../main/store/verify.ts';
import type { Lanes } from './handingOn.ts';
import {
  act,
  begun,
  collect,
  conduct,
  grant,
  handOn,
  payBack,
  say,
  started,
  tablesOf,
  turns,
  whole,
  workstation,
} from './handingOn.ts';
import type { Opened } from './station.ts';
import {
  cashierId,
  clockAt,
  closeShift,
  details,
  detailsOf,
  enter,
  migrations,
  must,
  newFolder,
  noon,
  openShift,
  removeFolders,
  reopen,
  settle,
  startReceipt,
  take,
} from './station.ts';

const otherId = '00000000-0000-4000-8000-0000000000c2' as CashierId;

type Story = {
  readonly lanes: Lanes;
  readonly now: Opened;
  /** A payment of workstation 1 whose money goes back at another. */
  readonly elsewhere: PaymentId;
};

/**
 * Workstation 1 was restored from a copy: what it did after the copy and before the restore is lost to it, and its next
 * journal settles and conducts again what the lost events had settled, and gives numbers again that are on paper.
 */
function restored(ending: 'sameShift' | 'lostClosing'): Story {
  const first = workstation(1, 100);
  openShift(first);
  take(first, details);
  const conductedTwice = startReceipt(first, detailsOf(30_000, 900, '9161112233', 'mts'));
  settle(first, conductedTwice);
  const takenBack = startReceipt(first, detailsOf(60_000, 1_800, '9164445566', 'mts'));
  settle(first, takenBack);
  const edited = enter(first, detailsOf(10_000, 300, '9039876543', 'beeline'));
  const settledTwice = startReceipt(first, detailsOf(70_000, 2_100, '9162223344', 'mts'));
  const folder = newFolder();
  cpSync(first.folder, folder, { recursive: true });

  // The lost tail.
  first.clock.now += 60_000;
  settle(first, settledTwice);
  conduct(first, settledTwice);
  conduct(first, conductedTwice);
  act(first, takenBack, {
    type: 'cancel',
    seniorId: otherId,
    reason: 'не тот номер',
    refundId: first.store.newId() as RequestId,
    cashierId,
  });
  payBack(first, takenBack, true);
  grant(first, conductedTwice);
  payBack(first, conductedTwice, false);
  act(first, edited, { type: 'preCheckOutcome', outcome: 'printed' });
  take(first, detailsOf(20_000, 600, '000123', 'troika'));
  collect(5_000, first);
  if (ending === 'lostClosing') {
    act(first, edited, { type: 'abandon', received: 0 as Kopecks, returned: 0 as Kopecks, cashierId });
    closeShift(first, 1_000);
    openShift(first);
    take(first, detailsOf(40_000, 1_200, '000123', 'troika'));
  }

  const second = reopen({ folder, seed: 200, machineId: 'guid:another', clock: clockAt(noon + 600_000) });
  started.push(second);
  expect(second.store.opening.kind).toBe('cloned');
  if (ending === 'sameShift') say(second, settledTwice, true);
  else {
    // A person is wrong about it: the second receipt is what stands, where the first was not conducted.
    say(second, settledTwice, false);
    act(second, settledTwice, {
      type: 'startReceipt',
      tendered: 100_000 as Kopecks,
      shift: second.store.read.openShift(),
      lastDocument: null,
      registerRemembers: false,
      blockedBy: null,
      cashierId,
      now: second.store.now(),
    });
    say(second, settledTwice, true);
  }
  conduct(second, settledTwice);
  conduct(second, conductedTwice);
  // Nobody told it that the money went back.
  conduct(second, takenBack);
  act(second, edited, { type: 'abandon', received: 0 as Kopecks, returned: 0 as Kopecks, cashierId });
  take(second, detailsOf(90_000, 2_700, '9165556677', 'mts'));
  closeShift(second, 2_000);
  openShift(second);
  take(second, detailsOf(15_000, 450, '9039876543', 'beeline'));
  const origins = [first, second].map(({ store }) => store.read.station().origin);
  const lanes = new Map(
    origins.map((origin, index) => [origin, whole(index === 0 ? first : second, origin)]),
  );
  return { lanes, now: second, elsewhere: conductedTwice };
}

function plain(number: number, seed: number, refunded: readonly PaymentId[]): Lanes {
  const opened = workstation(number, seed);
  openShift(opened);
  take(opened, details);
  take(opened, detailsOf(11_000, 330, '9031234567', 'beeline'));
  for (const id of refunded) {
    grant(opened, id);
    payBack(opened, id, true);
  }
  closeShift(opened, 500);
  const { origin } = opened.store.read.station();
  return new Map([[origin, whole(opened, origin)]]);
}

let stories: readonly Story[] = [];
let others: Lanes = new Map();

beforeAll(() => {
  stories = (['sameShift', 'lostClosing'] as const).map(restored);
  const refunded = [...new Set(stories.map(({ elsewhere }) => elsewhere))];
  others = new Map([...plain(2, 300, refunded), ...plain(3, 400, [])]);
});
afterAll(() => {
  for (const { store } of started.splice(0)) store.close();
  removeFolders();
});

test('what the workstations wrote is sound, refunds and cancels among it', async () => {
  expect(started.length).toBeGreaterThan(3);
  for (const { folder } of started) {
    const options = { migrations, printed: null, signatures: 'every', heard: () => undefined } as const;
    const profile = profileAt(folder);
    const report = must(await verifyProfile({ profile, driver: driverLocation(), ...options }));
    expect(report.findings).toEqual([]);
  }
});

test.each([0, 1])(
  'journals in any order give the same tables, and those of a rebuild (story %i)',
  (index) => {
    const story = stories[index];
    if (!story) throw new Error('no story');
    const lanes: Lanes = new Map([...story.lanes, ...others]);
    const inOrder = begun(5, 9);
    handOn(inOrder, lanes, []);
    const expected = tablesOf(inOrder);
    rebuild(inOrder.database, cachedDayOf(), () => undefined);
    expect(tablesOf(inOrder)).toEqual(expected);
    inOrder.store.close();
    fc.assert(
      fc.property(turns, (order) => {
        const here = begun(5, 9);
        handOn(here, lanes, order);
        expect(tablesOf(here)).toEqual(expected);
        here.store.close();
      }),
      { numRuns: 15 },
    );
  },
);

test.each([0, 1])(
  'a restored workstation that gets its lost events back gives no number twice and sells on (story %i)',
  (index) => {
    const story = stories[index];
    if (!story) throw new Error('no story');
    const { now, lanes } = story;
    const [lost] = [...lanes.values()];
    if (!lost) throw new Error('no lost journal');
    const before = now.store.read.station();
    handOn(now, new Map([[lost.origin, lost]]), []);
    const after = now.store.read.station();
    const given = (type: string, field: string) =>
      Math.max(
        ...[...lanes.values()].flatMap(({ events }) =>
          events
            .filter((event) => event.type === type)
            .map(({ body }) => Number((JSON.parse(body) as Record<string, number>)[field])),
        ),
      );
    expect(after.origin).toBe(before.origin);
    expect(after.paymentCounter).toBe(given('paymentEntered', 'counter'));
    expect(after.preCheckCounter).toBe(given('preCheckIssued', 'number'));
    expect(after.shiftCounter).toBe(given('shiftOpened', 'number'));
    // The shift that is open here is its own.
    expect(now.store.read.openShift()?.closing).toBeNull();
    take(now, detailsOf(12_000, 360, '9167778899', 'mts'));
    const tables = tablesOf(now);
    rebuild(now.database, cachedDayOf(), () => undefined);
    expect(tablesOf(now)).toEqual(tables);
    expect(now.store.facts()).toMatchObject({ parked: 0, forks: 0 });
  },
);

test('what a lost event closed is not open when it comes back', () => {
  const first = workstation(4, 500);
  openShift(first);
  take(first, details);
  const folder = newFolder();
  cpSync(first.folder, folder, { recursive: true });
  closeShift(first, 0);
  const { origin } = first.store.read.station();
  const second = reopen({ folder, seed: 600, machineId: 'guid:another', clock: clockAt(noon + 900_000) });
  started.push(second);
  expect(second.store.read.openShift()).not.toBeNull();
  handOn(second, new Map([[origin, whole(first, origin)]]), []);
  expect(second.store.read.openShift()).toBeNull();
  openShift(second);
  expect(second.store.read.openShift()?.number).toBe(2);
});
