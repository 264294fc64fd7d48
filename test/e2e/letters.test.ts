// «Письмо в ЦО»: written from rows of the report, copied, opened as a draft, sent; its end seen in «Мои обращения».
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people, plain } from '../../scripts/driver/cashier.ts';
import { readLetter, startMailServer } from '../main/letters/mailServer.ts';
import { takePicture } from './picture.ts';
import { newStation } from './station.ts';
import { ask } from './view.ts';

const station = newStation();
const server = await startMailServer({});
afterAll(() => server.close());

beforeAll(async () => {
  await station.start();
  const { cashier } = station;
  await cashier.signIn(people.sergey.pin, people.sergey.name);
  await cashier.openShift('0');
  await cashier.pay({ account: '9161234567', operator: 'МТС', sum: '500', tendered: '515' });
  await cashier.pay({ account: '9031234567', operator: 'Билайн', sum: '100,50', tendered: '200' });
});

const letter = () => station.page.getByRole('dialog', { name: /^Письмо в ЦО/ });

/** A picture out of the clipboard. */
const paste = (name: string) =>
  station.page.evaluate((fileName) => {
    const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], fileName, { type: 'image/png' }));
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
  }, name);

async function chooseRows(count: number): Promise<void> {
  const { cashier, page } = station;
  await cashier.keys.press('F8');
  await cashier.screen('Отчёт по платежам').waitFor();
  await page.getByText('Сегодня', { exact: true }).click();
  await cashier.button('Сформировать').click();
  await cashier.ready(page.getByRole('grid', { name: 'Платежи' }));
  await page.keyboard.press('ArrowDown');
  for (let more = 1; more < count; more += 1) await page.keyboard.press('Shift+ArrowDown');
}

test("a row and F6: the user's wording stands ready, and is copied with its table", async () => {
  const { cashier, page, app } = station;
  await chooseRows(1);
  await takePicture(page, '90-report-row');
  await cashier.keys.press('F6');
  await letter().waitFor();
  await expect
    .poll(() => letter().getByLabel('Письмо', { exact: true }).inputValue())
    .toBe('Добрый день! Перепроведите, пожалуйста, платеж.');
  expect(await letter().getByLabel('Кому').inputValue()).toBe('sto@maxus.ru');
  await takePicture(page, '91-letter');
  await cashier.keys.press('F2');
  await page.getByText('Письмо скопировано. Вставьте его в почту.').waitFor();
  const text = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(plain(text)).toContain('Перепроведите, пожалуйста, платеж.');
  expect(plain(text)).toContain('903 123-45-67\tБилайн\t105,50');
});

test('a transfer asks for the right number before anything can be done', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('F6');
  await letter().waitFor();
  await letter().getByLabel('О чём просим').selectOption({ label: 'Перевести на верный номер' });
  await letter().getByText('Сначала заполните поле «Верный номер».').waitFor();
  await takePicture(page, '92-letter-transfer-lacking');
  await letter().getByLabel('Верный номер').fill('9031234568');
  await expect
    .poll(() => letter().getByLabel('Письмо', { exact: true }).inputValue())
    .toContain('с неверного номера 903 123-45-67 на верный 903 123-45-68');
  await cashier.keys.press('Escape');
  await letter().waitFor({ state: 'detached' });
});

test('what was typed is there again after Esc and a lock, the report and its row too, for its cashier alone; an asterisk is a sign like any other', async () => {
  const { cashier, page } = station;
  const chosen = () => page.locator('[role=row][aria-selected=true]').innerText();
  const row = await chosen();
  const words = () => letter().getByLabel('Письмо', { exact: true });
  await cashier.keys.press('F6');
  await letter().getByLabel('О чём просим').selectOption({ label: 'Перепровести платёж' });
  await expect.poll(() => words().inputValue()).toContain('Перепроведите');
  await words().focus();
  await page.keyboard.press('End');
  // The keypad's asterisk and the one above the digits: neither sends an unfinished letter.
  await cashier.keys.type(' Очень * нужно');
  await cashier.keys.pad('*');
  const typed = await words().inputValue();
  expect(typed).toMatch(/ Очень \* нужно\*$/);
  await letter().getByLabel('Тема').focus();
  await page.keyboard.press('End');
  await cashier.keys.type(' *');
  expect(await letter().getByLabel('Тема').inputValue()).toMatch(/ \*$/);
  await paste('чек.png');
  await letter().getByText('чек.png').waitFor();
  await page.mouse.click(5, 300);
  await cashier.keys.press('Escape');
  await letter().waitFor({ state: 'detached' });

  await cashier.keys.press('F12');
  await cashier.signIn(people.igor.pin, people.igor.name);
  await cashier.keys.press('F8');
  await page.getByText('Укажите период и нажмите «Сформировать».').waitFor();
  await chooseRows(1);
  await cashier.keys.press('F6');
  await expect.poll(() => words().inputValue()).toBe('Добрый день! Перепроведите, пожалуйста, платеж.');
  await cashier.keys.press('Escape');
  await cashier.keys.press('F12');
  await cashier.signIn(people.sergey.pin, people.sergey.name);
  // The report is built and its row chosen: the next key belongs there.
  await cashier.keys.press('F8');
  await cashier.ready(page.getByRole('grid', { name: 'Платежи' }));
  expect(await chosen()).toBe(row);
  expect(await cashier.field('Номер (10 цифр)').inputValue()).toBe('');
  expect(await page.getByLabel('Сегодня', { exact: true }).isChecked()).toBe(true);
  await cashier.keys.press('F6');
  await letter().getByText('чек.png').waitFor();
  expect(await words().inputValue()).toBe(typed);
  // What has gone its way is no draft any more.
  await cashier.keys.press('F2');
  await page.getByText('Письмо скопировано').waitFor();
  await cashier.keys.press('F6');
  await expect.poll(() => words().inputValue()).not.toBe('');
  expect(await words().inputValue()).toBe('Добрый день! Перепроведите, пожалуйста, платеж.');
  expect(await letter().getByText('чек.png').count()).toBe(0);
  await cashier.keys.press('Escape');
  await letter().waitFor({ state: 'detached' });
});

test('by a receipt alone a scan is wanted, and a pasted one is taken', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('Escape');
  await cashier.menu('Письмо в ЦО по чеку');
  await letter().waitFor();
  await letter().getByText('Сначала приложите скан чека.').waitFor();
  await takePicture(page, '93-letter-by-receipt');
  await paste('чек.png');
  await letter().getByText('чек.png').waitFor();
  await takePicture(page, '94-letter-scan');
  await cashier.keys.press('Escape');
});

test('a letter by receipt that was begun is gone on with only by word: the next one may be another client’s', async () => {
  const { cashier, page } = station;
  const kept = cashier.dialog('Письмо по чеку уже начато');
  const again = async () => {
    await letter().waitFor({ state: 'detached' });
    await cashier.menu('Письмо в ЦО по чеку');
    await kept.waitFor();
  };
  await again();
  expect(plain(await kept.innerText())).toContain('Просьба: «Перепровести платёж». Скан: чек.png.');
  await takePicture(page, '101-letter-kept');
  await cashier.keys.pad('\n');
  await cashier.keys.press('Escape');
  await again();
  await cashier.keys.pad('*');
  await kept.waitFor({ state: 'detached' });
  await letter().getByText('чек.png').waitFor();
  await cashier.keys.press('Escape');
  await again();
  await cashier.keys.pad('/');
  await letter().getByText('Сначала приложите скан чека.').waitFor();
  expect(await letter().getByText('чек.png').count()).toBe(0);
  await cashier.keys.press('Escape');
});

test('settings left unsaved: what another administrator stored meanwhile stays', async () => {
  const { cashier, page } = station;
  const open = async () => {
    await cashier.keys.press('F10');
    await page.getByRole('tab', { name: 'Рабочее место' }).click();
  };
  const stored = async () => {
    const answer = await ask(page, 'settings.get', null);
    if (!answer.ok) throw new Error(answer.failure.code);
    return answer.value;
  };
  await letter().waitFor({ state: 'detached' });
  await open();
  await cashier.field('Блокировать экран через, минут').fill('17');
  await cashier.keys.press('F8');
  const other = { ...(await stored()), blindEntryFrom: 123_400 as never };
  expect(await ask(page, 'settings.set', other)).toMatchObject({ ok: true });
  await open();
  await page.getByText('Изменения не сохранены').waitFor();
  await cashier.button('Сохранить').click();
  await page.getByText('Сохранено').waitFor();
  expect(await stored()).toEqual({ ...other, autoLockMinutes: 17 });
});

test('«Открыть в почте»: the draft of several rows, a dropped PDF with it, is handed to the mail program', async () => {
  const { cashier, page, app } = station;
  await letter().waitFor({ state: 'detached' });
  // The mail program of this test: it notes what it was given.
  await app.evaluate(({ shell }) => {
    Object.assign(globalThis, { opened: '' });
    shell.openPath = async (path) => {
      Object.assign(globalThis, { opened: path });
      return '';
    };
  });
  await chooseRows(2);
  await cashier.keys.press('F6');
  await letter().waitFor();
  const pdf = [...Buffer.from('%PDF-1.4\ntrailer\n<<>>\n%%EOF\n')];
  await letter()
    .getByRole('region', { name: 'Скан чека' })
    .evaluate((box, bytes) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(bytes)], 'чеки.pdf', { type: 'application/pdf' }));
      for (const type of ['dragover', 'drop'])
        box.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }, pdf);
  await letter().getByText('чеки.pdf').waitFor();
  await takePicture(page, '98-letter-pdf');
  await cashier.keys.pad('*');
  await page.getByText('Письмо открыто в почтовой программе. Отправьте его там.').waitFor();
  const path = await app.evaluate(() => String(Reflect.get(globalThis, 'opened')));
  expect(path).toMatch(/\.eml$/);
  const { headers, parts } = readLetter(readFileSync(path, 'latin1'));
  expect(headers).toContain('Перепроведение платежей (2)');
  expect(plain(parts[0]?.text ?? '')).toContain('916 123-45-67\tМТС\t515,00');
  expect(plain(parts[1]?.text ?? '')).toContain('<table');
  const scan = parts.find(({ headers: its }) => its.includes('application/pdf'));
  expect([...(scan?.bytes ?? [])]).toEqual(pdf);
});

test('with a mail server it is sent, and «Мои обращения» says that it arrived', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('F10');
  await page.getByRole('tab', { name: 'Почта' }).click();
  await cashier.field('От кого').fill('tt@example.ru');
  await cashier.field('Почтовый сервер (SMTP)').fill('127.0.0.1');
  await cashier.field('Порт').fill(String(server.port));
  await cashier.field('Имя для входа').fill('kassa');
  await cashier.field('Пароль').focus();
  await cashier.keys.type('а*б');
  await cashier.keys.pad('*');
  expect(await cashier.field('Пароль').inputValue()).toBe('а*б*');
  await cashier.keys.press('F12');
  await cashier.signIn(people.sergey.pin, people.sergey.name);
  await cashier.keys.press('F10');
  await page.getByRole('tab', { name: 'Почта' }).click();
  // All of it is here again, told to be nobody's but this form's; the password is not.
  await page.getByText('Изменения не сохранены').waitFor();
  expect(await cashier.field('Порт').inputValue()).toBe(String(server.port));
  expect(await cashier.field('Пароль').inputValue()).toBe('');
  await cashier.field('Имя для входа').fill('');
  await takePicture(page, '95-mail-settings');
  await cashier.button('Сохранить').click();
  await page.getByText('Сохранено').waitFor();
  await chooseRows(2);
  await cashier.keys.press('F6');
  await letter().waitFor();
  await cashier.button('Отправить').waitFor();
  await takePicture(page, '96-letter-two');
  await cashier.keys.pad('*');
  await page.getByText('Письмо уходит.').waitFor();
  await server.has(1);
  const { headers, parts } = readLetter(server.taken[0]?.raw ?? '');
  expect(headers).toContain('Subject: Перепроведение платежей (2), ТТ «Мира, 12»');
  expect(plain(parts[0]?.text ?? '')).toContain('916 123-45-67\tМТС\t515,00');
  expect(plain(parts[0]?.text ?? '')).toContain('903 123-45-67\tБилайн\t105,50');
  await cashier.keys.press('Escape');
  await cashier.menu('Мои обращения');
  await cashier.screen('Мои обращения').waitFor();
  await page.getByText('Доставлено').waitFor();
  await takePicture(page, '97-requests');
  expect((await ask(page, 'letters.list', null)).ok).toBe(true);
});
