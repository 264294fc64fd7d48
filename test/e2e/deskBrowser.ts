/** The central office desk in Debian's own browser: people who sign in there, and pictures that are looked at. */
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { expect } from 'vitest';
import type { NewCredentials } from '../../sep/desk/people.ts';
import { codeAt } from '../sep/desk/deskClient.ts';
import { ownPassword } from '../sep/desk/deskGround.ts';
import { capture } from './capture.ts';
import { graveFaults } from './faults.ts';

const sizes = [
  [1280, 800],
  [1920, 1080],
] as const;

export interface DeskBrowser {
  readonly browser: Browser;
  /** What the browser complained of: scripts, styles and pictures that the policy forbids are among it. */
  readonly complaints: readonly string[];
  newPage(): Promise<Page>;
  /** The whole way in, by password, code and a password of one's own. `picture`: what the door is called on a picture. */
  signIn(login: string, credentials: NewCredentials, picture?: string): Promise<Page>;
  close(): Promise<void>;
}

/** In every page: what it does of itself every ten seconds, such as asking what is new, comes twice a second. */
function hurry(): void {
  const usual = globalThis.setInterval;
  globalThis.setInterval = ((action: () => void, milliseconds: number) =>
    usual(action, milliseconds / 20)) as typeof setInterval;
}

/** `clock`: a time that stands, for people and their browsers alike; null: the real one. */
export async function openDeskBrowser(url: string, clock: (() => number) | null): Promise<DeskBrowser> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const complaints: string[] = [];
  const now = clock ?? (() => Date.now());

  async function newPage(): Promise<Page> {
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      viewport: { width: 1280, height: 800 },
      locale: 'ru-RU',
      acceptDownloads: true,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.addInitScript(hurry);
    if (clock) await page.clock.setFixedTime(clock());
    page.on('console', (line) => {
      // A wrong code is answered 401, which Chromium calls an error.
      if (line.type() === 'error' && !line.text().includes('status of 40')) complaints.push(line.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(url);
    return page;
  }

  return {
    browser,
    complaints,
    newPage,
    async signIn(login, { password, otpauth }, name) {
      const page = await newPage();
      await page.getByLabel('Имя для входа').fill(login);
      await page.getByLabel('Пароль', { exact: true }).fill(password);
      if (name) await deskPicture(page, `${name}-password`);
      await page.getByRole('button', { name: 'Дальше' }).click();
      await page.getByLabel('Код из приложения').fill('000000');
      await page.getByRole('button', { name: 'Войти' }).click();
      await page.getByText('Код неверен').waitFor();
      if (name) await deskPicture(page, `${name}-code`);
      await page.getByLabel('Код из приложения').fill(codeAt(otpauth, now()));
      await page.getByRole('button', { name: 'Войти' }).click();
      await page.getByLabel('Новый пароль').fill(ownPassword);
      await page.getByLabel('Ещё раз').fill(ownPassword);
      if (name) await deskPicture(page, `${name}-new-password`);
      await page.getByRole('button', { name: 'Сохранить и войти' }).click();
      await page.getByRole('heading', { name: 'Ждут решения' }).waitFor();
      return page;
    },
    close: () => browser.close(),
  };
}

/** At both sizes, for people to look at; what is hard to see or to reach, or wider than the window, fails the test. */
export async function deskPicture(page: Page, name: string): Promise<void> {
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await capture(page, `desk-${name}-${width}x${height}`, { whole: true });
    // The page, or a table in it: what has to be scrolled to sideways is not seen.
    const wider = await page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('.wide')].some(
        ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1,
      ),
    );
    expect(wider, `${name} is wider than its place at ${width}`).toBe(false);
  }
  expect(await graveFaults(page), name).toEqual([]);
}

/** A paper with these words, as a scanner makes it. */
export async function scannedPdf(browser: Browser, words: string): Promise<Buffer> {
  const paper = await browser.newPage();
  await paper.setContent(`<p>${words}</p>`);
  const file = await paper.pdf({ width: '148mm', height: '105mm' });
  await paper.close();
  return file;
}

export const openSection = async (page: Page, section: string): Promise<void> => {
  await page.getByRole('navigation').getByRole('link', { name: section }).click();
  await page.getByRole('heading', { level: 1, name: section }).waitFor();
};
