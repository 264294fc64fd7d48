// A kill between any two steps of a receipt: the program starts, says where it stands, and prints nothing twice.
import { mkdirSync, readFileSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { people } from '../../scripts/driver/cashier.ts';
import { papersOf } from '../../scripts/driver/paper.ts';
import { killAtRegister } from './killAtRegister.ts';
import { strangeCodes, unharmedBy } from './scans.ts';
import { newStation } from './station.ts';
import { tillOf } from './view.ts';

const station = newStation();
const receipts = () => papersOf(station.profile).filter(({ kind }) => kind === 'receipt').length;
/** What the virtual register has in its memory, it made. */
const memory = join(station.profile, 'register/documents.jsonl');
const made = () => readFileSync(memory, 'utf8').match(/"kind":"receipt"/g)?.length ?? 0;

beforeAll(async () => {
  await station.start();
  await station.cashier.signIn(people.anna.pin);
  await station.cashier.openShift('0');
});

async function startAgain() {
  await station.start();
  await station.cashier.signIn(people.anna.pin);
}

/** A payment up to the key that prints its receipt. */
async function upToReceipt(account: string, sum: string, tendered: string) {
  const { cashier } = station;
  await cashier.enter({ account, operator: 'МТС', sum });
  await cashier.preCheckAndSign();
  await cashier.keys.pad(`${tendered}\n`);
  await cashier.ready(cashier.button('Чек'));
}

const killAtReceipt = (moment: 'beforeWriting' | 'afterWriting') =>
  killAtRegister(station, moment, () => station.cashier.keys.pad('\n'));

test('between receipt and conducting: the payment stands where it stood, and is conducted', async () => {
  await upToReceipt('9161234567', '500', '515');
  await station.cashier.keys.pad('\n');
  await station.cashier.ready(station.cashier.button('Провести'));
  await station.kill();
  await startAgain();
  const { cashier, page } = station;
  await cashier.screen('Платёж 1-1').waitFor();
  await page.getByText('Подпишите чек и отдайте клиенту, пречек положите в папку').waitFor();
  const list = page.getByRole('region', { name: 'Незавершённые' });
  await list.getByText('На экране').waitFor();
  // Set aside, and found again where it says.
  await cashier.keys.pad('+\n');
  await cashier.ready(cashier.field('Номер'));
  await list.getByText('Не проведён').waitFor();
  await list.getByRole('button', { name: 'Продолжить платёж 1-1', exact: true }).click();
  await cashier.ready(cashier.button('Провести'));
  await cashier.conduct();
  expect([receipts(), made()]).toEqual([1, 1]);
  expect((await tillOf(page)).shift?.payments).toBe(1);
});

test('after the intent, before the device: the register says that there is no receipt, and it is printed once', async () => {
  await upToReceipt('9161234568', '200', '206');
  await killAtReceipt('beforeWriting');
  expect(made()).toBe(1);
  await startAgain();
  const { cashier } = station;
  await cashier.screen('Платёж 1-2').waitFor();
  await cashier.ready(cashier.button('Чек'));
  expect(await cashier.shows('change')).toBe('0,00 ₽');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Провести'));
  await cashier.conduct();
  expect([receipts(), made()]).toEqual([2, 2]);
});

test('after the device, before the result: the register says that it made it, and no second one is printed', async () => {
  await upToReceipt('9161234569', '300', '310');
  await killAtReceipt('afterWriting');
  expect([receipts(), made()]).toEqual([2, 3]);
  await startAgain();
  const { cashier, page } = station;
  await cashier.screen('Платёж 1-3').waitFor();
  // Its paper never came out: the client gets a copy, which says that it is one, and only then it is conducted.
  await page.getByRole('alert').filter({ hasText: 'Вышла ли его бумага?' }).waitFor();
  await cashier.ready(cashier.button('Напечатать копию'));
  await unharmedBy(station)('a receipt whose paper is owed', strangeCodes);
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Провести'));
  expect(papersOf(station.profile).at(-1)?.text).toContain('КОПИЯ ЧЕКА');
  await cashier.conduct();
  expect([receipts(), made()]).toEqual([2, 3]);
  expect((await tillOf(page)).shift).toMatchObject({ payments: 3 });
});

test('the register can’t be asked: the panel stays until it answers, and Enter settles nothing', async () => {
  await upToReceipt('9161234570', '400', '412');
  await killAtReceipt('afterWriting');
  // A folder in its place: the register's memory can't be read.
  renameSync(memory, `${memory}.away`);
  mkdirSync(memory);
  await startAgain();
  const { cashier, page } = station;
  const unknown = page.getByRole('alert').filter({ hasText: 'Неизвестно, вышел ли чек платежа 1-4' });
  await unknown.waitFor();
  await page.getByRole('region', { name: 'Незавершённые' }).getByText('На экране').waitFor();
  await cashier.keys.pad('\n\n');
  await cashier.keys.pad('*');
  await unknown.getByText('Ответа нет: Касса сообщила о неисправности. (К-513)').waitFor();
  expect((await tillOf(page)).current?.stage).toBe('receipting');
  rmdirSync(memory);
  renameSync(`${memory}.away`, memory);
  await cashier.keys.pad('*');
  await cashier.ready(cashier.button('Напечатать копию'));
  // The register knows its documents; that the paper is there, a person says, by two deliberate keys.
  await cashier.keys.pad('*');
  const sure = cashier.dialog('Чек у вас в руках?');
  await sure.waitFor();
  await cashier.keys.pad('\n');
  await sure.waitFor();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.button('Провести'));
  await cashier.conduct();
  expect(made()).toBe(4);
  expect((await tillOf(page)).shift).toMatchObject({ payments: 4 });
});
