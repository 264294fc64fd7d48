// Who is at the till: wrong PINs and their pauses, the lock that keeps everything, a change of cashiers.
import { afterEach, describe, expect, test } from 'vitest';
import type { Till } from '../../tools/workstation.ts';
import {
  cashierAnna,
  cashierIgor,
  codeOf,
  crashCopy,
  endTills,
  enter,
  enterSigned,
  idOf,
  minute,
  pay,
  phone,
  pinOf,
  signIn,
  startTill,
  startTraining,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

const tryPin = async (till: Till, pin: string) =>
  till.ask('session.signIn', { cashierId: await idOf(till, cashierAnna), pin });

async function fiveWrong(): Promise<Till> {
  const till = await startTraining({});
  for (const left of [4, 3, 2, 1]) {
    expect(await tryPin(till, '000001')).toMatchObject({ failure: { code: 'wrongPin', details: { left } } });
  }
  expect(await tryPin(till, '000001')).toMatchObject({
    failure: { code: 'pinPaused', details: { waitMs: minute } },
  });
  return till;
}

describe('after five wrong PINs', () => {
  test('the right one waits for a minute, and colleagues don’t', async () => {
    const till = await fiveWrong();
    expect(codeOf(await tryPin(till, pinOf(cashierAnna)))).toBe('pinPaused');
    till.pass(minute - 1);
    expect(codeOf(await tryPin(till, pinOf(cashierAnna)))).toBe('pinPaused');
    expect((await signIn(till, cashierIgor)).cashier?.name).toBe(cashierIgor);
    till.pass(1);
    expect(codeOf(await tryPin(till, pinOf(cashierAnna)))).toBe('ok');
  });

  test('a restart, and a clock set forward, make the pause no shorter', async () => {
    const till = await fiveWrong();
    till.pass(20_000);
    till.beat();
    const again = await startTill({ profile: crashCopy(till.profile), at: till.now() + 24 * 60 * minute });
    expect(await tryPin(again, pinOf(cashierAnna))).toMatchObject({
      failure: { details: { waitMs: 40_000 } },
    });
    again.setClock(again.now() + 24 * 60 * minute);
    expect(codeOf(await tryPin(again, pinOf(cashierAnna)))).toBe('pinPaused');
    again.pass(40_000);
    expect(codeOf(await tryPin(again, pinOf(cashierAnna)))).toBe('ok');
  });

  test('a kill right after the wrong PIN gives no try back', async () => {
    const till = await startTraining({});
    for (let count = 0; count < 4; count += 1) await tryPin(till, '000001');
    const again = await startTill({ profile: crashCopy(till.profile) });
    expect(codeOf(await tryPin(again, '000001'))).toBe('pinPaused');
  });
});

describe('left alone', () => {
  test('the screen locks itself and keeps what was typed and received', async () => {
    const till = await startWorking({});
    const draft = { ...(await enter(till, phone)), tendered: '1000' };
    await till.must('payment.saveDraft', draft);
    till.pass(10 * minute - 1);
    till.beat();
    expect(till.pushed().phase).toBe('till');
    till.pass(1);
    till.beat();
    expect(till.pushed()).toMatchObject({ phase: 'locked', draft: null, cashier: { name: cashierAnna } });
    expect(codeOf(await till.ask('payment.begin', null))).toBe('notSignedIn');
    expect((await signIn(till, cashierAnna)).draft).toEqual(draft);
  });

  test('typing stored a moment after the lock is not lost', async () => {
    const till = await startWorking({});
    const draft = await enter(till, phone);
    await till.must('session.lock', null);
    await till.must('payment.saveDraft', { ...draft, tendered: '700' });
    expect((await signIn(till, cashierAnna)).draft?.tendered).toBe('700');
  });

  test('a key in time puts the lock off', async () => {
    const till = await startWorking({});
    till.pass(9 * minute);
    await till.must('session.touch', null);
    till.pass(9 * minute);
    till.beat();
    expect(till.pushed().phase).toBe('till');
  });

  test('a lock in the midst of a receipt does not stop it', async () => {
    const till = await startWorking({
      register: (real) => ({
        ...real,
        async closeReceipt(order) {
          await till.must('session.lock', null);
          return real.closeReceipt(order);
        },
      }),
    });
    const paymentId = await enterSigned(till, phone);
    await till.must('payment.receipt', { paymentId, tendered: 51_500 });
    expect((await till.view()).phase).toBe('locked');
    expect((await signIn(till, cashierAnna)).current?.stage).toBe('receipted');
  });
});

test('a colleague goes on with the payment, and the journal names who did what', async () => {
  const till = await startWorking({});
  const anna = await idOf(till, cashierAnna);
  const paymentId = await enterSigned(till, phone);
  await till.must('session.signOut', null);
  const view = await signIn(till, cashierIgor);
  const igor = await idOf(till, cashierIgor);
  expect(view).toMatchObject({
    current: { id: paymentId, stage: 'signed' },
    draft: { account: phone.account },
  });
  await till.must('payment.receipt', { paymentId, tendered: 51_500 });
  await till.must('payment.conduct', { paymentId });
  const byType = (type: string) => till.events().find((event) => event.type === type)?.body['cashierId'];
  expect([byType('preCheckSigned'), byType('receiptStarted'), byType('paymentConducted')]).toEqual([
    anna,
    igor,
    igor,
  ]);
});

test('a restart signs nobody in, and shows nothing before somebody has', async () => {
  const till = await startWorking({});
  await enterSigned(till, phone);
  const again = await startTill({ profile: crashCopy(till.profile) });
  expect(await again.view()).toMatchObject({
    phase: 'signIn',
    cashier: null,
    draft: null,
    current: null,
    unfinished: [],
    recent: [],
  });
  expect((await signIn(again, cashierAnna)).current).toMatchObject({ stage: 'signed' });
});

test('what is in the drawer is told to nobody but those who signed in', async () => {
  const till = await startWorking({});
  await pay(till, phone, 51_500);
  const nothing = { openingCash: 0, payments: 0, taken: 0, fee: 0, expectedCash: 0 };
  expect((await till.must('session.lock', null)).shift).toMatchObject({ number: 1, ...nothing });
  expect((await signIn(till, cashierAnna)).shift).toMatchObject({ payments: 1, expectedCash: 151_500 });
  await till.must('shift.close', { counted: [{ value: 100_000, count: 1 }] });
  expect((await till.view()).lastCountedCash).toBe(100_000);
  expect((await till.must('session.signOut', null)).lastCountedCash).toBe(0);
  const again = await startTill({ profile: crashCopy(till.profile) });
  expect((await again.view()).lastCountedCash).toBe(0);
});
