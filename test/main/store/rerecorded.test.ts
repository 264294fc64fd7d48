/** Another past of a journal, told again in the next one: everybody has it once, whatever arrives, in whichever order. */
import { cpSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Origin, PaymentId } from '../../../contract/primitives.ts';
import { ok } from '../../../contract/result.ts';
import { rerecord } from '../../../core/rerecorded.ts';
import { cachedDayOf } from '../../../main/store/dayCache.ts';
import { driverLocation } from '../../../main/store/driver.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { rebuild } from '../../../main/store/rebuild.ts';
import { enrolledKey } from '../../../main/store/statusTable.ts';
import { verifyProfile } from '../../../main/store/verify.ts';
import { checkTables } from '../../../main/store/verifyTables.ts';
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

/** Tells again what nobody was told; how many events that took. */
function tellAgain({ store }: Opened, origin: Origin, after: number): number {
  const { events, tooLong } = rerecord(origin, store.untoldOf(origin, after));
  expect(tooLong).toEqual([]);
  for (const event of events) must(store.commit(() => ok([event])));
  return events.length;
}

type Fork = {
  readonly origin: Origin;
  /** The journal's two pasts, as two computers have them, and the one that goes on after the second. */
  readonly main: Opened;
  readonly branch: Opened;
  readonly next: Origin;
  readonly common: number;
  /** Entered in the second past only. */
  readonly inBranch: readonly PaymentId[];
};

/**
 * A profile that was copied and worked with twice, out of СЭП's reach. The second past opens and closes shifts, gives
 * money back, and leaves a payment that goes on in the next journal before anybody knows that it has to be told again.
 */
function forked(longerMain: boolean): Fork {
  const main = workstation(1, longerMain ? 700 : 1_700);
  const origin = main.store.read.station().origin;
  openShift(main);
  const early = take(main, details);
  const both = startReceipt(main, detailsOf(33_000, 990, '9160000001', 'mts'));
  const common = main.store.read.head()?.seq ?? 0;
  const folder = newFolder();
  cpSync(main.folder, folder, { recursive: true });
  const branch = reopen({ folder, seed: longerMain ? 800 : 1_800, clock: clockAt(noon + 500_000) });
  started.push(branch);
  expect(branch.store.opening.kind).toBe('continued');
  // As a program would that does not ask how the run before it ended.
  branch.store.doubt(false);

  settle(main, both);
  conduct(main, both);
  for (let count = 0; count < (longerMain ? 9 : 1); count += 1)
    take(main, detailsOf(41_000 + count, 1_230, '9160000002', 'mts'));
  closeShift(main, 700);
  openShift(main);
  take(main, detailsOf(43_000, 1_290, '9160000003', 'beeline'));

  settle(branch, both);
  conduct(branch, both);
  const inBranch = [take(branch, detailsOf(51_000, 1_530, '9160000011', 'mts'))];
  grant(branch, early);
  payBack(branch, early, true);
  const dropped = enter(branch, detailsOf(52_000, 1_560, '9160000012', 'beeline'));
  act(branch, dropped, { type: 'abandon', received: 0 as never, returned: 0 as never, cashierId });
  inBranch.push(dropped);
  collect(5_000, branch);
  closeShift(branch, 900);
  openShift(branch);
  inBranch.push(take(branch, detailsOf(53_000, 1_590, '000123', 'troika')));
  const open = startReceipt(branch, detailsOf(54_000, 1_620, '9160000013', 'mts'));
  inBranch.push(open);
  must(branch.store.beginAnew('unwitnessed', 0));
  const next = branch.store.read.station().origin;
  // The open shift and payment go on before the branch is known to be one.
  say(branch, open, true);
  conduct(branch, open);
  inBranch.push(take(branch, detailsOf(55_000, 1_650, '9160000014', 'mts')));
  // Cut short in the middle: what was told is not told again.
  const { events } = rerecord(origin, branch.store.untoldOf(origin, common));
  for (const event of events.slice(0, 3)) must(branch.store.commit(() => ok([event])));
  expect(tellAgain(branch, origin, common)).toBe(events.length - 3);
  expect(tellAgain(branch, origin, common)).toBe(0);
  inBranch.push(take(branch, detailsOf(56_000, 1_680, '9160000015', 'mts')));
  closeShift(branch, 1_100);
  openShift(branch);
  inBranch.push(take(branch, detailsOf(57_000, 1_710, '9160000016', 'beeline')));
  return { origin, main, branch, next, common, inBranch };
}

let longer: Fork;
let shorter: Fork;
beforeAll(() => {
  longer = forked(true);
  shorter = forked(false);
});
afterAll(() => {
  for (const { store } of started.splice(0)) store.close();
  removeFolders();
});

/** The next journal beside one past of the journal before, or the other. */
const lanesOf = ({ origin, next, main, branch }: Fork, past: 'main' | 'branch'): Lanes =>
  new Map([
    [origin, whole(past === 'main' ? main : branch, origin)],
    [next, whole(branch, next)],
  ]);

const paymentsOf = ({ store }: Opened, ids: readonly PaymentId[]) => ids.map((id) => store.read.payment(id));

/** Day totals and shift sums against the payments themselves. */
function addUp({ database }: Opened): void {
  const one = (sql: string): unknown => database.prepare(sql).raw().get();
  expect(one('SELECT sum(count), sum(taken) FROM day_total')).toEqual(
    one('SELECT count(*), sum(taken) FROM payment WHERE taken_at IS NOT NULL'),
  );
  expect(database.prepare('SELECT id, count, taken FROM shift ORDER BY id').raw().all()).toEqual(
    database
      .prepare(
        `SELECT receipt_shift, count(*), sum(taken) FROM payment WHERE taken_at IS NOT NULL GROUP BY receipt_shift
         ORDER BY receipt_shift`,
      )
      .raw()
      .all(),
  );
}

test.each(['main', 'branch', 'branch, and the other from its end on'] as const)(
  'a check tells a fork that waits from one that was told again, whose past the %s is',
  async (past) => {
    const { origin, next, main, branch } = longer;
    const here = begun(5, 9);
    const findings = async () => {
      const options = { migrations, printed: null, signatures: 'every', heard: () => undefined } as const;
      const profile = profileAt(here.folder);
      const report = must(await verifyProfile({ profile, driver: driverLocation(), ...options }));
      return { found: report.findings.map(({ kind }) => kind), lines: report.lines.join('\n') };
    };
    must(here.store.local.setSetting(enrolledKey, true));
    const give = ({ events, heads }: ReturnType<typeof whole>) => must(here.store.accept(events, heads));
    give(whole(past === 'main' ? main : branch, origin));
    expect((await findings()).found).toEqual([]);
    const end = branch.store.journals.heads().find((head) => head.origin === origin)?.seq ?? 0;
    const aside = whole(past === 'main' ? branch : main, origin);
    const later = <T extends { readonly seq: number }>(of: readonly T[]) =>
      past.startsWith('branch,') ? of.filter(({ seq }) => seq > end) : [...of];
    const outcome = give({ origin, events: later(aside.events), heads: later(aside.heads) });
    expect(outcome).toMatchObject({ kind: 'accepted', forks: { length: expect.any(Number) } });
    expect((await findings()).found).toEqual(['fork']);
    const { events, heads } = whole(branch, next);
    const before = (events.findLast(({ type }) => type === 'paymentRerecorded')?.seq ?? 0) - 1;
    give({
      origin: next,
      events: events.filter(({ seq }) => seq <= before),
      heads: heads.filter(({ seq }) => seq <= before),
    });
    expect((await findings()).found).toEqual(['fork']);
    give({ origin: next, events, heads });
    const { found, lines } = await findings();
    expect(found).toEqual([]);
    expect(lines).toContain('всё рассказано заново');
    here.store.close();
  },
);

test.each(['main', 'branch'] as const)(
  'who has the %s past gets the same payments as the workstation itself, in any order, and so does a rebuild',
  async (past) => {
    const lanes = lanesOf(longer, past);
    const inOrder = begun(5, 9);
    handOn(inOrder, lanes, []);
    const expected = tablesOf(inOrder);
    addUp(inOrder);
    expect(paymentsOf(inOrder, longer.inBranch)).toEqual(paymentsOf(longer.branch, longer.inBranch));
    expect(checkTables(inOrder.database, () => undefined)).toEqual([]);
    rebuild(inOrder.database, cachedDayOf(), () => undefined);
    expect(tablesOf(inOrder)).toEqual(expected);
    must(inOrder.store.local.setSetting(enrolledKey, true));
    inOrder.store.close();
    // Its past may be another than the one that the next journal continues.
    const options = { migrations, printed: null, signatures: 'every', heard: () => undefined } as const;
    const profile = profileAt(inOrder.folder);
    const checked = must(await verifyProfile({ profile, driver: driverLocation(), ...options }));
    expect(checked.findings).toEqual([]);
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

test('the workstation itself has each of them once, before and after a rebuild', () => {
  const { branch } = longer;
  const before = tablesOf(branch);
  addUp(branch);
  expect(checkTables(branch.database, () => undefined)).toEqual([]);
  rebuild(branch.database, cachedDayOf(), () => undefined);
  expect(tablesOf(branch)).toEqual(before);
});

test('a refund of the other past is one refund, paid once', () => {
  const here = begun(5, 9);
  handOn(here, lanesOf(longer, 'main'), []);
  const refunds = here.database.prepare('SELECT stage, amount FROM refund').all();
  expect(refunds).toEqual([{ stage: 'paid', amount: 30_000 }]);
  here.store.close();
});

test('a journal that continues a longer past than is here comes in once that past was kept aside', () => {
  const { origin, next, main, branch } = shorter;
  const here = begun(5, 9);
  const first = whole(main, origin);
  must(here.store.accept(first.events, first.heads));
  const after = whole(branch, next);
  const gap = must(here.store.accept(after.events, after.heads));
  expect(gap).toEqual({ kind: 'gap', origin, from: first.events.length + 1 });
  // What the other computer gives for it is another past.
  const rest = branch.store.journals.chunkFrom(origin, first.events.length + 1, 2_000);
  if (!rest) throw new Error('the branch is not longer');
  const aside = must(here.store.accept(rest.events, rest.heads));
  expect(aside).toMatchObject({ kind: 'accepted', seq: first.events.length });
  expect(must(here.store.accept(after.events, after.heads))).toMatchObject({ kind: 'accepted', forks: [] });
  expect(paymentsOf(here, shorter.inBranch)).toEqual(paymentsOf(branch, shorter.inBranch));
  addUp(here);
  here.store.close();
});

test('unsent is what was conducted and nobody brought: here until it is told again, then there, until СЭП has it', () => {
  const { branch, origin, next, common } = longer;
  const { statuses, unsent } = branch.store;
  const count = (): number => {
    while (unsent.readOn());
    return unsent.own().count;
  };
  const retold = branch.database
    .prepare<[], number>(
      `SELECT count(*) FROM event WHERE type = 'paymentRerecorded' AND instr(body, '"type":"paymentConducted"') > 0`,
    )
    .pluck();
  must(statuses.setSepHeads(1, [{ origin, seq: common + 3 }]));
  const all = count();
  must(statuses.setAstray(origin, common));
  const end = branch.store.journals.heads().find((head) => head.origin === origin)?.seq ?? 0;
  const stuck = count();
  expect(stuck).toBeGreaterThanOrEqual(all);
  // Three were conducted in the other past; each is counted in the next journal, as it is told again.
  must(statuses.setSettled(origin, end));
  expect(count()).toBe(stuck - 3);
  expect(retold.get()).toBe(3);
  expect(statuses.openPayments(100).length).toBe(count());
  must(statuses.setSepHeads(1, [{ origin: next, seq: Number.MAX_SAFE_INTEGER }]));
  expect(count()).toBe(0);
  expect(statuses.openPayments(100)).toEqual([]);
});

test.each(['main', 'branch'] as const)(
  'a neighbour that has the %s past counts nothing of it as unsent once the next journal is at СЭП',
  (past) => {
    const { origin, next, main } = longer;
    const here = begun(5, 9);
    handOn(here, lanesOf(longer, past), []);
    const { statuses, unsent, journals } = here.store;
    const seqOf = (of: Origin): number => journals.heads().find((head) => head.origin === of)?.seq ?? 0;
    // СЭП has the main past: shorter than the other, as far as numbers tell.
    const known = past === 'main' ? main.store.read.head() : null;
    const heads = [
      { origin, seq: known?.origin === origin ? known.seq : longer.common + 1 },
      { origin: next, seq: seqOf(next) },
    ];
    must(statuses.setSepHeads(1, heads));
    while (unsent.readOn());
    expect(unsent.all()).toBe(0);
    here.store.close();
  },
);
