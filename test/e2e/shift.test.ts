// A whole shift with the numeric keypad alone: no other key is pressed and nothing is pointed at.
import { beforeAll, expect, test } from 'vitest';
import { people, plain, type Wish } from '../../scripts/driver/cashier.ts';
import { papersOf } from '../../scripts/driver/paper.ts';
import { takePicture } from './picture.ts';
import { newStation } from './station.ts';
import { ask } from './view.ts';

/** Keys of a payment beyond the digits of its number and its money. */
const mostKeys = 24;

const station = newStation();
const papers = () => papersOf(station.profile);
const last = (kind: string) => papers().findLast((paper) => paper.kind === kind)?.text ?? '';

beforeAll(() => station.start());

/** Runs the payment and tells how many keys it took beyond its digits. */
async function keysOf({ account, sum, tendered }: Wish, pay: () => Promise<void>): Promise<number> {
  const { keys } = station.cashier;
  const before = keys.pressed;
  await pay();
  const digits = `${account}${sum}${tendered}`.replace(/\D/g, '').length;
  return keys.pressed - before - digits;
}

test('the second cashier is chosen, signs in and opens the shift', async () => {
  const { cashier } = station;
  await cashier.ready(cashier.field('ПИН-код'));
  await cashier.keys.pad('--');
  await cashier.field('Кассир').filter({ hasText: people.igor.name }).waitFor();
  await cashier.keys.pad('\n');
  await cashier.signIn(people.igor.pin);
  await cashier.openShift('2000');
  await cashier.page.getByText(people.igor.name).first().waitFor();
  // The shift is open before its paper is out: the window doesn't wait for the register.
  await expect.poll(() => papers().map(({ kind }) => kind)).toEqual(['shiftOpening']);
});

test('a mobile payment, its operator named by the number', async () => {
  const { cashier } = station;
  const wish: Wish = { account: '9161234567', operator: 'МТС', sum: '500', tendered: '1000' };
  const keys = await keysOf(wish, async () => {
    await cashier.enter(wish);
    expect(await cashier.shows('fee')).toBe('15,00 ₽');
    expect(await cashier.shows('due')).toBe('515,00 ₽');
    await cashier.preCheckAndSign();
    await cashier.receipt(wish.tendered);
    expect(await cashier.shows('change')).toBe('485,00 ₽');
    await cashier.conduct();
  });
  expect(keys).toBeLessThanOrEqual(mostKeys);
  expect(keys).toBe(7);
  expect(last('preCheck')).toContain('916 123-45-67');
  expect(last('receipt')).toMatch(/515,00/);
  expect(last('receipt')).toMatch(/485,00/);
});

test('a number of no known range: the operator is chosen by its keypad code', async () => {
  const { cashier } = station;
  const wish: Wish = { account: '9301234567', operator: 'МегаФон', sum: '100', tendered: '105' };
  const keys = await keysOf(wish, async () => {
    await cashier.ready(cashier.field('Номер'));
    await cashier.keys.pad(`${wish.account}\n`);
    await cashier.ready(cashier.button('Оператор'));
    await cashier.keys.pad('13\n');
    await cashier.ready(cashier.field('Сумма'));
    await cashier.keys.pad(`${wish.sum}\n`);
    await cashier.ready(cashier.button('Пречек'));
    expect(await cashier.shows('due')).toBe('105,00 ₽');
    await cashier.preCheckAndSign();
    await cashier.receipt(wish.tendered);
    expect(await cashier.shows('change')).toBe('0,00 ₽');
    await cashier.conduct();
  });
  expect(keys).toBeLessThanOrEqual(mostKeys);
  expect(last('receipt')).toContain('МегаФон');
});

test('an account with a mask of its own, and kopecks', async () => {
  const { cashier } = station;
  const wish: Wish = {
    account: '1234567890',
    code: '41',
    operator: 'Мосэнергосбыт',
    sum: '2350,50',
    tendered: '2374,01',
  };
  const keys = await keysOf(wish, async () => {
    await cashier.enter(wish);
    expect(plain(await cashier.field('Номер').inputValue())).toBe('12345 678 90');
    // One per cent is 23,505 ₽: half a kopeck is rounded up.
    expect(await cashier.shows('fee')).toBe('23,51 ₽');
    await cashier.preCheckAndSign();
    await cashier.receipt(wish.tendered);
    await cashier.conduct();
  });
  expect(keys).toBeLessThanOrEqual(mostKeys);
});

test('a large sum: the last four digits are typed again, blind', async () => {
  const { cashier } = station;
  const wish: Wish = { account: '9031234567', operator: 'Билайн', sum: '6000', tendered: '6200' };
  const blind = cashier.field('Последние четыре');
  const keys = await keysOf(wish, async () => {
    await cashier.enter(wish);
    await cashier.keys.pad('\n');
    await cashier.ready(blind);
    expect(await cashier.field('Номер').inputValue()).not.toMatch(/\d/);
    await cashier.keys.pad('4567\n');
    await cashier.ready(cashier.button('Клиент подписал'));
    await cashier.keys.pad('\n');
    await cashier.receipt(wish.tendered);
    expect(await cashier.shows('change')).toBe('20,00 ₽');
    await cashier.conduct();
  });
  expect(keys).toBeLessThanOrEqual(mostKeys);
});

test('the same payment within the hour asks for a deliberate key: Enter does not pass', async () => {
  const { cashier } = station;
  const wish: Wish = { account: '9161234567', operator: 'МТС', sum: '500', tendered: '515' };
  const keys = await keysOf(wish, async () => {
    await cashier.enter(wish);
    await cashier.page.getByRole('alert').filter({ hasText: 'Такой же платёж' }).waitFor();
    await cashier.keys.pad('\n\n');
    await cashier.keys.pad('*');
    await cashier.page.getByRole('alert').waitFor({ state: 'detached' });
    expect(papers().filter(({ kind }) => kind === 'preCheck')).toHaveLength(4);
    await cashier.ready(cashier.button('Пречек'));
    await cashier.preCheckAndSign();
    await cashier.receipt(wish.tendered);
    await cashier.conduct();
  });
  expect(keys).toBeLessThanOrEqual(mostKeys);
});

test('X, cash in, and the close with its count of notes and coins', async () => {
  const { cashier, page } = station;
  await cashier.menu('Смена');
  await cashier.screen('Смена № 1').waitFor();
  const work = page.getByRole('main');
  await cashier.walkAndPress('X-отчёт', work);
  await expect.poll(() => last('xReport')).not.toBe('');

  await cashier.walkAndPress('Внесение', work);
  const dialog = cashier.dialog('Внесение денег в кассу');
  await cashier.ready(cashier.field('Сколько'));
  await cashier.keys.pad('1000\n');
  await cashier.walkAndPress('Размен', dialog);
  await cashier.ready(cashier.button('Внести'));
  await cashier.keys.pad('\n');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => last('cashIn')).toContain('1 000,00');

  // 2000 + 1000 + 515 + 105 + 2374,01 + 6180 + 515.
  await work.getByText('12 689,01').first().waitFor();
  await cashier.walkAndPress('Закрыть смену', work);
  await cashier.ready(work.getByRole('textbox').first());
  // 5000 2000 1000 500 200 100 50 10 5 2 1, coins of 50 and 10 kopecks, and, as a fee has made a kopeck, of 5 and 1.
  await cashier.keys.pad('2\n1\n\n1\n\n1\n1\n3\n1\n2\n\n\n\n\n\n');
  await cashier.ready(cashier.button('Пересчитано'));
  await cashier.keys.pad('\n');
  const sure = cashier.dialog('Закрыть смену № 1?');
  await sure.getByText('Недостача 0,01').waitFor();
  await cashier.keys.pad('\n');
  await cashier.keys.pad('*');
  await cashier.screen('Смена закрыта').waitFor();
  await expect.poll(() => last('zReport')).not.toBe('');
});

test('every document lies on paper, in order, and the Z adds up', () => {
  const payment = ['preCheck', 'receipt'];
  expect(papers().map(({ kind }) => kind)).toEqual([
    'shiftOpening',
    ...payment,
    ...payment,
    ...payment,
    ...payment,
    ...payment,
    'xReport',
    'cashIn',
    'zReport',
  ]);
  const z = last('zReport');
  for (const sum of ['2 000,00', '1 000,00', '9 689,01', '12 689,01', '12 689,00']) expect(z).toContain(sum);
  expect(z).toMatch(/НЕДОСТАЧА +0,01/);
});

test('small coins are reached by the keypad and not in Enter’s way; each shift opens by its own last count', async () => {
  const { cashier, page } = station;
  const work = page.getByRole('main');
  const money = cashier.field('Наличные в кассе');
  const opened = await ask(page, 'shift.open', { openingCash: 1_268_900 as never, clockAccepted: false });
  expect(opened).toMatchObject({ ok: true });
  await cashier.screen('Смена № 2').waitFor();
  await cashier.walkAndPress('Закрыть смену', work);
  await cashier.ready(work.getByRole('textbox').first());
  await cashier.keys.pad('\n'.repeat(13));
  await cashier.ready(cashier.button('Пересчитано'));
  await cashier.keys.pad('-');
  await cashier.ready(cashier.button('Есть 5 и 1 коп.'));
  await takePicture(page, '102-small-coins');
  await cashier.keys.pad('\n');
  await cashier.ready(cashier.field('5 коп.'));

  const close = () =>
    ask(page, 'shift.close', {
      counted: [
        { value: 100_000, count: 12 },
        { value: 100, count: 689 },
      ] as never,
    });
  expect(await close()).toMatchObject({ ok: true });
  await cashier.screen('Смена закрыта').waitFor();
  await cashier.ready(money);
  await money.fill('999');
  expect(
    await ask(page, 'shift.open', { openingCash: 1_268_900 as never, clockAccepted: false }),
  ).toMatchObject({
    ok: true,
  });
  await cashier.screen('Смена № 3').waitFor();
  expect(await close()).toMatchObject({ ok: true });
  await cashier.screen('Смена закрыта').waitFor();
  // As much was left as the time before.
  expect(plain(await money.inputValue())).toBe('12 689,00');
});
