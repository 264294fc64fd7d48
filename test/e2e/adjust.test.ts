// «Корректировка»: the receipt first, every correction with its reason, a payment cancelled before it went, its money given back.
import { beforeAll, expect, test } from 'vitest';
import { people, plain } from '../../scripts/driver/cashier.ts';
import { papersOf } from '../../scripts/driver/paper.ts';
import { correctionDialog } from './correctionGround.ts';
import { takePicture } from './picture.ts';
import { strangeCodes, unharmedBy } from './scans.ts';
import { newStation } from './station.ts';
import { tillOf } from './view.ts';

const station = newStation();

beforeAll(async () => {
  await station.start();
  const { cashier } = station;
  await cashier.signIn(people.anna.pin, people.anna.name);
  await cashier.openShift('1000');
  await cashier.pay({ account: '9161234567', operator: 'МТС', sum: '500', tendered: '515' });
  // Receipted, and not conducted.
  await cashier.enter({ account: '9031234567', operator: 'Билайн', sum: '100,50' });
  await cashier.preCheckAndSign();
  await cashier.receipt('200');
});

const staysUnharmed = unharmedBy(station);
const { dialog, showReceipt } = correctionDialog(station);

async function chooseRow(downs: number): Promise<void> {
  const { cashier, page } = station;
  await cashier.keys.press('F8');
  await cashier.screen('Отчёт по платежам').waitFor();
  await page.getByText('Сегодня', { exact: true }).click();
  await cashier.button('Сформировать').click();
  await cashier.ready(page.getByRole('grid', { name: 'Платежи' }));
  for (let down = 0; down < downs; down += 1) await page.keyboard.press('ArrowDown');
}

test("without the client's receipt nothing is offered, and another payment's receipt is told from it", async () => {
  const { cashier, page } = station;
  await chooseRow(2);
  await cashier.keys.press('F2');
  await dialog().getByText('Сначала чек клиента').waitFor();
  await cashier.ready(dialog().getByLabel('Номер чека'));
  await takePicture(page, '110-adjust-gate');
  await showReceipt('1/2', '105,50');
  await page.getByRole('alert').filter({ hasText: 'К-903' }).waitFor();
  await takePicture(page, '111-adjust-other-receipt');
  await cashier.keys.press('Escape');
});

test('with the receipt: the four corrections, each possible or with its reason', async () => {
  const { page } = station;
  await showReceipt('1/1', '515');
  await dialog().getByRole('region', { name: 'Что можно сделать' }).waitFor();
  const text = plain(await dialog().getByRole('region', { name: 'Что можно сделать' }).innerText());
  expect(text).toContain('Перевести на верный номер');
  expect(text).toContain('СЭП ещё не получила платёж: отмените его и примите новый на верный номер.');
  expect(text).toContain('Сначала отмените платёж: деньги возвращают после отмены.');
  expect(text).toContain('Рабочее место не подключено к СЭП.');
  await takePicture(page, '112-adjust-verdicts');
  await dialog().getByRole('button', { name: 'Закрыть' }).last().focus();
  await staysUnharmed('verdicts', strangeCodes);
});

test('a receipt found by its QR opens the payment; the cancel wants a second person', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await cashier.keys.press('Escape');
  await cashier.menu('Корректировка по чеку');
  await cashier.ready(dialog().getByLabel('Номер чека'));
  await takePicture(page, '113-adjust-by-receipt');
  // What was typed is kept, and may be another client's: told, and typed over by the next digit.
  await cashier.keys.pad('9');
  await dialog().getByLabel('Сумма чека, ₽').fill('515');
  await cashier.keys.press('Escape');
  await cashier.menu('Корректировка по чеку');
  await dialog().getByText('Номер и сумма набраны раньше. Чек другого клиента?').waitFor();
  await takePicture(page, '142-adjust-receipt-kept');
  await cashier.ready(dialog().getByLabel('Номер чека'));
  await cashier.keys.pad('8');
  expect(await dialog().getByLabel('Номер чека').inputValue()).toBe('8');
  await dialog().getByRole('button', { name: 'Начать заново' }).click();
  await cashier.ready(dialog().getByLabel('Номер чека'));
  expect(await dialog().getByLabel('Сумма чека, ₽').inputValue()).toBe('');
  expect(await dialog().getByText('набраны раньше').count()).toBe(0);
  const receipt = papersOf(station.profile).findLast(({ kind }) => kind === 'receipt')?.text ?? '';
  // The paper is narrower than the code's text.
  const qr = /t=\d{8}T\d{4,6}&s=[\d.]+&fn=\d+&i=\d+&fp=\d+&n=1/.exec(receipt.replace(/\s*\n\s*/g, ''));
  await cashier.keys.scan(qr?.[0] ?? 'no code on the receipt');
  await dialog().getByRole('button', { name: 'Отменить платёж' }).waitFor();
  await takePicture(page, '114-adjust-not-conducted');
  await dialog().getByRole('button', { name: 'Отменить платёж' }).click();
  await dialog().getByRole('button', { name: 'Ошибка в номере' }).click();
  await dialog().getByText('Нужен ПИН-код старшего.').waitFor();
  await dialog().getByLabel('Подтверждает').selectOption({ label: people.marina.name });
  await dialog().getByLabel('ПИН-код старшего').fill(people.marina.pin);
  await takePicture(page, '115-adjust-cancel');
  await dialog().getByLabel('Причина').focus();
  await staysUnharmed('reason of a correction', strangeCodes);
  await dialog().getByLabel('ПИН-код старшего').focus();
  await staysUnharmed('PIN of a senior', strangeCodes);
  await dialog().getByRole('button', { name: 'Отменить платёж' }).focus();
  await staysUnharmed('button of a correction', strangeCodes);
  // Esc and back: the reason and the senior stand there, the PIN does not.
  await cashier.keys.press('Escape');
  await dialog().getByRole('button', { name: 'Отменить платёж' }).click();
  expect(await dialog().getByLabel('Причина').inputValue()).toBe('Ошибка в номере');
  expect(await dialog().getByLabel('ПИН-код старшего').inputValue()).toBe('');
  expect(await dialog().getByLabel('Подтверждает').locator('option:checked').innerText()).toBe(
    people.marina.name,
  );
  await dialog().getByLabel('ПИН-код старшего').fill(people.marina.pin);
  await cashier.keys.pad('*');
  await dialog().getByText('Платёж отменён. Осталось вернуть деньги.').waitFor();
  await dialog().getByRole('button', { name: 'Выдать деньги' }).waitFor();
  await takePicture(page, '116-refund-granted');
});

test('the refund: a receipt «возврат прихода», the cash, and never a second time', async () => {
  const { cashier, page } = station;
  await dialog().getByRole('button', { name: 'Выдать деньги' }).click();
  await page.getByRole('dialog', { name: /^Пробить «возврат прихода»/ }).waitFor();
  await takePicture(page, '117-refund-question');
  await staysUnharmed('question before a refund', strangeCodes);
  await cashier.keys.pad('*');
  await dialog().getByText('Деньги возвращены клиенту').waitFor();
  await takePicture(page, '118-refund-paid');
  expect(await dialog().getByRole('button', { name: 'Выдать деньги' }).count()).toBe(0);
  const papers = papersOf(station.profile);
  expect(JSON.stringify(papers)).toMatch(/возврат прихода/i);
  const { shift, unfinished, refunding } = await tillOf(page);
  expect(shift).toMatchObject({ refunds: 1, refunded: 10_550 });
  expect([unfinished, refunding]).toEqual([[], []]);
  await cashier.keys.press('Escape');
  await cashier.menu('Мои обращения');
  await cashier.screen('Мои обращения').waitFor();
  await takePicture(page, '119-requests');
});
