// Receipts on a plain printer, which remembers nothing: what nobody knows only a person can say.
import { afterEach, describe, expect, test } from 'vitest';
import type { SlipPrinter } from '../../../core/devices.ts';
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
  pay,
  phone,
  printFailure,
  seniorMarina,
  setDevices,
  signIn,
  startTill,
  startTraining,
} from '../../tools/workstation.ts';

afterEach(endTills);

const other = { ...phone, sum: '100' };

async function startPlain(onReceipt: (profile: string) => { before(): void; after(): void }): Promise<Till> {
  let profile = '';
  const till = await startTraining({
    register: (real) => ({
      ...real,
      async closeReceipt(order) {
        const step = onReceipt(profile);
        step.before();
        const outcome = await real.closeReceipt(order);
        step.after();
        return outcome;
      },
    }),
  });
  profile = till.profile;
  await setDevices(till, { register: { driver: 'slipPrinter' } });
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 100_000 });
  return till;
}

const nothing = () => ({ before: () => undefined, after: () => undefined });

/** The program died at the device, and was started again. */
async function crashed(
  step: 'before' | 'after',
): Promise<{ readonly till: Till; readonly paymentId: string }> {
  let copy = '';
  const till = await startPlain((profile) => ({
    ...nothing(),
    [step]: () => {
      copy = crashCopy(profile);
    },
  }));
  const paymentId = await enterSigned(till, phone);
  const { draft } = await till.view();
  if (draft) await till.must('payment.saveDraft', { ...draft, tendered: '600' });
  await till.must('payment.receipt', { paymentId, tendered: 60_000 });
  const again = await startTill({ profile: copy });
  await signIn(again, cashierAnna);
  return { till: again, paymentId };
}

const receiptPapers = (till: Till): number => till.papers().filter(({ kind }) => kind === 'receipt').length;

describe('after a crash', () => {
  test.each(['before', 'after'] as const)(
    '%s the device the till says that it doesn’t know, and that only a person does',
    async (step) => {
      const { till, paymentId } = await crashed(step);
      const { current, draft } = await till.view();
      expect(current).toMatchObject({
        id: paymentId,
        stage: 'receipting',
        receipt: {
          failure: 'receiptUnknown',
          registerRemembers: false,
          number: 1,
          tendered: 60_000,
          change: 8_500,
        },
      });
      expect(draft?.tendered).toBe('600');
      expect(printFailure(await till.ask('payment.askRegister', { paymentId }))).toBe('receiptUnknown');
      expect(codeOf(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe(
        'receiptUnknown',
      );
      expect((await till.view()).current?.stage).toBe('receipting');
    },
  );

  test('«Чек вышел»: the payment goes on to «Провести», and nothing more is printed', async () => {
    const { till, paymentId } = await crashed('after');
    await till.must('payment.settleReceipt', { paymentId, made: true });
    await till.must('payment.conduct', { paymentId });
    expect(receiptPapers(till)).toBe(1);
    const { shift, cashier } = await till.view();
    expect(shift).toMatchObject({ payments: 1, taken: 51_500, expectedCash: 151_500 });
    expect(till.events().find(({ type }) => type === 'receiptMade')?.body).toMatchObject({
      source: 'person',
      cashierId: cashier?.id,
    });
  });

  test('«Чек не вышел»: the receipt is printed under the same number, once', async () => {
    const { till, paymentId } = await crashed('before');
    await till.must('payment.settleReceipt', { paymentId, made: false });
    const { till: printed } = await till.must('payment.receipt', { paymentId, tendered: 60_000 });
    expect(printed.current).toMatchObject({ stage: 'receipted', receipt: { number: 1 } });
    await till.must('payment.conduct', { paymentId });
    expect(receiptPapers(till)).toBe(1);
    expect((await till.view()).shift).toMatchObject({ payments: 1, taken: 51_500 });
  });
});

describe('until a person has answered', () => {
  async function unanswered(): Promise<{
    readonly till: Till;
    readonly paymentId: string;
    conducted: string;
  }> {
    let copy = '';
    let armed = false;
    const till = await startPlain((profile) => ({
      before: () => {
        if (armed) copy = crashCopy(profile);
      },
      after: () => undefined,
    }));
    const conducted = await pay(till, other, 10_500);
    const paymentId = await enterSigned(till, phone);
    armed = true;
    await till.must('payment.receipt', { paymentId, tendered: 60_000 });
    const again = await startTill({ profile: copy });
    await signIn(again, cashierAnna);
    return { till: again, paymentId, conducted };
  }

  test('nothing else is printed on that printer, and nothing is stored by trying', async () => {
    const { till, paymentId, conducted } = await unanswered();
    const [papers, events] = [till.papers().length, till.events().length];
    expect(codeOf(await askPreCheck(till, await enter(till, { ...phone, sum: '200' })))).toBe('deviceBusy');
    expect(codeOf(await till.ask('receipt.copy', { paymentId: conducted }))).toBe('deviceBusy');
    expect(codeOf(await till.ask('shift.xReport', null))).toBe('deviceBusy');
    await signIn(till, seniorMarina);
    expect(codeOf(await till.ask('devices.testPage', null))).toBe('deviceBusy');
    expect(codeOf(await till.ask('settings.set', await till.must('settings.get', null)))).toBe(
      'receiptUnknown',
    );
    expect([till.papers().length, till.events().length]).toEqual([papers, events]);
    await till.must('payment.settleReceipt', { paymentId, made: true });
    expect(printFailure(await till.ask('shift.xReport', null))).toBe('printed');
  });

  test('money moved into the drawer is stored, and its paper is owed', async () => {
    const { till } = await unanswered();
    const papers = till.papers().length;
    const moved = await till.ask('cash.move', { kind: 'cashIn', amount: 5_000, reason: 'размен' });
    expect(printFailure(moved)).toBe('deviceBusy');
    expect((await till.view()).shift?.cashIn).toBe(5_000);
    expect(till.papers()).toHaveLength(papers);
  });

  test('a shift over 24 hours closes, the next one opens, and still nothing is printed', async () => {
    const { till, paymentId } = await unanswered();
    const papers = till.papers().length;
    till.pass(25 * hour);
    expect(printFailure(await till.ask('shift.close', { counted: [] }))).toBe('deviceBusy');
    expect(printFailure(await till.ask('shift.open', { openingCash: 0 }))).toBe('deviceBusy');
    const [closed] = await till.must('shift.list', null);
    expect(codeOf(await till.ask('shift.reprintZ', { shiftId: closed?.id ?? '' }))).toBe('deviceBusy');
    expect(till.papers()).toHaveLength(papers);

    await till.must('payment.settleReceipt', { paymentId, made: true });
    expect(printFailure(await till.ask('shift.reprintZ', { shiftId: closed?.id ?? '' }))).toBe('printed');
    expect(till.papers().at(-1)?.text).toContain('ПЕРЕНЕСЕНЫ НЕЗАВЕРШЁННЫМИ');
  });
});

describe('a receipt that certainly did not come out', () => {
  test('can be tried again at once, and has taken no money yet', async () => {
    let failing = true;
    const till = await startTraining({
      register: (real) => ({
        ...real,
        closeReceipt: (order) =>
          failing
            ? Promise.resolve({ kind: 'notMade', failure: { code: 'paperOut' } })
            : real.closeReceipt(order),
      }),
    });
    await setDevices(till, { register: { driver: 'slipPrinter' } });
    await signIn(till, cashierAnna);
    await till.must('shift.open', { openingCash: 0 });
    const paymentId = await enterSigned(till, phone);
    expect(printFailure(await till.ask('payment.receipt', { paymentId, tendered: 51_500 }))).toBe('paperOut');
    expect(await till.view()).toMatchObject({
      current: { stage: 'signed' },
      shift: { payments: 0, taken: 0 },
    });
    failing = false;
    await till.must('payment.receipt', { paymentId, tendered: 51_500 });
    await till.must('payment.conduct', { paymentId });
    expect((await till.view()).shift).toMatchObject({ payments: 1, taken: 51_500 });
  });
});

test('the drawer opens only when a receipt is known to be made and stored', async () => {
  let outcome: 'made' | 'unknown' = 'unknown';
  let opened = 0;
  const till = await startTraining({
    printer: (real): SlipPrinter => ({
      ...real,
      openDrawer: async () => {
        opened += 1;
      },
    }),
    register: (real) => ({
      ...real,
      closeReceipt: async () =>
        outcome === 'made'
          ? { kind: 'made', document: null }
          : { kind: 'unknown', failure: { code: 'printerSilent' } },
    }),
  });
  await setDevices(till, { register: { driver: 'slipPrinter' } });
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 0 });
  const paymentId = await enterSigned(till, phone);
  await till.must('payment.receipt', { paymentId, tendered: 51_500 });
  expect(opened).toBe(0);
  await till.must('payment.settleReceipt', { paymentId, made: false });
  outcome = 'made';
  await till.must('payment.receipt', { paymentId, tendered: 51_500 });
  expect(opened).toBe(1);
});
