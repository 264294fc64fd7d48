// A receipt whose outcome nobody knows, on a register that remembers: it is asked, and never made to print twice.
import { appendFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { FiscalRegister } from '../../../core/devices.ts';
import type { Till } from '../../tools/workstation.ts';
import {
  cashierAnna,
  codeOf,
  crashCopy,
  endTills,
  enter,
  enterSigned,
  hour,
  idOf,
  phone,
  pinOf,
  printFailure,
  registerFile,
  seniorMarina,
  signIn,
  startTill,
  startWorking,
  trainingProfile,
} from '../../tools/workstation.ts';

afterEach(endTills);

/** A register whose line can be cut before or behind a receipt, and which can fall silent altogether. */
function troubled() {
  const trouble = { lost: 'none' as 'none' | 'order' | 'answer', silent: false };
  const register = (real: FiscalRegister): FiscalRegister => ({
    ...real,
    state: () =>
      trouble.silent
        ? Promise.resolve({ ready: false, failure: { code: 'printerSilent' }, paperNearEnd: false })
        : real.state(),
    lastDocument: () =>
      trouble.silent
        ? Promise.resolve({ kind: 'silent', failure: { code: 'printerSilent' } })
        : real.lastDocument(),
    async closeReceipt(order) {
      if (trouble.lost === 'none') return real.closeReceipt(order);
      if (trouble.lost === 'answer') await real.closeReceipt(order);
      return { kind: 'unknown', failure: { code: 'unplugged' } };
    },
  });
  return { trouble, register };
}

/** The money was received, the client has signed, and the crash comes at this step of the receipt. */
async function crashAt(
  step: 'before the intent' | 'before the device' | 'after the device',
): Promise<{ readonly profile: string; readonly paymentId: string }> {
  const original = await trainingProfile();
  let taken: string | null = null;
  let armed = false;
  const photograph = (now: typeof step): void => {
    if (armed && now === step) taken ??= crashCopy(original);
  };
  const till = await startWorking({
    profile: original,
    register: (real) => ({
      ...real,
      async lastDocument() {
        const answer = await real.lastDocument();
        photograph('before the intent');
        return answer;
      },
      async closeReceipt(order) {
        photograph('before the device');
        const outcome = await real.closeReceipt(order);
        photograph('after the device');
        return outcome;
      },
    }),
  });
  const paymentId = await enterSigned(till, phone);
  const { draft } = await till.view();
  if (draft) await till.must('payment.saveDraft', { ...draft, tendered: '600' });
  armed = true;
  await till.must('payment.receipt', { paymentId, tendered: 60_000 });
  if (taken === null) throw new Error('the crash never came');
  return { profile: taken, paymentId };
}

async function restart(profile: string): Promise<Till> {
  const till = await startTill({ profile });
  await signIn(till, cashierAnna);
  return till;
}

const receipts = (till: Till): number => till.documents().filter((kind) => kind === 'receipt').length;

/** Goes on to the end of the payment, and looks whether anything happened twice. */
async function expectOnePayment(till: Till, paymentId: string): Promise<void> {
  await till.must('payment.conduct', { paymentId });
  expect(receipts(till)).toBe(1);
  expect(till.events().filter(({ type }) => type === 'receiptMade')).toHaveLength(1);
  const { shift, unfinished } = await till.view();
  expect(unfinished).toEqual([]);
  expect(shift).toMatchObject({ payments: 1, taken: 51_500, expectedCash: 151_500 });
}

describe('a crash', () => {
  test.each(['before the intent', 'before the device'] as const)(
    '%s leaves a payment that is signed and not receipted, with what was received',
    async (step) => {
      const { profile, paymentId } = await crashAt(step);
      const till = await restart(profile);
      const view = await till.until(({ current }) => current?.stage === 'signed');
      expect(view.draft).toMatchObject({ paymentId, tendered: '600', account: phone.account });
      expect(receipts(till)).toBe(0);
      expect(printFailure(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe(
        'printed',
      );
      await expectOnePayment(till, paymentId);
    },
  );

  test('after the device is found by asking it: the receipt is there, and no second one is printed', async () => {
    const { profile, paymentId } = await crashAt('after the device');
    const till = await restart(profile);
    const view = await till.until(({ current }) => current?.stage === 'receipted');
    expect(view.draft).toMatchObject({ paymentId, tendered: '600' });
    expect(till.events().findLast(({ type }) => type === 'receiptMade')?.body).toMatchObject({
      source: 'deviceAsked',
      document: { kind: 'receipt', amount: 51_500 },
    });
    expect(codeOf(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe(
      'receiptAlreadyMade',
    );
    await expectOnePayment(till, paymentId);
  });

  test('in the middle of the register’s own writing counts as not made', async () => {
    const { profile, paymentId } = await crashAt('before the device');
    appendFileSync(registerFile(profile), '{"number":2,"kind":"receipt","amount":51500,"at":17');
    const till = await restart(profile);
    await till.until(({ current }) => current?.stage === 'signed');
    await till.must('payment.receipt', { paymentId, tendered: 60_000 });
    await expectOnePayment(till, paymentId);
  });

  test('is recorded before the device is asked, and a second crash changes nothing', async () => {
    const { profile, paymentId } = await crashAt('after the device');
    const { trouble, register } = troubled();
    trouble.silent = true;
    const silent = await startTill({ profile, register });
    await signIn(silent, cashierAnna);
    const view = await silent.until(({ current }) => current?.receipt?.failure === 'receiptUnknown');
    expect(view.current).toMatchObject({ stage: 'receipting', receipt: { registerRemembers: true } });
    const again = await restart(crashCopy(profile));
    await again.until(({ current }) => current?.stage === 'receipted');
    expect(again.events().filter(({ type }) => type === 'receiptUnknown')).toHaveLength(1);
    await expectOnePayment(again, paymentId);
  });
});

describe('a lost answer', () => {
  async function lose(lost: 'order' | 'answer') {
    const { trouble, register } = troubled();
    const till = await startWorking({ register });
    const paymentId = await enterSigned(till, phone);
    trouble.lost = lost;
    expect(printFailure(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe(
      'unplugged',
    );
    trouble.lost = 'none';
    expect((await till.view()).current).toMatchObject({
      stage: 'receipting',
      receipt: { failure: 'unplugged', registerRemembers: true },
    });
    return { till, trouble, paymentId };
  }

  test('«Чек» again is refused until the device was asked', async () => {
    const { till, paymentId } = await lose('answer');
    const before = till.events().length;
    expect(codeOf(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe('receiptUnknown');
    expect(codeOf(await till.ask('payment.conduct', { paymentId }))).toBe('receiptUnknown');
    expect(codeOf(await till.ask('payment.abandon', { paymentId, returned: 0 }))).toBe('receiptUnknown');
    expect(codeOf(await till.ask('payment.edit', { paymentId }))).toBe('wrongStage');
    expect([till.events().length, receipts(till)]).toEqual([before, 1]);
  });

  test('of a receipt that was made is found in the register', async () => {
    const { till, paymentId } = await lose('answer');
    expect(printFailure(await till.ask('payment.askRegister', { paymentId }))).toBe('printed');
    await expectOnePayment(till, paymentId);
  });

  test('of a receipt that was not made lets it be printed once', async () => {
    const { till, paymentId } = await lose('order');
    expect(printFailure(await till.ask('payment.askRegister', { paymentId }))).toBe('printed');
    expect((await till.view()).current).toMatchObject({ stage: 'signed', receipt: null });
    await till.must('payment.receipt', { paymentId, tendered: 60_000 });
    await expectOnePayment(till, paymentId);
  });

  test('a person’s «Чек не вышел» does not override a register that has made it', async () => {
    const { till, paymentId } = await lose('answer');
    expect((await till.must('payment.settleReceipt', { paymentId, made: false })).current?.stage).toBe(
      'receipted',
    );
    expect(till.events().at(-1)?.body).toMatchObject({ source: 'deviceAsked', cashierId: null });
    await expectOnePayment(till, paymentId);
  });

  test('a person’s «Чек вышел» does not override a register that has not made it', async () => {
    const { till, paymentId } = await lose('order');
    expect((await till.must('payment.settleReceipt', { paymentId, made: true })).current?.stage).toBe(
      'signed',
    );
    await till.must('payment.receipt', { paymentId, tendered: 60_000 });
    await expectOnePayment(till, paymentId);
  });

  test('while the register is silent it stays a question, and only a person may answer it', async () => {
    const { till, trouble, paymentId } = await lose('answer');
    trouble.silent = true;
    expect(printFailure(await till.ask('payment.askRegister', { paymentId }))).toBe('printerSilent');
    expect((await till.view()).current?.stage).toBe('receipting');
    expect((await till.must('payment.settleReceipt', { paymentId, made: true })).current?.stage).toBe(
      'receipted',
    );
    expect(till.events().at(-1)?.body).toMatchObject({ source: 'person', document: null });
    expect(codeOf(await till.ask('payment.settleReceipt', { paymentId, made: false }))).toBe('wrongStage');
    // Nor is the cash given back here: by the name that is on the paper only, the office may have made the payment.
    const { receipt, amountTaken } = await till.must('adjust.open', { paymentId });
    const cancelled = await till.ask('adjust.cancelHere', {
      ...{
        paymentId,
        kind: 'cancel',
        missing: null,
        corrected: null,
        reason: 'клиент передумал',
        attachments: [],
      },
      receipt: { kind: 'typed', number: receipt.split(' ')[0] ?? '', amount: amountTaken },
      senior: { cashierId: await idOf(till, seniorMarina), pin: pinOf(seniorMarina) },
    });
    expect(cancelled).toMatchObject({ ok: false, failure: { code: 'adjustmentImpossible' } });
    expect(JSON.stringify(cancelled)).toContain('со слов кассира');
    trouble.silent = false;
    await expectOnePayment(till, paymentId);
  });

  test('two people who answer differently at once are not both believed', async () => {
    const { till, trouble, paymentId } = await lose('answer');
    trouble.silent = true;
    const answers = await Promise.all([
      till.ask('payment.settleReceipt', { paymentId, made: true }),
      till.ask('payment.settleReceipt', { paymentId, made: false }),
    ]);
    expect(answers.map(codeOf).sort()).toEqual(['ok', 'wrongStage']);
    await expectOnePayment(till, paymentId);
  });

  test('is asked by itself as soon as the register answers again', async () => {
    const { till, trouble, paymentId } = await lose('answer');
    trouble.silent = true;
    await till.beatUntil(({ register }) => register.state === 'failed');
    trouble.silent = false;
    await till.beatUntil(({ current }) => current?.stage === 'receipted');
    await expectOnePayment(till, paymentId);
  });

  test('holds up receipts of other payments, but not their pre-checks', async () => {
    const { till, paymentId } = await lose('answer');
    const other = await enterSigned(till, { ...phone, sum: '100' });
    const answer = await till.ask('payment.receipt', { paymentId: other, tendered: 100_000 });
    expect(answer).toMatchObject({ failure: { code: 'deviceBusy', details: { number: '1-1' } } });
    expect(receipts(till)).toBe(1);
    await till.must('payment.askRegister', { paymentId });
    expect(printFailure(await till.ask('payment.receipt', { paymentId: other, tendered: 100_000 }))).toBe(
      'printed',
    );
    expect(receipts(till)).toBe(2);
  });

  test('keeps settings and devices as they are', async () => {
    const { till, paymentId } = await lose('answer');
    await signIn(till, seniorMarina);
    const settings = await till.must('settings.get', null);
    const changed = { ...settings, register: { driver: 'slipPrinter' as const } };
    expect(codeOf(await till.ask('settings.set', changed))).toBe('receiptUnknown');
    expect(await till.must('settings.get', null)).toEqual(settings);
    expect(codeOf(await till.ask('devices.testPage', null))).toBe('deviceBusy');
    await till.must('payment.askRegister', { paymentId });
    expect(codeOf(await till.ask('settings.set', changed))).toBe('ok');
  });

  test('keeps the shift open, and a new payment can be begun beside it', async () => {
    const { till, trouble } = await lose('answer');
    trouble.silent = true;
    expect(codeOf(await till.ask('shift.close', { counted: [] }))).toBe('unfinishedPayments');
    await enter(till, { ...phone, sum: '100' });
    const { unfinished, draft } = await till.view();
    expect(unfinished.map(({ stage }) => stage)).toEqual(['receipting']);
    expect(draft?.sum).toBe('100');
  });
});

// Whatever else the register made now would hide the answer for ever.
describe('nobody has asked for 24 hours', () => {
  /** A receipt was made, its answer got lost, and 24 hours later nobody has asked the register yet. */
  async function forgottenReceipt() {
    const trouble = { lost: false, silent: false };
    const till = await startWorking({
      register: (real: FiscalRegister): FiscalRegister => ({
        ...real,
        async closeReceipt(order) {
          const outcome = await real.closeReceipt(order);
          return trouble.lost ? { kind: 'unknown', failure: { code: 'unplugged' } } : outcome;
        },
        lastDocument: async () =>
          trouble.silent ? { kind: 'silent', failure: { code: 'printerSilent' } } : real.lastDocument(),
      }),
    });
    const paymentId = await enterSigned(till, phone);
    trouble.lost = true;
    await till.must('payment.receipt', { paymentId, tendered: 60_000 });
    trouble.lost = false;
    till.pass(25 * hour);
    await signIn(till, cashierAnna);
    return { till, trouble, paymentId };
  }

  test('a shift that is closed over it asks the register first, and then makes the Z', async () => {
    const { till } = await forgottenReceipt();
    expect(printFailure(await till.ask('shift.close', { counted: [] }))).toBe('printed');
    expect(till.events().filter(({ type }) => type === 'receiptMade')).toHaveLength(1);
    expect(till.documents()).toEqual(['shiftOpening', 'receipt', 'shiftClosing']);
    const [closed] = await till.must('shift.list', null);
    expect(closed).toMatchObject({ payments: 1, taken: 51_500, expectedCash: 151_500 });
  });

  test('a register that can’t be asked makes no Z and no opening until it can', async () => {
    const { till, trouble, paymentId } = await forgottenReceipt();
    trouble.silent = true;
    expect(printFailure(await till.ask('shift.close', { counted: [] }))).toBe('printerSilent');
    expect((await till.view()).shift).toBeNull();
    expect(printFailure(await till.ask('shift.open', { openingCash: 0 }))).toBe('printerSilent');
    expect(till.documents()).toEqual(['shiftOpening', 'receipt']);

    trouble.silent = false;
    await till.must('payment.askRegister', { paymentId });
    await till.must('payment.conduct', { paymentId });
    const next = await enterSigned(till, { ...phone, sum: '100' });
    await till.must('payment.receipt', { paymentId: next, tendered: 100_000 });
    expect(till.documents()).toEqual(['shiftOpening', 'receipt', 'shiftClosing', 'shiftOpening', 'receipt']);
  });
});
