/**
 * Who at the desk may decide what: each role by each decision by each place of a payment, over the real desk, corrections
 * and operators. One person is never two, whatever the roles; a role decides nothing that the trade's table does not allow.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AdjustmentKind, AdjustmentRequest } from '../../../contract/adjustment.ts';
import type { SepStatus } from '../../../contract/status.ts';
import type { Payment } from '../../../core/payment.ts';
import { changeStatus } from '../../../sep/payments/statusChange.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import { type TradePlace, tradeKinds, tradePlaces, tradeTable } from '../../tools/tradeTable.ts';
import { type AdjustmentWorld, missingOf, newAdjustmentWorld, requestFor } from '../adjustments/world.ts';
import type { DeskClient } from './deskClient.ts';
import { type DeskGround, newDeskGround } from './deskGround.ts';

const roles = ['operator', 'supervisor', 'administrator'] as const;
type Role = (typeof roles)[number];
const pairs = roles.flatMap((first) => roles.map((second) => ({ first, second })));

/** What a person can be asked to agree to: every cell of the table that is possible, and a changed number. */
type Row = { readonly place: TradePlace; readonly kind: AdjustmentKind; readonly changed: boolean };
const rows: readonly Row[] = tradePlaces.flatMap((place) =>
  // What never left the till is not asked of the office.
  place === 'receipted'
    ? []
    : tradeKinds.flatMap((kind): Row[] =>
        tradeTable[place][kind] === 'no'
          ? []
          : place === 'rejected' && kind === 'reconduct'
            ? [
                { place, kind, changed: false },
                { place, kind, changed: true },
              ]
            : [{ place, kind, changed: kind === 'transfer' }],
      ),
);
const takesTwo = ({ kind, changed }: Row): boolean => changed || kind === 'cashRefund';
/** Where the request is once everybody has agreed who has to; where its payment is. */
function agreed({ place, kind }: Row): { readonly state: string; readonly status: string | null } {
  const known = place === 'notReceived' || place === 'missing' ? null : place;
  if (kind === 'cashRefund') return { state: 'granted', status: known };
  if (kind === 'reconduct') return { state: 'done', status: place === 'hung' ? 'forwarded' : 'accepted' };
  if (place === 'completed' || place === 'hung') return { state: 'atOperator', status: known };
  return { state: 'done', status: known === null ? null : 'cancelled' };
}

type Chain = Row & { readonly first: Role; readonly second: Role | null };
/** One chain for each pair of roles, or for each role where one person is enough. */
const chains: readonly Chain[] = rows.flatMap((row): Chain[] =>
  takesTwo(row)
    ? pairs.map((pair) => ({ ...row, ...pair }))
    : roles.map((first) => ({ ...row, first, second: null })),
);

/** What a request was left about, and what became of its payment before anybody looked at it. */
const bases: Readonly<Record<AdjustmentKind, 'rejected' | 'completed'>> = {
  reconduct: 'rejected',
  transfer: 'completed',
  cancel: 'rejected',
  cashRefund: 'rejected',
};
const meanwhile = tradeKinds.flatMap((kind) =>
  tradePlaces.flatMap((place) =>
    place === 'receipted' ||
    place === 'notReceived' ||
    place === 'missing' ||
    tradeTable[place][kind] !== 'no'
      ? []
      : [{ kind, place: place satisfies SepStatus }],
  ),
);

let world: AdjustmentWorld;
let desk: DeskGround;
/** Two of each role. */
const people = {} as Record<Role, readonly [DeskClient, DeskClient]>;
const payments = new Map<object, Payment>();
function paymentOf(about: object): Payment {
  const payment = payments.get(about);
  if (!payment) throw new Error('no payment');
  return payment;
}

const endings: Partial<Record<TradePlace, string>> = {
  hung: '000007',
  forwarded: '000009',
  rejected: '000005',
  cancelled: '000005',
};

beforeAll(async () => {
  world = await newAdjustmentWorld();
  const early = beginJournal({ seed: 41 });
  const late = beginJournal({ seed: 42, workstation: 2 });
  const unsent = beginJournal({ seed: 43, workstation: 3 });
  let count = 0;
  const pay = (about: object, place: TradePlace) => {
    count += 1;
    const ending = endings[place];
    const into =
      place === 'notReceived' || place === 'missing' ? unsent : place === 'accepted' ? late : early;
    const account = ending ? `9${String(count).padStart(3, '0')}${ending}` : `916${1_234_000 + count}`;
    // A provider without a cancel of its own: a person asks the operator.
    const provider = place === 'checking' ? 'megafon' : place === 'completed' ? 'beeline' : 'mts';
    payments.set(about, into.pay({ provider, account, credited: 20_000 + 100 * count, fee: 500 }));
  };
  for (const chain of chains) pay(chain, chain.place);
  for (const one of meanwhile) pay(one, bases[one.kind]);
  await world.ship(early);
  await world.dispatch();
  await world.database.run("UPDATE payment SET due_at = NULL WHERE status = 'checking'");
  await world.dispatch(3);
  for (const chain of chains.filter(({ place }) => place === 'cancelled'))
    expect((await world.ask(requestFor(paymentOf(chain), 'cancel'))).state).toBe('done');
  await world.ship(late);
  desk = await newDeskGround(world);
  for (const role of roles)
    people[role] = [await desk.signedIn(`${role}1`, role), await desk.signedIn(`${role}2`, role)];
}, 120_000);
afterAll(async () => {
  await desk.close();
  await world.close();
});

/** One digit apart. */
const beside = (account: string): string =>
  `${account.slice(0, 4)}${(Number(account[4]) + 1) % 10}${account.slice(5)}`;

/** Left after the shift: everything is the office's to decide. */
function requestOf(payment: Payment, { kind, place, changed }: Row): AdjustmentRequest {
  const { providerId, account } = payment.details;
  return requestFor(payment, kind, {
    paymentId: place === 'missing' ? null : payment.id,
    shiftOpen: false,
    seniorName: null,
    corrected: changed ? { providerId, account: beside(account) } : null,
    missing: place === 'notReceived' || place === 'missing' ? missingOf(payment) : null,
  });
}

type Said = {
  readonly status: number;
  readonly state?: string;
  readonly code?: string;
  readonly message?: string;
};
async function decide(client: DeskClient, { id }: { readonly id: string }, more: object = {}): Promise<Said> {
  const word = { decision: 'approve', reason: 'по заявлению', corrected: null, operatorAnswer: null };
  const { status, body } = await client.ask('decide', { id, ...word, ...more } as never);
  return { status, ...(body as object) };
}
async function endGrant(client: DeskClient, id: string, paid: boolean): Promise<Said> {
  const { status, body } = await client.ask('end-grant', { id, paid, reason: 'касса молчит' } as never);
  return { status, ...(body as object) };
}

/** What is missing at the till is asked for where no other receipt has its number. */
const ask = (request: AdjustmentRequest, { place }: Row) => world.ask(request, place === 'missing' ? 3 : 1);

/** The row that СЭП has of a payment, by whatever id. */
async function statusOf(request: string, payment: Payment): Promise<string | null> {
  const [row] = await world.database.query<{ status: string | null }>(
    'SELECT p.status FROM request r LEFT JOIN payment p ON p.id = r.payment WHERE r.id = $1',
    [request],
  );
  return row?.status ?? world.status(payment.id);
}

/** Each of the three says no to a request of its own: it is over, and nothing has become of the payment. */
async function allDeny(payment: Payment, row: Row, before: string | null): Promise<void> {
  for (const role of roles) {
    const request = requestOf(payment, row);
    expect(await ask(request, row)).toMatchObject({ state: 'open' });
    expect(await decide(people[role][0], request, { decision: 'deny' })).toMatchObject({ state: 'denied' });
    expect(await decide(people[role][1], request)).toMatchObject({ code: 'barred' });
    expect(await statusOf(request.id, payment)).toBe(before);
  }
}

/** Cash of which no till tells: two who say the same end it; one, or two who differ, don't. */
async function endByTwo(
  id: string,
  payment: Payment,
  { first, second }: Chain,
  paid: boolean,
): Promise<void> {
  const [one] = people[first];
  const [, other] = people[second ?? first];
  for (const word of [paid, paid]) expect(await endGrant(one, id, word)).toMatchObject({ state: 'granted' });
  expect(await endGrant(other, id, !paid)).toMatchObject({ state: 'granted' });
  expect(await endGrant(one, id, paid)).toMatchObject({ state: 'granted' });
  expect(await endGrant(other, id, paid)).toMatchObject({ state: paid ? 'done' : 'denied' });
  expect(await endGrant(one, id, paid)).toMatchObject({ code: 'barred' });
  if (paid) expect(await world.status(payment.id)).toBe('refunded');
}

/** Any role writes down what the operator said, once; a word without the operator's own is none. */
async function answered(request: AdjustmentRequest, payment: Payment, { first, kind }: Chain, did: boolean) {
  const [one, other] = people[first];
  const before = await world.status(payment.id);
  expect(await decide(other, request, { operatorAnswer: ' ' })).toMatchObject({ code: 'barred' });
  const word = { decision: did ? 'approve' : 'deny', operatorAnswer: did ? 'сделано' : 'нельзя' };
  expect(await decide(one, request, word)).toMatchObject({ state: did ? 'done' : 'operatorRefused' });
  const after = did ? (kind === 'transfer' ? 'transferred' : 'cancelled') : before;
  expect(await world.status(payment.id)).toBe(after);
}

test('every possible cell of the table has its chain, every other one its «meanwhile»', () => {
  const cells = [
    ...rows.map(({ place, kind }) => `${place} ${kind}`),
    ...meanwhile.map((one) => `${one.place} ${one.kind}`),
  ];
  const neverOpen = ['notReceived', 'missing'].flatMap((place) => [
    `${place} transfer`,
    `${place} cashRefund`,
  ]);
  expect(new Set([...cells, ...neverOpen]).size).toBe(11 * 4);
});

test.each(
  rows.map((row) => ({
    ...row,
    own: chains.filter(
      (chain) => chain.place === row.place && chain.kind === row.kind && chain.changed === row.changed,
    ),
  })),
)(
  '$place, $kind, changed number $changed: each of three roles denies, $own.length chains agree',
  async ({ own, ...row }) => {
    for (const [index, chain] of own.entries()) {
      const payment = paymentOf(chain);
      const before =
        agreed(row).status === null || row.place === 'notReceived' || row.place === 'missing'
          ? null
          : row.place;
      expect(await world.status(payment.id)).toBe(before);
      if (index === 0) await allDeny(payment, row, before);
      const request = requestOf(payment, row);
      expect(await ask(request, row)).toMatchObject({ state: 'open' });
      const [one] = people[chain.first];
      const { state, status } = agreed(row);
      if (chain.second === null)
        expect(await decide(one, request)).toMatchObject({ state, twoPeople: false });
      else {
        // However often, and whatever the role, one person is one.
        for (let time = 0; time < 2; time += 1) {
          expect(await decide(one, request)).toMatchObject({ state: 'halfApproved', twoPeople: true });
          expect(await world.status(payment.id)).toBe(before);
        }
        expect(await decide(people[chain.second][1], request)).toMatchObject({ state });
      }
      expect(await statusOf(request.id, payment)).toBe(status);
      if (state === 'granted') await endByTwo(request.id, payment, chain, index % 2 === 0);
      if (state === 'atOperator') await answered(request, payment, chain, index % 2 === 0);
    }
  },
);

test('a number that the desk itself changes takes two who mean the same one', async () => {
  const journal = beginJournal({ seed: 44 });
  const payment = journal.pay({ account: '9999000005', credited: 9_900 });
  await world.ship(journal);
  await world.dispatch();
  const request = requestOf(payment, { place: 'rejected', kind: 'reconduct', changed: false });
  await world.ask(request);
  const to = (ending: number) => ({ corrected: { providerId: 'mts', account: `916111999${ending}` } });
  for (const [index, role] of roles.entries())
    expect(await decide(people[role][0], request, to(index))).toMatchObject({ state: 'halfApproved' });
  expect(await decide(people.administrator[0], request, to(2))).toMatchObject({ state: 'halfApproved' });
  expect(await decide(people.operator[0], request, to(2))).toMatchObject({ state: 'done' });
  // Who meant which is in the log for good, without a whole number.
  const meant = await world.database.query<{ details: string }>(
    "SELECT details::text AS details FROM audit WHERE details::text LIKE '%' || $1 || '%' ORDER BY id",
    [request.id],
  );
  expect(meant.map(({ details }) => (JSON.parse(details) as { number?: string }).number)).toEqual([
    '…9990',
    '…9991',
    '…9992',
    '…9992',
    '…9992',
  ]);
});

test.each(meanwhile)(
  '$kind was asked for, and the payment is $place by now: no role can agree',
  async (one) => {
    const payment = paymentOf(one);
    const row = { place: bases[one.kind], kind: one.kind, changed: one.kind === 'transfer' };
    const request = requestOf(payment, row);
    expect(await ask(request, row)).toMatchObject({ state: 'open' });
    await world.database.transaction((tx) =>
      changeStatus(tx, {
        payment: payment.id,
        tradePoint: 'tt-1',
        status: one.place,
        at: world.ground.clock(),
        generation: 1,
        attempt: 1,
        operatorNumber: null,
        resultCode: null,
        reason: null,
        cause: 'test',
        dueAt: null,
      }),
    );
    for (const role of roles)
      expect(await decide(people[role][0], request)).toMatchObject({
        status: 409,
        code: 'barred',
        message: expect.stringMatching(/^[А-Я].{10,}\.$/),
      });
    expect(await world.status(payment.id)).toBe(one.place);
    expect(await decide(people.operator[0], request, { decision: 'deny' })).toMatchObject({
      state: 'denied',
    });
  },
);

test.each([
  ['operator', 403],
  ['supervisor', 200],
  ['administrator', 200],
] as const)('all that hangs goes out again at the word of %s: %i', async (role, status) => {
  const answer = await people[role][0].ask('reconduct-hung', {
    provider: 'mts' as never,
    reason: 'после сбоя',
  });
  expect(answer.status).toBe(status);
});
