// A scanner held against the wrong code at the wrong moment: nothing changes but where a valid number lands in «Номер».
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { people } from '../../scripts/driver/cashier.ts';
import { longCode, receiptCode, shortCode, strangeCodes, trickyCode, unharmedBy } from './scans.ts';
import { newStation } from './station.ts';

const station = newStation();
const staysUnharmed = unharmedBy(station);

beforeAll(() => station.start());

test('sign-in: no PIN is tried, nobody else is chosen', async () => {
  const { cashier } = station;
  await cashier.ready(cashier.field('ПИН-код'));
  await staysUnharmed('empty PIN');
  await cashier.keys.pad('250');
  await staysUnharmed('half a PIN');
  await cashier.keys.pad('-');
  await cashier.ready(cashier.field('Кассир'));
  await staysUnharmed('list of cashiers');
  await cashier.keys.pad('+');
  await cashier.ready(cashier.field('ПИН-код'));
  await cashier.keys.pad('713\n');
  await cashier.ready(cashier.field('Наличные в кассе'));
  const log = readFileSync(join(station.profile, 'logs/kassa.log'), 'utf8');
  expect(log.match(/"call":"session\.signIn"/g)).toHaveLength(1);
});

test('opening the shift', async () => {
  await staysUnharmed('cash in the drawer');
  await station.cashier.openShift('1000');
  // The screen does not wait for the paper of the opening.
  await station.page.locator('[data-paper]').first().waitFor();
});

test('the fields of a payment', async () => {
  const { cashier } = station;
  await staysUnharmed('empty number', [receiptCode, trickyCode]);
  await cashier.keys.pad('916123');
  await staysUnharmed('half a number', [receiptCode, trickyCode]);
  await cashier.keys.pad('4567');
  await cashier.button('Оператор').filter({ hasText: 'МТС' }).waitFor();
  await cashier.keys.pad('+');
  await cashier.ready(cashier.button('Оператор'));
  await staysUnharmed('operator', [longCode, shortCode, trickyCode]);
  await cashier.keys.pad('11+');
  await cashier.ready(cashier.field('Сумма'));
  // As long as a scan's first signs and its Enter: all of it would be a sum.
  await staysUnharmed('empty sum', [longCode, '4601', '460123', shortCode, trickyCode]);
  await cashier.keys.pad('500,5');
  await staysUnharmed('sum');
  await cashier.keys.pad('+');
  await cashier.ready(cashier.field('Получено'));
  await staysUnharmed('received');
  await cashier.keys.pad('1000---');
  await cashier.ready(cashier.field('Номер'));
  // A mobile operator is chosen: a code of thirteen digits is no number of his.
  await staysUnharmed('number with a chosen operator');
});

test('the operators’ list', async () => {
  const { cashier } = station;
  await cashier.keys.pad('/');
  await cashier.ready(cashier.field('Код или название'));
  await staysUnharmed('list of operators');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.button('Пречек'));
});

test('each step of a payment', async () => {
  const { cashier } = station;
  await staysUnharmed('before the pre-check');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Клиент подписал'));
  await staysUnharmed('before the signature');
  await cashier.keys.press('Escape');
  await cashier.dialog('Вернуться к вводу?').waitFor();
  await staysUnharmed('question before editing');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.button('Клиент подписал'));
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Чек'));
  await staysUnharmed('before the receipt');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Провести'));
  await staysUnharmed('before conducting');
  await cashier.conduct();
});

test('a warning, the blind entry and the question before abandoning', async () => {
  const { cashier, page } = station;
  await cashier.enter({ account: '9161234567', operator: 'МТС', sum: '500,5' });
  await page.getByRole('alert').filter({ hasText: 'Такой же платёж' }).waitFor();
  await staysUnharmed('warning');
  await cashier.keys.pad('--');
  await cashier.ready(cashier.field('Сумма'));
  await cashier.keys.pad('7000\n\n');
  await cashier.ready(cashier.field('Последние четыре'));
  await cashier.keys.pad('45');
  await staysUnharmed('blind entry');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.button('Пречек'));
  await cashier.button('Отказаться').click();
  await cashier.dialog('Закрыть платёж без чека?').waitFor();
  await staysUnharmed('question before abandoning');
  await cashier.keys.pad('*');
  await cashier.ready(cashier.field('Номер'));
});

test('a valid number lands in «Номер», and only there', async () => {
  const { cashier } = station;
  await cashier.keys.scan('9161234567');
  await cashier.ready(cashier.field('Сумма'));
  expect(await cashier.field('Номер').inputValue()).toBe('916 123-45-67');
  await cashier.button('Оператор').filter({ hasText: 'МТС' }).waitFor();
  await cashier.keys.pad('-');
  await cashier.keys.pad('-');
  await cashier.ready(cashier.field('Номер'));
  await cashier.keys.scan('+79265550011');
  await cashier.button('Оператор').filter({ hasText: 'МегаФон' }).waitFor();
  expect(await cashier.field('Номер').inputValue()).toBe('926 555-00-11');
  await cashier.ready(cashier.field('Сумма'));
  await staysUnharmed('sum after a scanned number', ['9161234567']);
});

test('the windows over the screen', async () => {
  const { cashier } = station;
  const over: readonly (readonly [string, string])[] = [
    ['F1', 'Как работать'],
    ['F3', 'Копия чека'],
    ['F4', 'Пречеки'],
  ];
  for (const [key, title] of over) {
    await cashier.keys.press(key);
    await cashier.dialog(title).waitFor();
    await staysUnharmed(title);
    await cashier.keys.press('Escape');
    await cashier.dialog(title).waitFor({ state: 'detached' });
  }
  await cashier.keys.pad('*');
  await cashier.dialog('Меню').waitFor();
  await staysUnharmed('menu');
  await cashier.keys.press('Escape');
});

test('the shift, cash moves and the count', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('F9');
  await cashier.ready(cashier.button('Закрыть смену'));
  await staysUnharmed('shift');
  await cashier.button('Изъятие').click();
  await cashier.ready(cashier.field('Сколько'));
  await staysUnharmed('sum of a cash move');
  await cashier.field('Причина').focus();
  await staysUnharmed('reason of a cash move');
  await cashier.button('Изъять').focus();
  await staysUnharmed('button of a cash move');
  await cashier.keys.press('Escape');
  await cashier.button('Закрыть смену').click();
  await cashier.ready(page.getByRole('main').getByRole('textbox').first());
  await staysUnharmed('count');
  await cashier.button('Пересчитано').click();
  await cashier.dialog('Закрыть смену № 1?').waitFor();
  await staysUnharmed('question before closing');
  await cashier.keys.press('Escape');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.button('Закрыть смену'));
});

test('the report', async () => {
  const { cashier } = station;
  await cashier.keys.press('F8');
  await cashier.screen('Отчёт по платежам').waitFor();
  await staysUnharmed('period');
  await cashier.field('Номер (10 цифр)').focus();
  await staysUnharmed('number of the report');
  await cashier.page.getByText('Сегодня', { exact: true }).click();
  await cashier.button('Сформировать').click();
  await cashier.ready(cashier.page.getByRole('grid'));
  await staysUnharmed('rows');
  await cashier.keys.press('Escape');
});

test('settings: every tab, an account’s form, a port’s name', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('F12');
  await cashier.ready(cashier.field('ПИН-код'));
  await staysUnharmed('locked');
  await cashier.signIn(people.sergey.pin, people.sergey.name);
  await cashier.keys.press('F10');
  await cashier.screen('Настройки').waitFor();
  await cashier.field('Принтер').selectOption('escpos');
  await page.getByRole('combobox', { name: 'Порт', exact: true }).focus();
  await staysUnharmed('port');
  const tabs = ['Рабочее место', 'СЭП', 'Почта', 'НДС', 'Кассиры', 'Диапазоны номеров', 'Диагностика'];
  for (const tab of tabs) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.getByRole('tabpanel').getByRole('button').first().waitFor();
    const field = page.getByRole('tabpanel').getByRole('textbox').first();
    if ((await field.count()) > 0) await field.focus();
    await staysUnharmed(tab, strangeCodes);
  }
  await page.getByRole('tab', { name: 'Почта', exact: true }).click();
  await cashier.field('Пароль').fill('аб*в');
  await staysUnharmed('password of the mail server', strangeCodes);
  await cashier.button('Сохранить').focus();
  await staysUnharmed('button that stores the settings', strangeCodes);
  await page.getByRole('tab', { name: 'Кассиры', exact: true }).click();
  await cashier.button('Добавить кассира').click();
  await cashier.field('Имя кассира').focus();
  await staysUnharmed('name of a new cashier');
  await cashier.field('ПИН-код').focus();
  await staysUnharmed('PIN of a new cashier');
  await cashier.keys.press('Escape');
  await cashier.button('Новый ПИН-код').first().click();
  await cashier.field('ПИН-код').fill('2507');
  await staysUnharmed('new PIN of a cashier', strangeCodes);
  await cashier.keys.press('Escape');
  await cashier.button('Закрыть вход').first().click();
  await page.getByRole('dialog', { name: /^Закрыть вход/ }).waitFor();
  await staysUnharmed('question before an account is closed', strangeCodes);
  await cashier.keys.press('Escape');
  await cashier.keys.press('Escape');
});

test('a letter, its fields and its buttons; what was asked for before', async () => {
  const { cashier, page } = station;
  await cashier.menu('Мои обращения');
  await cashier.screen('Мои обращения').waitFor();
  await staysUnharmed('own requests', strangeCodes);
  await cashier.menu('Письмо в ЦО по чеку');
  const letter = page.getByRole('dialog', { name: /^Письмо в ЦО/ });
  await letter.getByLabel('Письмо', { exact: true }).waitFor();
  for (const label of ['О чём просим', 'Кому', 'Тема', 'Письмо']) {
    await letter.getByLabel(label, { exact: true }).focus();
    await staysUnharmed(`letter: ${label}`, strangeCodes);
  }
  for (const name of ['Выбрать файл', 'Скопировать', 'Открыть в почте', 'Закрыть']) {
    await letter.getByRole('button', { name, exact: true }).last().focus();
    await staysUnharmed(`letter: ${name}`, strangeCodes);
  }
  await cashier.keys.press('Escape');
});

test('a correction that waits for the receipt', async () => {
  const { cashier, page } = station;
  await cashier.menu('Корректировка по чеку');
  await cashier.ready(cashier.field('Номер чека'));
  await staysUnharmed('number of the receipt', strangeCodes);
  await page.getByText('Это не QR кассового чека').waitFor();
  await cashier.field('Сумма чека, ₽').focus();
  await staysUnharmed('sum of the receipt', strangeCodes);
  await cashier.button('Проверить чек').focus();
  await staysUnharmed('button of the receipt', strangeCodes);
  await cashier.keys.press('Escape');
});

test('a red frame: it stays, and nothing in it is pressed', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('F8');
  await cashier.screen('Отчёт по платежам').waitFor();
  await page.getByText('Сегодня', { exact: true }).click();
  await cashier.field('Номер (10 цифр)').fill('916');
  await cashier.keys.pad('\n');
  await page.getByRole('alert').filter({ hasText: 'К-702' }).waitFor();
  await staysUnharmed('error', strangeCodes);
  await cashier.button('Понятно').focus();
  await staysUnharmed('button of an error', strangeCodes);
});
