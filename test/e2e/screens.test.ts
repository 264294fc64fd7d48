// Every screen and notable state, pictured at the smallest and at the usual size: to be looked at by people.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Instant } from '../../contract/primitives.ts';
import type { TillView } from '../../contract/till.ts';
import { takeLock } from '../../main/store/lock.ts';
import { profileAt } from '../../main/store/profile.ts';
import { people } from '../../scripts/driver/cashier.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { startPrinterOnPty } from '../tools/printerOnPty.ts';
import { capture, sessionOf } from './capture.ts';
import { cutOff, takePicture } from './picture.ts';
import { newStation } from './station.ts';
import { statusViews, tornWords } from './statusLine.ts';
import { ask, tillOf } from './view.ts';

const station = newStation();
const fresh = newStation();
const held = newStation();
const printer = await startPrinterOnPty(48);
const shown: string[] = [];

beforeAll(async () => {
  // Lists that are as full as after some weeks.
  const kassa = join(projectRoot, 'main/cli/kassa.ts');
  execFileSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', kassa, 'seed', '--payments', '400', '--days', '20'],
    { env: { ...process.env, KASSA_DATA: station.profile }, stdio: 'ignore' },
  );
  await station.start();
});
afterAll(() => printer.close());

async function picture(name: string, of = station): Promise<void> {
  await takePicture(of.page, name);
  shown.push(name);
}

test('signing in', async () => {
  const { cashier, page } = station;
  await cashier.ready(cashier.field('ПИН-код'));
  await picture('01-sign-in');
  await cashier.keys.pad('111222\n');
  await page.getByRole('alert').waitFor();
  await picture('02-wrong-pin');
  for (const left of [3, 2, 1]) {
    await cashier.ready(cashier.field('ПИН-код'));
    await cashier.keys.pad('111222\n');
    await page
      .getByRole('alert')
      .filter({ hasText: `Осталось попыток: ${left}` })
      .waitFor();
  }
  await cashier.ready(cashier.field('ПИН-код'));
  await cashier.keys.pad('111222\n');
  await page.getByRole('alert').filter({ hasText: 'К-203' }).waitFor();
  await picture('03-pause');
  await cashier.signIn(people.sergey.pin, people.sergey.name);
  await cashier.ready(cashier.field('Наличные в кассе'));
  await picture('04-shift-closed');
});

test('a payment, step by step', async () => {
  const { cashier, page } = station;
  await cashier.openShift('2000');
  await picture('05-payment-empty');
  await cashier.keys.pad('9161234567');
  await cashier.button('Оператор').filter({ hasText: 'МТС' }).waitFor();
  await picture('06-number-typed');
  await cashier.keys.pad('/');
  await cashier.dialog('Кому платит клиент').waitFor();
  await picture('07-operators');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.field('Сумма'));
  await cashier.keys.pad('--');
  await cashier.ready(cashier.field('Номер'));
  await cashier.keys.pad('91612345\n');
  await cashier.ready(cashier.button('Оператор'));
  await picture('08-number-too-short');
  await cashier.keys.pad('-');
  await cashier.ready(cashier.field('Номер'));
  await cashier.keys.pad('9161234567');
  await cashier.button('Оператор').filter({ hasText: 'МТС' }).waitFor();
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Сумма'));
  await cashier.keys.pad('500\n');
  await cashier.ready(cashier.button('Пречек'));
  await page.getByText('Номер не проверен у оператора').waitFor();
  await picture('09-before-pre-check');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Клиент подписал'));
  await picture('10-pre-checked');
  await cashier.keys.press('Escape');
  await cashier.dialog('Вернуться к вводу?').waitFor();
  await picture('11-back-to-editing');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.button('Клиент подписал'));
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Получено'));
  await picture('12-signed');
  await cashier.keys.pad('500\n');
  await picture('13-not-enough');
  await cashier.field('Получено').fill('');
  await cashier.keys.pad('1000\n');
  await cashier.ready(cashier.button('Чек'));
  await picture('14-change');
  await cashier.button('Отказаться').click();
  await cashier.dialog('Закрыть платёж без чека?').waitFor();
  await picture('15-abandon');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.button('Чек'));
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Провести'));
  await picture('16-receipted');
  await cashier.conduct();
  await picture('17-conducted');
});

test('warnings, blind entry, a scan, unfinished payments', async () => {
  const { cashier, page } = station;
  await cashier.keys.pad('9161234567');
  await cashier.button('Оператор').filter({ hasText: 'МТС' }).waitFor();
  await cashier.keys.pad('+12\n500\n');
  await page.getByRole('alert').filter({ hasText: 'По номеру это МТС' }).waitFor();
  await picture('18-warnings');
  await cashier.keys.scan('4606453849072');
  await page.getByText('Считан код. Здесь он не нужен').waitFor();
  await picture('19-scan');
  await cashier.keys.pad('--');
  await cashier.ready(cashier.field('Сумма'));
  await cashier.keys.pad('7000\n');
  await cashier.ready(cashier.button('Пречек'));
  await page.getByRole('alert').filter({ hasText: 'По номеру это МТС' }).waitFor();
  await cashier.keys.pad('*');
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Последние четыре'));
  await cashier.keys.pad('45');
  await picture('20-blind-entry');
  expect(await cutOff(page)).toEqual([]);
  await cashier.keys.pad('66\n');
  await page.getByRole('alert').filter({ hasText: 'К-406' }).waitFor();
  await picture('21-error');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.button('Пречек'));
  await cashier.keys.pad('\n4567\n');
  await cashier.ready(cashier.button('Клиент подписал'));
  await cashier.button('Отложить').click();
  await cashier.enter({ account: '1234567890', code: '51', operator: 'Тройка', sum: '300' });
  await cashier.preCheckAndSign();
  await cashier.receipt('300');
  await cashier.button('Отложить').click();
  await cashier.ready(cashier.field('Номер'));
  await picture('22-unfinished');
  // The longest number that a provider can have, in letters: it is read whole, or it can't be checked.
  await cashier.field('Номер').fill('АВ12ЩЦУКЕНГШЩЗХФЫВА7');
  await picture('22-long-number');
  expect(await cutOff(page)).toEqual([]);
  await cashier.field('Номер').fill('');
});

test('over the screen: menu, help, copy, documents', async () => {
  const { cashier } = station;
  for (const [key, title, name] of [
    ['*', 'Меню', '23-menu'],
    ['F1', 'Как работать', '24-help'],
    ['F3', 'Копия чека', '25-copy'],
    ['F4', 'Пречеки', '26-pre-checks'],
  ] as const) {
    if (key === '*') await cashier.keys.pad('*');
    else await cashier.keys.press(key);
    await cashier.dialog(title).waitFor();
    if (key === 'F4') await station.page.getByText('Показано').waitFor();
    await picture(name);
    await cashier.keys.press('Escape');
    await cashier.dialog(title).waitFor({ state: 'detached' });
  }
});

test('the shift', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('F9');
  await page.getByText('мешают незавершённые').waitFor();
  await picture('27-shift-unfinished');
  for (const name of ['Продолжить платёж', 'Продолжить платёж']) {
    await cashier.keys.press('Escape');
    await page.getByRole('region', { name: 'Незавершённые' }).getByRole('button', { name }).first().click();
    await cashier.button('Провести').or(cashier.button('Клиент подписал')).waitFor();
    if (await cashier.button('Клиент подписал').isVisible()) {
      await cashier.ready(cashier.button('Клиент подписал'));
      await cashier.keys.pad('\n');
      await cashier.receipt('8000');
    }
    await cashier.ready(cashier.button('Провести'));
    await cashier.conduct();
  }
  await cashier.keys.press('F9');
  await cashier.ready(cashier.button('Закрыть смену'));
  await picture('28-shift-open');
  await cashier.button('Изъятие').click();
  await cashier.ready(cashier.field('Сколько'));
  await cashier.keys.pad('1000');
  await picture('29-cash-out');
  await cashier.button('Размен').click();
  await cashier.button('Изъять').click();
  await cashier.dialog('Изъятие денег из кассы').waitFor({ state: 'detached' });
  await cashier.button('X-отчёт').click();
  await cashier.keys.press('Escape');
  await page.getByRole('article', { name: /X-отч/i }).waitFor();
  await picture('30-x-report');
  await cashier.keys.press('F9');
  await cashier.ready(cashier.button('Закрыть смену'));
  await cashier.keys.pad('\n');
  await cashier.ready(page.getByRole('main').getByRole('textbox').first());
  await cashier.keys.pad('1\n1\n1\n1\n');
  await picture('31-count-difference');
  expect(await cutOff(page)).toEqual([]);
  await cashier.button('Пересчитано').click();
  await page.getByRole('dialog').waitFor();
  await picture('32-close-question');
  await cashier.keys.pad('*');
  await cashier.screen('Смена закрыта').waitFor();
  await picture('33-shift-closed');
  await cashier.keys.press('Escape');
  await page.getByRole('article', { name: /Z-отч/i }).waitFor();
  await picture('34-z-report');
});

test('the report', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('F8');
  await cashier.screen('Отчёт по платежам').waitFor();
  await picture('35-report-start');
  await cashier.button('Сформировать').click();
  await page.getByRole('alert').waitFor();
  await picture('36-report-no-period');
  await page.getByText('Период', { exact: true }).last().click();
  await cashier.field('С даты').fill('01.01.2020');
  await cashier.button('Сформировать').click();
  await cashier.ready(page.getByRole('grid'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+C');
  await page.getByText('Скопировано строк: 3').waitFor();
  await picture('37-report');
  await page.keyboard.press('Control+A');
  await cashier.field('Номер (10 цифр)').fill('9990000000');
  await page.getByText('Условия изменены: нажмите «Сформировать»').waitFor();
  await picture('37a-report-changed');
  await cashier.button('Сформировать').click();
  await page.getByText('За этот период платежей на такой номер нет.').waitFor();
  await picture('38-report-nothing-found');
  await cashier.keys.press('Escape');
});

test('the settings', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('F10');
  await cashier.screen('Настройки').waitFor();
  await cashier.field('Принтер').selectOption('escpos');
  await picture('39-settings-devices');
  const tabs = [
    ['Рабочее место', '40-settings-workplace'],
    ['Кассиры', '41-settings-cashiers'],
    ['Диапазоны номеров', '42-settings-ranges'],
    ['Диагностика', '43-settings-diagnostics'],
  ] as const;
  for (const [tab, name] of tabs) {
    await page.getByRole('tab', { name: tab, exact: true }).click();
    await page.getByRole('tabpanel').getByRole('button').first().waitFor();
    if (tab === 'Диагностика') {
      await cashier.button('Проверить журнал').click();
      await page.getByText('Журнал цел', { exact: true }).waitFor();
    }
    await picture(name);
  }
  await page.getByRole('tab', { name: 'НДС', exact: true }).click();
  await cashier.button('Добавить ставку').click();
  const next = (await page.getByRole('row').count()) - 1;
  const fields = { 'Чеки с': '01072031', '%': '22,5', 'Код (1199)': '13', 'В чеке': 'НДС 22,5%' };
  for (const [name, text] of Object.entries(fields))
    if (name !== '%') await cashier.field(`${name}, строка ${next}`).fill(text);
  await cashier.field(`%, строка ${next}`).fill('77');
  await cashier.button('Сохранить').click();
  await page.getByText('От 0 до 50.').waitFor();
  await picture('41a-settings-vat-wrong');
  await cashier.field(`%, строка ${next}`).fill(fields['%']);
  await cashier.button('Сохранить').click();
  await page.getByText('Сохранено', { exact: true }).waitFor();
  await picture('41b-settings-vat');
  const kept = await ask(page, 'settings.get', null);
  expect(kept.ok && kept.value.vatRates.at(-1)).toEqual({
    key: 'standard',
    since: '2031-07-01',
    code: 13,
    basisPoints: 2_250,
    name: 'НДС 22,5%',
  });
  await page.getByRole('tab', { name: 'Кассиры', exact: true }).click();
  await cashier.button('Добавить кассира').click();
  await cashier.dialog('Новый кассир').getByRole('button', { name: 'Добавить', exact: true }).click();
  await picture('44-new-cashier');
  await cashier.keys.press('Escape');
  const row = page.getByRole('row').filter({ hasText: people.sergey.name });
  await row.getByRole('button', { name: 'Закрыть вход', exact: true }).click();
  await page.getByRole('dialog').waitFor();
  await cashier.keys.pad('*');
  await page.getByRole('alert').filter({ hasText: 'К-208' }).waitFor();
  await picture('45-last-administrator');
  await cashier.keys.press('F12');
  await cashier.ready(cashier.field('ПИН-код'));
  await picture('46-locked');
});

test('a real printer in trouble', async () => {
  const { cashier, page } = station;
  await cashier.signIn(people.sergey.pin, people.sergey.name);
  const settings = await ask(page, 'settings.get', null);
  if (!settings.ok) throw new Error(settings.failure.code);
  await ask(page, 'settings.set', {
    ...settings.value,
    printer: {
      driver: 'escpos',
      port: printer.link,
      baudRate: 115200,
      width: '80',
      codePage: 'cp866',
      codePageNumber: 17,
      drawer: false,
      cutter: true,
    },
    register: { driver: 'slipPrinter' },
  });
  await cashier.keys.press('Escape');
  await cashier.openShift('0');
  await cashier.enter({ account: '9031234567', operator: 'Билайн', sum: '250' });
  await picture('47-payment-without-paper-panel');
  printer.machine.set({ paperLeft: 0 });
  await cashier.keys.pad('\n');
  await page.getByRole('alert').filter({ hasText: 'К-502' }).waitFor();
  await picture('48-paper-out');
  printer.machine.set({ paperLeft: Number.POSITIVE_INFINITY });
  await cashier.keys.pad('*');
  await cashier.ready(cashier.button('Клиент подписал'));
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Получено'));
  await cashier.keys.pad('300\n');
  await cashier.ready(cashier.button('Чек'));
  printer.machine.set({ paperLeft: 5 });
  await cashier.keys.pad('\n');
  await page.getByRole('alert').filter({ hasText: 'Неизвестно, вышел ли чек' }).waitFor();
  await picture('49-unknown-receipt');
  await cashier.button('Чек вышел').click();
  await page.getByRole('dialog').waitFor();
  await picture('50-unknown-receipt-question');
  await cashier.keys.press('Escape');
  await cashier.keys.press('F8');
  await page.getByText('Сегодня', { exact: true }).click();
  await cashier.button('Сформировать').click();
  await cashier.ready(page.getByRole('grid'));
  await picture('51-report-unsettled');
});

test('the line below says all of it at each width, no word torn', async () => {
  const { app, page } = station;
  const till = await tillOf(page);
  const session = await sessionOf(page);
  let { revision } = till;
  for (const [name, said] of Object.entries(statusViews(Date.now() as Instant))) {
    revision += 1_000;
    const view: TillView = { ...till, ...said, revision };
    await app.evaluate(({ BrowserWindow }, pushed) => {
      for (const window of BrowserWindow.getAllWindows())
        window.webContents.send('kassa:push', 'till', pushed);
    }, view);
    const words = said.sync === null ? 'СЭП не подключена' : `Не дошли: ${said.sync.open}`;
    await page.getByRole('contentinfo').getByText(words).waitFor();
    for (const width of [1024, 1440, 1920]) {
      const measures = { width, height: 900, deviceScaleFactor: 1, mobile: false };
      await session.send('Emulation.setDeviceMetricsOverride', measures);
      await capture(page, `57-line-${name}-${width}`);
      expect(await tornWords(page), `${name} at ${width}`).toEqual([]);
    }
  }
});

test('the first set-up', async () => {
  await fresh.start({ args: [] });
  const { cashier } = fresh;
  await cashier.screen('СЭП').waitFor();
  await picture('52-set-up-1', fresh);
  await cashier.button('Продолжить без СЭП').click();
  await cashier.screen('Торговая точка').waitFor();
  await cashier.keys.press('Enter');
  await picture('53-set-up-2', fresh);
  for (const [label, text] of [
    ['Название', 'Баумана, 7'],
    ['Адрес', 'г. Казань, ул. Баумана, д. 7'],
    ['Платёжный агент', 'ООО «Платёж»'],
    ['ИНН агента', '1655000003'],
    ['Телефон агента', '8 800 700-00-00'],
  ] as const)
    await cashier.field(label).fill(text);
  await cashier.keys.press('Enter');
  await cashier.screen('Администратор').waitFor();
  await cashier.field('Имя администратора').fill('Смирнова Ольга');
  await cashier.field('ПИН-код').fill('730418');
  await cashier.field('Ещё раз').fill('730418');
  await picture('54-set-up-3', fresh);
  await cashier.keys.press('Enter');
  await cashier.screen('Принтер и касса').waitFor();
  await cashier.button('Пробная страница').click();
  await fresh.page.getByText('Русские буквы читаются?').waitFor();
  await picture('55-set-up-4', fresh);
  await fresh.kill();
});

test('a profile that is in use', async () => {
  const lock = takeLock(profileAt(held.profile).lock);
  if (!lock.ok) throw new Error(lock.failure.code);
  await held.start();
  await held.page.getByRole('alert').waitFor();
  await picture('56-profile-in-use', held);
  lock.value.release();
  expect(new Set(shown).size).toBe(60);
});
