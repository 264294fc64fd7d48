import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdjustmentKind } from '../../../contract/adjustment.ts';
import type { PaymentPlace } from '../../../core/adjustment.ts';
import { adjustmentKinds, adjustmentTable } from '../../../core/adjustment.ts';
import type { Payment } from '../../../core/payment.ts';
import { endGrant } from '../../../sep/adjustments/endGrant.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import type { AdjustmentWorld } from './world.ts';
import { missingOf, newAdjustmentWorld, requestFor } from './world.ts';

const places = [
  'notReceived',
  'accepted',
  'checking',
  'forwarded',
  'hung',
  'rejected',
  'completed',
  'cancelled',
  'refunded',
  'transferred',
] as const satisfies readonly PaymentPlace[];
type Place = (typeof places)[number];

type Case = {
  readonly place: Place;
  readonly kind: AdjustmentKind;
  readonly receipt: 'own' | 'foreign' | 'missing';
  readonly shiftOpen: boolean;
  readonly senior: boolean;
};
const both = [true, false];
const cases: readonly Case[] = places.flatMap((place) =>
  adjustmentKinds.flatMap((kind) =>
    (['foreign', 'missing', 'own'] as const).flatMap((receipt) =>
      both.flatMap((shiftOpen) => both.map((senior) => ({ place, kind, receipt, shiftOpen, senior }))),
    ),
  ),
);

/** What the trade's table and gates say, in this test's own words. */
function expected({ place, kind, receipt, shiftOpen, senior }: Case): { state: string; why: string | null } {
  if (receipt === 'foreign') return { state: 'denied', why: 'другой торговой точки' };
  if (receipt === 'missing') return { state: 'denied', why: 'Без кассового чека' };
  const cell = adjustmentTable[place][kind];
  if (!cell.possible) return { state: 'denied', why: cell.why };
  const byRule = cell.decider === 'sep' && shiftOpen && senior;
  return { state: byRule ? (kind === 'cancel' ? 'done' : 'granted') : 'open', why: null };
}

/** Numbers at which the simulated operator behaves as the place wants; each payment has its own. */
const endings: Partial<Record<Place, string>> = { forwarded: '000009', hung: '000007', rejected: '000005' };

let world: AdjustmentWorld;
/** A foreign or missing receipt binds nothing: its cases share the payment of the own one. */
const payments = new Map<Case, Payment>();
const ownOf = (one: Case): Case =>
  cases.find(
    (other) =>
      other.receipt === 'own' &&
      (['place', 'kind', 'shiftOpen', 'senior'] as const).every((name) => other[name] === one[name]),
  ) ?? one;
beforeAll(async () => {
  world = await newAdjustmentWorld();
  const journal = beginJournal({ seed: 7 });
  const late = beginJournal({ seed: 8, workstation: 2 });
  const unsent = beginJournal({ seed: 9, workstation: 3 });
  let count = 0;
  for (const one of cases.filter(({ receipt }) => receipt === 'own')) {
    count += 1;
    const ending = endings[one.place];
    const into = one.place === 'notReceived' ? unsent : one.place === 'accepted' ? late : journal;
    const payment = into.pay({
      provider: one.place === 'checking' ? 'megafon' : 'mts',
      account: ending ? `9${String(count % 1000).padStart(3, '0')}${ending}` : `916${1_000_000 + count}`,
      credited: 10_000 + count,
      fee: 500,
    });
    payments.set(one, payment);
  }
  await world.ship(journal);
  await settle();
  await world.ship(late);
}, 120_000);
afterAll(() => world.close());

/** Brings each payment to its place, by the way that leads there. */
async function settle(): Promise<void> {
  const inPlace = (place: Place) =>
    [...payments].flatMap(([one, payment]) => (one.place === place ? [payment] : []));
  for (const place of ['cancelled', 'refunded'] as const) {
    for (const payment of inPlace(place)) await world.ask(requestFor(payment, 'cancel'));
  }
  for (const payment of inPlace('refunded')) {
    const refund = await world.ask(requestFor(payment, 'cashRefund'));
    for (const id of ['anna', 'boris']) {
      const person = { id, role: 'operator' };
      await endGrant(world.parts, { requestId: refund.id, person, paid: true, reason: 'касса сгорела' });
    }
  }
  await world.dispatch();
  // Over the hour of the retry table, so that what has no answer hangs; what is slow is asked once.
  const slow = inPlace('forwarded').map(({ id }) => id);
  const unreached = inPlace('checking').map(({ id }) => id);
  await world.database.run('UPDATE payment SET due_at = NULL WHERE id = ANY($1::uuid[])', [
    [...slow, ...unreached],
  ]);
  for (let turn = 0; turn < 3; turn += 1) await world.dispatch(1);
  for (const payment of inPlace('transferred')) {
    const corrected = { providerId: 'mts', account: other(payment) };
    const transfer = await world.ask(requestFor(payment, 'transfer', { corrected }));
    await world.decide(transfer, 'anna');
    await world.decide(transfer, 'boris');
    await world.decide(transfer, 'anna', 'approve', { operatorAnswer: 'переведено' });
  }
}

/** One digit apart. */
const other = ({ details }: Payment): string =>
  `${details.account.slice(0, 4)}${(Number(details.account[4]) + 1) % 10}${details.account.slice(5)}`;

describe.each(places)('%s', (place) => {
  test.each(adjustmentKinds)('%s', async (kind) => {
    const rows = cases.filter((one) => one.place === place && one.kind === kind);
    expect(rows).toHaveLength(12);
    for (const row of rows) {
      const payment = payments.get(ownOf(row));
      if (!payment) throw new Error('no payment');
      const before = await world.status(payment.id);
      expect(before).toBe(place === 'notReceived' ? null : place);
      const request = requestFor(payment, kind, {
        shiftOpen: row.shiftOpen,
        seniorName: row.senior ? 'Ольга' : null,
        corrected:
          kind === 'transfer' ? { providerId: payment.details.providerId, account: other(payment) } : null,
        missing: place === 'notReceived' ? missingOf(payment) : null,
        ...(row.receipt === 'missing' ? { receipt: null } : {}),
      });
      const isForeign = row.receipt === 'foreign';
      // A payment that nobody here has heard of is told to be another's by its receipt's drive only.
      if (isForeign && place === 'notReceived') continue;
      const home = place === 'notReceived' ? 3 : place === 'accepted' ? 2 : 1;
      const view = await world.ask(request, home, isForeign ? 'tt-2' : 'tt-1');
      const { state, why } = expected(row);
      expect({ row, state: view.state, answer: view.answer }).toMatchObject({ row, state });
      if (why !== null) expect(view.answer).toContain(why);
      // Asked again it is the same request; nothing happens twice.
      expect(await world.ask(request, home, isForeign ? 'tt-2' : 'tt-1')).toEqual(view);
      const after = state === 'done' && place !== 'notReceived' ? 'cancelled' : before;
      expect(await world.status(payment.id)).toBe(after);
    }
  });
});
