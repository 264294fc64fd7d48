// What a shift allows: opening, money in and out, 24 hours, a clock that was set back.
import { afterEach, describe, expect, test } from 'vitest';
import type { Till } from '../../tools/workstation.ts';
import {
  askPreCheck,
  cashierAnna,
  codeOf,
  crashCopy,
  endTills,
  enter,
  enterSigned,
  hour,
  idOf,
  minute,
  morning,
  pay,
  phone,
  printFailure,
  seniorMarina,
  signIn,
  startTill,
  startTraining,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

const receipted = async (till: Till): Promise<string> => {
  const paymentId = await enterSigned(till, phone);
  await till.must('payment.receipt', { paymentId, tendered: 51_500 });
  return paymentId;
};

test('without a shift nothing is taken, moved or closed', async () => {
  const till = await startTraining({});
  await signIn(till, cashierAnna);
  const events = till.events().length;
  expect(codeOf(await askPreCheck(till, await enter(till, phone)))).toBe('shiftNotOpen');
  expect(codeOf(await till.ask('cash.move', { kind: 'cashIn', amount: 100, reason: 'размен' }))).toBe(
    'shiftNotOpen',
  );
  expect(codeOf(await till.ask('shift.xReport', null))).toBe('shiftNotOpen');
  expect(codeOf(await till.ask('shift.close', { counted: [] }))).toBe('shiftNotOpen');
  expect(till.events()).toHaveLength(events);
  expect(till.papers()).toEqual([]);
});

test('the drawer gives no more than is in it, and asks for a sum and a reason', async () => {
  const till = await startWorking({});
  const events = till.events().length;
  const move = (amount: number, reason: string) => till.ask('cash.move', { kind: 'cashOut', amount, reason });
  expect(await move(100_001, 'сдача')).toMatchObject({
    failure: { code: 'cashNotEnough', details: { inDrawerKopecks: 100_000, wantedKopecks: 100_001 } },
  });
  expect(codeOf(await move(0, 'сдача'))).toBe('badSum');
  expect(codeOf(await move(100, '   '))).toBe('badPayload');
  expect(till.events()).toHaveLength(events);
  expect(codeOf(await move(100_000, 'всё'))).toBe('ok');
  expect((await till.view()).shift?.expectedCash).toBe(0);
});

test('a shift doesn’t close over a payment that is unfinished', async () => {
  const till = await startWorking({});
  const paymentId = await receipted(till);
  const events = till.events().length;
  expect(await till.ask('shift.close', { counted: [] })).toMatchObject({
    failure: { code: 'unfinishedPayments', details: { count: 1 } },
  });
  expect(till.events()).toHaveLength(events);
  await till.must('payment.conduct', { paymentId });
  expect(printFailure(await till.ask('shift.close', { counted: [] }))).toBe('printed');
});

describe('24 hours', () => {
  test('less one millisecond: the shift still works', async () => {
    const till = await startWorking({});
    till.pass(24 * hour - 1);
    await signIn(till, cashierAnna);
    expect((await till.view()).shift?.over24h).toBe(false);
    expect(codeOf(await askPreCheck(till, await enter(till, phone)))).toBe('ok');
  });

  test('and over: no pre-check and no receipt; «Провести», giving back and closing go on', async () => {
    const till = await startWorking({});
    const receiptedId = await receipted(till);
    const signedId = await enterSigned(till, { ...phone, sum: '100' });
    const abandonedId = await enterSigned(till, { ...phone, sum: '200' });
    till.pass(24 * hour);
    expect((await till.view()).shift?.over24h).toBe(true);
    const events = till.events().length;
    expect(codeOf(await till.ask('payment.receipt', { paymentId: signedId, tendered: 100_000 }))).toBe(
      'shiftOver24h',
    );
    await till.must('payment.abandon', { paymentId: abandonedId, returned: 0 });
    expect(codeOf(await askPreCheck(till, await enter(till, { ...phone, sum: '300' })))).toBe('shiftOver24h');
    expect(till.events()).toHaveLength(events + 2);
    expect(till.documents()).toEqual(['shiftOpening', 'receipt']);
    expect(codeOf(await till.ask('payment.conduct', { paymentId: receiptedId }))).toBe('ok');
    expect(printFailure(await till.ask('shift.close', { counted: [] }))).toBe('printed');
  });

  test('and over: what is unfinished goes over by name on the Z, and is finished in the next shift', async () => {
    const till = await startWorking({});
    await receipted(till);
    const signedId = await enterSigned(till, { ...phone, sum: '100' });
    till.pass(25 * hour);
    expect(printFailure(await till.ask('shift.close', { counted: [] }))).toBe('printed');
    const z = till.papers().findLast(({ kind }) => kind === 'zReport')?.text ?? '';
    expect(z).toContain('ПЕРЕНЕСЕНЫ НЕЗАВЕРШЁННЫМИ');
    expect(z).toMatch(/1-1 +515,00 ₽/);
    expect(z).toMatch(/1-2 +105,00 ₽/);

    await till.must('shift.open', { openingCash: 0 });
    expect((await till.view()).unfinished.map(({ number }) => number)).toEqual(['1-1', '1-2']);
    await till.must('payment.receipt', { paymentId: signedId, tendered: 10_500 });
    const { shift, unfinished } = await till.view();
    // Money is where its receipt is: 515 ₽ in shift 1, 105 ₽ in shift 2.
    expect(shift).toMatchObject({ number: 2, payments: 1, taken: 10_500 });
    // Its own one keeps the shift from closing, the one of shift 1 does not.
    expect(shift?.ownUnfinished).toEqual([signedId]);
    expect(await till.ask('shift.close', { counted: [] })).toMatchObject({
      ok: false,
      failure: { code: 'unfinishedPayments', details: { count: 1 } },
    });
    await till.must('payment.conduct', { paymentId: signedId });
    const [first] = await till.must('shift.list', null);
    expect(first).toMatchObject({ number: 1, payments: 1, taken: 51_500 });
    expect(printFailure(await till.ask('shift.close', { counted: [] }))).toBe('printed');
    // Named again, until it has come to its end.
    const second = till.papers().findLast(({ kind }) => kind === 'zReport')?.text ?? '';
    expect(second).toMatch(/ПЕРЕНЕСЕНЫ НЕЗАВЕРШЁННЫМИ[\s\S]*1-1 +515,00 ₽/);
    expect(second).not.toContain('1-2');
    await till.must('payment.conduct', { paymentId: (unfinished[0]?.id ?? '') as never });
    expect((await till.view()).unfinished).toEqual([]);
  });

  test('are said by the round as soon as they are over, with nobody pressing a key', async () => {
    const till = await startWorking({});
    await till.must('session.touch', null);
    expect(till.pushed().shift?.over24h).toBe(false);
    till.pass(24 * hour);
    till.beat();
    expect(till.pushed().shift?.over24h).toBe(true);
  });
});

describe('a clock that was set back', () => {
  test('is warned of, opens no shift, and keeps events in order', async () => {
    const till = await startWorking({});
    await till.must('shift.close', { counted: [] });
    till.setClock(morning - 24 * hour);
    expect((await till.view()).clockBehind).toBe(true);
    const events = till.events().length;
    expect(codeOf(await till.ask('shift.open', { openingCash: 0 }))).toBe('clockBehind');
    expect(till.events()).toHaveLength(events);
    till.setClock(morning + minute);
    expect((await till.view()).clockBehind).toBe(false);
    expect(codeOf(await till.ask('shift.open', { openingCash: 0 }))).toBe('ok');
  });

  test('does not stop a shift that is open, nor make its payments older than they are', async () => {
    const till = await startWorking({});
    till.pass(2 * hour);
    const first = await receipted(till);
    await till.must('payment.conduct', { paymentId: first });
    till.setClock(morning);
    const second = await enterSigned(till, { ...phone, sum: '100' });
    await till.must('payment.receipt', { paymentId: second, tendered: 10_500 });
    const [newest, older] = (await till.view()).recent;
    expect(newest?.takenAt).toBeGreaterThanOrEqual(older?.takenAt ?? Number.POSITIVE_INFINITY);
  });

  const day = 24 * hour;

  /** A shift was worked while the clock stood a year ahead; then it was put right. */
  const leapt = async (): Promise<Till> => {
    const till = await startTraining({});
    till.setClock(morning + 365 * day);
    await signIn(till, seniorMarina);
    await till.must('shift.open', { openingCash: 0, clockAccepted: true });
    await pay(till, phone, 51_500);
    await till.must('shift.close', { counted: [] });
    till.setClock(morning + day);
    return till;
  };

  test('is no cashier’s to vouch for', async () => {
    const till = await leapt();
    await signIn(till, cashierAnna);
    const events = till.events().length;
    expect(await till.ask('shift.open', { openingCash: 0, clockAccepted: true })).toMatchObject({
      failure: { code: 'roleNeeded', details: { role: 'senior' } },
    });
    expect(till.events()).toHaveLength(events);
  });

  test('is vouched for by a senior: a new journal says so and has the true time, the numbers go on', async () => {
    const till = await leapt();
    const before = till.events();
    expect(await till.ask('shift.open', { openingCash: 0 })).toMatchObject({
      failure: { code: 'clockBehind', details: { lastAt: morning + 365 * day, clockAt: morning + day } },
    });
    expect(codeOf(await till.ask('shift.open', { openingCash: 0, clockAccepted: true }))).toBe('ok');
    const [accepted, opened, shift] = till.events().slice(before.length);
    expect(opened).toMatchObject({ type: 'journalOpened', body: { previous: { seq: before.length + 1 } } });
    expect(accepted).toMatchObject({
      type: 'clockAccepted',
      body: {
        clock: morning + day,
        lastAt: morning + 365 * day,
        cashierId: await idOf(till, seniorMarina),
      },
    });
    expect(shift).toMatchObject({ type: 'shiftOpened', body: { number: 2 } });
    expect((await till.view()).shift?.openedAt).toBe(morning + day);
    // What the false time had does not warn of a double for a year.
    const check = await till.must('payment.check', await enter(till, phone));
    expect(check.warnings).toEqual([]);
    await pay(till, phone, 51_500);
    expect((await till.view()).recent.find(({ number }) => number === '1-2')?.takenAt).toBe(morning + day);
    till.pass(25 * hour);
    expect((await till.view()).shift?.over24h).toBe(true);
    const report = await till.must('diagnostics.verify', null);
    expect(report.sound).toBe(true);

    const again = await startTill({ profile: crashCopy(till.profile), at: morning + day + minute });
    expect(await again.view()).toMatchObject({ newJournal: null, clockBehind: false });
  });

  test('is noticed at a start too', async () => {
    const till = await startWorking({});
    till.pass(hour);
    await till.must('shift.close', { counted: [] });
    const again = await startTill({ profile: crashCopy(till.profile), at: morning });
    await signIn(again, cashierAnna);
    expect((await again.view()).clockBehind).toBe(true);
    expect(codeOf(await again.ask('shift.open', { openingCash: 0 }))).toBe('clockBehind');
  });
});

describe('a till that was quiet for long', () => {
  const day = 24 * hour;

  test('opens its shift unasked after five weeks', async () => {
    const till = await startTraining({});
    till.pass(35 * day);
    await signIn(till, cashierAnna);
    expect(codeOf(await till.ask('shift.open', { openingCash: 0 }))).toBe('ok');
    expect(till.events().map(({ type }) => type)).not.toContain('clockAccepted');
  });

  test('asks a senior about the date after more than that, and the journal keeps the answer', async () => {
    const till = await startTraining({});
    till.pass(35 * day + 1);
    await signIn(till, cashierAnna);
    expect(await till.ask('shift.open', { openingCash: 0 })).toMatchObject({
      failure: { code: 'clockAhead', details: { lastAt: morning, clockAt: morning + 35 * day + 1 } },
    });
    expect(codeOf(await till.ask('shift.open', { openingCash: 0, clockAccepted: true }))).toBe('roleNeeded');
    await signIn(till, seniorMarina);
    expect(codeOf(await till.ask('shift.open', { openingCash: 0, clockAccepted: true }))).toBe('ok');
    expect(
      till
        .events()
        .map(({ type }) => type)
        .slice(0, 3),
    ).toEqual(['journalOpened', 'clockAccepted', 'shiftOpened']);
  });
});
