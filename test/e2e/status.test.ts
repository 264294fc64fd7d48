/** «Статус платежа» in Debian's own browser, on a desktop and on a phone: asking, answers, pictures, accessibility. */
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { type AdjustmentWorld, minute, newAdjustmentWorld } from '../sep/adjustments/world.ts';
import { newStatusGround, type StatusGround } from '../sep/status/statusGround.ts';
import { beginJournal } from '../tools/madeJournal.ts';
import { pictures } from './picture.ts';

let world: AdjustmentWorld;
let status: StatusGround;
let browser: Browser;
/** What the browser complained of: what the policy forbids is among it. */
const complaints: string[] = [];
const journal = beginJournal();
let shipped = 0;

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
});

const sizes = [
  [1280, 800],
  [390, 844],
] as const;

/** For people to look at, at both sizes; what is hard to see or to reach fails the test. */
async function picture(page: Page, name: string): Promise<void> {
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await page.screenshot({
      path: join(pictures, `status-${name}-${width}x${height}.png`),
      fullPage: true,
      animations: 'disabled',
    });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wider, `${name} is wider than ${width}`).toBe(false);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(
      grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      name,
    ).toEqual([]);
  }
}

async function newPage(): Promise<Page> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
    viewport: { width: 390, height: 844 },
  });
  const page = await context.newPage();
  page.on('console', (line) => {
    if (line.type() === 'error' && !line.text().includes('status of 4')) complaints.push(line.text());
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
