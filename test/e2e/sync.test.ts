// A till in its window, a real СЭП with simulated operators, and a second workstation: payments go through and come back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';
import { openPeers } from '../../main/peers/peers.ts';
import { people } from '../../scripts/driver/cashier.ts';
import { importCatalogue } from '../../sep/catalogue/catalogue.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { TestSep } from '../tools/sepSystem.ts';
import { startSep } from '../tools/sepSystem.ts';
import type { Till } from '../tools/workstation.ts';
import {
  cashierAnna,
  endTills,
  enterSigned,
  newFolder,
  pay,
  signIn,
  startTill,
} from '../tools/workstation.ts';
import { takePicture } from './picture.ts';
import { strangeCodes, unharmedBy } from './scans.ts';
import { hurryContacts, newStation } from './station.ts';
import { screenStateOf, tillOf } from './view.ts';

/** The training set's own: СЭП and the till must mean the same place. */
const tradePoint = 'training';
const station = newStation();
const staysUnharmed = unharmedBy(station);
const fresh = newStation();
const folder = mkdtempSync(join(tmpdir(), 'kassa-e2e-sep-'));
const database = await newSepDatabase();
let sep: TestSep;
let sepRuns = false;
/** How far СЭП's clock is ahead of this computer's, milliseconds. */
let sepAheadMs = 0;
let second: Till;

async function bringBack(port: number): Promise<void> {
  sep = await startSep({ folder, databaseUrl: database.url, port, clock: () => Date.now() + sepAheadMs });
  sepRuns = true;
}

async function pullAway(): Promise<void> {
  if (!sepRuns) return;
  sepRuns = false;
  await sep.close();
}

const portOf = ({ url }: TestSep) => Number(new URL(url).port);

beforeAll(async () => {
  await bringBack(0);
  await station.start();
  await hurryContacts(station);
  await station.cashier.signIn(people.sergey.pin, people.sergey.name);
  await station.cashier.openShift('1000');
});

afterAll(async () => {
  await endTills();
  await pullAway();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const box = (): Locator =>
  station.page.getByRole('checkbox', { name: 'Синхронизировать автоматически', exact: true });
const line = (): Locator => station.page.getByRole('contentinfo');
const news = (): Locator => station.page.getByRole('region', { name: 'Синхронизация', exact: true });
const recent = (): Locator =>
  station.page.getByRole('region', { name: 'Последние платежи' }).getByRole('listitem');

/** A payment of the training provider by its range; the sum tells them apart. */
const take = (sum: string, account = '9161234567') =>
  station.cashier.pay({ account, operator: 'МТС', sum, tendered: '1000' });

/** How many of «Последние платежи» say this. */
const standing = (word: string): Promise<number> => recent().filter({ hasText: word }).count();

const completed = async (): Promise<number> =>
  (await tillOf(station.page)).recent.filter((payment) => payment.standing?.status === 'completed').length;

test('a workstation that is not enrolled says so, and is connected by a code in the settings', async () => {
  const { cashier, page } = station;
  await line().getByText('СЭП не подключена').waitFor();
  expect(await box().isDisabled()).toBe(true);
  const code = await sep.newCode(tradePoint, 1);
  await cashier.keys.press('F10');
  await page.getByRole('tab', { name: 'СЭП', exact: true }).click();
  await cashier.field('Адрес СЭП').fill(sep.url);
  await cashier.field('Код подключения').fill(code.toLowerCase());
  await cashier.button('Проверить код').click();
  await page.getByText('Код верен. Это место:').waitFor();
  await takePicture(page, '60-sep-code');
  await cashier.button('Подключить').click();
  await page.getByRole('tabpanel').getByText('Связь есть').waitFor();
  await takePicture(page, '61-sep-connected');
  await staysUnharmed('connection to СЭП', strangeCodes);
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.field('Номер'));
});

test('nobody syncing is loud, and neither takes the focus nor moves what is typed into', async () => {
  const { cashier, page } = station;
  await news().getByText('Никто не синхронизирует').waitFor();
  await cashier.keys.pad('91612');
  expect(await cashier.field('Номер').inputValue()).toContain('916 12');
  await takePicture(page, '62-nobody-syncing');
});

test('the box is ticked, typing goes on in its field', async () => {
  const { cashier, page } = station;
  const before = await cashier.field('Номер').boundingBox();
  await box().click();
  await news().waitFor({ state: 'detached' });
  await expect.poll(() => box().isChecked()).toBe(true);
  await cashier.ready(cashier.field('Номер'));
  expect(await cashier.field('Номер').boundingBox()).toEqual(before);
  await cashier.keys.pad('34567');
  expect(await cashier.field('Номер').inputValue()).toBe('916 123-45-67');
  await cashier.button('Оператор').filter({ hasText: 'МТС' }).waitFor();
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Сумма'));
  await cashier.keys.pad('100\n');
  await cashier.ready(cashier.button('Пречек'));
  await page.getByText('Номер проверен у оператора').waitFor();
  await takePicture(page, '63-number-checked');
  await cashier.preCheckAndSign();
  await cashier.receipt('1000');
  await cashier.conduct();
});

test('a payment becomes «Проведён» by itself', async () => {
  const { page } = station;
  await recent().filter({ hasText: 'Проведён' }).waitFor();
  await page.getByText('Платёж 1-1 проведён').waitFor();
  await expect.poll(async () => (await tillOf(page)).sync?.unsent).toBe(0);
  await takePicture(page, '64-completed');
});

test('a number that the operator does not know stops before the pre-check, however far Enter has run ahead', async () => {
  const { cashier, page } = station;
  await sep.system.operators?.setFaults({
    faults: [{ kind: 'slow', command: 'check', ms: 1_500, count: 1 }],
  });
  await cashier.ready(cashier.field('Номер'));
  await cashier.keys.pad('9160000003');
  await cashier.button('Оператор').filter({ hasText: 'МТС' }).waitFor();
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Сумма'));
  await cashier.keys.pad('100\n\n');
  await page.getByRole('alert').filter({ hasText: 'Оператор откажет' }).waitFor();
  await takePicture(page, '65-operator-refuses');
  await cashier.ready(cashier.button('Проверить ещё раз'));
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Проверить ещё раз'));
  expect((await tillOf(page)).current).toBeNull();
  await cashier.keys.pad('-----');
  await cashier.dialog('Закрыть платёж без чека?').waitFor();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.field('Номер'));
});

test('an operator that is slow keeps nobody: Enter flows on, the pre-check waits three seconds at most and says so', async () => {
  const { cashier, page } = station;
  await sep.system.operators?.setFaults({
    faults: [{ kind: 'slow', command: 'check', ms: 20_000, count: 1 }],
  });
  await cashier.ready(cashier.field('Номер'));
  await cashier.keys.pad('9161234572');
  await cashier.button('Оператор').filter({ hasText: 'МТС' }).waitFor();
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Сумма'));
  await cashier.keys.pad('170\n\n');
  await page.getByText('Ждём ответа оператора о номере').waitFor();
  await cashier.ready(cashier.button('Клиент подписал'));
  await cashier.keys.pad('\n');
  await cashier.receipt('1000');
  await cashier.conduct();
  await expect.poll(completed).toBe(2);
});

test('without СЭП the till goes on, says so, and disturbs nobody', async () => {
  const { cashier, page } = station;
  const port = portOf(sep);
  await pullAway();
  await cashier.keys.pad('9161');
  await line()
    .getByRole('button', { name: /СЭП недоступна с \d\d:\d\d/ })
    .waitFor();
  await cashier.ready(cashier.field('Номер'));
  expect(await cashier.field('Номер').inputValue()).toBe('916 1');
  expect(await box().getAttribute('aria-disabled')).toBe('true');
  for (const _ of '9161') await cashier.keys.press('Backspace');

  await cashier.enter({ account: '9161234568', operator: 'МТС', sum: '110' });
  await page.getByText('Номер не проверен: СЭП недоступна').waitFor();
  await takePicture(page, '66-not-checked');
  await cashier.preCheckAndSign();
  await cashier.receipt('1000');
  await cashier.conduct();
  await take('120', '9161234569');
  await take('130', '9161234570');
  await line().getByText('Не отправлено: 3').waitFor();
  expect(await standing('Не отправлен')).toBe(3);
  await takePicture(page, '67-sep-unavailable');

  await bringBack(port);
  await expect.poll(completed, { timeout: 60_000 }).toBe(5);
  // A small window shows the newest three.
  await expect.poll(() => standing('Проведён')).toBe(3);
  await line().getByText('СЭП: связь есть').waitFor();
  await line().getByText('Не отправлено: 0').waitFor();
  await takePicture(page, '68-all-completed');
});

test('a second workstation takes the box over, and the first says so', async () => {
  const { cashier, page } = station;
  second = await startTill({ profile: newFolder(), at: Date.now(), network: { openPeers } });
  await second.must('sync.enrol', { address: sep.url, code: await sep.newCode(tradePoint, 2) });
  await second.until(({ sync }) => sync?.link === 'ok');
  await signIn(second, cashierAnna);
  const refused = await second.must('sync.claim', { takeOver: false });
  expect(refused.sync).toMatchObject({ ticked: false, holder: { workstation: 1 } });

  await cashier.keys.pad('9161');
  const before = await screenStateOf(page);
  await second.must('sync.claim', { takeOver: true });
  await news()
    .getByText(/Синхронизацию забрало РМ 2 в \d\d:\d\d/)
    .waitFor();
  await line().getByText('РМ 2 синхронизирует').waitFor();
  expect(await box().isChecked()).toBe(false);
  const after = await screenStateOf(page);
  expect({ focus: after.focus, title: after.title }).toEqual({ focus: before.focus, title: before.title });
  await takePicture(page, '69-taken-over');
  await news().getByRole('button', { name: 'Понятно' }).click();
  await news().waitFor({ state: 'detached' });
  await cashier.ready(cashier.field('Номер'));
});

test('ticking asks before it takes over, and Enter does not answer', async () => {
  const { cashier, page } = station;
  await cashier.menu('Включить синхронизацию');
  const dialog = cashier.dialog('Синхронизирует РМ 2');
  await dialog.waitFor();
  await takePicture(page, '70-take-over');
  await cashier.keys.pad('\n');
  await dialog.waitFor();
  await cashier.keys.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await box().isChecked()).toBe(false);
  await box().click();
  await dialog.waitFor();
  await cashier.keys.pad('*');
  await expect.poll(() => box().isChecked()).toBe(true);
  await second.until(({ sync }) => sync?.lost?.workstation === 1);
  for (const _ of '9161') await cashier.keys.press('Backspace');
});

test('what the second workstation took is seen here, to be finished there', async () => {
  const { cashier, page } = station;
  await second.must('shift.open', { openingCash: 0 });
  await pay(second, { account: '9031234567', provider: 'beeline', sum: '210' }, 100_000);
  await enterSigned(second, { account: '9031234568', provider: 'beeline', sum: '220' });
  const elsewhere = page
    .getByRole('region', { name: 'Незавершённые' })
    .getByRole('listitem')
    .filter({ hasText: 'РМ 2 · ждёт чека' });
  await elsewhere.waitFor();
  expect(await elsewhere.getByRole('button').count()).toBe(0);
  await takePicture(page, '71-unfinished-elsewhere');
  await cashier.keys.press('F8');
  await page.getByText('Сегодня', { exact: true }).click();
  await cashier.button('Сформировать').click();
  await page.getByRole('row').filter({ hasText: '210,00' }).getByText('Проведён').waitFor();
  await page.getByText(/РМ 2: по \d\d:\d\d/).waitFor();
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.field('Номер'));
});

test('what ends badly stands out, with its reason, until a person settles it', async () => {
  const { cashier, page } = station;
  await take('140', '9160000005');
  await take('150', '9160000007');
  await recent().filter({ hasText: 'Ошибочный' }).waitFor();
  await expect.poll(() => standing('Завис'), { timeout: 60_000 }).toBe(1);
  await cashier.keys.press('F7');
  await cashier.screen('Не дошли до оператора').waitFor();
  await page.getByText('Сами не дойдут: 2').waitFor();
  await cashier.keys.press('ArrowDown');
  await takePicture(page, '72-not-arrived');
  await staysUnharmed('not arrived', strangeCodes);
  await cashier.keys.press('F6');
  const letter = page.getByRole('dialog', { name: /^Письмо в ЦО/ });
  await letter.getByLabel('О чём просим').selectOption({ label: 'Вернуть деньги клиенту' });
  await letter.getByLabel('Причина').focus();
  await staysUnharmed('letter that asks СЭП too', strangeCodes);
  await cashier.keys.press('Escape');
  await letter.waitFor({ state: 'detached' });
  await cashier.keys.press('F8');
  await page.getByText('Сегодня', { exact: true }).click();
  await cashier.button('Сформировать').click();
  await cashier.ready(page.getByRole('grid'));
  await page.getByRole('gridcell', { name: 'Ошибочный', exact: true }).waitFor();
  await takePicture(page, '73-report-statuses');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.field('Номер'));
});

test('unticking asks; a report that stands open follows what becomes of a payment when it is ticked again', async () => {
  const { cashier, page } = station;
  await box().click();
  await cashier.dialog('Выключить синхронизацию?').waitFor();
  await takePicture(page, '74-untick');
  await staysUnharmed('question before unticking', strangeCodes);
  await cashier.keys.pad('\n');
  expect(await box().isChecked()).toBe(true);
  await cashier.keys.pad('*');
  await expect.poll(() => box().isChecked()).toBe(false);
  await news().getByText('Никто не синхронизирует').waitFor();

  await take('160', '9161234571');
  await cashier.keys.press('F8');
  await page.getByText('Сегодня', { exact: true }).click();
  await cashier.button('Сформировать').click();
  await cashier.ready(page.getByRole('grid'));
  const status = page.getByRole('row').filter({ hasText: '160,00' }).getByRole('gridcell').last();
  await status.filter({ hasText: 'Не отправлен' }).waitFor();
  await news().getByRole('button', { name: 'Включить здесь' }).click();
  await expect.poll(() => box().isChecked()).toBe(true);
  await news().waitFor({ state: 'detached' });
  await status.filter({ hasText: 'Проведён' }).waitFor();
  await cashier.ready(page.getByRole('grid'));
});

test('a clock that is not СЭП’s is told beside the clock by minutes, loudly by hours, and moves nothing', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.field('Номер'));
  const places = () =>
    Promise.all([cashier.field('Номер'), line(), box()].map((place) => place.boundingBox()));
  const header = page.getByRole('banner');
  const before = await places();
  sepAheadMs = 7 * 60_000;
  await header.getByText('Часы отстают на 7 мин').waitFor();
  expect(await places()).toEqual(before);
  expect(await news().count()).toBe(0);
  await takePicture(page, '76-clock-minutes');
  // Nothing of the header is pushed out of the smallest window.
  const clock = await header.getByRole('time').boundingBox();
  expect((clock?.x ?? 0) + (clock?.width ?? 0)).toBeLessThanOrEqual(1_024);
  sepAheadMs = 192 * 60_000;
  await news().getByText('Часы отстают на 3 ч 12 мин').waitFor();
  expect(await header.getByText('Часы отстают').count()).toBe(1);
  await takePicture(page, '77-clock-hours');
  await cashier.keys.pad('91612');
  expect(await cashier.field('Номер').inputValue()).toContain('916 12');
  sepAheadMs = 0;
  await header.getByText('Часы отстают').waitFor({ state: 'detached' });
});

test('a new computer is set up by a code alone: СЭП says which place it is', async () => {
  await fresh.start({ args: [] });
  await hurryContacts(fresh);
  const { cashier, page } = fresh;
  await cashier.screen('СЭП').waitFor();
  await cashier.field('Адрес СЭП').fill(sep.url);
  await cashier.field('Код подключения').fill(await sep.newCode(tradePoint, 3));
  await cashier.keys.press('Enter');
  await page.getByText('Код верен. Это место:').waitFor();
  await takePicture(page, '75-set-up-code');
  await cashier.keys.press('Enter');
  await cashier.screen('Торговая точка').waitFor();
  await page.getByText('Эти сведения прислала СЭП').waitFor();
  await cashier.keys.press('Enter');
  await cashier.screen('Администратор').waitFor();
  await cashier.field('Имя администратора').fill('Смирнова Ольга');
  await cashier.field('ПИН-код').fill('730418');
  await cashier.field('Ещё раз').fill('730418');
  await cashier.keys.press('Enter');
  await cashier.screen('Принтер и касса').waitFor();
  await cashier.keys.press('Enter');
  await cashier.signIn('730418');
  await page.getByRole('contentinfo').getByText('СЭП: связь есть').waitFor();
  await page.getByRole('banner').getByText('Касса-3').waitFor();
  expect((await tillOf(page)).sync?.holder?.workstation).toBe(1);
});

test('a shift on a clock that is hours from СЭП’s opens by a senior’s word, who is shown both times', async () => {
  const { cashier, page } = fresh;
  sepAheadMs = 192 * 60_000;
  await page.getByRole('banner').getByText('Часы отстают на 3 ч 12 мин').waitFor();
  await cashier.ready(cashier.field('Наличные в кассе'));
  await cashier.keys.pad('1000\n');
  const question = page.getByRole('dialog').filter({ hasText: 'В СЭП сейчас' });
  await question.waitFor();
  await takePicture(page, '78-clock-of-sep');
  // What is loud at the same time can be read in the smallest window too: it has not been pushed together.
  const silent = page.getByRole('region', { name: 'Синхронизация' }).getByRole('strong').first();
  await silent.waitFor();
  expect(await silent.evaluate((element) => element.scrollWidth <= element.clientWidth + 1)).toBe(true);
  await cashier.keys.pad('\n');
  await question.waitFor();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.field('Номер'));
  expect((await tillOf(page)).shift?.number).toBe(1);
  sepAheadMs = 0;
});

const shortMask = {
  kind: 'pattern',
  pattern: '^[А-Я0-9/]{2,10}$',
  hint: 'договор',
  groups: [],
  letters: true,
} as const;

/** Puts a catalogue in force in which МТС takes this fixed fee, in kopecks, and Мосэнергосбыт has numbers as short as `Б/7`. */
async function importFee(version: number, fee: number): Promise<void> {
  const providers = starterCatalogue.providers.map((provider) =>
    provider.id === 'mts'
      ? { ...provider, fee: { basisPoints: 0, fixed: fee, minimum: 0, maximum: null } }
      : provider.id === 'mosenergosbyt'
        ? { ...provider, mask: shortMask }
        : provider,
  );
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const ground = { database: sep.database, clock: () => Date.now(), log: silent };
  const imported = await importCatalogue(ground, JSON.stringify({ version, providers }), 'a test');
  if (!imported.ok) throw new Error(imported.refusal.message);
}

test('the fee on the screen is that of the catalogue in use; one that was damaged takes nothing, and says so until СЭП sends it', async () => {
  const { cashier, page } = station;
  for (const _ of '91612') await cashier.keys.press('Backspace');
  const version = async () => (await tillOf(page)).catalogue.version;
  for (const [next, fee] of [
    [2, 2_200],
    [3, 3_300],
  ] as const) {
    await importFee(next, fee);
    await expect.poll(version).toBe(next);
  }
  // A number of three signs, one of them a slash, can be typed again too.
  await cashier.field('Номер').fill('б/7');
  await cashier.keys.pad('+41');
  await cashier.button('Оператор').filter({ hasText: 'Мосэнергосбыт' }).waitFor();
  await cashier.keys.pad('+6000\n');
  await cashier.ready(cashier.button('Пречек'));
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('Номер ещё раз'));
  await page.getByText('Наберите номер целиком со слов клиента, знаков: 3.').waitFor();
  await cashier.keys.type('б/7');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Клиент подписал'));
  await cashier.button('Отказаться').click();
  await cashier.keys.pad('*');
  await cashier.enter({ account: '9161234567', operator: 'МТС', sum: '500' });
  expect(await cashier.shows('fee')).toBe('33,00 ₽');
  await expect.poll(async () => (await tillOf(page)).draft?.sum).toBe('500');

  await station.close();
  const port = portOf(sep);
  await pullAway();
  const stored = new DatabaseSync(join(station.profile, 'kassa.sqlite'));
  stored.exec(`UPDATE catalogue SET value = '{}'`);
  stored.exec(`UPDATE setting SET value = replace(value, '3300', '330') WHERE key = 'catalogue.kept'`);
  stored.close();
  await station.start();
  await hurryContacts(station);
  await station.cashier.signIn(people.sergey.pin, people.sergey.name);
  const alarm = station.page.getByRole('alert').filter({ hasText: 'Справочник поставщиков повреждён' });
  await alarm.waitFor();
  expect(await station.cashier.field('Номер').count()).toBe(0);
  await takePicture(station.page, '79-catalogue-unreadable');
  await bringBack(port);
  await alarm.waitFor({ state: 'detached' });
  await station.cashier.ready(station.cashier.button('Пречек'));
  expect(await station.cashier.shows('fee')).toBe('33,00 ₽');
});
