/** The central office desk in Debian's own browser: signing in, a request decided by two people, and pictures of it. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeskRole } from '../../contract/desk.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';
import {
  type AdjustmentWorld,
  newAdjustmentWorld,
  refundEvents,
  requestFor,
  uuidOf,
} from '../sep/adjustments/world.ts';
import { type DeskGround, newDeskGround } from '../sep/desk/deskGround.ts';
import { beginJournal } from '../tools/madeJournal.ts';
import { type DeskBrowser, deskPicture, openDeskBrowser, openSection, scannedPdf } from './deskBrowser.ts';
import { fillDay } from './deskDay.ts';

let world: AdjustmentWorld;
let desk: DeskGround;
let chromium: DeskBrowser;
const journal = beginJournal();
const hour = 3_600_000;
beforeAll(async () => {
  world = await newAdjustmentWorld();
  desk = await newDeskGround(world, join(projectRoot, 'out/desk'));
  chromium = await openDeskBrowser(desk.url, desk.clock);
});
afterAll(async () => {
  await chromium?.close();
  await desk?.close();
  await world?.close();
});

const names: Readonly<Record<string, string>> = {
  anna: 'Анна Ильина',
  boris: 'Борис Лапин',
  vera: 'Вера Зимина',
};
const signIn = async (login: string, role: DeskRole, picture?: string): Promise<Page> =>
  chromium.signIn(login, await desk.newPerson(login, role, names[login]), picture);

/** A receipt on a desk, base64. */
async function photographed(): Promise<string> {
  const paper = await chromium.browser.newPage({ viewport: { width: 330, height: 250 } });
  await paper.setContent(
    '<body style="background:#b9a88f"><pre style="background:#fff;padding:14px;transform:rotate(1deg)">КАССОВЫЙ ЧЕК\nприход   Чек 1/1\n\nПлатёж МТС\n(903) 123-45-76     500,00\nКомиссия             15,00\n\nИТОГ               =515,00',
  );
  const shot = await paper.screenshot();
  await paper.close();
  return shot.toString('base64');
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
  const others = Array.from({ length: 20 }, (_, index) =>
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
  await fillDay(database, desk.clock());
  await database.run(
    `INSERT INTO discrepancy (provider, day, kind, txn_id, account, our_amount, their_amount, found_at) VALUES
       ('mts', '2026-11-21', 'missingHere', '5512345678901', '9161234567', NULL, 50000, $1),
       ('beeline', '2026-11-21', 'otherSum', '5512345678902', '9037654321', 20000, 25000, $1),
       ('mts', '2026-11-20', 'missingThere', '5512345678903', '9160001122', 15000, NULL, $1),
       ('megafon', '2026-11-22', 'lateCredit', '5512345678904', '9261112233', NULL, 30000, $1)`,
    [desk.clock()],
  );
  await database.run(
    'UPDATE trade_point SET held_since = $1, details = coalesce(nullif(details, \'{}\'), \'{"name":"Вокзал"}\')',
    [desk.clock() - 50 * hour],
  );
  await database.run(
    `UPDATE workstation SET seen_at = $1, unsent = 12, oldest_unsent_at = $2 WHERE trade_point = 'tt-2' AND number = 2`,
    [desk.clock(), desk.clock() - 2 * hour],
  );
  const [first, second, third] = wrong;
  if (!first || !second || !third) throw new Error('no payments');
  const statement = await scannedPdf(chromium.browser, 'Прошу провести платёж на номер 903 123-45-67.');
  const asked = requestFor(first, 'reconduct', {
    corrected: { providerId: 'mts', account: '9031234567' },
    reason: 'Клиент перепутал две последние цифры номера',
    wording: 'Прошу провести платёж на верный номер 903 123-45-67, клиент ждёт на кассе.',
    madeAt: desk.clock() - 26 * hour,
    attachments: [
      { name: 'чек.png', type: 'image/png', content: await photographed() },
      { name: 'заявление.pdf', type: 'application/pdf', content: statement.toString('base64') },
    ],
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
  // A till gave cash back for it, and nobody here knows of a cancel.
  const doubted = beginJournal({ seed: 41, workstation: 2 });
  const given = doubted.pay({ account: '9160000041' });
  doubted.append(refundEvents(given, uuidOf('41'), given.details.amountTaken, 'paid'));
  await world.ship(doubted);
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
  await deskPicture(anna, 'queue');
  await anna.getByRole('row', { name: /Клиент перепутал/ }).click();
  await anna.getByRole('heading', { name: 'История' }).waitFor();
  await anna.getByRole('button', { name: 'Согласовать' }).click();
  await anna.getByText('Напишите причину').waitFor();
  await anna.getByLabel('Причина').fill('Чек и заявление есть');
  await anna.getByRole('button', { name: 'Согласовать' }).click();
  await anna.getByText('Согласие').first().waitFor();
  expect(await world.status(first.id)).toBe('rejected');

  const boris = await signIn('boris', 'supervisor');
  await boris.getByText('нужен второй').waitFor();
  await boris.getByRole('row', { name: /Клиент перепутал/ }).click();
  await boris.getByRole('heading', { name: 'История' }).waitFor();
  // The browser's own viewer has taken the PDF: its page, and the part of it that draws.
  const viewers = () => boris.frames().filter((frame) => frame.url().includes('/desk/attachment/')).length;
  await expect.poll(viewers, { timeout: 15_000 }).toBe(2);
  await deskPicture(boris, 'request');
  await boris.getByLabel('Причина').fill('Согласен');
  await boris.getByRole('button', { name: 'Согласовать' }).click();
  await boris.getByText('выполнено').first().waitFor();
  await world.dispatch();
  expect(await world.status(first.id)).toBe('completed');
  expect(world.creditedTo('9031234567')).toBe(first.details.amountCredited);
  await boris.getByRole('link', { name: /^Платёж/ }).click();
  await boris.getByText('проведён', { exact: true }).first().waitFor();
  await deskPicture(boris, 'payment');

  await openSection(boris, 'Поиск платежа');
  await boris.getByRole('textbox').fill('903 123-45-76');
  await boris.getByRole('button', { name: 'Найти' }).click();
  await boris.getByRole('row', { name: /1-1/ }).waitFor();
  await deskPicture(boris, 'search');
  // Rows of a letter, as the report's heading and columns have them.
  const cells = (number: string, payment: string) =>
    [
      '20.11.2026 09:00',
      number,
      'МТС',
      '515,00',
      '15,00',
      '500,00',
      payment,
      '1/1',
      'Анна',
      '1',
      'ошибочный',
    ].join('\t');
  await boris.getByRole('textbox').fill(`${cells('903 123-45-76', '1-1')}\n${cells('916 111-99-99', '1-2')}`);
  await boris.getByRole('button', { name: 'Найти' }).click();
  await boris.getByRole('row', { name: /1-2/ }).waitFor();
  expect(await boris.getByRole('row').count()).toBe(3);
  await deskPicture(boris, 'search-rows');

  await openSection(boris, 'Сводка');
  await boris.getByText('Сколько ждут').waitFor();
  await deskPicture(boris, 'dashboard');

  await openSection(boris, 'Зависшие');
  await boris.getByRole('button', { name: 'Провести заново' }).first().waitFor();
  await boris.getByText('Касса вернула за него деньги').waitFor();
  await deskPicture(boris, 'hung');
  await boris.getByRole('button', { name: 'Провести заново' }).first().click();
  await boris.getByLabel('Причина').fill('Сбой у оператора прошёл');
  await boris.getByRole('button', { name: 'Провести заново' }).first().click();
  await boris.getByText('отправлено заново').waitFor();

  await openSection(boris, 'Расхождения');
  await boris.getByText('суммы различаются').waitFor();
  await boris.getByText('зачислен, хотя у нас закрыт иначе').waitFor();
  await deskPicture(boris, 'discrepancies');
  await openSection(boris, 'Точки и журналы');
  await boris.getByText('Не отправлено платежей: 12').waitFor();
  await deskPicture(boris, 'watch');
  await openSection(boris, 'Журнал действий');
  await boris.getByText('провести зависшие').waitFor();
  await deskPicture(boris, 'audit');
  expect(await anna.getByRole('link', { name: 'Журнал действий' }).count()).toBe(0);

  await boris.getByRole('button', { name: 'Выйти' }).click();
  await boris.getByLabel('Имя для входа').waitFor();
  expect(chromium.complaints).toEqual([]);
}, 240_000);
