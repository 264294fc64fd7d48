// The first run of a real profile: from the set-up to the first payment, and the administrator's accounts.
import { beforeAll, expect, test } from 'vitest';
import { papersOf } from '../../scripts/driver/paper.ts';
import { takePicture } from './picture.ts';
import { strangeCodes, unharmedBy } from './scans.ts';
import { newStation } from './station.ts';
import { screenStateOf, tillOf } from './view.ts';

const station = newStation();
const staysUnharmed = unharmedBy(station);
const administrator = { name: 'Смирнова Ольга', pin: '730418' };

beforeAll(() => station.start({ args: [] }));

test('four steps, back and forth without loss, a code that is too simple refused', async () => {
  const { cashier, page } = station;
  await cashier.screen('СЭП').waitFor();
  // A code that can't be one is told before anybody is asked.
  await cashier.field('Адрес СЭП').fill('sep.example.ru:8443');
  await cashier.field('Код подключения').fill('ABCD-EFGH');
  await cashier.keys.press('Enter');
  await cashier.field('Код подключения').and(page.locator('[aria-invalid="true"]')).waitFor();
  await staysUnharmed('code of СЭП', strangeCodes);
  await cashier.button('Продолжить без СЭП').focus();
  await staysUnharmed('button of the first step', strangeCodes);
  await cashier.button('Продолжить без СЭП').click();

  await cashier.screen('Торговая точка').waitFor();
  // Nothing is taken for granted: what is missing is said, and the first of it has the focus.
  await cashier.keys.press('Enter');
  await cashier.ready(cashier.field('Название'));
  expect((await screenStateOf(page)).title).toEqual(['Торговая точка']);
  const point = [
    ['Название', 'Баумана, 7'],
    ['Адрес', 'г. Казань, ул. Баумана, д. 7'],
    ['Платёжный агент', 'ООО «Платёж»'],
    ['ИНН агента', '1655000003'],
    ['Телефон агента', '8 800 700-00-00'],
  ] as const;
  for (const [label, text] of point) await cashier.field(label).fill(text);
  await staysUnharmed('trade point');
  await cashier.keys.press('Enter');

  await cashier.screen('Администратор').waitFor();
  await cashier.field('Имя администратора').fill(administrator.name);
  await cashier.field('ПИН-код').fill('123456');
  await cashier.field('Ещё раз').fill('123456');
  await cashier.keys.press('Enter');
  await cashier.field('ПИН-код').and(page.locator('[aria-invalid="true"]')).waitFor();
  await cashier.field('ПИН-код').fill(administrator.pin);
  await cashier.field('Ещё раз').fill(administrator.pin);
  await cashier.keys.press('Escape');
  await cashier.screen('Торговая точка').waitFor();
  expect(await cashier.field('Название').inputValue()).toBe('Баумана, 7');
  await cashier.keys.press('Enter');
  await cashier.screen('Администратор').waitFor();
  expect(await cashier.field('Ещё раз').inputValue()).toBe(administrator.pin);
  await staysUnharmed('administrator', strangeCodes);
  await cashier.field('ПИН-код').focus();
  await staysUnharmed('PIN of the administrator', strangeCodes);
  await cashier.keys.press('Enter');

  await cashier.screen('Принтер и касса').waitFor();
  await staysUnharmed('printer', strangeCodes);
  await cashier.button('Пробная страница').focus();
  await staysUnharmed('test page', strangeCodes);
  await cashier.button('Пробная страница').click();
  await page.getByText('Русские буквы читаются?').waitFor();
  expect(papersOf(station.profile).map(({ kind }) => kind)).toEqual(['testPage']);
  await cashier.button('Завершить настройку').click();
});

test('the first payment on the new workstation', async () => {
  const { cashier, page } = station;
  await cashier.signIn(administrator.pin);
  await cashier.openShift('0');
  await page.getByRole('banner').getByText('ТТ «Баумана, 7»').waitFor();
  // No numbering plan has been imported yet: the operator is chosen.
  await cashier.pay({ account: '9161234567', code: '11', operator: 'МТС', sum: '100', tendered: '105' });
  const papers = papersOf(station.profile);
  const receipt = papers.find(({ kind }) => kind === 'receipt')?.text ?? '';
  for (const words of ['ООО «Платёж»', '1655000003', 'Баумана', administrator.name]) {
    expect(receipt).toContain(words);
  }
  // A real profile shows nobody's PIN.
  expect((await tillOf(page)).training).toBeNull();
});

test('a cashier is made, signs in, may not do what is the administrator’s, and is closed', async () => {
  const { cashier, page } = station;
  const cashiersTab = async () => {
    await cashier.keys.press('F10');
    await page.getByRole('tab', { name: 'Кассиры', exact: true }).click();
  };
  await cashiersTab();
  await cashier.button('Добавить кассира').click();
  const form = cashier.dialog('Новый кассир');
  const name = form.getByLabel('Имя кассира', { exact: true });
  // A name that is taken: the form stays, with all that was typed, and says why.
  await name.fill(administrator.name);
  await form.getByLabel('Роль', { exact: true }).selectOption('senior');
  await form.getByLabel('ПИН-код', { exact: true }).fill('604917');
  await form.getByLabel('Ещё раз', { exact: true }).focus();
  await cashier.keys.pad('604917\n');
  await form.getByRole('alert').filter({ hasText: 'К-207' }).waitFor();
  await takePicture(page, '140-cashier-name-taken');
  await cashier.keys.press('Escape');
  await form.getByRole('alert').waitFor({ state: 'detached' });
  expect(await name.inputValue()).toBe(administrator.name);
  expect(await form.getByLabel('Роль', { exact: true }).inputValue()).toBe('senior');
  // A click beside it is no answer, Esc keeps the rest for the next time, and no PIN is kept.
  await page.mouse.click(5, 300);
  await name.fill('Ильин Пётр');
  await form.getByLabel('Роль', { exact: true }).selectOption('cashier');
  await cashier.keys.press('Escape');
  await form.waitFor({ state: 'detached' });
  await cashier.button('Добавить кассира').click();
  expect(await name.inputValue()).toBe('Ильин Пётр');
  expect(await form.getByLabel('ПИН-код', { exact: true }).inputValue()).toBe('');
  // Enter goes on from field to field, and from the last one makes the account.
  await cashier.ready(name);
  await cashier.keys.pad('\n\n');
  await cashier.ready(form.getByLabel('ПИН-код', { exact: true }));
  await cashier.keys.pad('604917\n');
  await cashier.ready(form.getByLabel('Ещё раз', { exact: true }));
  await cashier.keys.pad('604917\n');
  await form.waitFor({ state: 'detached' });
  await page.getByRole('row').filter({ hasText: 'Ильин Пётр' }).waitFor();
  await cashier.keys.press('F12');
  await cashier.signIn('604917', 'Ильин Пётр');
  await cashier.ready(cashier.field('Номер'));
  await cashier.keys.press('F10');
  expect(await page.getByRole('tab').count()).toBe(0);

  await cashier.keys.press('F12');
  await cashier.signIn(administrator.pin, administrator.name);
  await cashiersTab();
  const row = page.getByRole('row').filter({ hasText: 'Ильин Пётр' });
  await row.getByRole('button', { name: 'Закрыть вход', exact: true }).click();
  await cashier.dialog('Закрыть вход: Ильин Пётр?').waitFor();
  await cashier.keys.pad('*');
  await row.getByText('закрыт', { exact: true }).waitFor();
  // The last administrator can't lock everybody out.
  await page
    .getByRole('row')
    .filter({ hasText: administrator.name })
    .getByRole('button', { name: 'Закрыть вход', exact: true })
    .click();
  await cashier.keys.pad('*');
  await page.getByRole('alert').filter({ hasText: 'К-208' }).waitFor();
  await cashier.keys.press('F12');
  await cashier.ready(cashier.field('ПИН-код'));
  const names = await cashier.field('Кассир').locator('option').allInnerTexts();
  expect(names.map((name) => name.includes(administrator.name))).toEqual([true]);
});

test('five wrong PINs bring a pause, which a restart does not shorten', async () => {
  const wrong = async () => {
    await station.cashier.ready(station.cashier.field('ПИН-код'));
    await station.cashier.keys.pad('111222\n');
  };
  const { page } = station;
  for (const left of [4, 3, 2, 1]) {
    await wrong();
    await page
      .getByRole('alert')
      .filter({ hasText: `Осталось попыток: ${left}` })
      .waitFor();
  }
  await wrong();
  await page.getByRole('alert').filter({ hasText: 'К-203' }).waitFor();
  await station.kill();
  await station.start({ args: [] });
  const again = station.cashier;
  await again.ready(again.field('ПИН-код'));
  await again.keys.pad(`${administrator.pin}\n`);
  await station.page.getByRole('alert').filter({ hasText: 'К-203' }).waitFor();
  expect((await tillOf(station.page)).phase).toBe('signIn');
});
