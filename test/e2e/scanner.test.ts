// A scanner held against the wrong code at the wrong moment: nothing changes but where a valid number lands in «Номер».
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { people } from '../../scripts/driver/cashier.ts';
import { papersOf } from '../../scripts/driver/paper.ts';
import { newStation } from './station.ts';
import { screenStateOf, tillStateOf } from './view.ts';

const codes = [
  // A receipt's QR, with signs that are commands on the keypad.
  't=20261122T1405&s=515.00&fn=99990789/5*6+7-8&i=312&fp=3434666&n=1',
  // An EAN-13 that begins like the keypad code of a provider.
  '4112345678903',
  // Begins with what presses a focused button, and with what answers a question.
  ' *4606453849072',
];

const station = newStation();

async function everything() {
  const { page, profile } = station;
  // What was typed is kept in main a moment later; that it stands in the fields is seen on the screen.
  const { draft: _, printer: _printer, register: _register, ...till } = await tillStateOf(page);
  return { screen: await screenStateOf(page), till, papers: papersOf(profile).length };
}

/** The keyboard's gate has timers of up to 55 ms: after them it has done whatever it was going to do. */
const gateSettled = () => station.page.evaluate(() => new Promise((done) => setTimeout(done, 80)));

async function staysUnharmed(place: string, scanned: readonly string[] = codes) {
  const before = await everything();
  for (const code of scanned) await station.cashier.keys.scan(code);
  await gateSettled();
  expect(await everything(), place).toEqual(before);
}

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
  const [receiptCode, , trickyCode] = codes;
  await staysUnharmed('empty number', [receiptCode ?? '', trickyCode ?? '']);
  await cashier.keys.pad('916123');
  await staysUnharmed('half a number', [receiptCode ?? '', trickyCode ?? '']);
  await cashier.keys.pad('4567');
  await cashier.button('Оператор').filter({ hasText: 'МТС' }).waitFor();
  await cashier.keys.pad('+');
  await cashier.ready(cashier.button('Оператор'));
  await staysUnharmed('operator');
  await cashier.keys.pad('11+');
  await cashier.ready(cashier.field('Сумма'));
  await staysUnharmed('empty sum');
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
  for (const tab of ['Рабочее место', 'Кассиры', 'Диапазоны номеров', 'Диагностика']) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.getByRole('tabpanel').getByRole('button').first().waitFor();
    await staysUnharmed(tab);
    const field = page.getByRole('tabpanel').getByRole('textbox').first();
    if ((await field.count()) > 0) {
      await field.focus();
      await staysUnharmed(`first field of ${tab}`);
    }
  }
  await page.getByRole('tab', { name: 'Кассиры', exact: true }).click();
  await cashier.button('Добавить кассира').click();
  await cashier.field('Имя кассира').focus();
  await staysUnharmed('name of a new cashier');
  await cashier.field('ПИН-код').focus();
  await staysUnharmed('PIN of a new cashier');
});
