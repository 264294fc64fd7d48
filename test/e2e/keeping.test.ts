// Nothing that was entered is lost: going back asks first, and a lock or a restart keeps every field.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { people, plain } from '../../scripts/driver/cashier.ts';
import { papersOf } from '../../scripts/driver/paper.ts';
import { takePicture } from './picture.ts';
import { newStation } from './station.ts';
import { ask, tillOf } from './view.ts';

const station = newStation();
const esc = () => station.cashier.keys.press('Escape');

/** What stands in the payment's fields. */
async function fields() {
  const { cashier } = station;
  const values = await Promise.all(
    ['Номер', 'Сумма', 'Получено'].map((label) => cashier.field(label).inputValue()),
  );
  return [...values.map(plain), await cashier.button('Оператор').locator('span').nth(1).innerText()];
}

beforeAll(async () => {
  await station.start();
  await station.cashier.signIn(people.anna.pin);
  await station.cashier.openShift('0');
});

test('Esc goes back field by field, and asks before anything is given up', async () => {
  const { cashier } = station;
  await cashier.keys.pad('9161234567');
  await cashier.button('Оператор').filter({ hasText: 'МТС' }).waitFor();
  await cashier.keys.pad('\n500,5+1000+');
  await cashier.ready(cashier.button('Пречек'));
  const typed = await fields();
  expect(typed).toEqual(['916 123-45-67', '500,5', '1 000', 'МТС']);
  for (const place of [
    cashier.field('Получено'),
    cashier.field('Сумма'),
    cashier.button('Оператор'),
    cashier.field('Номер'),
  ]) {
    await esc();
    await cashier.ready(place);
  }
  await esc();
  const ask = cashier.dialog('Закрыть платёж без чека?');
  await ask.getByText('Верните клиенту 1 000,00 ₽').waitFor();
  // Enter answers nothing here, Esc goes back to the fields.
  await cashier.keys.pad('\n');
  await ask.waitFor();
  await esc();
  await cashier.ready(cashier.button('Пречек'));
  expect(await fields()).toEqual(typed);
});

test('a pasted text that is no sum changes nothing and is named', async () => {
  const { cashier, page, app } = station;
  const typed = await fields();
  await cashier.field('Сумма').focus();
  await cashier.field('Сумма').selectText();
  await app.evaluate(({ clipboard }) => clipboard.writeText('1.000,50'));
  await page.keyboard.press('Control+V');
  await page.getByText('Вставлено не число: «1.000,50». Поле не изменено.').waitFor();
  expect(await fields()).toEqual(typed);
  await app.evaluate(({ clipboard }) => clipboard.writeText('500,50 ₽'));
  await page.keyboard.press('Control+V');
  expect(plain(await cashier.field('Сумма').inputValue())).toBe('500,50');
  await cashier.field('Сумма').fill('500,5');
  await cashier.keys.pad('++');
  await cashier.ready(cashier.button('Пречек'));
  expect(await fields()).toEqual(typed);
});

test('after a look elsewhere the next key belongs to the payment again', async () => {
  const { cashier } = station;
  const typed = await fields();
  for (const [key, title] of [
    ['F1', 'Как работать'],
    ['F3', 'Копия чека'],
    ['F4', 'Пречеки'],
  ] as const) {
    await cashier.keys.press(key);
    await cashier.dialog(title).waitFor();
    await esc();
    await cashier.dialog(title).waitFor({ state: 'detached' });
    await cashier.ready(cashier.button('Пречек'));
  }
  for (const [key, title] of [
    ['F8', 'Отчёт по платежам'],
    ['F9', 'Смена № 1'],
  ] as const) {
    await cashier.keys.press(key);
    await cashier.screen(title).waitFor();
    await esc();
    await cashier.ready(cashier.button('Пречек'));
  }
  expect(await fields()).toEqual(typed);
});

test('a lock keeps what was typed, for whoever unlocks', async () => {
  const { cashier, page } = station;
  const typed = await fields();
  await cashier.keys.press('F12');
  await cashier.ready(cashier.field('ПИН-код'));
  await page
    .getByText('Введённое сохранено, кроме ПИН-кодов и паролей. Войти может и другой кассир.')
    .waitFor();
  // Behind the lock nothing of the payment can be read, nor anything done past the screen.
  expect(await page.locator('body').innerText()).not.toContain('123-45-67');
  expect(await ask(page, 'shift.xReport', null)).toMatchObject({
    ok: false,
    failure: { code: 'notSignedIn' },
  });
  await cashier.signIn(people.anna.pin);
  await cashier.ready(cashier.button('Пречек'));
  expect(await fields()).toEqual(typed);
});

test('the screen locks itself when nobody is there, with the same care', async () => {
  const { cashier, app, page } = station;
  const typed = await fields();
  // Ten minutes go by for main's running clock, not for the test.
  await app.evaluate(() => {
    const real = performance.now.bind(performance);
    performance.now = () => real() + 11 * 60_000;
  });
  await cashier.ready(cashier.field('ПИН-код'));
  await page.getByText(`Заблокировано: ${people.anna.name}`).waitFor();
  await cashier.signIn(people.anna.pin);
  await cashier.ready(cashier.button('Пречек'));
  expect(await fields()).toEqual(typed);
});

test('a screen that can’t be drawn says so, and «Повторить» goes on in the same place', async () => {
  const { cashier, app, page } = station;
  const typed = await fields();
  // A snapshot as no main would send it: what the screens are drawn from is missing.
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.send('kassa:push', 'till', {
      revision: Number.MAX_SAFE_INTEGER,
      phase: 'till',
    }),
  );
  const panel = page.getByRole('alert').filter({ hasText: 'Экран не удалось показать.' });
  await panel.getByText('Всё, что было подтверждено на экране, записано.').waitFor();
  await takePicture(page, '130-screen-broken');
  await cashier.keys.pad('\n');
  await panel.waitFor();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.button('Пречек'));
  expect(await fields()).toEqual(typed);
  await expect
    .poll(() => readFileSync(join(station.profile, 'logs/kassa.log'), 'utf8'))
    .toContain('a screen could not be drawn');
});

test('a restart keeps it, and so does a kill', async () => {
  const typed = await fields();
  await station.close();
  await station.start();
  await station.cashier.signIn(people.anna.pin);
  await station.cashier.ready(station.cashier.button('Пречек'));
  expect(await fields()).toEqual(typed);

  await station.cashier.keys.pad('----');
  await station.cashier.ready(station.cashier.field('Номер'));
  await station.cashier.keys.pad('9');
  await station.cashier.keys.pad('161234567');
  await expect.poll(async () => (await tillOf(station.page)).draft?.account).toBe('9161234567');
  await station.kill();
  await station.start();
  await station.cashier.signIn(people.anna.pin);
  await station.cashier.ready(station.cashier.button('Пречек'));
  expect(await fields()).toEqual(typed);
});

test('after the pre-check Esc asks, and editing annuls that paper by its number', async () => {
  const { cashier, page } = station;
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Клиент подписал'));
  await esc();
  const back = cashier.dialog('Вернуться к вводу?');
  await back.getByText('Пречек № 1 будет аннулирован').waitFor();
  await esc();
  await cashier.ready(cashier.button('Клиент подписал'));
  await esc();
  await back.waitFor();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.button('Пречек'));
  expect((await fields()).slice(0, 2)).toEqual(['916 123-45-67', '500,5']);
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Клиент подписал'));
  const list = await ask(page, 'preChecks.list', { text: '', offset: 0, limit: 10 });
  if (!list.ok) throw new Error(list.failure.code);
  expect(list.value.rows.map(({ number, state }) => [number, state])).toEqual([
    [2, 'printed'],
    [1, 'annulled'],
  ]);
});

test('abandoning tells what to give back, and takes no Enter for an answer', async () => {
  const { cashier, page } = station;
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Чек'));
  await cashier.button('Отказаться').click();
  const question = cashier.dialog('Закрыть платёж без чека?');
  await question.getByText('Верните клиенту 1 000,00 ₽').waitFor();
  await cashier.keys.pad('\n');
  await question.waitFor();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.field('Номер'));
  await page.getByText('Клиенту возвращено 1 000,00 ₽').waitFor();
  expect(await fields()).toEqual(['', '', '', '']);
  expect(papersOf(station.profile).some(({ kind }) => kind === 'receipt')).toBe(false);
  expect((await tillOf(page)).shift).toMatchObject({ payments: 0, taken: 0 });
});

test('another payment of «Незавершённые» never wipes out what is typed unasked, here or from the shift', async () => {
  const { cashier, page } = station;
  await cashier.enter({ account: '9161234567', operator: 'МТС', sum: '700' });
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Клиент подписал'));
  const { current } = await tillOf(page);
  await cashier.button('Отложить').click();
  await cashier.ready(cashier.field('Номер'));
  await cashier.keys.pad('9031234567');
  await cashier.button('Оператор').filter({ hasText: 'Билайн' }).waitFor();
  await cashier.keys.pad('\n250');
  const typed = await fields();
  const question = cashier.dialog(`Стереть набранное и открыть платёж ${current?.number}?`);
  const other = cashier.button(`Продолжить платёж ${current?.number}`);
  await other.click();
  await question.getByText('Набрано: номер 903 123-45-67, сумма 250 ₽').waitFor();
  await takePicture(page, '131-typed-or-another');
  // Neither Enter nor a click beside it is an answer.
  await cashier.keys.pad('\n');
  await page.mouse.click(5, 300);
  await question.waitFor();
  await esc();
  await question.waitFor({ state: 'detached' });
  expect(await fields()).toEqual(typed);
  await cashier.keys.press('F9');
  await cashier.button(`Завершить ${current?.number}`).click();
  await question.waitFor();
  await esc();
  await question.waitFor({ state: 'detached' });
  await esc();
  await expect.poll(fields).toEqual(typed);
  await other.click();
  await question.waitFor();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.button('Клиент подписал'));
  await cashier.button('Отказаться').click();
  await cashier.dialog('Закрыть платёж без чека?').waitFor();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.field('Номер'));
  expect(await fields()).toEqual(['', '', '', '']);
});

test('«Сменить кассира»: the shift and what was typed stay, and the payment goes on under the next one’s name', async () => {
  const { cashier, page } = station;
  await cashier.ready(cashier.field('Номер'));
  await cashier.keys.pad('9161234577');
  await cashier.button('Оператор').filter({ hasText: 'МТС' }).waitFor();
  await cashier.keys.pad('\n300');
  await cashier.menu('Сменить кассира');
  await cashier.screen('Начало работы').waitFor();
  expect((await tillOf(page)).cashier).toBeNull();
  await cashier.signIn(people.igor.pin, people.igor.name);
  await cashier.ready(cashier.button('Пречек'));
  expect((await fields()).slice(0, 2)).toEqual(['916 123-45-77', '300']);
  const { cashier: works, shift } = await tillOf(page);
  expect([works?.name, shift?.number]).toEqual([people.igor.name, 1]);
});

test('what was counted of the drawer stays through Esc, another screen and a lock, and a failure gives the focus back', async () => {
  const { cashier, page } = station;
  const places = page.getByRole('main').getByRole('textbox');
  const count = async () => {
    await cashier.keys.press('F9');
    await cashier.ready(cashier.button('Закрыть смену'));
    await cashier.keys.pad('\n');
    await cashier.ready(places.first());
  };
  const counted = () => Promise.all([0, 1, 2].map((index) => places.nth(index).inputValue()));
  await count();
  await cashier.keys.pad('2+13+7');
  await esc();
  await count();
  expect(await counted()).toEqual(['2', '13', '7']);
  // Over what stands there, not behind it.
  await cashier.keys.pad('3');
  await cashier.keys.press('F8');
  await cashier.screen('Отчёт по платежам').waitFor();
  await page.getByText('Сегодня', { exact: true }).click();
  await cashier.field('Номер (10 цифр)').fill('916');
  await cashier.keys.pad('\n');
  await page.getByRole('alert').filter({ hasText: 'К-702' }).waitFor();
  await esc();
  await cashier.ready(cashier.field('Номер (10 цифр)'));
  await cashier.keys.press('F12');
  await cashier.signIn(people.igor.pin, people.igor.name);
  await count();
  expect(await counted()).toEqual(['3', '13', '7']);
});

test('«Изъятие» stays through Esc, a click beside it and a lock: its cashier’s, nobody else’s', async () => {
  const { cashier, page } = station;
  const dialog = cashier.dialog('Изъятие денег из кассы');
  const open = async () => {
    await cashier.keys.press('F9');
    await cashier.button('Изъятие').click();
    await cashier.ready(cashier.field('Сколько'));
  };
  const typed = async () => [
    plain(await cashier.field('Сколько').inputValue()),
    await cashier.field('Причина').inputValue(),
  ];
  await esc();
  await open();
  await cashier.keys.pad('1300');
  await cashier.field('Причина').fill('Хозяйственные нужды');
  await page.mouse.click(5, 300);
  await dialog.waitFor();
  await esc();
  await dialog.waitFor({ state: 'detached' });
  await open();
  expect(await typed()).toEqual(['1 300', 'Хозяйственные нужды']);
  await cashier.keys.press('F12');
  await cashier.signIn(people.anna.pin, people.anna.name);
  await open();
  expect(await typed()).toEqual(['', '']);
  await cashier.keys.press('F12');
  await cashier.signIn(people.igor.pin, people.igor.name);
  await open();
  expect(await typed()).toEqual(['1 300', 'Хозяйственные нужды']);
  // Another sum is typed over the old one, never behind it.
  await cashier.keys.pad('200');
  expect(await typed()).toEqual(['200', 'Хозяйственные нужды']);
  await esc();
});
