// Corrections that СЭП decides, in the window: a refund by its grant, a till killed on the way to the cash, another fee, what hangs.
import { mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { people, plain } from '../../scripts/driver/cashier.ts';
import { papersOf } from '../../scripts/driver/paper.ts';
import { decide } from '../../sep/adjustments/decide.ts';
import { hanging, newCorrectionGround, refused } from './correctionGround.ts';
import { killAtRegister } from './killAtRegister.ts';
import { takePicture } from './picture.ts';
import { ask, tillOf } from './view.ts';

const ground = await newCorrectionGround('0');
const { station, dialog, open, close, becomes } = ground;
const returns = () => papersOf(station.profile).filter(({ kind }) => kind === 'refundReceipt').length;

/** Taken and conducted; resolves once СЭП says so of it. */
async function paid(account: string, sum: string, status: string): Promise<void> {
  await station.cashier.pay({ account, operator: 'МТС', sum, tendered: '5000' });
  await becomes(status);
}

/** Asks for the money back, signed by the senior; resolves with СЭП's grant. */
async function grant(): Promise<void> {
  const { cashier } = station;
  await dialog().getByRole('button', { name: 'Вернуть деньги' }).click();
  await dialog().getByRole('button', { name: 'Платёж не дошёл' }).click();
  await dialog().getByLabel('Подтверждает').selectOption({ label: people.marina.name });
  await dialog().getByLabel('ПИН-код старшего').fill(people.marina.pin);
  await cashier.keys.pad('*');
  await dialog().getByText('Возврат разрешён этому рабочему месту').waitFor();
}

async function giveOut(): Promise<void> {
  const { cashier, page } = station;
  await dialog().getByRole('button', { name: 'Выдать деньги' }).click();
  await page.getByRole('dialog', { name: /^Пробить «возврат прихода»/ }).waitFor();
  await cashier.keys.pad('*');
}

async function startAgain(): Promise<void> {
  await station.start();
  await station.cashier.signIn(people.sergey.pin, people.sergey.name);
}

test('what the operator refused: the statement, the senior’s PIN, СЭП’s grant', async () => {
  const { cashier, page } = station;
  await paid(refused, '500', 'rejected');
  await open('1/1', '515');
  await dialog().getByRole('button', { name: 'Вернуть деньги' }).click();
  await takePicture(page, '131-refund-step');
  await dialog().getByRole('button', { name: 'Заявление' }).click();
  await expect.poll(() => papersOf(station.profile).at(-1)?.text ?? '').toContain('Прошу вернуть мне деньги');
  expect(papersOf(station.profile).at(-1)?.text).toContain('Документ (вид, серия, номер');
  await dialog().getByRole('button', { name: 'Платёж не дошёл' }).click();
  await dialog().getByLabel('Подтверждает').selectOption({ label: people.marina.name });
  await dialog().getByLabel('ПИН-код старшего').fill('111222');
  await cashier.keys.pad('*');
  await dialog().getByRole('alert').filter({ hasText: 'К-202' }).waitFor();
  await takePicture(page, '132-refund-wrong-pin');
  await dialog().getByLabel('ПИН-код старшего').fill(people.marina.pin);
  await cashier.keys.pad('*');
  await dialog().getByText('Возврат разрешён этому рабочему месту').waitFor();
  // While it is open nothing else can be begun.
  await dialog().getByText('Разрешён возврат денег: пока он не завершён').first().waitFor();
  await takePicture(page, '133-refund-granted');
});

test('more than lies in the drawer is not given; with the money there it is, once', async () => {
  const { page } = station;
  await close();
  const out = { kind: 'cashOut', amount: 10_000, reason: 'в банк' } as never;
  expect(await ask(page, 'cash.move', out)).toMatchObject({ ok: true });
  await open('1/1', '515');
  await giveOut();
  await dialog().getByRole('alert').filter({ hasText: 'К-306' }).waitFor();
  await takePicture(page, '134-refund-drawer');
  expect(returns()).toBe(0);
  const back = { kind: 'cashIn', amount: 10_000, reason: 'размен' } as never;
  expect(await ask(page, 'cash.move', back)).toMatchObject({ ok: true });
  await station.cashier.keys.press('Escape');
  await dialog().getByRole('alert').waitFor({ state: 'detached' });
  await close();
  await open('1/1', '515');
  await giveOut();
  await dialog().getByText('Деньги возвращены клиенту').waitFor();
  expect(returns()).toBe(1);
  expect(await dialog().getByRole('button', { name: 'Выдать деньги' }).count()).toBe(0);
  await becomes('refunded');
  await close();
});

test('killed as the return came out: a person is asked about the cash, and no second return is printed', async () => {
  await paid(refused, '600', 'rejected');
  await open('1/3', '618');
  await grant();
  await dialog().getByRole('button', { name: 'Выдать деньги' }).click();
  await station.page.getByRole('dialog', { name: /^Пробить «возврат прихода»/ }).waitFor();
  await killAtRegister(station, 'afterWriting', () => station.cashier.keys.pad('*'));
  await startAgain();
  const { page } = station;
  await open('1/3', '618');
  await dialog().getByText('Чек «возврат прихода» пробит. Выданы ли деньги?').waitFor();
  await takePicture(page, '135-refund-cash-question');
  expect(await dialog().getByRole('button', { name: 'Выдать деньги' }).count()).toBe(0);
  await dialog().getByRole('button', { name: 'Деньги выданы' }).click();
  await page.getByRole('dialog', { name: 'Деньги действительно у клиента?' }).waitFor();
  await takePicture(page, '136-refund-cash-sure');
  await station.cashier.keys.pad('*');
  await dialog().getByText('Деньги возвращены клиенту').waitFor();
  // Its paper was lost with the program; it was made once.
  expect(returns()).toBe(1);
  const { shift } = await tillOf(page);
  expect(shift).toMatchObject({ refunds: 2, refunded: 51_500 + 61_800 });
  await close();
});

test('nobody can say whether the return came out: it is asked for, and only then given anew', async () => {
  const { page } = station;
  await paid(refused, '700', 'rejected');
  await open('1/5', '721');
  await grant();
  await dialog().getByRole('button', { name: 'Выдать деньги' }).click();
  await page.getByRole('dialog', { name: /^Пробить «возврат прихода»/ }).waitFor();
  await killAtRegister(station, 'beforeWriting', () => station.cashier.keys.pad('*'));
  // A folder in its place: the register's memory can't be read.
  const memory = join(station.profile, 'register/documents.jsonl');
  renameSync(memory, `${memory}.away`);
  mkdirSync(memory);
  await startAgain();
  await open('1/5', '721');
  await dialog().getByText('Неизвестно, вышел ли чек «возврат прихода». Посмотрите на ленту').waitFor();
  await takePicture(station.page, '137-refund-unknown');
  await dialog().getByRole('button', { name: 'Чек не вышел' }).click();
  await station.page.getByRole('dialog', { name: 'Чека «возврат прихода» действительно нет?' }).waitFor();
  await takePicture(station.page, '138-refund-unknown-question');
  rmdirSync(memory);
  renameSync(`${memory}.away`, memory);
  await station.cashier.keys.pad('*');
  await dialog().getByText('Возврат разрешён этому рабочему месту').waitFor();
  await giveOut();
  await dialog().getByText('Деньги возвращены клиенту').waitFor();
  expect(returns()).toBe(2);
  await close();
});

test('another provider has another fee: shown, agreed to, on the statement, and in the request', async () => {
  const { cashier, page } = station;
  await paid(refused, '800', 'rejected');
  await open('1/7', '824');
  await dialog().getByRole('button', { name: 'Провести через ЦО' }).click();
  await dialog().getByLabel('Верный оператор').selectOption({ label: 'Yota' });
  await dialog().getByLabel('Верный номер (пусто – прежний)').fill('9991234567');
  await dialog().getByRole('button', { name: 'Не тот оператор' }).click();
  await dialog().getByText('Спросите клиента, согласен ли он с другой комиссией.').waitFor();
  const step = dialog().getByRole('region', { name: 'Провести через ЦО' });
  expect(plain(await step.innerText())).toContain('16,16 ₽ вместо 24,00 ₽');
  await takePicture(page, '139-other-fee');
  // Typed fields wait, the client's word does not: another day it would be another commission's.
  await dialog().getByLabel('Клиент согласен').check();
  await cashier.keys.press('Escape');
  await dialog().getByRole('button', { name: 'Провести через ЦО' }).click();
  await dialog().getByText('Спросите клиента, согласен ли он с другой комиссией.').waitFor();
  expect(await dialog().getByLabel('Верный номер (пусто – прежний)').inputValue()).toBe('9991234567');
  expect(await dialog().getByLabel('Клиент согласен').isChecked()).toBe(false);
  await dialog().getByLabel('Клиент согласен').check();
  await dialog().getByRole('button', { name: 'Заявление' }).click();
  await expect.poll(() => papersOf(station.profile).at(-1)?.text ?? '').toContain('Комиссия станет');
  await takePicture(page, '140-other-fee-agreed');
  await cashier.keys.pad('*');
  await dialog().getByText('Обращение принято СЭП.').waitFor();
  const [request] = await ground.sep.database.query<{ id: string; content: string }>(
    "SELECT id, content FROM request WHERE kind = 'reconduct' AND state = 'open'",
  );
  expect(JSON.parse(request?.content ?? '').split).toEqual({ amountCredited: 80_784, fee: 1_616 });
  await approve(request?.id ?? '', ['anna', 'boris']);
  await becomes('completed');
  const credited = ground.sep.system.operators?.credited().filter(({ account }) => account === '9991234567');
  expect(credited?.map(({ sum }) => sum)).toEqual([80_784]);
  await close();
  await open('1/7', '824');
  await dialog()
    .getByText(/Зачислится 807,84/)
    .first()
    .waitFor();
  await takePicture(page, '141-other-fee-done');
  await close();
});

test('what hangs is conducted through the office with the same details', async () => {
  const { cashier, page } = station;
  await paid(hanging, '500', 'hung');
  await open('1/8', '515');
  await dialog().getByText('Неизвестно, зачислен ли платёж.').first().waitFor();
  await takePicture(page, '142-hung');
  await dialog().getByRole('button', { name: 'Провести через ЦО' }).click();
  expect(await dialog().getByLabel('Верный оператор').count()).toBe(0);
  await dialog().getByRole('button', { name: 'Платёж не дошёл' }).click();
  await takePicture(page, '143-hung-step');
  await cashier.keys.pad('*');
  await dialog().getByText('Обращение принято СЭП.').waitFor();
  const [request] = await ground.sep.database.query<{ id: string }>(
    "SELECT id FROM request WHERE kind = 'reconduct' AND state = 'open'",
  );
  await approve(request?.id ?? '', ['anna']);
  await close();
  await cashier.menu('Мои обращения');
  await page.getByText('Отправлен оператору ещё раз с теми же данными.').waitFor();
  await takePicture(page, '144-requests');
});

/** People of the office, over СЭП's own function. */
async function approve(requestId: string, persons: readonly ('anna' | 'boris')[]): Promise<void> {
  const ids = { anna: '00000000-0000-4000-8000-00000000de51', boris: '00000000-0000-4000-8000-00000000de52' };
  for (const person of persons) {
    const decided = await decide(ground.sep.system.parts, {
      requestId,
      person: { id: ids[person], role: 'operator' },
      decision: 'approve',
      reason: 'по заявлению клиента',
      corrected: null,
      operatorAnswer: null,
    });
    expect(decided.kind).toBe('decided');
  }
}
