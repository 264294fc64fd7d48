/** VAT on the receipts of a till: the rate of the receipt's own day, and who may change the table to what. */
import { afterEach, expect, test } from 'vitest';
import { starterSettings } from '../../../main/training/starter.ts';
import type { Till } from '../../tools/workstation.ts';
import {
  administratorSergey,
  askPreCheck,
  cashierAnna,
  codeOf,
  endTills,
  enter,
  enterSigned,
  idOf,
  minute,
  newFolder,
  pay,
  phone,
  pinOf,
  seniorMarina,
  signIn,
  startTill,
  startWorking,
} from '../../tools/workstation.ts';

afterEach(endTills);

const last = (till: Till, kind: string): string =>
  till.papers().findLast((paper) => paper.kind === kind)?.text ?? '';

/** A cashier at an open shift in a profile that was made at that time. */
async function startAt(at: number): Promise<Till> {
  const till = await startTill({ profile: newFolder(), training: true, at });
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 100_000 });
  return till;
}

test('a receipt has the rate of its day; its copy and its return have that too, after the rate has changed', async () => {
  // Ten minutes before midnight in Moscow, the last of 2025.
  const till = await startAt(Date.UTC(2025, 11, 31, 20, 50));
  const paymentId = await enterSigned(till, phone);
  await till.must('payment.receipt', { paymentId, tendered: 60_000 });
  const before = /в т\.ч\. НДС 20% +83,33 ₽/;
  expect(last(till, 'receipt')).toMatch(before);
  till.pass(20 * minute);
  await pay(till, { ...phone, sum: '600' }, 70_000);
  expect(last(till, 'receipt')).toMatch(/в т\.ч\. НДС 22% +108,20 ₽/);
  await till.must('receipt.copy', { paymentId });
  expect(last(till, 'receiptCopy')).toMatch(before);
  expect(last(till, 'receiptCopy')).toMatch(/Чек пробит +31\.12\.2025 23:50/);
  await till.must('adjust.cancelHere', {
    paymentId,
    kind: 'cancel',
    receipt: { kind: 'typed', number: '1/1', amount: 51_500 },
    missing: null,
    corrected: null,
    reason: 'клиент назвал чужой номер',
    senior: { cashierId: await idOf(till, seniorMarina), pin: pinOf(seniorMarina) },
    attachments: [],
  });
  await till.must('refund.pay', { paymentId });
  expect(last(till, 'refundReceipt')).toMatch(before);
});

test('where the table has no rate for that day nothing is entered', async () => {
  const till = await startAt(Date.UTC(2018, 5, 1, 9));
  expect(codeOf(await askPreCheck(till, await enter(till, phone)))).toBe('vatUnknown');
  expect(till.events().map(({ type }) => type)).not.toContain('paymentEntered');
});

test('the table is the administrator’s, and has a rate today for every provider and the fee', async () => {
  const till = await startWorking({});
  const without = (kind: string) => ({
    ...starterSettings,
    vatRates: starterSettings.vatRates.filter(({ key }) => key !== kind),
  });
  const set = async (settings: typeof starterSettings) => codeOf(await till.ask('settings.set', settings));
  await signIn(till, seniorMarina);
  expect(await set({ ...starterSettings, feeVat: 'standard' })).toBe('roleNeeded');
  expect(await set({ ...starterSettings, autoLockMinutes: 7 })).toBe('ok');
  await signIn(till, administratorSergey);
  expect(await set(without('standard'))).toBe('badVatTable');
  expect(await set({ ...without('seven'), feeVat: 'standard' })).toBe('ok');
  await pay(till, phone, 60_000);
  expect(last(till, 'receipt')).toMatch(/Сумма +15,00 ₽\n *в т\.ч\. НДС 22% +2,70 ₽/);
});
