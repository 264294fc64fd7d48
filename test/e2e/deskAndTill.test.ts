// The four corrections from end to end: asked for at the till, decided in a browser at the desk, seen at the till by itself.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeskRole } from '../../contract/desk.ts';
import { plain } from '../../scripts/driver/cashier.ts';
import { papersOf } from '../../scripts/driver/paper.ts';
import { leaveRequest } from '../../sep/adjustments/request.ts';
import type { NewCredentials } from '../../sep/desk/people.ts';
import { acceptChunk } from '../../sep/journals/accept.ts';
import { missingOf, requestFor } from '../sep/adjustments/world.ts';
import { bind, callerOf } from '../sep/ground.ts';
import { beginJournal } from '../tools/madeJournal.ts';
import { newCorrectionGround, refused } from './correctionGround.ts';
import { type DeskBrowser, deskPicture, openDeskBrowser, openSection, scannedPdf } from './deskBrowser.ts';
import { takePicture } from './picture.ts';
import { ask, tillOf } from './view.ts';

const ground = await newCorrectionGround('5000', { desk: true });
const { station, dialog, open, standing, becomes } = ground;
let chromium: DeskBrowser;
let anna: Page;
let boris: Page;

async function signIn(login: string, name: string, role: DeskRole): Promise<Page> {
  const made = await ground.sep.system.admin['desk-user']?.run({ login, name, role });
  if (!made?.ok) throw new Error('no account');
  return chromium.signIn(login, made.value as NewCredentials);
}

beforeAll(async () => {
  chromium = await openDeskBrowser(ground.sep.system.deskUrl ?? '', null);
  anna = await signIn('anna', 'Анна Ильина', 'operator');
  boris = await signIn('boris', 'Борис Лапин', 'supervisor');
});

afterAll(() => chromium?.close());

async function designation(): Promise<{ epoch: number }> {
  const [row] = await ground.sep.database.query<{ epoch: number }>(
    "SELECT epoch FROM trade_point WHERE id = 'training'",
  );
  if (!row) throw new Error('no trade point');
  return row;
}

const pay = async (account: string, sum: string) => {
  await station.cashier.pay({ account, operator: 'МТС', sum, tendered: '1000' });
};

async function leave(): Promise<void> {
  await ground.close();
  // The next key is the next payment's, though the way here led through the menu.
  await station.cashier.ready(station.cashier.field('Номер'));
}

/** Asks for a correction with a usual reason, and goes back to the payment screen. */
async function request(kind: string, reason: string, right: string | null, picture: string): Promise<void> {
  const { cashier, page } = station;
  await dialog().getByRole('button', { name: kind }).click();
  if (right !== null) {
    await dialog()
      .getByLabel(/^Верный номер/)
      .fill(right);
    await dialog().getByRole('button', { name: 'Проверить номер' }).click();
    await dialog().getByText('Оператор подтвердил номер').waitFor();
  }
  await dialog().getByRole('button', { name: reason }).click();
  await takePicture(page, picture);
  await cashier.keys.pad('*');
  await dialog().getByText('Обращение принято СЭП.').waitFor();
  await leave();
}

/** Opens the request of this kind that waits longest. */
async function take(page: Page, kind: string, section = 'Ждут решения'): Promise<void> {
  await openSection(page, section);
  await page.getByRole('row').filter({ hasText: kind }).first().getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: kind }).waitFor();
  await page.getByRole('heading', { name: 'История' }).waitFor();
}

/** `label`: an operator's answer is written down instead of a reason of one's own. */
async function say(page: Page, button: string, words: string, label = 'Причина'): Promise<void> {
  await page.getByLabel(label).fill(words);
  await page.getByRole('button', { name: button }).click();
}

const mark = (page: Page, text: string) =>
  page.locator('.title').getByText(text, { exact: true }).waitFor({ timeout: 15_000 });

test('re-conduct: a refused payment goes to the right number by the word of two people, live at the till', async () => {
  const { cashier, page } = station;
  await pay(refused, '500');
  await becomes('rejected');
  await open('1/1', '515');
  expect(plain(await dialog().getByRole('region', { name: 'История платежа' }).innerText())).toContain('СЭП');
  await takePicture(page, '120-adjust-rejected');
  await request('Провести через ЦО', 'Ошибка в номере', '916 123-45-67', '130-till-reconduct');
  await cashier.menu('Мои обращения');
  await page.getByText('Ждёт центральный офис').waitFor();
  await takePicture(page, '123-requests');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.field('Номер'));
  await take(anna, 'Провести через ЦО');
  await deskPicture(anna, 'till-reconduct-first');
  await say(anna, 'Согласовать', 'Чек есть, клиент ошибся в номере');
  await mark(anna, 'нужен второй');
  await take(boris, 'Провести через ЦО');
  await deskPicture(boris, 'till-reconduct-second');
  await say(boris, 'Согласовать', 'Согласен');
  await mark(boris, 'выполнено');
  await becomes('completed');
  await page.getByRole('region', { name: 'Последние платежи' }).getByText('Проведён').first().waitFor();
  await takePicture(page, '131-till-reconducted');
  const credited = ground.sep.system.operators?.credited() ?? [];
  expect(credited.map(({ account, sum }) => [account, sum])).toEqual([['9161234567', 50_000]]);
});

test('transfer: the operator’s answer, written down at the desk, is the till’s «переведён»', async () => {
  await pay('9161234501', '300');
  await becomes('completed');
  await open('1/2', '309');
  await request('Перевести на верный номер', 'Ошибка в номере', '9161234502', '132-till-transfer');
  await take(anna, 'Перевести на верный номер');
  await say(anna, 'Согласовать', 'Заявление и чек есть');
  await mark(anna, 'нужен второй');
  await take(boris, 'Перевести на верный номер');
  await say(boris, 'Согласовать', 'Согласен');
  await mark(boris, 'у оператора');
  await deskPicture(boris, 'till-transfer-operator');
  expect(await standing()).toBe('completed');
  await say(boris, 'Оператор выполнил', 'Переведено, вх. № 4417', 'Что ответил оператор');
  await mark(boris, 'выполнено');
  await deskPicture(boris, 'till-transfer-done');
  await becomes('transferred');
  await takePicture(station.page, '133-till-transferred');
});

test('cancel: refused by the operator with 251 it stays completed, accepted it is cancelled', async () => {
  await pay('9161234503', '200');
  await becomes('completed');
  const refuses = [{ kind: 'result', code: 251, command: 'cancel', count: 1 }];
  await ground.sep.system.operators?.setFaults({ faults: refuses } as never);
  await open('1/3', '206');
  await request('Отменить платёж', 'Клиент передумал', null, '134-till-cancel');
  await take(anna, 'Отменить платёж');
  await say(anna, 'Согласовать', 'Клиент написал заявление');
  await mark(anna, 'оператор отказал');
  await deskPicture(anna, 'till-cancel-refused');
  expect(await standing()).toBe('completed');
  await open('1/3', '206');
  await dialog()
    .getByText(/Отменить платёж:.*оператор отказал/i)
    .first()
    .waitFor();
  await takePicture(station.page, '135-till-cancel-refused');
  await request('Отменить платёж', 'Клиент передумал', null, '136-till-cancel-again');
  await take(boris, 'Отменить платёж');
  await say(boris, 'Согласовать', 'Оператор просил повторить');
  await mark(boris, 'выполнено');
  await becomes('cancelled');
  await takePicture(station.page, '137-till-cancelled');
});

test('refund: after the shift two people grant it, the till pays it out with «возврат прихода», and it is refunded', async () => {
  const { cashier, page } = station;
  const cash = (await tillOf(page)).shift?.expectedCash ?? 0;
  const counted = [{ value: 100 as never, count: cash / 100 }];
  expect(await ask(page, 'shift.close', { counted })).toMatchObject({ ok: true });
  expect(await ask(page, 'shift.open', { openingCash: 500_000 as never })).toMatchObject({ ok: true });
  await cashier.ready(cashier.field('Номер'));
  await open('1/3', '206');
  await request('Вернуть деньги', 'Клиент передумал', null, '138-till-refund');
  await take(anna, 'Вернуть деньги');
  await say(anna, 'Согласовать', 'Заявление, чек и паспорт есть');
  await mark(anna, 'нужен второй');
  await take(boris, 'Вернуть деньги');
  await deskPicture(boris, 'till-refund-second');
  await say(boris, 'Согласовать', 'Согласен');
  await mark(boris, 'возврат разрешён');
  await deskPicture(boris, 'till-refund-granted');
  await open('1/3', '206');
  await dialog().getByRole('button', { name: 'Выдать деньги' }).click();
  await page.getByRole('dialog', { name: /^Пробить «возврат прихода»/ }).waitFor();
  await takePicture(page, '139-till-refund-pay');
  await cashier.keys.pad('*');
  await dialog().getByText('Деньги возвращены клиенту').waitFor();
  const slip = papersOf(station.profile).findLast(({ kind }) => kind === 'refundReceipt')?.text ?? '';
  expect(plain(slip)).toMatch(/возврат прихода[\s\S]*200,00/i);
  await leave();
  await becomes('refunded');
  await takePicture(page, '140-till-refunded');
  await mark(boris, 'выполнено');
  await deskPicture(boris, 'till-refund-paid');
});

test('a transfer by letter is at the desk as data, waits for the receipt, and is decided once it was shown at the till', async () => {
  const { cashier, page } = station;
  const letter = page.getByRole('dialog', { name: /^Письмо в ЦО/ });
  await pay('9161234504', '250');
  await becomes('completed');
  await cashier.keys.press('F8');
  await cashier.screen('Отчёт по платежам').waitFor();
  await page.getByText('Сегодня', { exact: true }).click();
  await cashier.button('Сформировать').click();
  await cashier.ready(page.getByRole('grid', { name: 'Платежи' }));
  // The payment before it was refunded: it can't be transferred, and goes into no letter.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await cashier.keys.press('F6');
  await letter.waitFor();
  // Neither can be conducted again: F3, which would leave none, leaves both.
  const rows = letter.getByRole('region', { name: 'Платежи письма' }).getByRole('listitem');
  await letter.getByText('Так исправить нельзя: причина указана у платежа.').waitFor();
  await cashier.keys.press('F3');
  expect(await rows.count()).toBe(2);
  await letter.getByLabel('О чём просим').selectOption({ label: 'Перевести на верный номер' });
  await letter.getByText('Платёж уже закрыт корректировкой.').waitFor();
  await takePicture(page, '141-letter-transfer-barred');
  await cashier.keys.press('F3');
  await letter.getByText('Сначала заполните поле «Верный номер».').waitFor();
  expect(await rows.count()).toBe(1);
  // Left out until the letter is closed: opened again it asks about all that is chosen.
  await cashier.keys.press('Escape');
  await letter.waitFor({ state: 'detached' });
  await cashier.keys.press('F6');
  await letter.getByText('Платёж уже закрыт корректировкой.').waitFor();
  expect(await rows.count()).toBe(2);
  await cashier.keys.press('F3');
  await letter.getByText('Сначала заполните поле «Верный номер».').waitFor();
  await letter.getByLabel('Верный номер').fill('9161234505');
  await letter.getByLabel('Письмо', { exact: true }).focus();
  await letter.getByText('Оператор подтвердил номер').waitFor();
  await letter.getByText('и будет ждать чек').waitFor();
  await takePicture(page, '142-letter-transfer');
  await cashier.keys.press('F2');
  await page.getByText('Ждут чек: покажите его в «Моих обращениях».').waitFor();

  await take(anna, 'Перевести на верный номер', 'Ждут чек');
  await anna.getByText('Кассе не показали чек клиента').waitFor();
  expect(await anna.getByRole('button', { name: 'Согласовать' }).count()).toBe(0);
  await deskPicture(anna, 'letter-awaits-receipt');

  await cashier.keys.press('Escape');
  await cashier.menu('Мои обращения');
  await cashier.screen('Мои обращения').waitFor();
  await page.getByText('Ждёт чек', { exact: true }).waitFor();
  await takePicture(page, '143-requests-awaits-receipt');
  await cashier.button('Показать чек').click();
  await cashier.ready(dialog().getByLabel('Номер чека'));
  const { recent } = await tillOf(page);
  const told = await ask(page, 'adjust.open', { paymentId: recent[0]?.id as never });
  const number = told.ok ? (told.value.receipt.split(' ')[0] ?? '') : '';
  expect(number).toMatch(/^\d+\/\d+$/);
  // Nobody reads the number off the screen instead of off the client's receipt.
  await dialog().getByText('номер – на чеке клиента').waitFor();
  await takePicture(page, '144-awaited-receipt-gate');
  expect(await dialog().innerText()).not.toMatch(/ФД \d|\d\/\d/);
  await dialog().getByLabel('Номер чека').fill(number);
  await dialog().getByLabel('Сумма чека, ₽').fill('257,50');
  await dialog().getByLabel('Сумма чека, ₽').focus();
  await cashier.keys.pad('\n');
  await dialog().getByRole('region', { name: 'Обращение ждёт чек' }).waitFor();
  await takePicture(page, '145-awaited-receipt');
  await cashier.keys.pad('*');
  await dialog().getByText('СЭП приняла чек.').waitFor();
  await cashier.keys.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await page.getByText('Ждёт центральный офис').waitFor();
  await cashier.keys.press('Escape');

  await take(anna, 'Перевести на верный номер');
  await anna.getByText(`Показан чек ${number}`, { exact: true }).waitFor();
  await say(anna, 'Согласовать', 'Чек показан, заявление есть');
  await mark(anna, 'нужен второй');
  await take(boris, 'Перевести на верный номер');
  await say(boris, 'Согласовать', 'Согласен');
  await mark(boris, 'у оператора');
  await deskPicture(boris, 'letter-operator-answer');
  await say(boris, 'Оператор выполнил', 'Переведено, вх. № 4418', 'Что ответил оператор');
  await mark(boris, 'выполнено');
  await becomes('transferred');
});

test('missing at the till: the desk makes it from its paper, and its journal, when it comes, is not dispatched again', async () => {
  const journal = beginJournal({
    tradePointId: 'training',
    workstation: 2,
    seed: 41,
    start: Date.now() - 3_600_000,
  });
  const payment = journal.pay({ account: '9167654321', credited: 40_000, fee: 1_200 });
  const { parts } = ground.sep.system;
  const scan = await scannedPdf(chromium.browser, 'Кассовый чек 2/1. Принято 412,00 ₽');
  await ground.sep.newCode('training', 2);
  const asked = requestFor(payment, 'reconduct', {
    paymentId: null,
    missing: missingOf(payment),
    reason: 'Платежа нет в кассе, чек у клиента',
    madeAt: Date.now(),
    attachments: [{ name: 'скан чека.pdf', type: 'application/pdf', content: scan.toString('base64') }],
  });
  expect(await leaveRequest(parts, asked, callerOf('training', 2))).toMatchObject({
    value: { state: 'open' },
  });
  await openSection(anna, 'Ждут решения');
  await anna.getByRole('row').filter({ hasText: 'нет на кассе' }).getByRole('link').click();
  await anna.getByText('Платежа нет в кассе').first().waitFor();
  await deskPicture(anna, 'paper-request');
  const address = new URL(
    (await anna.getByRole('link', { name: 'скан чека.pdf' }).getAttribute('href')) ?? '',
    anna.url(),
  ).href;
  const shown = await anna.request.get(address, { ignoreHTTPSErrors: true });
  expect([shown.headers()['content-type'], Buffer.compare(await shown.body(), scan)]).toEqual([
    'application/pdf',
    0,
  ]);
  await say(anna, 'Согласовать', 'Скан чека читается');
  await mark(anna, 'выполнено');
  const credited = () =>
    (ground.sep.system.operators?.credited() ?? []).filter(({ account }) => account === '9167654321').length;
  await expect.poll(credited, { timeout: 30_000 }).toBe(1);
  await bind(ground.sep.database, journal);
  const { epoch } = await designation();
  const shipped = await acceptChunk(parts, {
    caller: callerOf('training', 1),
    epoch: { generation: parts.generation(), epoch },
    chunk: journal.chunk(),
    epochCheck: true,
  });
  expect(shipped).toMatchObject({ ok: true, value: { kind: 'accepted' } });
  await ground.sep.system.dispatcher.round();
  expect(credited()).toBe(1);
  await openSection(anna, 'Поиск платежа');
  await anna.getByRole('textbox').fill(payment.id);
  await anna.getByRole('button', { name: 'Найти' }).click();
  await anna.getByRole('row', { name: /2-1/ }).getByRole('link').click();
  await anna.getByText('проведён', { exact: true }).first().waitFor();
  await deskPicture(anna, 'paper-payment');

  // A letter's scan: agreed to only by who says that the receipt on it was compared.
  const byLetter = requestFor(payment, 'cancel', {
    receipt: null,
    receiptLater: true,
    seniorName: null,
    shiftOpen: false,
    reason: 'Клиент передумал',
    madeAt: Date.now(),
    attachments: [{ name: 'чек.pdf', type: 'application/pdf', content: scan.toString('base64') }],
  });
  expect(await leaveRequest(parts, byLetter, callerOf('training', 2))).toMatchObject({
    value: { state: 'open' },
  });
  await take(anna, 'Отменить платёж');
  await say(anna, 'Согласовать', 'Заявление есть');
  await anna.getByText('Откройте скан, сверьте чек').waitFor();
  await deskPicture(anna, 'letter-scan');
  await anna.getByLabel(/^Чек на скане проверен/).check();
  await anna.getByRole('button', { name: 'Согласовать' }).click();
  await mark(anna, 'выполнено');
  expect(chromium.complaints).toEqual([]);
});
