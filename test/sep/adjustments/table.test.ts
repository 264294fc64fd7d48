import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdjustmentKind } from '../../../contract/adjustment.ts';
import type { RegisterDocument } from '../../../contract/journal.ts';
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
  /** Who asks: a cashier alone, or with a senior's PIN. */
  readonly role: 'cashier' | 'senior';
};
const both = [true, false];
const roles = ['senior', 'cashier'] as const;
const cases: readonly Case[] = places.flatMap((place) =>
  adjustmentKinds.flatMap((kind) =>
    (['foreign', 'missing', 'own'] as const).flatMap((receipt) =>
      both.flatMap((shiftOpen) => roles.map((role) => ({ place, kind, receipt, shiftOpen, role }))),
    ),
  ),
);

/** What the trade's table and gates say, in this test's own words. */
function expected({ place, kind, receipt, shiftOpen, role }: Case): { state: string; why: string | null } {
  if (receipt === 'foreign') return { state: 'denied', why: 'другой торговой точки' };
  if (receipt === 'missing') return { state: 'denied', why: 'Без кассового чека' };
  const cell = adjustmentTable[place][kind];
  if (!cell.possible) return { state: 'denied', why: cell.why };
  const byRule = cell.decider === 'sep' && shiftOpen && role === 'senior';
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
      (['place', 'kind', 'shiftOpen', 'role'] as const).every((name) => other[name] === one[name]),
  ) ?? one;
beforeAll(async () => {
  world = await newAdjustmentWorld();
  const journal = beginJournal({ seed: 7 });
  const late = beginJournal({ seed: 8, workstation: 2 });
  const unsent = beginJournal({ seed: 9, workstation: 3 });
  // What nobody has shipped yet is told to be another's by its register's drive, of which an earlier receipt told.
  unsent.pay({ document: documentOf(1, 51_500) });
  await world.ship(unsent);
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
      ...(into === unsent ? { document: documentOf(count + 1, 10_500 + count) } : {}),
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

/** What the register of the third workstation says of a receipt. */
function documentOf(number: number, amount: number): RegisterDocument {
  const fiscal = { drive: '9999000000000777', sign: String(1_000_000_000 + number) };
  return { number, kind: 'receipt', amount, at: Date.UTC(2026, 10, 20, 7), fiscal } as RegisterDocument;
}

/** As its register printed it. */
const qrOf = ({ receipt, details }: Payment) => ({
  kind: 'qr',
  drive: receipt?.document?.fiscal?.drive,
  document: receipt?.document?.number,
  sign: receipt?.document?.fiscal?.sign,
  amount: details.amountTaken,
  time: '20261122T1200',
  operation: 1,
});

/** One digit apart. */
const other = ({ details }: Payment): string =>
  `${details.account.slice(0, 4)}${(Number(details.account[4]) + 1) % 10}${details.account.slice(5)}`;

test('the whole product: every place, correction, receipt, shift and role, each once', () => {
  expect(new Set(cases.map((one) => JSON.stringify(one))).size).toBe(10 * 4 * 3 * 2 * 2);
  expect(cases).toHaveLength(480);
});

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
        seniorName: row.role === 'senior' ? 'Ольга' : null,
        corrected:
          kind === 'transfer' ? { providerId: payment.details.providerId, account: other(payment) } : null,
        missing: place === 'notReceived' ? missingOf(payment) : null,
        ...(row.receipt === 'missing' ? { receipt: null } : {}),
        ...(row.receipt === 'foreign' && place === 'notReceived' ? { receipt: qrOf(payment) } : {}),
      });
      const isForeign = row.receipt === 'foreign';
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
