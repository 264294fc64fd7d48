// A receipt nobody knows of blocks its register: whatever else it made now would hide the answer for ever.
import { afterEach, expect, test } from 'vitest';
import type { FiscalRegister } from '../../../core/devices.ts';
import {
  cashierAnna,
  endTills,
  enterSigned,
  hour,
  phone,
  printFailure,
  signIn,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

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
