/**
 * СЭП is put back from a dump after corrections of every kind: workstations tell it what it had told them, and each payment
 * is credited once, or never where its money went back. A workstation is away at that moment.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Instant } from '../../contract/primitives.ts';
import type { PaymentStatus } from '../../contract/status.ts';
import type { Payment } from '../../core/payment.ts';
import { isNewer } from '../../core/sepStatus.ts';
import { createStory } from '../../sep/adjustments/story.ts';
import { createContact } from '../../sep/designation/contact.ts';
import { createChanges } from '../../sep/payments/changes.ts';
import { markRestored } from '../../sep/restore/raise.ts';
import { createRecall } from '../../sep/restore/recall.ts';
import { putBackInPlace, takeDump } from '../tools/databaseDump.ts';
import type { MadeJournal, PayOptions } from '../tools/madeJournal.ts';
import { beginJournal } from '../tools/madeJournal.ts';
import type { AdjustmentWorld } from './adjustments/world.ts';
import { missingOf, newAdjustmentWorld, receiptOf, refundEvents, requestFor } from './adjustments/world.ts';
import { callerOf } from './ground.ts';

let world: AdjustmentWorld;
beforeEach(async () => {
  world = await newAdjustmentWorld();
});
afterEach(() => world.close());

const numbers = { rejected: '000005', hung: '000007' };

/** Statuses as a till keeps them. */
function newTill(workstation: number) {
  const known = new Map<string, PaymentStatus>();
  return {
    known,
    async read(): Promise<void> {
      const changes = createChanges(world.parts);
      const { signal } = new AbortController();
      const input = { generation: 0, cursor: 0, waitMs: 0, limit: 1_000 };
      const told = await changes.read(input, callerOf('tt-1', workstation), signal);
      if (!told.ok) throw new Error(told.refusal.message);
      for (const one of told.value.changes)
        if (isNewer(known.get(one.paymentId) ?? null, one)) known.set(one.paymentId, one);
      changes.close();
    },
    /** Tells back what it knows of older generations. */
    async recall(change: (told: PaymentStatus) => PaymentStatus = (told) => told): Promise<void> {
      const generation = world.parts.generation();
      const told = [...known.values()].filter((one) => one.generation < generation).map(change);
      const answer = await createRecall(world.parts)(
        { generation, told, last: true },
        callerOf('tt-1', workstation),
        new AbortController().signal,
      );
      if (!answer.ok) throw new Error(answer.refusal.message);
    },
    /** All it holds is here. */
    async contact(journal: MadeJournal): Promise<void> {
      const head = { origin: journal.origin, seq: journal.events.length, hash: 'ab'.repeat(32) as never };
      const answer = await createContact(world.parts, {
        witnessed: async () => undefined,
        catalogueVersion: async () => 1,
      })(
        {
          clock: world.parts.clock() as Instant,
          program: 'test',
          addresses: [],
          head: { ...head, workstation: workstation as never },
          unsent: 0,
          oldestUnsentAt: null,
          seen: { generation: world.parts.generation(), cursor: 0, epoch: 0 },
        },
        callerOf('tt-1', workstation),
      );
      if (!answer.ok) throw new Error(answer.refusal.message);
    },
  };
}

let seeds = 0;
const journals: MadeJournal[] = [];
/** A journal of a payment of its own, shipped or not. */
async function take(options: PayOptions, shipped = true, workstation = 1): Promise<Payment> {
  seeds += 1;
  const journal = beginJournal({ seed: 5_000 + seeds, workstation });
  const payment = journal.pay(options);
  journals.push(journal);
  if (shipped) await world.ship(journal);
  return payment;
}

async function shipAll(): Promise<void> {
  for (const journal of journals) await world.ship(journal);
}

async function agreed(payment: Payment, kind: string, more: object = {}, workstation = 1): Promise<string> {
  const request = await world.ask(requestFor(payment, kind, more), workstation);
  if (request.state !== 'open') return request.id;
  for (const person of ['anna', 'boris']) await world.decide(request, person);
  return request.id;
}

/** Two workstations that are waited for. */
const known = () =>
  world.database.run('UPDATE workstation SET seen_at = $1 WHERE number < 3', [world.parts.clock()]);

const asked = (account: string) => world.operators.credited().filter((one) => one.account === account);

const attempts = (payment: Payment) =>
  world.database.query('SELECT number, state, account FROM attempt WHERE payment = $1 ORDER BY number', [
    payment.id,
  ]);

test('after corrections of every kind a dump is put back: each is credited once, or never, and cash goes out once', async () => {
  journals.length = 0;
  await known();
  const right = { providerId: 'mts', account: '9161234567' };
  // Before the dump.
  const mended = await take({ account: `9161${numbers.rejected}` });
  const stillWrong = await take({ account: `9162${numbers.rejected}` });
  const paidBack = await take({ account: `9163${numbers.rejected}` });
  const paidAway = await take({ account: `9160${numbers.rejected}` });
  const moved = await take({ account: '9164000001' });
  const takenBack = await take({ account: '9165000001' });
  const hung = await take({ account: '9036000001', provider: 'beeline' });
  await world.operators.setFaults({
    faults: [{ kind: 'result', command: 'pay', code: 90, provider: 'beeline' }],
  });
  await world.dispatch(1);
  world.ground.pass(60 * 60_000);
  await world.dispatch();
  await world.operators.setFaults({ faults: [] });
  expect(await world.status(hung.id)).toBe('hung');
  const cancelled = await take({ account: '9167000001' });
  const sentAfter = await take({ account: '9168000001' });
  const dump = await takeDump(world.database);

  // After it.
  world.ground.pass(60_000);
  await agreed(mended, 'reconduct', { corrected: right });
  await agreed(stillWrong, 'reconduct', {
    corrected: { providerId: 'mts', account: `9169${numbers.rejected}` },
  });
  await agreed(cancelled, 'cancel');
  const grant = await agreed(paidBack, 'cashRefund', {}, 2);
  const second = beginJournal({ seed: 6_000, workstation: 2 });
  second.append(refundEvents(paidBack, grant, paidBack.details.amountTaken, 'paid'));
  await world.ship(second);
  const grantAway = await agreed(paidAway, 'cashRefund', {}, 2);
  await agreed(hung, 'reconduct');
  const late = await take({ account: '9161000011' });
  await agreed(late, 'cancel');
  const fiscal = { drive: '9999078900001234', sign: '1234567890' };
  const document = { number: 77, kind: 'receipt', amount: 61_300, at: world.parts.clock(), fiscal } as never;
  const paper = await take({ account: '9162000011', credited: 61_300, document }, false, 3);
  const amount = paper.details.amountTaken;
  const receipt = { kind: 'qr', ...fiscal, document: 77, amount, time: '20261122T1200', operation: 1 };
  await world
    .ask(requestFor(paper, 'reconduct', { paymentId: null, missing: missingOf(paper), receipt }))
    .then((request) => world.decide(request, 'anna'));
  await world.dispatch(1);
  await shipAll();
  const back = await agreed(takenBack, 'cancel');
  await world.calls.round();
  expect(await world.view(back)).toMatchObject({ state: 'done' });
  const transfer = await agreed(moved, 'transfer', {
    corrected: { providerId: 'mts', account: '9164000002' },
  });
  const said = { operatorAnswer: 'переведено' };
  await world.decide({ id: transfer }, 'boris', 'approve', said);
  const all = {
    mended,
    stillWrong,
    paidBack,
    paidAway,
    moved,
    takenBack,
    hung,
    cancelled,
    sentAfter,
    late,
    paper,
  };
  const standing = async () =>
    Object.fromEntries(
      await Promise.all(
        Object.entries(all).map(async ([name, { id }]) => [name, await world.status(id)] as const),
      ),
    );
  const before = {
    mended: 'completed',
    stillWrong: 'rejected',
    paidBack: 'refunded',
    // Granted; its cash goes out while СЭП is away.
    paidAway: 'rejected',
    moved: 'transferred',
    takenBack: 'cancelled',
    hung: 'completed',
    cancelled: 'cancelled',
    sentAfter: 'completed',
    late: 'cancelled',
    paper: null,
  };
  expect(await standing()).toEqual(before);
  const credited = world.operators.credited().length;
  const [first, away] = [newTill(1), newTill(2)];
  await first.read();
  await away.read();

  second.append(refundEvents(paidAway, grantAway, paidAway.details.amountTaken, 'paid'));
  await putBackInPlace(world.database, dump);
  await markRestored(world.parts, 'a person');
  await shipAll();
  await world.dispatch(1);
  // Nothing is sent as long as nobody has told, nor before the second one is back.
  await first.recall();
  await first.contact(journals[0] as MadeJournal);
  await world.dispatch(1);
  expect(asked('9168000001')).toMatchObject([{ asked: 1 }]);
  expect(asked(right.account)).toMatchObject([{ asked: 1 }]);
  await away.recall();
  await world.ship(second);
  await away.contact(second);
  await world.dispatch(2);

  expect(await standing()).toEqual({ ...before, paper: 'completed' });
  // Each number was asked for once more, and nothing was credited for it again.
  expect(world.operators.credited()).toHaveLength(credited);
  expect(asked(right.account)).toMatchObject([{ asked: 2, sum: mended.details.amountCredited }]);
  expect(asked('9168000001')).toMatchObject([{ asked: 2 }]);
  // Known by its paper before, so under the number that was derived from that.
  expect(asked('9162000011')).toMatchObject([{ asked: 2 }]);
  for (const never of ['9167000001', '9161000011', '9165000001']) expect(world.creditedTo(never)).toBe(0);
  for (const [payment, kind] of [
    [paidBack, 'cashRefund'],
    [paidAway, 'cashRefund'],
    [paidAway, 'reconduct'],
    [cancelled, 'reconduct'],
    [moved, 'transfer'],
  ] as const)
    expect(await world.ask(requestFor(payment, kind, { corrected: null }))).toMatchObject({
      state: 'denied',
    });
  // What was cancelled may be paid back, once.
  expect(await world.ask(requestFor(late, 'cashRefund'))).toMatchObject({ state: 'granted' });
  expect(await attempts(stillWrong)).toMatchObject([{ state: 'refused' }, { number: 2, state: 'refused' }]);
});

test('a word that is not СЭП’s own only stops; one that comes after a day’s waiting finds what was credited twice', async () => {
  journals.length = 0;
  await known();
  const forged = await take({ account: '9161000012' });
  const tooLate = await take({ account: '9162000012' });
  const buried = await take({ account: '9161000013' });
  const unheard = await take({ account: '9033000001', provider: 'beeline' });
  const dump = await takeDump(world.database);
  world.ground.pass(60_000);
  await agreed(buried, 'cancel');
  expect(await world.status(buried.id)).toBe('cancelled');
  // Refused once: the operator would take both the next time.
  await world.operators.setFaults({
    faults: [{ kind: 'result', command: 'check', code: 5, provider: 'mts', count: 2 }],
  });
  await world.dispatch();
  const right = (account: string) => ({ corrected: { providerId: 'mts', account } });
  await agreed(forged, 'reconduct', right('9161234567'));
  await agreed(tooLate, 'reconduct', right('9161234568'));
  await world.dispatch();
  const [first, away] = [newTill(1), newTill(2)];
  await first.read();
  await away.read();
  await putBackInPlace(world.database, dump);
  await markRestored(world.parts, 'a person');
  await shipAll();
  // Somebody with a workstation's certificate would have it paid to a number of his own.
  for (const { id } of [tooLate, buried]) first.known.delete(id);
  await first.recall((told) =>
    told.paymentId === forged.id && told.attempted
      ? { ...told, attempted: { ...told.attempted, account: '9169999999' as never } }
      : told,
  );
  expect(await world.status(forged.id)).toBe('hung');
  const [why] = await world.database.query<{ reason: string }>('SELECT reason FROM payment WHERE id = $1', [
    forged.id,
  ]);
  expect(why?.reason).toContain('попыткой 2');
  // The other one, away for more than a day, comes when the first attempt has been asked about anew, and credited.
  world.ground.pass(25 * 60 * 60_000);
  await world.dispatch(1);
  expect(await world.status(unheard.id)).toBe('completed');
  expect(await world.status(tooLate.id)).toBe('completed');
  expect(asked('9169999999')).toEqual([]);
  away.known.delete(forged.id);
  await away.recall();
  expect(
    await world.database.query(
      "SELECT payment, account FROM discrepancy WHERE kind = 'lateCredit' ORDER BY account",
    ),
  ).toEqual([
    // Cancelled then, and sent since: what the operator has is not called cancelled.
    { payment: buried.id, account: '9161000013' },
    { payment: tooLate.id, account: '9161234568' },
  ]);
  for (const { id } of [tooLate, buried]) expect(await world.status(id)).toBe('completed');
  await away.recall();
  expect(await world.database.query('SELECT FROM discrepancy')).toHaveLength(2);
});

test('what was made from its paper and credited is asked for under the paper’s number when its journal comes first', async () => {
  journals.length = 0;
  await known();
  const dump = await takeDump(world.database);
  world.ground.pass(60_000);
  const fiscal = { drive: '9999078900001234', sign: '1234567890' };
  const document = { number: 78, kind: 'receipt', amount: 61_400, at: world.parts.clock(), fiscal } as never;
  const scanned = await take({ account: '9162000013', credited: 61_400, document }, false);
  const typed = await take({ account: '9163000013', credited: 61_500 }, false);
  const corrected = await take({ account: '9164000013', credited: 61_600 }, false);
  const qr = { kind: 'qr', ...fiscal, document: 78, time: '20261122T1200', operation: 1 };
  for (const [payment, more] of [
    [scanned, { receipt: { ...qr, amount: scanned.details.amountTaken } }],
    [typed, {}],
    [corrected, { corrected: { providerId: 'mts', account: '9164000014' } }],
  ] as const) {
    // At another workstation, as the one that has the journal is cut off.
    const paper = requestFor(payment, 'reconduct', { paymentId: null, missing: missingOf(payment), ...more });
    const request = await world.ask(paper, 2);
    for (const person of ['anna', 'boris']) await world.decide(request, person);
  }
  await world.dispatch();
  const credited = world.operators.credited().length;
  expect(credited).toBe(3);
  const till = newTill(2);
  await till.read();

  await putBackInPlace(world.database, dump);
  await markRestored(world.parts, 'a person');
  // One journal comes before the words, the others after them.
  await world.ship(journals[0] as MadeJournal);
  await till.recall();
  // Whose till has not conducted it must not cancel it as if nobody had sent it.
  const story = await createStory(world.parts)(
    { paymentId: null, receipt: receiptOf(typed) as never },
    callerOf('tt-1', 1),
    new AbortController().signal,
  );
  expect(story).toMatchObject({
    ok: true,
    value: { status: { status: 'completed' }, place: { here: true } },
  });
  await shipAll();
  world.ground.pass(25 * 60 * 60_000);
  await world.dispatch(1);
  expect(world.operators.credited()).toHaveLength(credited);
  expect(await world.status(scanned.id)).toBe('completed');
  expect(await world.status(typed.id)).toBe('completed');
  // Nobody but a person can tell that both are of one receipt.
  expect(await world.status(corrected.id)).toBe('hung');
});
