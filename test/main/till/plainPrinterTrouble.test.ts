// A plain ESC/POS printer on a real port, in trouble in the midst of a receipt: nobody knows, until a person looks.
import { afterEach, describe, expect, test } from 'vitest';
import type { PrinterOnPty } from '../../tools/printerOnPty.ts';
import { endPrinters, mend, startOnPty, trouble, troubleInMidst } from '../../tools/tillOnPty.ts';
import {
  cashierAnna,
  codeOf,
  crashCopy,
  endTills,
  enterSigned,
  phone,
  printFailure,
  signIn,
  startTill,
} from '../../tools/workstation.ts';

afterEach(async () => {
  await endTills();
  await endPrinters();
});

const receipts = (paper: PrinterOnPty): number =>
  paper.text().filter((line) => line.includes('ЧЕК · ПРИХОД')).length;

const kinds: readonly (readonly [string, (paper: PrinterOnPty) => void])[] = [
  ['paperOut', (paper) => trouble(paper, 'paperOut')],
  ['coverOpen', (paper) => trouble(paper, 'coverOpen')],
  ['printerSilent', (paper) => paper.machine.set({ silent: true })],
  ['unplugged', (paper) => void paper.unplug()],
];

async function inMidst(code: string, act: (paper: PrinterOnPty) => void) {
  const { till, paper } = await startOnPty('slipPrinter');
  const paymentId = await enterSigned(till, phone);
  troubleInMidst(paper, 10, () => act(paper));
  expect(printFailure(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe(code);
  if (code === 'unplugged') await paper.plug();
  mend(paper);
  return { till, paper, paymentId };
}

describe.each(kinds)('%s in the midst of a receipt', (code, act) => {
  test('is a question: no second receipt, whatever the printer says later', async () => {
    const { till, paper, paymentId } = await inMidst(code, act);
    const view = await till.view();
    expect(view.current).toMatchObject({
      stage: 'receipting',
      receipt: { failure: code, registerRemembers: false },
    });
    expect(view.shift).toMatchObject({ payments: 0, taken: 0 });
    expect(codeOf(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe('receiptUnknown');
    expect(printFailure(await till.ask('payment.askRegister', { paymentId }))).toBe('receiptUnknown');
    expect(codeOf(await till.ask('shift.xReport', null))).toBe('deviceBusy');
    await till.must('payment.settleReceipt', { paymentId, made: true });
    await till.must('payment.conduct', { paymentId });
    expect(receipts(paper)).toBe(1);
    expect((await till.view()).shift).toMatchObject({ payments: 1, taken: 51_500 });
  });
});

test('«Чек не вышел» after the trouble: the receipt is printed whole under the same number', async () => {
  const { till, paper, paymentId } = await inMidst('unplugged', (printer) => void printer.unplug());
  await till.must('payment.settleReceipt', { paymentId, made: false });
  const before = paper.text().length;
  expect(printFailure(await till.ask('payment.receipt', { paymentId, tendered: 60_000 }))).toBe('printed');
  const whole = paper.text().slice(before);
  expect(whole.filter((line) => line.includes('ЧЕК · ПРИХОД'))).toHaveLength(1);
  expect(whole.filter((line) => line.includes('Чек 1'))).toHaveLength(1);
  await till.must('payment.conduct', { paymentId });
  expect((await till.view()).shift).toMatchObject({ payments: 1, taken: 51_500 });
});

test.each(['virtual', 'slipPrinter'] as const)(
  'a crash while the paper of a receipt (%s) is coming out: after the start nothing comes out twice',
  async (register) => {
    const { till, paper } = await startOnPty(register);
    const paymentId = await enterSigned(till, phone);
    let profile = '';
    troubleInMidst(paper, 10, () => {
      profile = crashCopy(till.profile);
    });
    await till.must('payment.receipt', { paymentId, tendered: 60_000 });
    // The port is the dead program's no longer.
    await till.close();

    const again = await startTill({ profile });
    await signIn(again, cashierAnna);
    if (register === 'virtual') await again.until(({ current }) => current?.stage === 'receipted');
    else {
      expect((await again.view()).current).toMatchObject({
        stage: 'receipting',
        receipt: { failure: 'receiptUnknown' },
      });
      await again.must('payment.settleReceipt', { paymentId, made: true });
    }
    await again.must('payment.conduct', { paymentId });
    expect(receipts(paper)).toBe(1);
    expect((await again.view()).shift).toMatchObject({ payments: 1, taken: 51_500, expectedCash: 151_500 });
  },
);
