// A real serial port with a pretended ESC/POS printer behind it: what the cashier sees in each trouble, and what is done.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '../../scripts/driver/cashier.ts';
import { startPrinterOnPty } from '../tools/printerOnPty.ts';
import { strangeCodes, unharmedBy } from './scans.ts';
import { newStation } from './station.ts';
import { ask, tillOf } from './view.ts';

const station = newStation();
const printer = await startPrinterOnPty(48);
/** Lines on the roll so far, as a person reads them. */
const roll = () => printer.text().join('\n');
/** Receipts whose total came out. */
const totals = () => roll().match(/^ПРИНЯТО/gm)?.length ?? 0;
const staysUnharmed = unharmedBy(station, roll);
let receiptLines = 0;
const lineCount = () => printer.machine.paper.filter(({ type }) => type === 'text').length;
const alert = (text: string) => station.page.getByRole('alert').filter({ hasText: text });
const statusLine = (text: string | RegExp) => station.page.getByRole('contentinfo').filter({ hasText: text });

beforeAll(async () => {
  await station.start();
  await station.cashier.signIn(people.marina.pin, people.marina.name);
});
afterAll(() => printer.close());

test('the printer is set up by hand, tried and kept', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('F10');
  await cashier.field('Принтер').selectOption('escpos');
  await page.getByRole('combobox', { name: 'Порт', exact: true }).fill(printer.link);
  await cashier.field('Касса').selectOption('slipPrinter');
  await cashier.button('Пробная страница').click();
  await page.getByText('Русские буквы читаются?').waitFor();
  expect(roll()).toMatch(/[А-Яа-я]{4}/);
  await cashier.button('Сохранить').click();
  await page.getByText('Сохранено', { exact: true }).waitFor();
  await statusLine('ESC/POS').waitFor();
  await cashier.keys.press('Escape');
  await cashier.openShift('0');
});

test('no paper: said before anything is printed, and repeated once there is some', async () => {
  const { cashier, page } = station;
  printer.machine.set({ paperLeft: 0 });
  await statusLine('кончилась бумага').waitFor();
  await cashier.enter({ account: '9161234567', operator: 'МТС', sum: '500' });
  await cashier.keys.pad('\n');
  await alert('В принтере кончилась бумага').waitFor();
  expect((await tillOf(page)).current).toBeNull();
  // Enter doesn't press it away.
  await cashier.keys.pad('\n');
  await alert('К-502').waitFor();
  await staysUnharmed('error with «Повторить»', strangeCodes);
  await cashier.button('Повторить').focus();
  await staysUnharmed('«Повторить»', strangeCodes);
  printer.machine.set({ paperLeft: Number.POSITIVE_INFINITY });
  // Nothing is said to have failed while it is on its way.
  await page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(globalThis, { seen });
    const look = () => {
      const { innerText } = document.body;
      for (const words of ['Пречек № 1 печатается', 'не напечатан', 'Неизвестно, вышел ли', 'пречек ещё раз'])
        if (innerText.includes(words)) seen.add(words);
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await cashier.keys.pad('*');
  await cashier.ready(cashier.button('Клиент подписал'));
  const seen = await page.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen]);
  expect(seen).toEqual(['Пречек № 1 печатается']);
  expect((await tillOf(page)).current?.preCheck).toEqual({ number: 1, state: 'printed' });
});

test('an open cover before the receipt leaves the payment as it was', async () => {
  const { cashier, page } = station;
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Получено'));
  await cashier.keys.pad('515\n');
  await cashier.ready(cashier.button('Чек'));
  printer.machine.set({ coverOpen: true });
  await cashier.keys.pad('\n');
  await alert('Открыта крышка принтера').waitFor();
  expect((await tillOf(page)).current?.stage).toBe('signed');
  printer.machine.set({ coverOpen: false });
  const before = lineCount();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.button('Провести'));
  receiptLines = lineCount() - before;
  expect(totals()).toBe(1);
  await cashier.conduct();
});

test('paper out in mid-receipt: nobody knows, so nothing is printed again until a person has looked', async () => {
  const { cashier, page } = station;
  await cashier.enter({ account: '9161234568', operator: 'МТС', sum: '200' });
  await cashier.preCheckAndSign();
  await cashier.keys.pad('210\n');
  await cashier.ready(cashier.button('Чек'));
  // Near its end everything has left for the printer, which holds the rest back.
  printer.machine.set({ paperLeft: receiptLines - 2 });
  await cashier.keys.pad('\n');
  await alert('Неизвестно, вышел ли чек платежа 1-2').waitFor();
  expect((await tillOf(page)).current?.stage).toBe('receipting');
  // The rest comes out of the printer's own memory when there is paper again.
  printer.machine.set({ paperLeft: Number.POSITIVE_INFINITY });
  await expect.poll(() => printer.machine.waitingBytes()).toBe(0);
  const printed = roll();
  // Neither Enter nor five of them do anything, and nothing else can be printed in between.
  await cashier.keys.burst('Enter', 5, 100);
  expect(await ask(page, 'shift.xReport', null)).toMatchObject({
    ok: false,
    failure: { code: 'deviceBusy' },
  });
  await staysUnharmed('unknown receipt', strangeCodes);
  await cashier.button('Чек не вышел').focus();
  await staysUnharmed('answer to an unknown receipt', strangeCodes);
  await cashier.button('Чек вышел').click();
  const sure = cashier.dialog('Чек действительно вышел?');
  await sure.waitFor();
  await cashier.keys.pad('\n');
  await sure.waitFor();
  await staysUnharmed('question about an unknown receipt', strangeCodes);
  await cashier.keys.pad('*');
  await cashier.ready(cashier.button('Провести'));
  expect(roll()).toBe(printed);
  expect(totals()).toBe(2);
  await cashier.conduct();
});

test('unplugged in mid-receipt: a person says it did not come out, and it is printed once', async () => {
  const { cashier, page } = station;
  await cashier.enter({ account: '9161234569', operator: 'МТС', sum: '300' });
  await cashier.preCheckAndSign();
  await cashier.keys.pad('500\n');
  await cashier.ready(cashier.button('Чек'));
  const pulled = new Promise<void>((done) => {
    printer.machine.atLine(lineCount() + 5, () => void printer.unplug().then(done));
  });
  await cashier.keys.pad('\n');
  await alert('Неизвестно, вышел ли чек платежа 1-3').waitFor();
  await pulled;
  await statusLine(/отключ|нет на этом/).waitFor();
  await printer.plug();
  await statusLine('ESC/POS').filter({ hasText: 'готов' }).waitFor();
  // Back again, it can't tell either: still a question for a person.
  await alert('Неизвестно, вышел ли чек платежа 1-3').waitFor();
  const before = totals();
  await cashier.button('Чек не вышел').click();
  await cashier.dialog('Чека действительно нет?').waitFor();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.button('Чек'));
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Провести'));
  expect(totals()).toBe(before + 1);
  await cashier.conduct();
  const { shift, unfinished } = await tillOf(page);
  expect(shift?.payments).toBe(3);
  expect(unfinished).toEqual([]);
});

test('a receipt nobody knows of waits in «Незавершённые» and keeps the shift open', async () => {
  const { cashier, page } = station;
  await cashier.enter({ account: '9161234570', operator: 'МТС', sum: '400' });
  await cashier.preCheckAndSign();
  await cashier.keys.pad('412\n');
  await cashier.ready(cashier.button('Чек'));
  printer.machine.set({ paperLeft: 4 });
  await cashier.keys.pad('\n');
  await alert('Неизвестно, вышел ли чек платежа 1-4').waitFor();
  await cashier.keys.pad('+\n');
  await cashier.ready(cashier.field('Номер'));
  await page.getByLabel('Незавершённые').getByText('Чек неясен').waitFor();
  await cashier.keys.press('F9');
  await page.getByText('Закрыть смену мешают незавершённые платежи: 1').waitFor();
  await cashier.button('Завершить 1-4').click();
  await alert('Неизвестно, вышел ли чек платежа 1-4').waitFor();
  expect((await tillOf(page)).shift?.payments).toBe(3);
});
