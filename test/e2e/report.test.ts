// «ОтчетПлат»: built by period, operator and number; copied for a letter, saved for Excel, printed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { people, plain } from '../../scripts/driver/cashier.ts';
import { papersOf } from '../../scripts/driver/paper.ts';
import { newStation } from './station.ts';
import { ask } from './view.ts';

const station = newStation();
/** What a spreadsheet would run if it were let. */
const evilName = '=2+5+cmd|calc';
const evilPin = '604917';

beforeAll(async () => {
  await station.start();
  const { cashier, page } = station;
  await cashier.signIn(people.sergey.pin, people.sergey.name);
  await ask(page, 'cashiers.create', { name: evilName, role: 'cashier', pin: evilPin });
  await cashier.openShift('0');
  await cashier.pay({ account: '9161234567', operator: 'МТС', sum: '500', tendered: '515' });
  await cashier.pay({ account: '9031234567', operator: 'Билайн', sum: '100,50', tendered: '200' });
  await cashier.keys.press('F12');
  await cashier.signIn(evilPin, evilName);
  await cashier.pay({
    account: '1234567890',
    code: '41',
    operator: 'Мосэнергосбыт',
    sum: '2350,50',
    tendered: '2500',
  });
  await cashier.pay({ account: '9161234567', operator: 'МТС', sum: '300', tendered: '309' });
});

const grid = (): Locator => station.page.getByRole('grid', { name: 'Платежи' });
const rows = async (): Promise<string[][]> => {
  const lines = await grid().getByRole('row').all();
  const cells = await Promise.all(lines.slice(1).map((line) => line.getByRole('gridcell').allInnerTexts()));
  return cells.map((line) => line.map((cell) => plain(cell).trim()));
};
const build = async () => {
  await station.cashier.button('Сформировать').click();
  await station.cashier.ready(grid());
};
const clear = async () => {
  await station.cashier.field('Оператор').selectOption('');
  await station.cashier.field('Номер (10 цифр)').fill('');
};

test('without a period there is no report', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('F8');
  await cashier.screen('Отчёт по платежам').waitFor();
  await cashier.button('Сформировать').click();
  await page.getByRole('alert').filter({ hasText: 'Укажите период' }).waitFor();
  expect(await grid().count()).toBe(0);
});

test('today: every payment, newest first, with its totals by operator', async () => {
  const { page } = station;
  await page.getByText('Сегодня', { exact: true }).click();
  await build();
  const head = await grid().getByRole('columnheader').allInnerTexts();
  expect(head).toEqual([
    'Платёж',
    'Дата и время',
    'Оператор',
    'Номер',
    'Принято',
    'Комиссия',
    'Зачислено',
    'Чек',
    'Кассир',
    'РМ',
    'Статус',
  ]);
  const table = await rows();
  expect(table.map((row) => [row[0], ...row.slice(2, 7)])).toEqual([
    ['1-4', 'МТС', '916 123-45-67', '309,00', '9,00', '300,00'],
    ['1-3', 'Мосэнергосбыт', '12345 678 90', '2 374,01', '23,51', '2 350,50'],
    ['1-2', 'Билайн', '903 123-45-67', '105,50', '5,00', '100,50'],
    ['1-1', 'МТС', '916 123-45-67', '515,00', '15,00', '500,00'],
  ]);
  expect(table[1]?.slice(8)).toEqual([evilName, '1', 'Проведён']);
  const text = plain(await page.getByRole('main').innerText());
  for (const sum of ['3 303,51', '824,00', '2 374,01', '105,50']) expect(text).toContain(sum);
});

test('it says what it is of; once the fields ask something else that is plain, and what is copied is still what it says', async () => {
  const { app, cashier, page } = station;
  const day = new Intl.DateTimeFormat('ru-RU', { timeZone: 'Europe/Moscow', dateStyle: 'short' });
  const caption = page.getByRole('main').locator('p').filter({ hasText: 'за ' }).first();
  const said = async () => plain(await caption.innerText());
  expect(await said()).toMatch(/^Отчёт за \d\d\.\d\d\.\d{4} · все операторы, на \d\d:\d\d$/);
  expect(await said()).toContain(day.format(Date.now()).slice(0, 6));
  await grid().focus();
  await page.keyboard.press('Control+A');
  await page.getByText('Выбрано: 4').waitFor();
  await cashier.field('Оператор').selectOption({ label: 'Билайн' });
  await page.getByText('Условия изменены: нажмите «Сформировать»').waitFor();
  expect(await said()).toContain('Показан прежний отчёт: за');
  await cashier.button('Копировать').click();
  await page.getByText('Скопировано строк: 4').waitFor();
  expect((await app.evaluate(({ clipboard }) => clipboard.readText())).trim().split('\n')).toHaveLength(4);
  await cashier.field('Оператор').selectOption('');
  await page.getByText('Условия изменены').waitFor({ state: 'detached' });
  await cashier.field('Оператор').selectOption({ label: 'Билайн' });
  await build();
  await page.getByText('Условия изменены').waitFor({ state: 'detached' });
  expect(await said()).toContain('Билайн');
  await clear();
});

test('by operator, by a number however it is written, and by another mask', async () => {
  const { cashier } = station;
  await cashier.field('Оператор').selectOption({ label: 'МТС' });
  await build();
  expect((await rows()).map(([number]) => number)).toEqual(['1-4', '1-1']);
  await clear();
  for (const written of ['9031234567', '+7 (903) 123-45-67', '8 903 123 45 67']) {
    await cashier.field('Номер (10 цифр)').fill(written);
    await build();
    expect((await rows()).map(([number]) => number)).toEqual(['1-2']);
  }
  await clear();
  await cashier.field('Оператор').selectOption({ label: 'Мосэнергосбыт' });
  await cashier.page.getByLabel('лицевой счёт, 10 цифр').fill('12345 678 90');
  await build();
  expect((await rows()).map(([number]) => number)).toEqual(['1-3']);
  await cashier.page.getByLabel('лицевой счёт, 10 цифр').fill('');
  await clear();
  await cashier.page.getByText('Вчера', { exact: true }).click();
  await build();
  await cashier.page.getByText('За этот период платежей нет.').waitFor();
  await cashier.page.getByText('Этот месяц', { exact: true }).click();
  await build();
  expect(await rows()).toHaveLength(4);
});

test('rows are chosen and copied with Ctrl+C: a table for a letter, and text with tabs', async () => {
  const { page, app } = station;
  await grid().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+C');
  await page.getByText('Скопировано строк: 2').waitFor();
  const copied = await app.evaluate(async ({ clipboard }) => {
    // Before Electron 40 the clipboard had no items.
    const old = clipboard as unknown as { readHTML?: () => string };
    const [item] = old.readHTML ? [] : await clipboard.read();
    const html = old.readHTML?.() ?? (await (await item?.getType('text/html'))?.text());
    return { text: await clipboard.readText(), html: String(html) };
  });
  const lines = plain(copied.text).trim().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]?.split('\t').slice(1, 5)).toEqual(['916 123-45-67', 'МТС', '309,00', '9,00']);
  expect(lines[0]?.split('\t')[0]).toMatch(/^\d\d\.\d\d\.\d{4} \d\d:\d\d$/);
  expect(lines[1]?.split('\t')[2]).toBe('Мосэнергосбыт');
  expect(copied.html.match(/<tr/g)?.length).toBe(3);
  expect(plain(copied.html)).toContain('916 123-45-67');

  await grid().getByRole('row').filter({ hasText: 'Билайн' }).click();
  await page.keyboard.press('Control+C');
  await page.getByText('Скопировано строк: 1').waitFor();
  const one = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(
    plain(await one)
      .trim()
      .split('\n'),
  ).toHaveLength(1);
});

test('CSV: what a Russian Excel opens rightly, and nothing that it would run', async () => {
  const { cashier, page, app, profile } = station;
  const path = join(profile, 'report.csv');
  const suggested = await app.evaluate(({ dialog }, filePath) => {
    const asked: string[] = [];
    // The edge of the program: what the system would show here, nobody can press.
    dialog.showSaveDialog = async (...given: unknown[]) => {
      asked.push(String((given.at(-1) as { defaultPath?: string }).defaultPath));
      return { canceled: asked.length === 1, filePath: asked.length === 1 ? '' : filePath };
    };
    Object.assign(globalThis, { asked });
    return asked;
  }, path);
  expect(suggested).toEqual([]);
  await cashier.button('CSV').click();
  // The dialogue was closed: nothing is said, nothing written.
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked.length))
    .toBe(1);
  await cashier.button('CSV').click();
  await page.getByText('Сохранено строк: 4').waitFor();
  const bytes = readFileSync(path);
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = bytes.toString('utf8').slice(1).split('\r\n');
  expect(lines).toHaveLength(6);
  expect(lines[0]).toBe(
    'Дата;Номер;Оператор;Сумма;Комиссия;Зачислено;Платёж;Чек;Кассир;Рабочее место;Статус',
  );
  const cells = lines.slice(1, 5).map((line) => line.split(';'));
  expect(cells.map((row) => row[1])).toEqual([
    '"=""9161234567"""',
    '"=""1234567890"""',
    '"=""9031234567"""',
    '"=""9161234567"""',
  ]);
  expect(cells.map((row) => row.slice(3, 6))).toEqual([
    ['309,00', '9,00', '300,00'],
    ['2374,01', '23,51', '2350,50'],
    ['105,50', '5,00', '100,50'],
    ['515,00', '15,00', '500,00'],
  ]);
  expect(cells[0]?.[8]).toBe(`'${evilName}`);
});

test('F3 copies the receipt of the chosen row, not the newest one', async () => {
  const { cashier, page, profile } = station;
  await page.getByRole('grid').focus();
  await cashier.keys.press('End', 'F3');
  const dialog = cashier.dialog('Копия чека');
  await dialog.getByText('Напечатать этот чек ещё раз?').waitFor();
  expect(await dialog.getByRole('option').allInnerTexts()).toEqual([expect.stringContaining('1-1 · МТС')]);
  await cashier.keys.pad('\n');
  await dialog.waitFor({ state: 'detached' });
  await cashier.ready(page.getByRole('grid'));
  const copies = papersOf(profile).filter(({ kind }) => kind === 'receiptCopy');
  expect(copies.map(({ text }) => [text.includes('КОПИЯ'), text.includes('1-1')])).toEqual([[true, true]]);
});

test('the report is printed on the slip printer', async () => {
  await station.cashier.button('Печать').click();
  const paper = () => papersOf(station.profile).find(({ kind }) => kind === 'paymentReport')?.text ?? '';
  await expect.poll(paper).toContain('3 303,51');
  expect(paper()).toContain('903 123-45-67');
});
