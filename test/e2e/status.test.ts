/** «Статус платежа» in Debian's own browser, on a desktop and on a phone: asking, answers, pictures, accessibility. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import qrcode from 'qrcode-generator';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Instant, Kopecks } from '../../contract/primitives.ts';
import type { Payment } from '../../core/payment.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { type AdjustmentWorld, minute, newAdjustmentWorld, requestFor } from '../sep/adjustments/world.ts';
import { newStatusGround, type StatusGround } from '../sep/status/statusGround.ts';
import { cameraFilm } from '../tools/cameraFilm.ts';
import { beginJournal } from '../tools/madeJournal.ts';
import { capture } from './capture.ts';
import { graveFaults } from './faults.ts';

let world: AdjustmentWorld;
let status: StatusGround;
let browser: Browser;
/** What the browser complained of: what the policy forbids is among it. */
const complaints: string[] = [];
const journal = beginJournal();
let shipped = 0;
const folder = mkdtempSync(join(tmpdir(), 'kassa-status-'));

beforeAll(async () => {
  world = await newAdjustmentWorld();
  status = await newStatusGround(world, { pageFolder: join(projectRoot, 'out/status') });
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});
beforeEach(() => world.ground.pass(60 * minute));
afterAll(async () => {
  await browser?.close();
  await status?.close();
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

const sizes = [
  [1280, 800],
  [390, 844],
] as const;

/** For people to look at, at both sizes; what is hard to see or to reach fails the test. */
async function picture(page: Page, name: string): Promise<void> {
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await capture(page, `status-${name}-${width}x${height}`, { whole: true });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wider, `${name} is wider than ${width}`).toBe(false);
  }
  // One column at both sizes: what is grave is so at either.
  expect(await graveFaults(page), name).toEqual([]);
}

async function newPage(by = browser, permissions: string[] = []): Promise<Page> {
  const context = await by.newContext({
    ignoreHTTPSErrors: true,
    permissions,
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    viewport: { width: 390, height: 844 },
  });
  const page = await context.newPage();
  page.on('console', (line) => {
    // A question that is refused, and one without a network, Chromium calls errors.
    const expected = /status of 4|ERR_INTERNET_DISCONNECTED/.test(line.text());
    if (line.type() === 'error' && !expected) complaints.push(line.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(status.url);
  await page.getByRole('heading', { name: 'Статус платежа' }).waitFor();
  return page;
}

async function ship(): Promise<void> {
  await world.ship(journal, shipped + 1);
  shipped = journal.events.length;
}

type Typed = {
  readonly account: string;
  readonly shift: string;
  readonly number: string;
  readonly sum: string;
};

async function type(page: Page, { account, shift, number, sum }: Typed): Promise<void> {
  await page.getByLabel('Номер, на который платили').fill(account);
  await page.getByLabel('Смена', { exact: true }).fill(shift);
  await page.getByLabel('Чек', { exact: true }).fill(number);
  await page.getByLabel('Сумма «Принято»').fill(sum);
  await page.getByRole('button', { name: 'Узнать статус' }).click();
}

const verdict = (page: Page, title: string): Promise<void> =>
  page.getByRole('heading', { name: title }).waitFor();

test('what is read off the receipt is typed, and the answer follows the payment', async () => {
  const payment = journal.pay({ account: '9161234567' });
  const paper = {
    account: '8 916 123-45-67',
    shift: '1',
    number: String(payment.receipt?.number),
    sum: '515',
  };
  await ship();
  const page = await newPage();
  await picture(page, 'ask');

  await page.getByRole('button', { name: 'Узнать статус' }).click();
  await page.getByText('Введите номер, как он напечатан').waitFor();
  await picture(page, 'faults');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('inputmode'))).toBe('tel');

  await type(page, { ...paper, sum: '500' });
  await verdict(page, 'Такого чека пока не видим');
  await picture(page, 'unknown');
  // «Назад» of the phone; what was typed is still there.
  await page.goBack();
  await page.getByLabel('Сумма «Принято»').fill('515,00');
  await page.keyboard.press('Enter');
  await verdict(page, 'Платёж принят');
  await picture(page, 'accepted');

  await world.dispatch();
  await page.getByRole('button', { name: 'Обновить' }).click();
  await verdict(page, 'Деньги зачислены');
  expect(await page.getByText('916').count()).toBe(0);
  await picture(page, 'completed');
  await page.getByRole('button', { name: 'Другой чек' }).click();
  await page.getByRole('button', { name: 'Указать номер ФД' }).click();
  await picture(page, 'by-document');
  expect(complaints).toEqual([]);
  await page.context().close();
});

const drive = '9999078902004339';
let documents = 500;

/** A payment whose receipt is fiscal, and the text of its QR. */
function fiscalPayment(account: string): { readonly payment: Payment; readonly qr: string } {
  documents += 1;
  const payment = journal.pay({
    account,
    document: {
      number: documents,
      kind: 'receipt',
      amount: 51_500 as Kopecks,
      at: Date.UTC(2026, 10, 20, 6) as Instant,
      fiscal: { drive, sign: String(2_345_600_000 + documents) },
    },
  });
  return {
    payment,
    qr: `t=20261120T0900&s=515.00&fn=${drive}&i=${documents}&fp=${2_345_600_000 + documents}&n=1`,
  };
}

/** A browser whose camera sees this. */
async function withCamera(text: string | null): Promise<Browser> {
  const film = join(folder, `film-${text?.length ?? 0}.y4m`);
  writeFileSync(film, cameraFilm(text));
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`],
  });
}

test('the camera reads the QR; its decoder comes only then', async () => {
  const { qr } = fiscalPayment('9161234001');
  await ship();
  await world.dispatch();
  const seeing = await withCamera(qr);
  const page = await newPage(seeing, ['camera']);
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await page.getByRole('button', { name: 'Навести камеру' }).click();
  await verdict(page, 'Деньги зачислены');
  expect(loaded.some((url) => url.includes('/assets/decode-'))).toBe(true);
  // The camera is off again.
  expect(await page.locator('video').count()).toBe(0);
  await seeing.close();
  expect(complaints).toEqual([]);
}, 60_000);

test('what the camera sees is shown; a QR of something else is told, and looking goes on', async () => {
  const seeing = await withCamera('https://example.org/nothing');
  const page = await newPage(seeing, ['camera']);
  await page.getByRole('button', { name: 'Навести камеру' }).click();
  await page.getByText('Это не QR-код кассового чека').waitFor();
  await picture(page, 'camera');
  await page.getByRole('button', { name: 'Выключить камеру' }).click();
  await page.getByRole('button', { name: 'Навести камеру' }).waitFor();
  await seeing.close();
  expect(complaints).toEqual([]);
});

test('a camera that is not allowed leaves the photo and the fields', async () => {
  const seeing = await withCamera(null);
  const page = await newPage(seeing, []);
  await page.getByRole('button', { name: 'Навести камеру' }).click();
  await page.getByText('Доступ к камере закрыт').waitFor();
  await picture(page, 'camera-denied');
  await page.getByRole('button', { name: 'Выбрать фото чека' }).waitFor();
  await seeing.close();
});

/** A receipt on a desk, photographed large. */
async function photographed(text: string | null): Promise<Buffer> {
  const paper = await browser.newPage({ viewport: { width: 1500, height: 2000 } });
  const code = qrcode(0, 'M');
  code.addData(text ?? '');
  code.make();
  const drawn = text === null ? '' : code.createSvgTag({ cellSize: 9, margin: 0 });
  await paper.setContent(
    `<body style="background:#b9a88f"><div style="background:#fdfcf8;width:640px;margin:200px auto;padding:40px;transform:rotate(5deg);font:28px monospace">КАССОВЫЙ ЧЕК<br>Смена 1 Чек 12<br><br>ПРИНЯТО 515,00<br><br>${drawn}</div>`,
  );
  const bytes = await paper.screenshot({ type: 'jpeg', quality: 60 });
  await paper.close();
  return bytes;
}

test('a photo of the receipt is read; one without a QR, and a file that is none, are told', async () => {
  const { qr } = fiscalPayment('9161234002');
  await ship();
  const page = await newPage();
  const give = (name: string, mimeType: string, buffer: Buffer) =>
    page.getByLabel('Фото чека').setInputFiles({ name, mimeType, buffer });
  await give('пусто.jpg', 'image/jpeg', await photographed(null));
  await page.getByText('На фото не нашлось QR-кода').waitFor();
  await give('письмо.jpg', 'image/jpeg', Buffer.from('no picture'));
  await page.getByText('не открывается как фото').waitFor();
  await picture(page, 'photo-trouble');
  await give('возврат.jpg', 'image/jpeg', await photographed(qr.replace('n=1', 'n=2')));
  await page.getByText('Это чек возврата').waitFor();
  await give('чек.jpg', 'image/jpeg', await photographed(qr));
  await verdict(page, 'Платёж принят');
  await page.context().close();
  expect(complaints).toEqual([]);
});

test('a camera and a photo that find no network say so, and the page goes on', async () => {
  const page = await newPage();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Навести камеру' }).click();
  await page.getByText('Чтение QR-кода не загрузилось').waitFor();
  await page.context().setOffline(false);
  await page.reload();
  await page.context().setOffline(true);
  const photo = { name: 'чек.jpg', mimeType: 'image/jpeg', buffer: await photographed(null) };
  await page.getByLabel('Фото чека').setInputFiles(photo);
  await page.getByText('Чтение QR-кода не загрузилось').waitFor();
  await page.context().setOffline(false);
  await page.getByLabel('Номер, на который платили').fill('9161234567');
  await page.context().close();
  expect(complaints).toEqual([]);
});

test('a browser that reads QR itself is left to it', async () => {
  const { qr } = fiscalPayment('9161234003');
  await ship();
  const page = await newPage();
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await page.evaluate((text) => {
    Object.assign(globalThis, {
      BarcodeDetector: class {
        static async getSupportedFormats(): Promise<string[]> {
          return ['qr_code'];
        }
        detect = async () => [{ rawValue: text }];
      },
    });
  }, qr);
  const photo = await photographed('something else');
  await page
    .getByLabel('Фото чека')
    .setInputFiles({ name: 'чек.jpg', mimeType: 'image/jpeg', buffer: photo });
  await verdict(page, 'Платёж принят');
  expect(loaded.filter((url) => url.includes('/assets/decode-'))).toEqual([]);
  await page.context().close();
});

/** As a keyboard-wedge scanner does it: a few milliseconds between keys, Enter at the end. */
async function scan(page: Page, text: string): Promise<void> {
  await page.evaluate((keys) => {
    const target = document.activeElement ?? document.body;
    for (const key of [...keys, 'Enter']) {
      const init = { key, bubbles: true, cancelable: true };
      if (!target.dispatchEvent(new KeyboardEvent('keydown', init)) || key === 'Enter') continue;
      if (target instanceof HTMLInputElement) document.execCommand('insertText', false, key);
    }
  }, text);
}

const russian = new Map(
  [...'qwertyuiop[]asdfghjkl;zxcvbnm,.&'].map((sign, place) => [
    sign,
    [...'йцукенгшщзхъфывапролджячсмитьбю?'][place] ?? sign,
  ]),
);

test('a scanner types the QR anywhere, in either layout, and spoils no field; a paste does as well', async () => {
  const { qr } = fiscalPayment('9161234004');
  await ship();
  const page = await newPage();
  const account = page.getByLabel('Номер, на который платили');
  await account.fill('916');
  await scan(page, qr);
  await verdict(page, 'Платёж принят');
  await page.goBack();
  expect(await account.inputValue()).toBe('916');

  // In the Russian layout, with nothing in focus.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await scan(page, [...qr].map((sign) => russian.get(sign.toLowerCase()) ?? sign).join(''));
  await verdict(page, 'Платёж принят');
  await page.goBack();

  await scan(page, 't=2026 and nothing more');
  await page.getByText('Это не QR-код кассового чека').waitFor();
  expect(await account.inputValue()).toBe('916');

  await account.focus();
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', text);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, qr);
  await verdict(page, 'Платёж принят');
  await page.context().close();
  expect(complaints).toEqual([]);
});

test('a phone on a slow network loads little, compressed, and nothing that was not asked for', async () => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  let bytes = 0;
  const names: string[] = [];
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  session.on('Network.responseReceived', ({ response }) => names.push(response.url));
  await session.send('Network.enable');
  await page.goto(status.url, { waitUntil: 'networkidle' });
  // Page, script, styles, and the two fonts that its letters and figures need.
  expect(names.filter((name) => /decode|Camera|Photo|latin-ext/.test(name))).toEqual([]);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(165_000);
  await context.close();
});

test('a payment on its way is looked at again by itself; without a network the page says so and keeps its answer', async () => {
  const payment = journal.pay({ account: '9161234500' });
  await ship();
  const page = await newPage();
  await page.clock.install();
  await type(page, {
    account: '9161234500',
    shift: '1',
    number: String(payment.receipt?.number),
    sum: '515',
  });
  await verdict(page, 'Платёж принят');
  await page.getByText('Обновляется само').waitFor();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Обновить' }).click();
  await page.getByText('Нет связи с платёжной системой').waitFor();
  await verdict(page, 'Платёж принят');
  await picture(page, 'offline');
  await page.context().setOffline(false);
  await world.dispatch();
  await page.clock.fastForward(20_000);
  await verdict(page, 'Деньги зачислены');
  expect(await page.getByText('Обновляется само').count()).toBe(0);
  await page.context().close();
});

test('what can become of a payment, in pictures', async () => {
  const ask = async (page: Page, { details, receipt }: Payment): Promise<void> => {
    await page.goto(status.url);
    await type(page, {
      account: details.account,
      shift: '1',
      number: String(receipt?.number),
      sum: String(details.amountTaken / 100),
    });
  };
  const refused = async (account: string): Promise<Payment> => {
    // What other tests left on its way is not to be refused in its place.
    await world.dispatch();
    const payment = journal.pay({ account });
    await world.operators.setFaults({ faults: [{ kind: 'result', command: 'check', count: 1, code: 5 }] });
    await ship();
    await world.dispatch();
    return payment;
  };
  const page = await newPage();

  const wrong = await refused('9161235001');
  await ask(page, wrong);
  await verdict(page, 'Платёж не прошёл');
  await picture(page, 'rejected');
  const asked = requestFor(wrong, 'reconduct', { corrected: { providerId: 'mts', account: '9161235999' } });
  await world.ask(asked);
  await page.getByRole('button', { name: 'Обновить' }).click();
  await page.getByText('о повторном проведении рассматривается').waitFor();
  await picture(page, 'considered');
  const corrected = { corrected: { providerId: 'mts', account: '9161235999' } } as object;
  for (const person of ['anna', 'boris']) await world.decide(asked, person, 'approve', corrected);
  await world.dispatch();
  await page.getByRole('button', { name: 'Обновить' }).click();
  await page.getByText('исправлен, на чеке другой').waitFor();
  await picture(page, 'corrected');

  const given = await refused('9161235002');
  await world.ask(requestFor(given, 'cancel'));
  const refund = requestFor(given, 'cashRefund');
  await world.ask(refund);
  for (const person of ['anna', 'boris']) await world.decide(refund, person);
  await ask(page, given);
  await page.getByText('Возврат разрешён').waitFor();
  await picture(page, 'refund-granted');

  const twin = beginJournal({ seed: 2, workstation: 2, start: Date.UTC(2026, 10, 21, 6) });
  const first = journal.pay({ account: '9161235003' });
  while (twin.pay({}).receipt?.number !== (first.receipt?.number ?? 1) - 1);
  twin.pay({ account: '9161235003' });
  await ship();
  await world.ship(twin);
  await ask(page, first);
  await page.getByText('платежей несколько: 2').waitFor();
  await picture(page, 'several');

  for (let count = 0; count < 8; count += 1)
    await status.ask({ kind: 'typed', account: '9161235003', receipt: '9/9', amount: 1 });
  await page.goto(status.url);
  await type(page, { account: '9161235003', shift: '9', number: '9', sum: '1' });
  await page.getByText('Попробуйте через 10 минут').waitFor();
  await picture(page, 'limited');
  await page.context().close();
  expect(complaints).toEqual([]);
}, 120_000);
