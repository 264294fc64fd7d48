// A payment that the operator refused: its re-conduct with the right number is asked for, and stands in «Мои обращения».
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people, plain } from '../../scripts/driver/cashier.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { TestSep } from '../tools/sepSystem.ts';
import { startSep } from '../tools/sepSystem.ts';
import { takePicture } from './picture.ts';
import { newStation } from './station.ts';
import { ask, tillOf } from './view.ts';

/** The simulated operator refuses it at `pay`, for good. */
const refused = '9160000005';

const station = newStation();
const folder = mkdtempSync(join(tmpdir(), 'kassa-e2e-sep-'));
const database = await newSepDatabase();
let sep: TestSep;

beforeAll(async () => {
  sep = await startSep({ folder, databaseUrl: database.url, port: 0 });
  await station.start();
  const { cashier, page } = station;
  await cashier.signIn(people.sergey.pin, people.sergey.name);
  await cashier.openShift('1000');
  const code = await sep.newCode('training', 1);
  expect(await ask(page, 'sync.enrol', { address: sep.url, code })).toMatchObject({ ok: true });
  expect(await ask(page, 'sync.claim', { takeOver: false })).toMatchObject({ ok: true });
});

afterAll(async () => {
  await sep.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const dialog = () => station.page.getByRole('dialog', { name: /^Корректировка/ });

test('a refused payment is re-conducted with the right number by a request', async () => {
  const { cashier, page } = station;
  await cashier.pay({ account: refused, operator: 'МТС', sum: '500', tendered: '515' });
  await expect
    .poll(async () => (await tillOf(page)).recent[0]?.standing?.status, { timeout: 30_000 })
    .toBe('rejected');
  await cashier.menu('Корректировка по чеку');
  await cashier.ready(dialog().getByLabel('Номер чека'));
  await dialog().getByLabel('Номер чека').fill('1/1');
  await dialog().getByLabel('Сумма чека, ₽').fill('515');
  await dialog().getByLabel('Сумма чека, ₽').focus();
  await cashier.keys.pad('\n');
  await dialog().getByRole('button', { name: 'Провести через ЦО' }).waitFor();
  expect(plain(await dialog().getByRole('region', { name: 'История платежа' }).innerText())).toContain('СЭП');
  await takePicture(page, '120-adjust-rejected');
  await dialog().getByRole('button', { name: 'Провести через ЦО' }).click();
  await dialog().getByLabel('Верный номер (пусто – прежний)').fill('916 123-45-67');
  await dialog().getByRole('button', { name: 'Проверить номер' }).click();
  await dialog().getByText('Оператор подтвердил номер').waitFor();
  await dialog().getByRole('button', { name: 'Ошибка в номере' }).click();
  await takePicture(page, '121-adjust-reconduct');
  await cashier.keys.pad('*');
  await dialog().getByText('Обращение принято СЭП.').waitFor();
  await takePicture(page, '122-adjust-asked');
  await cashier.keys.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await cashier.menu('Мои обращения');
  await page.getByText('Ждёт центральный офис').waitFor();
  await takePicture(page, '123-requests');
});
