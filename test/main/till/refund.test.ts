// A payment cancelled at the till and its money given back: once, whatever breaks in between.
import { afterEach, describe, expect, test } from 'vitest';
import type { FiscalRegister } from '../../../core/devices.ts';
import type { Input, StartOptions, Till } from '../../tools/workstation.ts';
import {
  administratorSergey,
  cashierAnna,
  cashierIgor,
  codeOf,
  crashCopy,
  endTills,
  enterSigned,
  hour,
  idOf,
  pay,
  phone,
  pinOf,
  printFailure,
  seniorMarina,
  setDevices,
  signIn,
  startTill,
  startTraining,
  startWorking,
  trainingProfile,
} from '../../tools/workstation.ts';

afterEach(endTills);

const lastPaper = (till: Till, kind: string): string =>
  till.papers().findLast((paper) => paper.kind === kind)?.text ?? '';
const typesOf = (till: Till): string[] => till.events().map(({ type }) => type);
const count = (till: Till, type: string): number => typesOf(till).filter((one) => one === type).length;

/** 515 ₽ taken by receipt 1/1, not conducted. */
async function receipted(till: Till): Promise<string> {
  const paymentId = await enterSigned(till, phone);
  await till.must('payment.receipt', { paymentId, tendered: 60_000 });
  return paymentId;
}

const paper = { kind: 'typed', number: '1/1', amount: 51_500 } as const;

async function cancelOrder(
  till: Till,
  paymentId: string,
  change: Partial<Input<'adjust.cancelHere'>> = {},
): Promise<Input<'adjust.cancelHere'>> {
  return {
    paymentId,
    kind: 'cancel',
    receipt: paper,
    missing: null,
    corrected: null,
    reason: 'клиент назвал чужой номер',
    senior: { cashierId: await idOf(till, seniorMarina), pin: pinOf(seniorMarina) },
    attachments: [],
    ...change,
  };
}

const cancel = async (till: Till, paymentId: string) =>
  till.must('adjust.cancelHere', await cancelOrder(till, paymentId));

async function cancelled(options: Partial<StartOptions> = {}) {
  const till = await startWorking(options);
  const paymentId = await receipted(till);
  await cancel(till, paymentId);
  return { till, paymentId };
}

/** The money went back once, and everything that counts it agrees. */
async function expectOneRefund(till: Till): Promise<void> {
  expect(count(till, 'refundPaid')).toBe(1);
  expect(count(till, 'refundReceiptMade')).toBe(1);
  const { shift, refunding, unfinished } = await till.view();
  expect(refunding).toEqual([]);
  expect(unfinished).toEqual([]);
  expect(shift).toMatchObject({
    payments: 1,
    taken: 51_500,
    refunds: 1,
    refunded: 51_500,
    expectedCash: 100_000,
  });
}

describe('a payment that never left the till', () => {
  test('is cancelled and paid back: journal, drawer, papers and report tell the same', async () => {
    const till = await startWorking({});
    const paymentId = await receipted(till);
    const desk = await cancel(till, paymentId);
    expect(desk).toMatchObject({
      standing: 'отменён',
      number: '1-1',
      refund: { stage: 'granted', amount: 51_500, feeReturned: true },
    });
    expect((await till.view()).refunding).toMatchObject([
      { paymentId, number: '1-1', amount: 51_500, stage: 'granted' },
    ]);
    const paid = await till.must('refund.pay', { paymentId });
    expect(paid.failure).toBeNull();
    expect(paid.desk).toMatchObject({ standing: 'деньги возвращены', refund: { stage: 'paid' } });
    await expectOneRefund(till);
    expect(till.documents()).toEqual(['shiftOpening', 'receipt', 'receipt']);
    const slip = lastPaper(till, 'refundReceipt');
    expect(slip).toContain('ВОЗВРАТ ПРИХОДА');
    expect(slip).toContain('Чек 2');
    expect(slip).toContain('1/1 ФД 2');
    expect(slip).toContain('515,00 ₽');
    expect(slip).toContain('Подпись клиента');
    expect(slip).toMatch(/&n=2/);
    expect(till.events().find(({ type }) => type === 'refundReceiptMade')?.body).toMatchObject({
      source: 'device',
      document: { kind: 'receipt', operation: 'incomeReturn', amount: 51_500 },
    });

    const query = { from: '2026-11-23', to: '2026-11-23', providerId: null, account: null };
    const { rows, total } = await till.must('report.build', query);
    expect(total).toMatchObject({ count: 1, taken: 51_500 });
    expect(rows).toMatchObject([{ paymentId, stage: 'cancelled', refunded: true }]);
    await till.must('report.copy', { paymentIds: [paymentId] });
    expect(till.copied.at(-1)).toContain('деньги возвращены');

    await till.must('shift.xReport', null);
    expect(lastPaper(till, 'xReport')).toMatch(/Возвращено: 1\s+515,00 ₽/);
    const { failure } = await till.must('shift.close', { counted: [{ value: 100_000, count: 1 }] });
    expect(failure).toBeNull();
    const z = lastPaper(till, 'zReport');
    expect(z).toMatch(/Возвращено: 1\s+515,00 ₽/);
    expect(z).toMatch(/Расхождение\s+0,00 ₽/);
    const [closed] = await till.must('shift.list', null);
    expect(closed).toMatchObject({ payments: 1, refunds: 1, refunded: 51_500, difference: 0 });
    await signIn(till, seniorMarina);
    expect((await till.must('diagnostics.verify', null)).sound).toBe(true);
  });

  test('is not conducted any more, nor cancelled twice', async () => {
    const { till, paymentId } = await cancelled();
    expect(codeOf(await till.ask('payment.conduct', { paymentId }))).toBe('wrongStage');
    expect(codeOf(await till.ask('adjust.cancelHere', await cancelOrder(till, paymentId)))).toBe(
      'wrongStage',
    );
    expect((await till.view()).draft).toBeNull();
  });

  test('is shown with its whole history, and what is possible once the receipt is shown', async () => {
    const till = await startWorking({});
    const paymentId = await receipted(till);
    const before = await till.must('adjust.open', { paymentId });
    expect(before).toMatchObject({ receipt: '1/1 ФД 2', receiptShown: false, fresh: false });
    expect(before.verdicts.every(({ possible }) => !possible)).toBe(true);
    const printed = lastPaper(till, 'receipt').replace(/\s/g, '');
    const [, sum, drive, document, sign] = /s=([\d.]+)&fn=(\d+)&i=(\d+)&fp=(\d+)&n=1/.exec(printed) ?? [];
    expect(sum).toBe('515.00');
    const shown = await till.must('adjust.showReceipt', {
      paymentId,
      receipt: {
        kind: 'qr',
        drive: drive ?? '',
        document: Number(document),
        sign: sign ?? '',
        amount: 51_500,
        time: '20261123T0900',
        operation: 1,
      },
    });
    expect(shown.receiptShown).toBe(true);
    expect(shown.verdicts).toMatchObject([
      { kind: 'reconduct', possible: false },
      { kind: 'transfer', possible: false },
      { kind: 'cancel', possible: true, decider: 'till', needsSenior: true, requestOnly: false },
      { kind: 'cashRefund', possible: true, decider: 'till' },
    ]);
    expect(shown.lines.map(({ text }) => text.split(/[:,]/)[0])).toEqual([
      'Введён',
      'Пречек № 1',
      'Пречек № 1 напечатан',
      'Клиент подписал пречек № 1',
      'Чек 1 на 515',
      'Чек пробит',
    ]);
  });

  test('needs its own receipt', async () => {
    const till = await startWorking({});
    const paymentId = await receipted(till);
    const other = await pay(till, { ...phone, sum: '100' }, 20_000);
    const wrong = async (receipt: Input<'adjust.cancelHere'>['receipt']) =>
      till.ask('adjust.cancelHere', await cancelOrder(till, paymentId, { receipt }));
    expect(await wrong({ ...paper, amount: 51_501 })).toMatchObject({
      failure: { code: 'receiptOfAnother' },
    });
    const { amountTaken } = await till.must('adjust.open', { paymentId: other });
    expect(await wrong({ kind: 'typed', number: '1/2', amount: amountTaken })).toMatchObject({
      failure: { code: 'receiptOfAnother', details: { number: '1-2' } },
    });
    expect(await wrong({ ...paper, number: 'не помню' })).toMatchObject({
      failure: { code: 'receiptUnreadable' },
    });
    expect(codeOf(await till.ask('adjust.showReceipt', { paymentId, receipt: paper }))).toBe('ok');
    expect(typesOf(till)).not.toContain('paymentCancelled');
  });

  test.each([
    ['nobody', null, 'secondPersonNeeded'],
    ['the cashier at the till', cashierAnna, 'secondPersonNeeded'],
    ['another cashier', cashierIgor, 'roleNeeded'],
    ['an administrator', administratorSergey, 'ok'],
  ] as const)('with the PIN of %s: %s → %s', async (_who, name, expected) => {
    const till = await startWorking({});
    const paymentId = await receipted(till);
    const senior = name && { cashierId: await idOf(till, name), pin: pinOf(name) };
    expect(codeOf(await till.ask('adjust.cancelHere', await cancelOrder(till, paymentId, { senior })))).toBe(
      expected,
    );
    expect((await till.view()).cashier?.name).toBe(cashierAnna);
  });

  test('wrong PINs of the second person are counted, and paused as at sign-in', async () => {
    const till = await startWorking({});
    const paymentId = await receipted(till);
    const senior = { cashierId: await idOf(till, seniorMarina), pin: '000000' };
    const codes: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      codes.push(codeOf(await till.ask('adjust.cancelHere', await cancelOrder(till, paymentId, { senior }))));
    }
    expect(codes).toEqual(['wrongPin', 'wrongPin', 'wrongPin', 'wrongPin', 'pinPaused']);
    expect(codeOf(await till.ask('adjust.cancelHere', await cancelOrder(till, paymentId)))).toBe('pinPaused');
    expect(typesOf(till)).not.toContain('paymentCancelled');
  });

  test('a statement is printed, filled in', async () => {
    const till = await startWorking({});
    const paymentId = await receipted(till);
    expect((await till.must('adjust.statement', { paymentId, kind: 'cashRefund' })).failure).toBeNull();
    const statement = lastPaper(till, 'statement');
    expect(statement).toContain('ЗАЯВЛЕНИЕ');
    expect(statement).toContain('1/1 ФД 2');
    expect(statement).toContain('916 123-45-67');
  });

  test('a payment that is not receipted, or was conducted, is not cancelled here', async () => {
    const till = await startWorking({});
    const signed = await enterSigned(till, phone);
    expect(codeOf(await till.ask('adjust.open', { paymentId: signed }))).toBe('wrongStage');
    await till.must('payment.receipt', { paymentId: signed, tendered: 60_000 });
    await till.must('payment.conduct', { paymentId: signed });
    expect(codeOf(await till.ask('adjust.cancelHere', await cancelOrder(till, signed)))).toBe('wrongStage');
    expect(codeOf(await till.ask('refund.pay', { paymentId: signed }))).toBe('refundNotGranted');
  });
});

describe('the cash', () => {
  test('must lie in the drawer; nothing is printed otherwise', async () => {
    const { till, paymentId } = await cancelled();
    await till.must('cash.move', { kind: 'cashCollection', amount: 101_000, reason: 'инкассация' });
    expect(await till.ask('refund.pay', { paymentId })).toMatchObject({
      failure: { code: 'cashNotEnough', details: { inDrawerKopecks: 50_500, wantedKopecks: 51_500 } },
    });
    expect(typesOf(till)).not.toContain('refundReceiptStarted');
    await till.must('cash.move', { kind: 'cashIn', amount: 1_000, reason: 'размен' });
    expect(printFailure(await till.ask('refund.pay', { paymentId }))).toBe('printed');
  });

  test('keeps the shift open until it is paid, or a person says that it is not', async () => {
    const { till, paymentId } = await cancelled();
    expect(codeOf(await till.ask('shift.close', { counted: [] }))).toBe('unfinishedRefunds');
    const desk = await till.must('refund.settle', { paymentId, what: 'cash', done: false });
    expect(desk).toMatchObject({ standing: 'отменён', refund: { stage: 'notPaid' } });
    expect((await till.view()).shift).toMatchObject({ refunds: 0, expectedCash: 151_500 });
    expect(codeOf(await till.ask('refund.pay', { paymentId }))).toBe('refundNotGranted');
    expect(codeOf(await till.ask('shift.close', { counted: [] }))).toBe('ok');
  });

  test('past 24 hours the shift closes all the same, and names it', async () => {
    const { till, paymentId } = await cancelled();
    till.pass(25 * hour);
    expect(codeOf(await till.ask('refund.pay', { paymentId }))).not.toBe('ok');
    await signIn(till, cashierAnna);
    expect(codeOf(await till.ask('refund.pay', { paymentId }))).toBe('shiftOver24h');
    expect(codeOf(await till.ask('shift.close', { counted: [] }))).toBe('ok');
    expect(till.events().findLast(({ type }) => type === 'shiftClosed')?.body).toMatchObject({
      carriedOver: [paymentId],
    });
    await till.must('shift.open', { openingCash: 100_000 });
    expect(printFailure(await till.ask('refund.pay', { paymentId }))).toBe('printed');
    expect((await till.view()).shift).toMatchObject({ refunds: 1, expectedCash: 48_500 });
  });

  test('asked for twice at once goes out once', async () => {
    const { till, paymentId } = await cancelled();
    const answers = await Promise.all([
      till.ask('refund.pay', { paymentId }),
      till.ask('refund.pay', { paymentId }),
    ]);
    expect(answers.map(codeOf).sort()).toEqual(['deviceBusy', 'ok']);
    expect(codeOf(await till.ask('refund.pay', { paymentId }))).toBe('adjustmentImpossible');
    await expectOneRefund(till);
  });
});

/** A register whose answer to a return is lost, behind the paper or before it. */
function troubled() {
  const trouble = { lost: 'none' as 'none' | 'order' | 'answer', silent: false };
  const register = (real: FiscalRegister): FiscalRegister => ({
    ...real,
    lastDocument: () =>
      trouble.silent
        ? Promise.resolve({ kind: 'silent', failure: { code: 'printerSilent' } })
        : real.lastDocument(),
    async closeReceipt(order) {
      if (trouble.lost === 'none' || order.kind === 'income') return real.closeReceipt(order);
      if (trouble.lost === 'answer') await real.closeReceipt(order);
      return { kind: 'unknown', failure: { code: 'unplugged' } };
    },
  });
  return { trouble, register };
}

async function lose(lost: 'order' | 'answer') {
  const { trouble, register } = troubled();
  const { till, paymentId } = await cancelled({ register });
  trouble.lost = lost;
  expect(printFailure(await till.ask('refund.pay', { paymentId }))).toBe('unplugged');
  trouble.lost = 'none';
  return { till, trouble, paymentId };
}

describe('a return whose outcome is unknown', () => {
  test('is no second return, and holds up every receipt and the shift', async () => {
    const { till, paymentId } = await lose('answer');
    expect(codeOf(await till.ask('refund.pay', { paymentId }))).toBe('refundReceiptUnknown');
    const other = await enterSigned(till, { ...phone, sum: '100' });
    expect(await till.ask('payment.receipt', { paymentId: other, tendered: 20_000 })).toMatchObject({
      failure: { code: 'deviceBusy', details: { number: '1-1' } },
    });
    expect(codeOf(await till.ask('refund.settle', { paymentId, what: 'cash', done: true }))).toBe(
      'refundReceiptUnknown',
    );
  });

  test('keeps the devices: neither other settings nor a test page before it is known', async () => {
    const { till } = await lose('answer');
    await signIn(till, seniorMarina);
    const settings = await till.must('settings.get', null);
    expect(codeOf(await till.ask('settings.set', { ...settings, register: { driver: 'slipPrinter' } }))).toBe(
      'refundReceiptUnknown',
    );
    expect((await till.must('settings.get', null)).register).toEqual(settings.register);
    expect(await till.ask('devices.testPage', null)).toMatchObject({
      failure: { code: 'deviceBusy', details: { number: '1-1' } },
    });
  });

  test('is found by asking the register, whatever a person says; then the cash is a question', async () => {
    const { till, paymentId } = await lose('answer');
    const desk = await till.must('refund.settle', { paymentId, what: 'receipt', done: false });
    expect(desk.refund?.stage).toBe('receipted');
    expect(codeOf(await till.ask('refund.pay', { paymentId }))).toBe('refundCashUnknown');
    await till.must('refund.settle', { paymentId, what: 'cash', done: true });
    await expectOneRefund(till);
  });

  test('that was not made is tried again', async () => {
    const { till, paymentId } = await lose('order');
    const desk = await till.must('refund.settle', { paymentId, what: 'receipt', done: true });
    expect(desk.refund?.stage).toBe('granted');
    expect(printFailure(await till.ask('refund.pay', { paymentId }))).toBe('printed');
    await expectOneRefund(till);
  });

  test.each([
    [true, 'receipted'],
    [false, 'granted'],
  ] as const)('a silent register: a person’s word, made: %s → %s', async (done, stage) => {
    const { till, trouble, paymentId } = await lose('answer');
    trouble.silent = true;
    const desk = await till.must('refund.settle', { paymentId, what: 'receipt', done });
    expect(desk.refund?.stage).toBe(stage);
  });

  test('is asked by itself when the register answers again', async () => {
    const { till, trouble, paymentId } = await lose('answer');
    trouble.silent = true;
    expect(codeOf(await till.ask('shift.close', { counted: [] }))).toBe('unfinishedRefunds');
    trouble.silent = false;
    // Closing asks the register first; the cash stays a question.
    expect(codeOf(await till.ask('shift.close', { counted: [] }))).toBe('unfinishedRefunds');
    expect((await till.must('adjust.open', { paymentId })).refund?.stage).toBe('receipted');
  });
});

test('on a plain printer a person says whether the return came out', async () => {
  const { trouble, register } = troubled();
  const till = await startTraining({ register });
  await setDevices(till, { register: { driver: 'slipPrinter' } });
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 100_000 });
  const paymentId = await receipted(till);
  await cancel(till, paymentId);
  trouble.lost = 'answer';
  expect(printFailure(await till.ask('refund.pay', { paymentId }))).toBe('unplugged');
  trouble.lost = 'none';
  const other = await enterSigned(till, { ...phone, sum: '100' }).catch((error) => String(error));
  // The printer remembers nothing: whatever is printed now could push the return's rest out of it.
  expect(other).toContain('deviceBusy');
  await till.must('refund.settle', { paymentId, what: 'receipt', done: true });
  await till.must('refund.settle', { paymentId, what: 'cash', done: true });
  expect((await till.view()).shift).toMatchObject({ refunds: 1, expectedCash: 100_000 });
});

type Step = 'after the cancel' | 'before the device' | 'after the device' | 'before the cash';

/** What a kill at this step of a refund leaves. */
async function killedAt(step: Step): Promise<{ readonly profile: string; readonly paymentId: string }> {
  const profile = await trainingProfile();
  let left: string | null = null;
  const photograph = (now: Step): void => {
    if (now === step) left ??= crashCopy(profile);
  };
  const till = await startWorking({
    profile,
    register: (real) => ({
      ...real,
      async closeReceipt(order) {
        if (order.kind === 'incomeReturn') photograph('before the device');
        const outcome = await real.closeReceipt(order);
        if (order.kind === 'incomeReturn') photograph('after the device');
        return outcome;
      },
    }),
    printer: (real) => ({
      ...real,
      async openDrawer() {
        // Between the stored receipt and the stored cash.
        if (till?.events().at(-1)?.type === 'refundReceiptMade') photograph('before the cash');
        await real.openDrawer();
      },
    }),
  });
  const paymentId = await receipted(till);
  await cancel(till, paymentId);
  photograph('after the cancel');
  await till.must('refund.pay', { paymentId });
  if (left === null) throw new Error('the kill never came');
  return { profile: left, paymentId };
}

async function restart(profile: string): Promise<Till> {
  const till = await startTill({ profile });
  await signIn(till, cashierAnna);
  return till;
}

const stageOf = async (till: Till, paymentId: string) =>
  (await till.must('adjust.open', { paymentId })).refund?.stage;

describe('a till that is killed in the middle of a refund', () => {
  test.each(['after the cancel', 'before the device'] as const)(
    '%s: no paper, no cash; it is paid now',
    async (step) => {
      const { profile, paymentId } = await killedAt(step);
      const till = await restart(profile);
      await till.until(({ refunding }) => refunding[0]?.stage === 'granted');
      expect(count(till, 'refundReceiptMade')).toBe(0);
      expect(printFailure(await till.ask('refund.pay', { paymentId }))).toBe('printed');
      await expectOneRefund(till);
    },
  );

  test.each(['after the device', 'before the cash'] as const)(
    '%s: the receipt is there, the cash is a question, and no second refund follows',
    async (step) => {
      const { profile, paymentId } = await killedAt(step);
      const till = await restart(profile);
      await till.until(({ refunding }) => refunding[0]?.stage === 'receipted');
      expect(await stageOf(till, paymentId)).toBe('receipted');
      expect(codeOf(await till.ask('refund.pay', { paymentId }))).toBe('refundCashUnknown');
      expect(codeOf(await till.ask('shift.close', { counted: [] }))).toBe('unfinishedRefunds');
      await till.must('refund.settle', { paymentId, what: 'cash', done: true });
      await expectOneRefund(till);
      expect(till.documents()).toEqual(['shiftOpening', 'receipt', 'receipt']);
    },
  );

  test('is not taken for a profile restored from an older copy', async () => {
    const { till, paymentId } = await cancelled();
    await till.must('refund.pay', { paymentId });
    const again = await restart(crashCopy(till.profile));
    expect((await again.view()).newJournal).toBeNull();
  });

  test('“no” to the question leaves the money in the drawer, and the request closed', async () => {
    const { profile, paymentId } = await killedAt('before the cash');
    const till = await restart(profile);
    await till.must('refund.settle', { paymentId, what: 'cash', done: false });
    expect((await till.view()).shift).toMatchObject({ refunds: 0, refunded: 0, expectedCash: 151_500 });
    expect(codeOf(await till.ask('refund.pay', { paymentId }))).toBe('refundNotGranted');
    // The paper's number is taken: the next receipt has its own.
    await pay(till, { ...phone, sum: '100' }, 20_000);
    expect(till.events().findLast(({ type }) => type === 'receiptStarted')?.body).toMatchObject({
      number: 3,
    });
  });
});
