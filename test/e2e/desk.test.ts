/** The central office desk in Debian's own browser: signing in, a request decided by two people, and pictures of it. */
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { type AdjustmentWorld, newAdjustmentWorld, requestFor } from '../sep/adjustments/world.ts';
import { codeAt } from '../sep/desk/deskClient.ts';
import { type DeskGround, newDeskGround, ownPassword } from '../sep/desk/deskGround.ts';
import { beginJournal } from '../tools/madeJournal.ts';
import { pictures } from './picture.ts';

let world: AdjustmentWorld;
let desk: DeskGround;
let browser: Browser;
/** What the browser complained of: scripts, styles and pictures that the policy forbids are among it. */
const complaints: string[] = [];
const journal = beginJournal();
const hour = 3_600_000;
beforeAll(async () => {
  world = await newAdjustmentWorld();
  desk = await newDeskGround(world, join(projectRoot, 'out/desk'));
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
  await world?.close();
});

async function newPage(): Promise<Page> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: { width: 1440, height: 900 },
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(desk.clock());
  page.on('console', (line) => {
    // A wrong code is answered 401, which Chromium calls an error.
    if (line.type() === 'error' && !line.text().includes('status of 40')) complaints.push(line.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(desk.url);
  return page;
}

async function signIn(login: string, role: 'operator' | 'supervisor', name: string | null): Promise<Page> {
  const { password, otpauth } = await desk.newPerson(login, role);
  const page = await newPage();
  await page.getByLabel('Имя для входа').fill(login);
  await page.getByLabel('Пароль', { exact: true }).fill(password);
  if (name) await picture(page, name);
  await page.getByRole('button', { name: 'Дальше' }).click();
  await page.getByLabel('Код из приложения').fill('000000');
  await page.getByRole('button', { name: 'Войти' }).click();
  await page.getByText('Код неверен').waitFor();
  await page.getByLabel('Код из приложения').fill(codeAt(otpauth, desk.clock()));
  await page.getByRole('button', { name: 'Войти' }).click();
  await page.getByLabel('Новый пароль').fill(ownPassword);
  await page.getByLabel('Ещё раз').fill(ownPassword);
  await page.getByRole('button', { name: 'Сохранить и войти' }).click();
  await page.getByRole('heading', { name: 'Ждут решения' }).waitFor();
  return page;
}

/** For people to look at; what is hard to see or to reach fails the test. */
async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `desk-${name}.png`), fullPage: true, animations: 'disabled' });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    name,
  ).toEqual([]);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wider, `${name} is wider than the window`).toBe(false);
}

const open = async (page: Page, section: string): Promise<void> => {
  await page.getByRole('navigation').getByRole('link', { name: section }).click();
  await page.getByRole('heading', { level: 1, name: section }).waitFor();
};

/** A receipt on a desk, base64. */
async function photographed(): Promise<string> {
  const paper = await browser.newPage({ viewport: { width: 330, height: 250 } });
  await paper.setContent(
    '<body style="background:#b9a88f"><pre style="background:#fff;padding:14px;transform:rotate(1deg)">КАССОВЫЙ ЧЕК\nприход   Чек 1/1\n\nПлатёж МТС\n(903) 123-45-76     500,00\nКомиссия             15,00\n\nИТОГ               =515,00',
  );
  const picture = await paper.screenshot();
  await paper.close();
  return picture.toString('base64');
}

async function seed() {
  const fail = (code: number, count: number) =>
    world.operators.setFaults({ faults: [{ kind: 'result', command: 'check', code, count }] });
  await fail(5, 3);
  const wrong = [
    journal.pay({ account: '9031234576' }),
    journal.pay({ account: '9161119999' }),
    journal.pay({}),
  ];
  await world.ship(journal);
  await world.dispatch();
  let shipped = journal.events.length;
  const others = Array.from({ length: 60 }, (_, index) =>
    journal.pay({
      account: `91600${10_000 + index}`,
      provider: index % 3 === 0 ? 'beeline' : 'mts',
      credited: 10_000 + index * 700,
    }),
  );
  await world.ship(journal, shipped + 1);
  shipped = journal.events.length;
  await world.dispatch();
  const { database } = desk;
  for (const [index, { id }] of others.entries())
    await database.run('UPDATE payment SET accepted_at = $2 WHERE id = $1', [
      id,
      desk.clock() - ((index * index) % 23) * hour,
    ]);
  await database.run("UPDATE payment SET status = 'hung', due_at = NULL WHERE id = ANY($1::uuid[])", [
    others.slice(0, 4).map(({ id }) => id),
  ]);
  await database.run(
    `INSERT INTO discrepancy (provider, day, kind, txn_id, account, our_amount, their_amount, found_at) VALUES
       ('mts', '2026-11-21', 'missingHere', '5512345678901', '9161234567', NULL, 50000, $1),
       ('beeline', '2026-11-21', 'otherSum', '5512345678902', '9037654321', 20000, 25000, $1),
       ('mts', '2026-11-20', 'missingThere', '5512345678903', '9160001122', 15000, NULL, $1)`,
    [desk.clock()],
  );
  await database.run(
    `UPDATE workstation SET seen_at = $1, unsent = 12, oldest_unsent_at = $2 WHERE trade_point = 'tt-2' AND number = 2`,
    [desk.clock(), desk.clock() - 2 * hour],
  );
  const [first, second, third] = wrong;
  if (!first || !second || !third) throw new Error('no payments');
  const asked = requestFor(first, 'reconduct', {
    corrected: { providerId: 'mts', account: '9031234567' },
    reason: 'Клиент перепутал две последние цифры номера',
    wording: 'Прошу провести платёж на верный номер 903 123-45-67, клиент ждёт на кассе.',
    madeAt: desk.clock() - 26 * hour,
    attachments: [{ name: 'чек.png', type: 'image/png', content: await photographed() }],
  });
  await world.ask(asked);
  await world.ask(
    requestFor(second, 'reconduct', { madeAt: desk.clock() - hour / 2, reason: 'Номер уже подключён' }),
  );
  await world.ask(
    requestFor(third, 'cashRefund', {
      madeAt: desk.clock() - 3 * hour,
      shiftOpen: false,
      reason: 'Клиент отказался',
    }),
  );
  const credited = others[5];
  if (credited)
    await world.ask(
      requestFor(credited, 'cancel', { madeAt: desk.clock() - 5 * hour, reason: 'Ошибка кассира' }),
    );
  return { first, asked };
}

test('a changed number is agreed to by two people in two browsers, and the payment is completed', async () => {
  const { first } = await seed();
  const anna = await signIn('anna', 'operator', 'signin');
  await anna.getByText('Клиент перепутал').waitFor();
  await picture(anna, 'queue');
  await anna.getByRole('row', { name: /Клиент перепутал/ }).click();
  await anna.getByRole('heading', { name: 'История' }).waitFor();
  await anna.getByRole('button', { name: 'Согласовать' }).click();
  await anna.getByText('Напишите причину').waitFor();
  await anna.getByLabel('Причина').fill('Чек и заявление есть');
  await anna.getByRole('button', { name: 'Согласовать' }).click();
  await anna.getByText('Согласие').first().waitFor();
  expect(await world.status(first.id)).toBe('rejected');

  const boris = await signIn('boris', 'supervisor', null);
  await boris.getByText('нужен второй').waitFor();
  await boris.getByRole('row', { name: /Клиент перепутал/ }).click();
  await boris.getByRole('heading', { name: 'История' }).waitFor();
  await picture(boris, 'request');
  await boris.getByLabel('Причина').fill('Согласен');
  await boris.getByRole('button', { name: 'Согласовать' }).click();
  await boris.getByText('выполнено').first().waitFor();
  await world.dispatch();
  expect(await world.status(first.id)).toBe('completed');
  expect(world.creditedTo('9031234567')).toBe(first.details.amountCredited);
  await boris.getByRole('link', { name: /^Платёж/ }).click();
  await boris.getByText('проведён', { exact: true }).first().waitFor();
  await picture(boris, 'payment');

  await open(boris, 'Поиск платежа');
  await boris.getByRole('textbox').fill('903 123-45-76');
  await boris.getByRole('button', { name: 'Найти' }).click();
  await boris.getByRole('row', { name: /1-1/ }).waitFor();
  await picture(boris, 'search');

  await open(boris, 'Зависшие');
  await boris.getByRole('button', { name: 'Провести заново' }).first().waitFor();
  await picture(boris, 'hung');
  await boris.getByRole('button', { name: 'Провести заново' }).first().click();
  await boris.getByLabel('Причина').fill('Сбой у оператора прошёл');
  await boris.getByRole('button', { name: 'Провести заново' }).first().click();
  await boris.getByText('отправлено заново').waitFor();

  await open(boris, 'Расхождения');
  await boris.getByText('суммы различаются').waitFor();
  await picture(boris, 'discrepancies');
  await open(boris, 'Точки и журналы');
  await boris.getByText('Не отправлено платежей: 12').waitFor();
  await picture(boris, 'watch');
  await open(boris, 'Сводка');
  await boris.getByText('Сколько ждут').waitFor();
  await picture(boris, 'dashboard');
  await open(boris, 'Журнал действий');
  await boris.getByText('провести зависшие').waitFor();
  await picture(boris, 'audit');
  expect(await anna.getByRole('link', { name: 'Журнал действий' }).count()).toBe(0);

  await boris.getByRole('button', { name: 'Выйти' }).click();
  await boris.getByLabel('Имя для входа').waitFor();
  expect(complaints).toEqual([]);
}, 240_000);
