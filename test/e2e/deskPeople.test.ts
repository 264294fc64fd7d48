/** The desk's people, what tills contradict, and a granted refund of a silent till: in a browser, with pictures. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import decode from 'qr/decode.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/lib/install.mjs';
import {
  type AdjustmentWorld,
  newAdjustmentWorld,
  refundEvents,
  requestFor,
  uuidOf,
} from '../sep/adjustments/world.ts';
import { codeAt } from '../sep/desk/deskClient.ts';
import { type DeskGround, newDeskGround, ownPassword } from '../sep/desk/deskGround.ts';
import { beginJournal } from '../tools/madeJournal.ts';
import { type DeskBrowser, deskPicture, openDeskBrowser, openSection } from './deskBrowser.ts';

let world: AdjustmentWorld;
let desk: DeskGround;
let chromium: DeskBrowser;
let admin: Page;
let senior: Page;
beforeAll(async () => {
  world = await newAdjustmentWorld();
  desk = await newDeskGround(world, join(projectRoot, 'out/desk'));
  chromium = await openDeskBrowser(desk.url, desk.clock);
  const enter = async (login: string, role: 'administrator' | 'supervisor', name: string) =>
    chromium.signIn(login, await desk.newPerson(login, role, name));
  admin = await enter('glavny', 'administrator', 'Ольга Маслова');
  senior = await enter('lapin', 'supervisor', 'Борис Лапин');
});
afterAll(async () => {
  await chromium?.close();
  await desk?.close();
  await world?.close();
});

/** What a telephone's camera reads off the screen: the drawn cells as pixels, then a decoder. */
async function scanned(page: Page): Promise<string> {
  const path = page.getByRole('img', { name: 'QR-код второго фактора' }).locator('path');
  const drawn = (await path.getAttribute('d')) ?? '';
  const cells = [...drawn.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(
    ([, x, y]) => [Number(x), Number(y)] as const,
  );
  const scale = 6;
  const side = (Math.max(...cells.map(([x]) => x)) + 9) * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  const dark = new Set(cells.map(([x, y]) => `${x + 4}/${y + 4}`));
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1)
      if (dark.has(`${Math.floor(x / scale)}/${Math.floor(y / scale)}`))
        data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
  return decode({ width: side, height: side, data });
}

test('a person is made: password and code are shown once, the way in works, another senior vouches', async () => {
  await openSection(admin, 'Сотрудники');
  await admin.getByText('это вы').waitFor();
  await deskPicture(admin, 'people');
  await admin.getByRole('button', { name: 'Новый сотрудник' }).click();
  await admin.getByLabel('Фамилия и имя').fill('Зимина Вера');
  await admin.getByLabel('Имя для входа').fill('Зимина');
  await admin.getByRole('button', { name: 'Выдать вход' }).click();
  await admin.getByText('Имя для входа: латинские буквы').waitFor();
  await deskPicture(admin, 'people-new');
  await admin.getByLabel('Имя для входа').fill('zimina');
  await admin.getByRole('button', { name: 'Выдать вход' }).click();
  await admin.getByRole('heading', { name: 'Вход для сотрудника: Зимина Вера' }).waitFor();
  await deskPicture(admin, 'people-handout');
  const otpauth = await scanned(admin);
  const typed = (await admin.getByText('Ключ вручную').textContent()) ?? '';
  expect(otpauth).toContain(`secret=${typed.replace(/^.*вручную: /, '').replace(/ /g, '')}`);
  const password = (await admin.locator('code.secret').nth(1).textContent()) ?? '';
  await admin.getByRole('button', { name: 'Сотрудник всё записал' }).click();
  await admin
    .getByRole('row', { name: /Зимина Вера/ })
    .getByText('ждёт подтверждения')
    .waitFor();
  expect(await admin.getByText(password).count()).toBe(0);

  const vera = await chromium.newPage();
  await vera.getByLabel('Имя для входа').fill('zimina');
  await vera.getByLabel('Пароль', { exact: true }).fill(password);
  await vera.getByRole('button', { name: 'Дальше' }).click();
  await vera.getByLabel('Код из приложения').fill(codeAt(otpauth, desk.clock()));
  await vera.getByRole('button', { name: 'Войти' }).click();
  await vera.getByLabel('Новый пароль').fill(ownPassword);
  await vera.getByLabel('Ещё раз').fill(ownPassword);
  await vera.getByRole('button', { name: 'Сохранить и войти' }).click();
  await vera.getByRole('heading', { name: 'Ждут решения' }).waitFor();
  expect(await vera.getByRole('link', { name: 'Сотрудники' }).count()).toBe(0);

  expect(
    await admin
      .getByRole('row', { name: /Зимина Вера/ })
      .getByRole('button', { name: 'Подтвердить' })
      .count(),
  ).toBe(0);
  await openSection(senior, 'Сотрудники');
  const row = senior.getByRole('row', { name: /Зимина Вера/ });
  await deskPicture(senior, 'people-vouch');
  await row.getByRole('button', { name: 'Подтвердить' }).click();
  await row.getByText('работает').waitFor();
});

test('a person is changed, given a new way in, closed, and open again', async () => {
  await openSection(admin, 'Сотрудники');
  const row = () => admin.getByRole('row', { name: /Зимина/ });
  await row().getByRole('button', { name: 'Изменить' }).click();
  await admin.getByLabel('Роль').selectOption({ label: 'Старший' });
  await admin.getByRole('button', { name: 'Сохранить' }).click();
  await row().getByText('Старший').waitFor();
  await row().getByRole('button', { name: 'Закрыть' }).click();
  await row().getByLabel('Причина').fill('Уволилась');
  await deskPicture(admin, 'people-close');
  await row().getByRole('button', { name: 'Закрыть' }).click();
  await row()
    .getByText(/закрыта/)
    .waitFor();
  await row().getByRole('button', { name: 'Открыть снова' }).click();
  await row().getByLabel('Причина').fill('Вернулась');
  await row().getByRole('button', { name: 'Открыть снова' }).click();
  await admin.getByRole('heading', { name: /Вход для сотрудника/ }).waitFor();
  await admin.getByRole('button', { name: 'Сотрудник всё записал' }).click();
  await row().getByText('ждёт подтверждения').waitFor();
  expect(
    await admin
      .getByRole('row', { name: /это вы/ })
      .getByRole('button')
      .count(),
  ).toBe(0);
});

test('what a till contradicts is found, read and settled with a reason', async () => {
  const journal = beginJournal({ seed: 71 });
  const payment = journal.pay({ account: '9161230071' });
  const twice = journal.pay({ account: '9161230072', credited: 120_000 });
  await world.ship(journal);
  await world.dispatch();
  const before = journal.events.length;
  journal.append([
    ...refundEvents(payment, uuidOf('71'), payment.details.amountTaken, 'paid'),
    ...refundEvents(twice, uuidOf('72'), twice.details.amountTaken, 'paid'),
    ...refundEvents(twice, uuidOf('73'), twice.details.amountTaken, 'paid'),
  ]);
  await world.ship(journal, before + 1);
  await openSection(senior, 'Противоречия касс');
  await senior.getByText('деньги возвращены дважды').waitFor();
  await deskPicture(senior, 'contradictions');
  const unallowed = senior.getByRole('row', { name: /без разрешения.* 1-1 / });
  await unallowed.getByRole('link', { name: 'Отменить платёж' }).click();
  await senior.getByRole('heading', { name: 'Корректировки от центрального офиса' }).waitFor();
  await senior.getByLabel('Причина').fill('Деньги клиенту отданы, акт 12');
  await deskPicture(senior, 'payment-correction');
  await senior.getByRole('button', { name: 'Подать на согласование' }).click();
  await senior.locator('.title').getByText('нужен второй').waitFor();
  await deskPicture(senior, 'office-request');
  await openSection(admin, 'Ждут решения');
  await admin
    .getByRole('row', { name: /от центрального офиса/ })
    .getByRole('link')
    .click();
  await admin.getByRole('heading', { name: 'История' }).waitFor();
  await admin.getByLabel('Причина').fill('Согласна');
  await admin.getByRole('button', { name: 'Согласовать' }).click();
  await admin.locator('.title').getByText('у оператора').waitFor();
  await world.calls.round();
  expect(await world.status(payment.id)).toBe('refunded');
  await openSection(senior, 'Противоречия касс');
  await senior.getByText('Платёж уже исправлен').waitFor();
  const row = senior.getByRole('row', { name: /возвращены дважды/ });
  await row.getByRole('button', { name: 'Разобрано' }).click();
  await row.getByLabel('Причина').fill('Удержано с кассира, акт 12');
  await row.getByRole('button', { name: 'Разобрано' }).click();
  await row.waitFor({ state: 'detached' });
  await senior.getByText('Разобранные').click();
  await senior.getByText('Удержано с кассира, акт 12').waitFor();
  await deskPicture(senior, 'contradictions-settled');
});

test('the cash of a silent till: two people say what became of it', async () => {
  await world.operators.setFaults({ faults: [{ kind: 'result', command: 'check', count: 1, code: 5 }] });
  const journal = beginJournal({ seed: 74 });
  const payment = journal.pay({ account: '9161230074' });
  await world.ship(journal);
  await world.dispatch();
  const asked = requestFor(payment, 'cashRefund', { madeAt: desk.clock() });
  expect((await world.ask(asked)).state).toBe('granted');
  for (const page of [admin, senior]) {
    await openSection(page, 'У операторов');
    await page
      .getByRole('row', { name: /Вернуть деньги/ })
      .getByRole('link')
      .click();
    await page.getByText('когда придёт его журнал').waitFor();
    const silent = page.getByRole('button', { name: 'Касса не отвечает' });
    if ((await silent.count()) > 0) await silent.click();
    await page.getByLabel('Откуда известно').fill('Кассир отдал деньги, касса сгорела');
    if (page === senior) await deskPicture(page, 'grant-end');
    await page.getByRole('button', { name: 'Клиент получил деньги' }).click();
    if (page === admin) await page.getByText('Клиент получил деньги:').waitFor();
  }
  await senior.locator('.title').getByText('выполнено').waitFor();
  expect(await world.status(payment.id)).toBe('refunded');
  // An address that was cut in a letter shows its section.
  await senior.goto(`${desk.url}/#/search/%E0%A4%A`);
  await senior.reload();
  await senior.getByRole('heading', { name: 'Поиск платежа' }).waitFor();
  // Another person signs in, in another tab of the same browser: the page is theirs from then on, name and all.
  await admin.context().addCookies(await senior.context().cookies());
  await admin.getByRole('navigation').getByRole('link', { name: 'Сводка' }).click();
  await admin.locator('.who').getByText('Борис Лапин').waitFor();
  expect(chromium.complaints).toEqual([]);
});
