/** Two real workstations that can't see each other ask for refund and re-conduct of one payment at the same moment. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openPeers } from '../../../main/peers/peers.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import { startSep } from '../../tools/sepSystem.ts';
import type { Input, Till } from '../../tools/workstation.ts';
import {
  cashierAnna,
  codeOf,
  endTills,
  idOf,
  pay,
  phone,
  pinOf,
  seniorMarina,
  signIn,
  startTill,
} from '../../tools/workstation.ts';
import { enrolledTill, linked, newTradePoint, startShift } from './ground.ts';

let sep: TestSep;
beforeAll(async () => {
  sep = await startSep();
});
afterAll(() => sep.close());
afterEach(endTills);

/** A till that knows what the other one took, and from now on sees nothing of it but through СЭП. */
async function cutOff(till: Till): Promise<Till> {
  await till.close();
  const alone = await startTill({ profile: till.profile, at: Date.now() });
  await linked(alone);
  await signIn(alone, cashierAnna);
  return alone;
}

type Ask = Input<'adjust.ask'>;

async function order(till: Till, paymentId: string, kind: Ask['kind']): Promise<Ask> {
  const desk = await till.must('adjust.open', { paymentId });
  const senior = { cashierId: await idOf(till, seniorMarina), pin: pinOf(seniorMarina) };
  return {
    paymentId,
    kind,
    receipt: { kind: 'typed', number: desk.receipt.split(' ')[0] ?? '', amount: desk.amountTaken },
    missing: null,
    corrected: null,
    reason: 'клиент ждёт',
    senior: kind === 'cashRefund' ? senior : null,
    attachments: [],
  };
}

/** Each till lists what all of its trade point has asked. */
const requestOf = async (till: Till, { paymentId, kind }: Ask) =>
  (await till.must('requests.list', null)).find(
    (request) => request.paymentId === paymentId && request.kind === kind,
  );

test('one of the two stands, the other is told which; cash is given at most once', {
  timeout: 120_000,
}, async () => {
  const place = newTradePoint();
  const first = await enrolledTill(sep, place, 1, { network: { openPeers } });
  await startShift(first);
  await first.must('sync.claim', { takeOver: false });
  const seen = await enrolledTill(sep, place, 2, { network: { openPeers } });
  await startShift(seen);
  const payments: string[] = [];
  for (let count = 0; count < 5; count += 1) {
    await sep.system.operators?.setFaults({
      faults: [{ kind: 'result', command: 'pay', code: 5, count: 1 }],
    });
    const paymentId = await pay(first, { ...phone, account: `916 400-00-${10 + count}` }, 60_000);
    const isRejected = ({ recent }: Awaited<ReturnType<Till['view']>>) =>
      recent.find(({ id }) => id === paymentId)?.standing?.status === 'rejected';
    await first.until(isRejected);
    payments.push(paymentId);
  }
  while (!(await seen.ask('adjust.open', { paymentId: payments.at(-1) ?? '' })).ok)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const alone = await cutOff(first);
  const other = await cutOff(seen);

  for (const [index, paymentId] of payments.entries()) {
    // Now the one, now the other gives the cash.
    const [giver, sender] = index % 2 === 0 ? [alone, other] : [other, alone];
    const [refund, again] = [
      await order(giver, paymentId, 'cashRefund'),
      await order(sender, paymentId, 'reconduct'),
    ];
    const asked = await Promise.all([giver.ask('adjust.ask', refund), sender.ask('adjust.ask', again)]);
    // Whoever comes a moment later is told at once that something is open, and leaves nothing.
    const states = asked.map((one) => (one.ok ? one.value.request.state : codeOf(one)));
    expect([
      ['granted', 'denied'],
      ['granted', 'adjustmentImpossible'],
      ['denied', 'open'],
      ['adjustmentImpossible', 'open'],
      // Where the other workstation's shift is not its own, the refund stands and waits for the office.
      ...(index % 2 === 0
        ? []
        : [
            ['open', 'denied'],
            ['open', 'adjustmentImpossible'],
          ]),
    ]).toContainEqual(states);
    const isGiven = states[0] === 'granted';
    const refundStands = isGiven || states[0] === 'open';
    const loser = refundStands ? await requestOf(sender, again) : await requestOf(giver, refund);
    if (states.includes('denied'))
      expect(loser?.answer).toMatch(refundStands ? /возврат денег|Вернуть деньги/ : /Провести через ЦО/);
    const paid = await giver.ask('refund.pay', { paymentId });
    expect(paid.ok).toBe(isGiven);
    // The other one can't give it either, whoever has won.
    expect((await sender.ask('refund.pay', { paymentId })).ok).toBe(false);
    const grants = await sep.database.query('SELECT FROM refund_grant WHERE payment = $1', [paymentId]);
    expect(grants).toHaveLength(isGiven ? 1 : 0);
  }
});
