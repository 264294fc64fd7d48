// What is recorded and has no paper: the screen says that it stands, and prints it again; nothing is recorded twice.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { people, plain } from '../../scripts/driver/cashier.ts';
import { papersOf } from '../../scripts/driver/paper.ts';
import { cutOff, takePicture } from './picture.ts';
import { strangeCodes, unharmedBy } from './scans.ts';
import { newStation } from './station.ts';
import { tillOf } from './view.ts';

const station = newStation();
const paper = join(station.profile, 'paper');
const kinds = () => papersOf(station.profile).map(({ kind }) => kind);
const count = (kind: string) => kinds().filter((one) => one === kind).length;
const alert = (text: string) => station.page.getByRole('alert').filter({ hasText: text });
const made = () =>
  readFileSync(join(station.profile, 'register/documents.jsonl'), 'utf8').match(/"kind":"receipt"/g)?.length;

/** The virtual printer can put nothing where its folder was. */
function breakPaper(): void {
  renameSync(paper, `${paper}-away`);
  writeFileSync(paper, '');
}

function mendPaper(): void {
  rmSync(paper);
  renameSync(`${paper}-away`, paper);
}

async function upToReceipt(account: string) {
  const { cashier } = station;
  await cashier.enter({ account, operator: 'МТС', sum: '500' });
  await cashier.preCheckAndSign();
  await cashier.keys.pad('515\n');
  await cashier.ready(cashier.button('Чек'));
}

/** As on a disk that is full: the door refuses this call, and takes the others. Held: not before it is let go. */
async function refuse(call: string, held = false): Promise<void> {
  await station.app.evaluate(
    ({ ipcMain }, refused) => {
      const handlers = (
        ipcMain as unknown as { _invokeHandlers: Map<string, (...given: unknown[]) => unknown> }
      )._invokeHandlers;
      const door = handlers.get('kassa:call');
      if (!door) throw new Error('no door');
      let letGo = () => {};
      const gone = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const asked = { times: 0 };
      Object.assign(globalThis, { openAgain: () => handlers.set('kassa:call', door), letGo, asked });
      handlers.set('kassa:call', async (event, name, payload) => {
        if (name !== refused.call) return door(event, name, payload);
        asked.times += 1;
        if (refused.held) await gone;
        return { ok: false, failure: { code: 'diskFull' } };
      });
    },
    { call, held },
  );
}

type Refusing = { readonly openAgain: () => void; readonly letGo: () => void; asked: { times: number } };
const openAgain = () => station.app.evaluate(() => (globalThis as unknown as Refusing).openAgain());
const letGo = () => station.app.evaluate(() => (globalThis as unknown as Refusing).letGo());
/** Until the refused call was asked for so many times. */
const asked = (times: number) =>
  expect.poll(() => station.app.evaluate(() => (globalThis as unknown as Refusing).asked.times)).toBe(times);

// The folder of its papers is away.
const staysUnharmed = unharmedBy(station, made);

const owed = 'Вышла ли его бумага?';

test('a receipt without paper is owed through Esc, a lock and another screen; Enter prints a copy, never conducts', async () => {
  await station.start();
  await station.cashier.signIn(people.anna.pin);
  await station.cashier.openShift('1000');
  await upToReceipt('9161234567');
  breakPaper();
  await station.cashier.keys.pad('\n');
  await alert('Чек пробит и учтён').waitFor();
  await takePicture(station.page, '80-receipt-without-paper');
  await station.cashier.keys.press('Escape');
  await alert(owed).waitFor();
  await station.cashier.keys.press('F12');
  await station.cashier.signIn(people.anna.pin);
  await alert(owed).waitFor();
  await station.cashier.keys.press('F8');
  await station.cashier.screen('Отчёт по платежам').waitFor();
  await station.cashier.keys.press('Escape');
  const { cashier, page } = station;
  await cashier.ready(cashier.button('Напечатать копию'));
  await alert(owed).waitFor();
  expect(await cashier.button('Провести').count()).toBe(0);
  await takePicture(page, '81-paper-owed');
  await staysUnharmed('owed paper', strangeCodes);
  expect(await cutOff(page)).toEqual([]);
  // The keypad's way to «Отложить».
  await cashier.keys.pad('++\n');
  const list = page.getByRole('region', { name: 'Незавершённые' });
  await list.getByText('Проверьте бумагу чека').waitFor();
  await list.getByRole('button', { name: 'Продолжить платёж 1-1', exact: true }).click();
  await cashier.ready(cashier.button('Напечатать копию'));

  await cashier.keys.pad('\n');
  await alert('Чек пробит и учтён').waitFor();
  expect((await tillOf(page)).current?.stage).toBe('receipted');
  mendPaper();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.button('Провести'));
  expect([made(), count('receipt'), count('receiptCopy')]).toEqual([1, 0, 1]);
  await cashier.conduct();
});

test('a printer that stays broken does not keep the money from going: conducted without paper, by a deliberate key', async () => {
  const { cashier, page } = station;
  await upToReceipt('9161234568');
  breakPaper();
  await cashier.keys.pad('\n');
  await alert('Чек пробит и учтён').waitFor();
  // A second «*» while the copy is under way asks nothing: a third one would answer it.
  await refuse('receipt.copy', true);
  await cashier.keys.pad('*');
  await asked(1);
  await cashier.keys.pad('*');
  // It acts at once when another key follows.
  await cashier.keys.press('ArrowDown');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await letGo();
  await alert('Чек пробит и учтён').waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await openAgain();
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.button('Напечатать копию'));
  // What could not be stored is what «Повторить» tries again: it conducts nothing, and prints nothing.
  await refuse('receipt.paperOut');
  await cashier.keys.pad('*');
  await cashier.dialog('Чек у вас в руках?').waitFor();
  await cashier.keys.pad('*');
  await alert('К-601').waitFor();
  await cashier.keys.pad('*');
  await asked(2);
  await alert('К-601').waitFor();
  expect((await tillOf(page)).current).toMatchObject({ stage: 'receipted', paperOwed: true });
  await openAgain();
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.button('Напечатать копию'));
  await cashier.keys.pad('+');
  await cashier.ready(cashier.button('Без бумаги'));
  await cashier.keys.pad('\n');
  await cashier.dialog('Провести платёж без бумаги чека?').waitFor();
  await cashier.keys.pad('\n');
  await staysUnharmed('question before conducting without paper', strangeCodes);
  expect((await tillOf(page)).current?.stage).toBe('receipted');
  await cashier.keys.pad('*');
  await cashier.ready(cashier.field('Номер'));
  mendPaper();
  await cashier.keys.press('F3');
  const dialog = cashier.dialog('Копия чека');
  await dialog.getByText('бумаги не было').waitFor();
  await cashier.keys.pad('\n');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => count('receiptCopy')).toBe(2);
  expect((await tillOf(page)).recent.some(({ paperOwed }) => paperOwed)).toBe(false);
});

test('money moved without paper: said to be recorded, printed again by «*» or later, moved once', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('F9');
  await cashier.ready(cashier.button('Закрыть смену'));
  breakPaper();
  for (const sum of ['300', '50']) {
    await cashier.button('Изъятие').click();
    await cashier.ready(cashier.field('Сколько'));
    await cashier.keys.pad(sum);
    await cashier.button('Размен').click();
    await cashier.button('Изъять').click();
    await alert(`Изъятие ${sum},00\u00a0₽ записано. Не напечатан только документ.`).waitFor();
  }
  const moves = page.getByRole('region', { name: 'Внесения и изъятия' });
  await expect.poll(() => moves.getByText('документ не напечатан').count()).toBe(2);
  await takePicture(page, '82-cash-without-paper');
  mendPaper();
  // The last one's by the red panel's key, the one before later, by its line.
  await cashier.keys.pad('*');
  await expect.poll(() => moves.getByText('документ не напечатан').count()).toBe(1);
  await alert('записано').waitFor({ state: 'detached' });
  await moves.getByRole('listitem').last().getByRole('button').click();
  await moves.getByText('документ не напечатан').waitFor({ state: 'detached' });
  const slips = papersOf(station.profile).filter(({ kind }) => kind === 'cashOut');
  expect(slips.map(({ text }) => /Сумма +(\S+,\d\d)/.exec(text)?.[1])).toEqual(['50,00', '300,00']);
  for (const { text } of slips) expect(text).toContain('ИЗЪЯТИЕ (ПОВТОР)');
  expect((await tillOf(page)).shift?.cashOut).toBe(35_000);
});

test('X and the report: «*» prints them again', async () => {
  const { cashier, page } = station;
  breakPaper();
  await cashier.button('X-отчёт').click();
  await alert('X-отчёт не напечатан').waitFor();
  mendPaper();
  await cashier.keys.pad('*');
  await expect.poll(() => count('xReport')).toBe(1);
  await alert('X-отчёт').waitFor({ state: 'detached' });

  await cashier.keys.press('F8');
  await page.getByText('Сегодня', { exact: true }).click();
  await cashier.button('Сформировать').click();
  await cashier.ready(page.getByRole('grid'));
  breakPaper();
  await cashier.button('Печать').click();
  await cashier.button('Повторить').waitFor();
  mendPaper();
  await cashier.keys.pad('*');
  await expect.poll(() => count('paymentReport')).toBe(1);
  await cashier.ready(cashier.button('Печать'));
});

test('a million in «Получено» asks before it is printed, and Enter is no answer', async () => {
  const { cashier, page } = station;
  await cashier.keys.press('Escape');
  await cashier.enter({ account: '9161234569', operator: 'МТС', sum: '500' });
  await cashier.preCheckAndSign();
  await cashier.keys.pad('1000000\n');
  await cashier.ready(cashier.button('Чек'));
  await cashier.keys.pad('\n');
  const question = cashier.dialog('Клиент дал 1 000 000,00 ₽?');
  await question.getByText('Сдача 999 485,00 ₽').waitFor();
  await cashier.keys.pad('\n\n');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.button('Чек'));
  expect(made()).toBe(2);
  await cashier.field('Получено').fill('1000');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Чек'));
  // Whoever could not put it aside prints no receipt by «Повторить»: it is put aside as soon as that is possible.
  await refuse('payment.begin');
  await cashier.button('Отложить').click();
  await alert('К-601').waitFor();
  await cashier.keys.pad('*');
  await asked(2);
  await alert('К-601').waitFor();
  await openAgain();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.field('Номер'));
  expect(made()).toBe(2);
  const list = page.getByRole('region', { name: 'Незавершённые' });
  await list.getByRole('button', { name: 'Продолжить платёж 1-3', exact: true }).click();
  await cashier.ready(cashier.button('Чек'));
  // What was asked meanwhile makes room for what went wrong, and «Повторить» is the receipt's.
  await refuse('payment.receipt', true);
  await cashier.keys.pad('\n');
  await asked(1);
  await cashier.keys.press('Escape');
  await cashier.dialog('Вернуться к вводу?').waitFor();
  await letGo();
  await alert('К-601').waitFor();
  await cashier.dialog('Вернуться к вводу?').waitFor({ state: 'detached' });
  await openAgain();
  // With another sum received it is another receipt: asked about before it is printed.
  await cashier.field('Получено').fill('1000000');
  await cashier.keys.pad('*');
  await question.waitFor();
  await cashier.keys.press('Escape');
  await cashier.field('Получено').fill('1000');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Чек'));
  expect(made()).toBe(2);
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.button('Провести'));
  await cashier.conduct();
  expect(made()).toBe(3);
});

test('no payment can be begun: the screen says why and tries again', async () => {
  const { cashier, page } = station;
  await refuse('payment.begin');
  await cashier.ready(cashier.field('Номер'));
  await cashier.keys.pad('916\n');
  await cashier.keys.press('Escape');
  await cashier.keys.press('Escape');
  const question = cashier.dialog('Закрыть платёж без чека?');
  await question.waitFor();
  await cashier.keys.pad('*');
  await alert('К-601').waitFor();
  await cashier.keys.pad('\n');
  await alert('К-601').waitFor();
  expect((await tillOf(page)).draft).toBeNull();
  await openAgain();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.field('Номер'));
});

test('the shift closes over no money in «Получено», and its Z without paper is printed again', async () => {
  const { cashier, page } = station;
  await cashier.keys.pad('+++1000');
  await cashier.keys.press('F9');
  await cashier.ready(cashier.button('Закрыть смену'));
  await cashier.keys.pad('\n');
  await cashier.dialog('Сначала верните клиенту 1 000,00 ₽').waitFor();
  await cashier.keys.pad('\n');
  await cashier.keys.press('Escape');
  await cashier.ready(cashier.button('Закрыть смену'));
  expect(plain((await tillOf(page)).draft?.tendered ?? '')).toBe('1 000');
  await cashier.keys.pad('\n');
  await cashier.dialog('Сначала верните клиенту 1 000,00 ₽').waitFor();
  await cashier.keys.pad('*');
  await cashier.ready(page.getByRole('main').getByRole('textbox').first());
  await cashier.button('Пересчитано').click();
  await cashier.dialog('Закрыть смену № 1?').waitFor();
  breakPaper();
  await cashier.keys.pad('*');
  await alert('Смена № 1 закрыта. Не напечатан только Z-отчёт.').waitFor();
  await takePicture(page, '83-z-without-paper');
  mendPaper();
  await cashier.keys.pad('*');
  await alert('Смена № 1 закрыта').waitFor({ state: 'detached' });
  await expect.poll(() => count('zReport')).toBe(1);
});
