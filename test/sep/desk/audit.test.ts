/** Everything done at the desk stands in the audit log, by whom and why; what only reads leaves it alone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeskCall, type DeskInput, deskCalls } from '../../../contract/desk.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import { type AdjustmentWorld, newAdjustmentWorld, requestFor } from '../adjustments/world.ts';
import { codeAt, type DeskClient, deskClient } from './deskClient.ts';
import { type DeskGround, newDeskGround, ownPassword } from './deskGround.ts';

let world: AdjustmentWorld;
let desk: DeskGround;
let admin: DeskClient;
let request = '';
let payment = '';
beforeAll(async () => {
  world = await newAdjustmentWorld();
  desk = await newDeskGround(world);
  admin = await desk.signedIn('admin', 'administrator');
  await desk.newPerson('other', 'operator');
  const journal = beginJournal({ seed: 850 });
  const paid = journal.pay({ account: '9160000850' });
  await world.ship(journal);
  await world.dispatch();
  const asked = requestFor(paid, 'cancel');
  await world.ask(asked);
  request = asked.id;
  payment = paid.id;
});
afterAll(async () => {
  await desk.close();
  await world.close();
});

const why = 'так надо';
const row = { id: 1, reason: why };
/** Something to ask of each call: whether it succeeds or is refused, that it was tried has to be told. */
const inputs = (): { readonly [N in DeskCall]: object } => ({
  standing: {},
  'sign-in': { login: 'other', password: 'не тот' },
  'sign-in-code': { code: '000000' },
  'new-password': { password: ownPassword },
  'sign-out': {},
  counts: {},
  queue: { kind: null, part: 'waiting' },
  request: { id: request },
  decide: { id: request, decision: 'deny', reason: why, corrected: null, operatorAnswer: null },
  'ask-correction': {
    id: '00000000-0000-4000-8000-00000000a5ed',
    paymentId: payment,
    // Refused, so that it stands in no queue: it is credited.
    kind: 'reconduct',
    reason: why,
    corrected: null,
  },
  'end-grant': { id: request, paid: true, reason: why },
  payment: { id: payment },
  search: { text: '9160000850' },
  hung: {},
  doubted: {},
  'reconduct-hung': { provider: 'mts', reason: why },
  discrepancies: { settled: false },
  'settle-discrepancy': row,
  contradictions: { settled: false },
  'settle-contradiction': row,
  people: {},
  'make-person': { login: 'fresh', name: 'Новый', role: 'operator' },
  'change-person': { login: 'other', name: 'Другой', role: 'supervisor' },
  'reset-person': { login: 'other', reason: why },
  'vouch-person': { login: 'other' },
  'close-person': { login: 'other', reason: why },
  watch: {},
  'settle-set-aside': row,
  audit: { before: null, who: null },
  dashboard: {},
  providers: {},
});
const reads: readonly DeskCall[] = [
  'standing',
  'counts',
  'queue',
  'request',
  'payment',
  'search',
  'hung',
  'doubted',
  'discrepancies',
  'contradictions',
  'people',
  'watch',
  'audit',
  'dashboard',
  'providers',
];
const signing: readonly DeskCall[] = ['sign-in', 'sign-in-code', 'new-password', 'sign-out'];

type Line = { readonly who: string; readonly what: string; readonly details: string };
const lines = () => desk.database.query<Line>('SELECT who, what, details FROM audit ORDER BY id');

test('each call that changes something is told with its person and reason, each that reads is not', async () => {
  await world.database.run(
    `INSERT INTO discrepancy (id, provider, day, kind, txn_id, account, their_amount, found_at) OVERRIDING SYSTEM VALUE
     VALUES (1, 'mts', '2026-11-22', 'lateCredit', '77', '9161234567', 1000, 5)`,
  );
  await world.database.run(
    `INSERT INTO contradiction (id, kind, payment, about, trade_point, workstation, amount, details, found_at)
     OVERRIDING SYSTEM VALUE VALUES (1, 'refundTwice', $1, $1, 'tt-1', 1, 1000, 'дважды', 5)`,
    [payment],
  );
  await world.database.run(
    `INSERT INTO set_aside (id, kind, origin, seq, hash, why, content, payments, amount, trade_point, shipped_by, at)
     OVERRIDING SYSTEM VALUE VALUES (1, 'forgery', $1, 1, 'x', 'hash', '{}', 0, 0, 'tt-1', 1, 5)`,
    [payment],
  );
  // Somebody beside the administrator gave it out, so that there is something to vouch for.
  await world.database.run("UPDATE desk_user SET issued_by = 'gone' WHERE login = 'other'");
  const order = Object.keys(deskCalls) as DeskCall[];
  expect(new Set([...Object.keys(inputs())])).toEqual(new Set(order));
  const vouched = ['vouch-person', 'reset-person', 'close-person'];
  const asked = [...order.filter((name) => !vouched.includes(name)), ...vouched] as DeskCall[];
  for (const name of asked.filter((one) => !signing.includes(one))) {
    const before = (await lines()).length;
    const { status } = await admin.ask(name, inputs()[name] as DeskInput<DeskCall>);
    const told = (await lines()).slice(before);
    if (reads.includes(name)) {
      expect([name, status, told]).toEqual([name, 200, []]);
      continue;
    }
    expect(told.length, `${name} ${status}`).toBeGreaterThan(0);
    expect(
      told.every(({ who }) => who === 'desk/admin'),
      name,
    ).toBe(true);
    const input = inputs()[name] as { readonly reason?: string };
    if (input.reason !== undefined) expect(JSON.stringify(told), name).toContain(input.reason);
    if (status !== 200) expect(told.at(-1)?.what, name).toContain('не вышло');
  }
});

test('every try to sign in, every code and every leaving is told, without what was typed', async () => {
  const { password, otpauth } = await desk.newPerson('vera', 'operator');
  const client = deskClient(desk.url);
  const before = (await lines()).length;
  await client.ask('sign-in', { login: 'vera', password: 'совсем другой' });
  await client.ask('sign-in', { login: 'vera', password });
  await client.ask('sign-in-code', { code: '000000' });
  await client.ask('sign-in-code', { code: codeAt(otpauth, desk.clock()) });
  await client.ask('new-password', { password: ownPassword });
  await client.ask('sign-out', {});
  const told = (await lines()).slice(before);
  expect(told.map(({ who, what }) => `${who} ${what}`)).toEqual([
    'desk/vera вход: неверный пароль',
    'desk/vera вход: неверный код',
    'desk/vera вход',
    'desk/vera новый пароль',
    'desk/vera выход',
  ]);
  expect(JSON.stringify(told)).not.toMatch(/совсем другой|четыре разных/);
});

test('queues by kind, who waits longest first, and the ages of what is open', async () => {
  const journal = beginJournal({ seed: 851 });
  const hour = 3_600_000;
  const ages = [2, 30, 80, 0.1];
  const ids: string[] = [];
  const payments = ages.map((_, index) => journal.pay({ account: `91600008${60 + index}` }));
  await world.ship(journal);
  await world.dispatch();
  for (const [index, age] of ages.entries()) {
    const [paid] = payments.slice(index);
    if (!paid) throw new Error('no payment');
    const asked = requestFor(paid, 'cancel', { madeAt: desk.clock() - age * hour });
    await world.ask(asked);
    ids.push(asked.id);
  }
  const queue = async (kind: 'cancel' | 'transfer' | null) =>
    (
      (await admin.ask('queue', { kind, part: 'waiting' })).body as { requests: { id: string }[] }
    ).requests.map(({ id }) => id);
  expect(await queue('cancel')).toEqual([ids[2], ids[1], ids[0], ids[3]]);
  expect(await queue('transfer')).toEqual([]);
  const { ages: told } = (await admin.ask('dashboard', {})).body as {
    ages: { label: string; cancel: number; transfer: number }[];
  };
  expect(told.map(({ label, cancel }) => [label, cancel])).toEqual([
    ['до 15 минут', 1],
    ['до часа', 0],
    ['до 4 часов', 1],
    ['до суток', 0],
    ['до 3 суток', 1],
    ['дольше', 1],
  ]);
});
