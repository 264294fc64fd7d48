import { afterAll, beforeAll, expect, test } from 'vitest';
import { leaveRequest } from '../../../sep/adjustments/request.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import { callerOf } from '../ground.ts';
import type { AdjustmentWorld } from './world.ts';
import { newAdjustmentWorld, requestFor } from './world.ts';

let world: AdjustmentWorld;
beforeAll(async () => {
  world = await newAdjustmentWorld();
});
afterAll(() => world.close());

test('refund and re-conduct of one payment asked at once from two sides: one stands, the other is told which', async () => {
  const journal = beginJournal();
  const payments = Array.from({ length: 12 }, (_, index) =>
    journal.pay({ account: `91${String(index).padStart(2, '0')}000005`, credited: 10_000 + index }),
  );
  await world.ship(journal);
  await world.dispatch();
  const winners = new Set<string>();
  for (const payment of payments) {
    const refund = requestFor(payment, 'cashRefund');
    const again = requestFor(payment, 'reconduct');
    const left = await Promise.all([
      leaveRequest(world.parts, refund, callerOf('tt-1', 1)),
      leaveRequest(world.other, again, callerOf('tt-1', 2)),
      // A repeat on the way of both.
      leaveRequest(world.other, refund, callerOf('tt-1', 1)),
      leaveRequest(world.parts, again, callerOf('tt-1', 2)),
    ]);
    const views = left.map((one) => (one.ok ? one.value : null));
    expect(views[0]).toEqual(views[2]);
    expect(views[1]).toEqual(views[3]);
    const standing = views.slice(0, 2).filter((view) => view?.state !== 'denied');
    expect(standing).toHaveLength(1);
    const loser = views.slice(0, 2).find((view) => view?.state === 'denied');
    expect(loser?.answer).toMatch(
      standing[0]?.kind === 'cashRefund' ? /Разрешён возврат денег/ : /Провести через ЦО/,
    );
    winners.add(standing[0]?.kind ?? '');
    const grants = await world.database.query('SELECT FROM refund_grant WHERE payment = $1', [payment.id]);
    expect(grants).toHaveLength(standing[0]?.kind === 'cashRefund' ? 1 : 0);
  }
  expect(winners.size).toBeGreaterThan(0);
});

test('two refunds of one payment at two workstations at once: one may pay', async () => {
  const journal = beginJournal({ seed: 2 });
  const payment = journal.pay({ account: '9160000005', credited: 33_300 });
  await world.ship(journal);
  await world.dispatch();
  const left = await Promise.all(
    [1, 2, 3].map((workstation) =>
      leaveRequest(
        workstation === 2 ? world.other : world.parts,
        requestFor(payment, 'cashRefund'),
        callerOf('tt-1', workstation),
      ),
    ),
  );
  const states = left.map((one) => (one.ok ? one.value.state : one.refusal.code)).sort();
  expect(states).toEqual(['denied', 'denied', 'granted']);
});

test('a cancel that meets its journal and the dispatcher: cancelled and never sent, or told that it is too late', async () => {
  const journal = beginJournal({ seed: 3, workstation: 2 });
  const payments = Array.from({ length: 15 }, (_, index) =>
    journal.pay({ account: `9177${String(100_100 + index)}`, credited: 20_000 + index }),
  );
  const [, , ...left] = await Promise.all([
    world.ship(journal),
    world.dispatch(),
    ...payments.map((payment) =>
      leaveRequest(world.other, requestFor(payment, 'cancel'), callerOf('tt-1', 2)),
    ),
  ]);
  await world.dispatch(2);
  for (const [index, payment] of payments.entries()) {
    const one = left[index];
    const state = typeof one === 'object' && one.ok ? one.value.state : null;
    const status = await world.status(payment.id);
    const credited = world.creditedTo(payment.details.account);
    if (state === 'done') expect({ status, credited }).toEqual({ status: 'cancelled', credited: 0 });
    else
      expect({ status, credited }).toEqual({ status: 'completed', credited: payment.details.amountCredited });
  }
});

test('two persons decide at once: the effect happens once', async () => {
  const journal = beginJournal({ seed: 4 });
  const payment = journal.pay({ account: '9161000005', credited: 44_400 });
  await world.ship(journal);
  await world.dispatch();
  const corrected = { providerId: 'mts', account: '9161234599' };
  const request = await world.ask(requestFor(payment, 'reconduct', { corrected }));
  await Promise.all(['anna', 'boris', 'vera', 'anna', 'boris'].map((who) => world.decide(request, who)));
  await world.dispatch();
  expect(world.creditedTo('9161234599')).toBe(44_400);
  const attempts = await world.database.query('SELECT FROM attempt WHERE payment = $1', [payment.id]);
  expect(attempts).toHaveLength(2);
});

test('decided by a node whose clock is behind, a request is told as newer than what another node told before', async () => {
  const journal = beginJournal({ seed: 3 });
  const payment = journal.pay({ account: '9160000005', credited: 44_400 });
  await world.ship(journal);
  await world.dispatch();
  const asked = await world.ask(requestFor(payment, 'cashRefund', { seniorName: null, shiftOpen: false }));
  expect(asked.state).toBe('open');
  // Else its till, which takes nothing older than it knows, would never hear of the grant.
  world.ground.pass(-1_500);
  await world.decide(asked, 'anna');
  const granted = await world.decide(asked, 'boris');
  expect(granted).toMatchObject({ kind: 'decided', view: { state: 'granted' } });
  if (granted.kind === 'decided') expect(granted.view.changedAt).toBeGreaterThanOrEqual(asked.changedAt);
});
