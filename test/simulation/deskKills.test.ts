/**
 * СЭП is killed at random moments while people decide at its desk and the effects run; everything is said again after
 * each start: each effect happens exactly once, by the operator's own book, and no request is stuck.
 */
import { afterEach, expect, test } from 'vitest';
import { openChance } from '../../main/cli/seed/chance.ts';
import { type DeskClient, deskClient } from '../sep/desk/deskClient.ts';
import { type Case, type DeskWorld, newDeskWorld } from './desk/deskWorld.ts';

const long = process.env['KASSA_PROVE'] === '1';
const kills = long ? 40 : 3;
const seed = Number(process.env['KASSA_SEED'] ?? 20_261_127);

let world: DeskWorld | null = null;
afterEach(async () => {
  await world?.close();
  world = null;
});

/** Decisions that a kill has cut off. */
let cutOff = 0;

/** All that people have to say of one request, whatever was heard of it before; a dead СЭП answers nothing. */
async function settle([anna, boris]: readonly DeskClient[], { kind, request }: Case): Promise<void> {
  const decide = (client: DeskClient | undefined, operatorAnswer: string | null = null) =>
    client?.ask('decide', {
      id: request.id,
      decision: 'approve',
      reason: 'по заявлению',
      corrected: null,
      operatorAnswer,
    });
  try {
    await decide(anna);
    await decide(boris);
    if (kind === 'transfer') await decide(boris, 'переведено');
  } catch {
    // Killed in the midst of it: said again in the next life.
    cutOff += 1;
  }
}

/** So many at a time, as people do who hurry. */
async function settleAll(clients: readonly DeskClient[], cases: readonly Case[]): Promise<void> {
  const waiting = [...cases];
  const work = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await settle(clients, one);
  };
  await Promise.all([work(), work(), work(), work()]);
}

const ends: Readonly<Record<Case['kind'], { readonly state: string; readonly status: string }>> = {
  reconduct: { state: 'done', status: 'completed' },
  transfer: { state: 'done', status: 'transferred' },
  cancel: { state: 'done', status: 'cancelled' },
  cashRefund: { state: 'granted', status: 'rejected' },
};

type Standing = {
  readonly id: string;
  readonly state: string;
  readonly status: string;
  readonly attempts: number;
  readonly grants: number;
  readonly granted: number | null;
  readonly ends: number;
  readonly moves: number;
};

const standingOf = ({ database }: DeskWorld): Promise<Standing[]> =>
  database.query<Standing>(
    `SELECT r.id, r.state, p.status, (SELECT count(*) FROM attempt WHERE payment = p.id) AS attempts,
       (SELECT count(*) FROM refund_grant WHERE payment = p.id) AS grants,
       (SELECT sum(amount)::bigint FROM refund_grant WHERE payment = p.id) AS granted,
       (SELECT count(*) FROM request_change WHERE request = r.id AND state IN ('done', 'granted')) AS ends,
       (SELECT count(*) FROM status_change WHERE payment = p.id AND status IN ('cancelled', 'transferred', 'refunded'))
         AS moves
     FROM request r JOIN payment p ON p.id = r.payment ORDER BY r.id`,
  );

const isOver = (cases: readonly Case[], standing: readonly Standing[]): boolean =>
  cases.every(({ kind, request }) =>
    standing.some(
      (row) => row.id === request.id && row.state === ends[kind].state && row.status === ends[kind].status,
    ),
  );

test(`СЭП killed ${kills} times while the desk decides: each effect once, nothing stuck`, {
  timeout: long ? 600_000 : 120_000,
}, async () => {
  world = await newDeskWorld(long ? 120 : 10);
  const { cases, operators } = world;
  const chance = openChance(seed);
  await operators.setFaults({ faults: [{ kind: 'slow', ms: 15 }] });
  let life = await world.live();
  let clients = await world.signIn(life.url);
  const cookies = clients.map(({ cookie }) => cookie);
  for (let killed = 0; killed < kills; killed += 1) {
    const order = [...cases].sort(() => chance.fraction() - 0.5);
    const deciding = settleAll(clients, order);
    await new Promise((resolve) => setTimeout(resolve, 10 + chance.fraction() * 400));
    await life.kill();
    await deciding;
    life = await world.live();
    clients = cookies.map((cookie) => Object.assign(deskClient(life.url), { cookie }));
  }
  expect(cutOff).toBeGreaterThan(0);
  await settleAll(clients, cases);
  const now = world;
  await expect
    .poll(async () => isOver(cases, await standingOf(now)), {
      timeout: 30_000,
      message: `KASSA_SEED=${seed}`,
    })
    .toBe(true);
  const before = await standingOf(world);
  const book = JSON.stringify(operators.credited().map(({ txnId, sum }) => [txnId, sum]));
  // Everything once more, after all of it has happened.
  await settleAll(clients, cases);
  expect(await standingOf(world)).toEqual(before);
  expect(JSON.stringify(operators.credited().map(({ txnId, sum }) => [txnId, sum]))).toBe(book);

  const creditedTo = (account: string) => operators.credited().filter((one) => one.account === account);
  for (const { kind, right, payment, request } of cases) {
    const row = before.find(({ id }) => id === request.id);
    const { account, amountCredited, amountTaken } = payment.details;
    const about = `${kind} ${payment.id}, KASSA_SEED=${seed}`;
    const times = { reconduct: [2, 0, 0], transfer: [1, 0, 1], cancel: [1, 0, 1], cashRefund: [1, 1, 0] }[
      kind
    ];
    expect([row?.attempts, row?.grants, row?.moves, row?.ends], about).toEqual([...times, 1]);
    if (kind === 'cashRefund') expect(row?.granted, about).toBe(amountTaken);
    const there = { reconduct: right, transfer: account, cancel: null, cashRefund: null }[kind];
    expect(creditedTo(account).length + creditedTo(right).length, about).toBe(there === null ? 0 : 1);
    if (there !== null) expect(creditedTo(there)[0]?.sum, about).toBe(amountCredited);
  }
  expect(world.troubles).toEqual([]);
});
