/** Money that an operator says it credited though the payment is settled otherwise here: a discrepancy at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Payment } from '../../../core/payment.ts';
import { moscowDay, writeRegistry } from '../../../core/registry.ts';
import { type Claimed, claimDue } from '../../../sep/dispatch/claim.ts';
import { Gateways } from '../../../sep/dispatch/gateway.ts';
import { takeSeat } from '../../../sep/dispatch/liveness.ts';
import { recordWords } from '../../../sep/dispatch/record.ts';
import { takeRegistry } from '../../../sep/registry/compare.ts';
import { beginJournal } from '../../tools/madeJournal.ts';
import type { AdjustmentWorld } from './world.ts';
import { minute, newAdjustmentWorld, requestFor } from './world.ts';

let world: AdjustmentWorld;
beforeAll(async () => {
  world = await newAdjustmentWorld();
});
afterAll(() => world.close());

const said = (code: number) => ({ kind: 'answered', code, operatorNumber: 'A-1', comment: null }) as const;

let seeds = 700;
/** A payment whose pay a node sent before it fell silent; the others give it up, and the operator's person says «cancelled». */
async function cancelledWhileAsked(): Promise<{ payment: Payment; word: Claimed; seat: number }> {
  seeds += 1;
  const payment = beginAndPay(seeds);
  await world.ship(payment.journal);
  const seat = await takeSeat(world.database, 'silent', world.ground.clock());
  const { claimed } = await claimDue(world.parts, new Gateways(), seat.number);
  const mine = claimed.filter(({ held }) => held.payment === payment.one.id);
  const next = await recordWords(
    world.parts,
    mine.map((one) => ({ claimed: one, seat: seat.number, outcome: said(0), tookMs: 1 })),
  );
  const word = next[0]?.claimed;
  if (!word) throw new Error('no pay was written');
  await seat.leave();
  await world.operators.setFaults({ faults: [{ kind: 'result', command: 'pay', code: 5, count: 1 }] });
  await expect
    .poll(async () => {
      await world.dispatch();
      return world.status(payment.one.id);
    })
    .toBe('hung');
  const cancel = await world.ask(requestFor(payment.one, 'cancel'));
  await world.decide(cancel, 'anna', 'approve');
  expect(await world.decide(cancel, 'anna', 'approve', { operatorAnswer: 'платежа не было' })).toMatchObject({
    view: { state: 'done' },
  });
  expect(await world.status(payment.one.id)).toBe('cancelled');
  return { payment: payment.one, word, seat: seat.number };
}

const beginAndPay = (seed: number) => {
  const journal = beginJournal({ seed });
  return { journal, one: journal.pay({ account: `91622${String(seed).padStart(5, '0')}` }) };
};

const late = (payment: string) =>
  world.database.query<{ kind: string; their_amount: number; settled_by: string | null }>(
    'SELECT kind, their_amount, settled_by FROM discrepancy WHERE payment = $1 ORDER BY id',
    [payment],
  );

/** Their registry of today with this payment in it, or without. */
const registryWith = (word: Claimed | null) =>
  writeRegistry(
    word
      ? [
          {
            txnId: word.held.txnId,
            at: world.ground.clock(),
            account: word.held.account,
            sum: word.held.credited,
          },
        ]
      : [],
    moscowDay(world.ground.clock()),
  );
const take = (word: Claimed | null) =>
  takeRegistry(world.parts, 'mts', moscowDay(world.ground.clock()), registryWith(word));

test('an answer that comes after the cancel is a discrepancy at once; the payment stays cancelled', async () => {
  const { payment, word, seat } = await cancelledWhileAsked();
  expect(await late(payment.id)).toEqual([]);
  await recordWords(world.parts, [{ claimed: word, seat, outcome: said(0), tookMs: 90_000 }]);
  expect(await world.status(payment.id)).toBe('cancelled');
  const one = { kind: 'lateCredit', their_amount: payment.details.amountCredited, settled_by: null };
  expect(await late(payment.id)).toEqual([one]);
  expect(world.ground.lines.some(({ message }) => message.includes('settled otherwise'))).toBe(true);
  // The day's registry says the same thing; a later one that does not is no reason to forget it.
  await take(word);
  world.ground.pass(minute);
  await take(null);
  expect(await late(payment.id)).toEqual([one]);
});

test('a refusal that comes late is none', async () => {
  const { payment, word, seat } = await cancelledWhileAsked();
  await recordWords(world.parts, [{ claimed: word, seat, outcome: said(5), tookMs: 90_000 }]);
  expect(await late(payment.id)).toEqual([]);
});

test('where no answer came the registry tells it, under the same name', async () => {
  const { payment, word } = await cancelledWhileAsked();
  const taken = await take(word);
  expect(taken).toMatchObject({ ok: true, compared: { found: [{ kind: 'lateCredit' }] } });
  expect(await late(payment.id)).toMatchObject([{ kind: 'lateCredit', settled_by: null }]);
});
