// A whole day at one workstation: what is taken, what lies in the drawer, what the papers and the report say.
import { afterEach, expect, test } from 'vitest';
import type { Till } from '../../tools/workstation.ts';
import { endTills, enterSigned, hour, minute, pay, phone, startWorking } from '../../tools/workstation.ts';

afterEach(endTills);

const lastPaper = (till: Till, kind: string): string =>
  till.papers().findLast((paper) => paper.kind === kind)?.text ?? '';

/** The right-hand side of the line that begins so. */
const lineValue = (paper: string, label: string): string =>
  paper
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line.startsWith(label))
    ?.slice(label.length)
    .trim() ?? 'no such line';

/** 515 + 200 + 1010 + 1500 = 3 225 ₽ taken, of it 15 + 0 + 10 + 0 fee. */
async function fourPayments(till: Till): Promise<void> {
  const payments = [
    [{ account: '916 123-45-67', provider: 'mts', sum: '500' }, 100_000],
    [{ account: '123456789', provider: 'rostelecom', sum: '200' }, 20_000],
    [{ account: '1234567890', provider: 'mosenergosbyt', sum: '1000' }, 150_000],
    [{ account: '1234567890', provider: 'troika', sum: '1 500,00' }, 200_000],
  ] as const;
  for (const [typed, tendered] of payments) {
    till.pass(5 * minute);
    await pay(till, typed, tendered);
  }
}

test('opening + in − out + taken is what must lie in the drawer, on the screen, the X and the Z', async () => {
  const till = await startWorking({});
  await fourPayments(till);
  await till.must('cash.move', { kind: 'cashIn', amount: 50_000, reason: 'размен' });
  await till.must('cash.move', { kind: 'cashOut', amount: 20_000, reason: 'на хозяйство' });
  await till.must('cash.move', { kind: 'cashCollection', amount: 200_000, reason: 'инкассация' });
  expect((await till.view()).shift).toMatchObject({
    number: 1,
    payments: 4,
    taken: 322_500,
    fee: 2_500,
    cashIn: 50_000,
    cashOut: 220_000,
    expectedCash: 100_000 + 50_000 - 220_000 + 322_500,
  });

  await till.must('shift.xReport', null);
  const x = lastPaper(till, 'xReport');
  expect(lineValue(x, 'Должно быть в ящике')).toBe('2 525,00 ₽');

  till.pass(8 * hour);
  const before = await till.view();
  expect(before.lastClosedShift).toBeNull();
  const { till: after, failure } = await till.must('shift.close', {
    counted: [
      { value: 100_000, count: 2 },
      { value: 10_000, count: 5 },
      { value: 1_000, count: 2 },
      { value: 500, count: 0 },
    ],
  });
  expect(failure).toBeNull();
  expect(after.shift).toBeNull();
  expect(after.lastCountedCash).toBe(252_000);
  expect(after.lastClosedShift).toBe(before.shift?.id);

  const z = lastPaper(till, 'zReport');
  expect(lineValue(z, 'Смена')).toBe('1');
  expect(lineValue(z, 'Открыта')).toBe('23.11.2026 09:00');
  expect(lineValue(z, 'Закрыта')).toBe('23.11.2026 17:20');
  expect(lineValue(z, 'Платежей: 4')).toBe('3 225,00 ₽');
  expect(lineValue(z, 'из них комиссия')).toBe('25,00 ₽');
  expect(lineValue(z, 'зачислено')).toBe('3 200,00 ₽');
  expect(lineValue(z, 'Наличные на начало')).toBe('1 000,00 ₽');
  expect(lineValue(z, 'Внесено')).toBe('500,00 ₽');
  expect(lineValue(z, 'Изъято')).toBe('2 200,00 ₽');
  expect(lineValue(z, 'Принято платежей')).toBe('3 225,00 ₽');
  expect(lineValue(z, 'Должно быть в ящике')).toBe('2 525,00 ₽');
  expect(lineValue(z, 'Пересчитано')).toBe('2 520,00 ₽');
  expect(lineValue(z, 'НЕДОСТАЧА')).toBe('5,00 ₽');
  expect(z).toContain('1 000,00 ₽ × 2');
  expect(z).not.toContain('5,00 ₽ × 0');

  const [listed] = await till.must('shift.list', null);
  expect(listed).toMatchObject({
    number: 1,
    payments: 4,
    taken: 322_500,
    expectedCash: 252_500,
    countedCash: 252_000,
    difference: -500,
    closedBy: 'Анна Соколова',
  });
});

test('the report of the day, the shift and the register tell the same sums', async () => {
  const till = await startWorking({});
  await fourPayments(till);
  const { shift } = await till.view();
  const query = { from: '2026-11-23', to: '2026-11-23', providerId: null, account: null };
  const report = await till.must('report.build', query);
  expect(report.total).toEqual({ count: 4, taken: shift?.taken, fee: shift?.fee, credited: 320_000 });
  expect(report.totals.map(({ providerId, taken }) => [providerId, taken]).sort()).toEqual([
    ['mosenergosbyt', 101_000],
    ['mts', 51_500],
    ['rostelecom', 20_000],
    ['troika', 150_000],
  ]);
  const ofReceipts = till.papers().filter(({ kind }) => kind === 'receipt');
  expect(ofReceipts.map(({ text }) => lineValue(text, 'Смена 1'))).toEqual([
    'Чек 1',
    'Чек 2',
    'Чек 3',
    'Чек 4',
  ]);
  expect(ofReceipts.map(({ text }) => lineValue(text, 'ПРИНЯТО'))).toEqual([
    '515,00 ₽',
    '200,00 ₽',
    '1 010,00 ₽',
    '1 500,00 ₽',
  ]);
});

test('the sum of each provider stands on the Z', async () => {
  const till = await startWorking({});
  await fourPayments(till);
  await till.must('shift.close', { counted: [] });
  const z = lastPaper(till, 'zReport');
  expect(lineValue(z, 'МТС: 1')).toBe('515,00 ₽');
  expect(lineValue(z, 'Тройка: 1')).toBe('1 500,00 ₽');
});

test('pre-check, receipt and change say what the client gets', async () => {
  const till = await startWorking({});
  const paymentId = await enterSigned(till, phone);
  const preCheck = lastPaper(till, 'preCheck');
  expect(preCheck).toContain('ПРЕЧЕК № 1');
  expect(preCheck).toContain('916 123-45-67');
  expect(lineValue(preCheck, 'К ОПЛАТЕ')).toBe('515,00 ₽');
  const { till: receipted } = await till.must('payment.receipt', { paymentId, tendered: 60_000 });
  expect(receipted.current?.receipt).toMatchObject({
    number: 1,
    shiftNumber: 1,
    tendered: 60_000,
    change: 8_500,
  });
  const receipt = lastPaper(till, 'receipt');
  expect(lineValue(receipt, 'Получено наличными')).toBe('600,00 ₽');
  expect(lineValue(receipt, 'Сдача')).toBe('85,00 ₽');
  expect(receipt).toContain('916 123-45-67');
});

test('the next shift goes on counting, with what was left in the drawer', async () => {
  const till = await startWorking({});
  await pay(till, phone, 51_500);
  await till.must('shift.close', { counted: [{ value: 151_500, count: 1 }] });
  const { lastCountedCash } = await till.view();
  const { till: opened } = await till.must('shift.open', { openingCash: lastCountedCash });
  expect(opened.shift).toMatchObject({ number: 2, openingCash: 151_500, expectedCash: 151_500, payments: 0 });
  const paymentId = await enterSigned(till, { ...phone, sum: '300' });
  await till.must('payment.receipt', { paymentId, tendered: 30_900 });
  expect((await till.view()).current).toMatchObject({
    number: '1-2',
    preCheck: { number: 2 },
    receipt: { number: 1, shiftNumber: 2 },
  });
});
