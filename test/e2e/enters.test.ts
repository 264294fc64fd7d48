// A bouncing Enter, a nervous mouse, a hurried caller: each step happens once.
import { beforeAll, expect, test } from 'vitest';
import { people } from '../../scripts/driver/cashier.ts';
import { papersOf } from '../../scripts/driver/paper.ts';
import { newStation } from './station.ts';
import { ask, tillOf } from './view.ts';

const station = newStation();
const kinds = () => papersOf(station.profile).map(({ kind }) => kind);
const fiveEnters = () => station.cashier.keys.burst('Enter', 5, 10);

beforeAll(async () => {
  await station.start();
  await station.cashier.signIn(people.anna.pin);
  await station.cashier.openShift('0');
});

test('five Enters in 50 ms at each step go one step', async () => {
  const { cashier, page } = station;
  const stage = async () => (await tillOf(page)).current?.stage ?? null;
  await cashier.enter({ account: '9161234567', operator: 'МТС', sum: '500' });

  await fiveEnters();
  await cashier.ready(cashier.button('Клиент подписал'));
  expect(await stage()).toBe('preChecked');

  await fiveEnters();
  await cashier.ready(cashier.field('Получено'));
  expect(await stage()).toBe('signed');

  await cashier.keys.pad('515');
  await fiveEnters();
  await cashier.ready(cashier.button('Чек'));
  expect(await stage()).toBe('signed');

  await fiveEnters();
  await cashier.ready(cashier.button('Провести'));
  expect(await stage()).toBe('receipted');

  await fiveEnters();
  await cashier.ready(cashier.field('Номер'));
  const { recent, unfinished, shift } = await tillOf(page);
  expect(recent.map((payment) => payment.stage)).toEqual(['conducted']);
  expect(unfinished).toEqual([]);
  expect(shift?.payments).toBe(1);
  expect(kinds()).toEqual(['shiftOpening', 'preCheck', 'receipt']);
});

test('a held Enter does not run through the payment', async () => {
  const { cashier, page } = station;
  await cashier.enter({ account: '9161234568', operator: 'МТС', sum: '300' });
  await cashier.keys.hold('Enter', 30);
  await cashier.ready(cashier.button('Клиент подписал'));
  expect((await tillOf(page)).current?.stage).toBe('preChecked');
});

test('five clicks in one moment are one, at each step', async () => {
  const { cashier, page } = station;
  const fiveClicks = (name: string) =>
    cashier.button(name).evaluate((button) => {
      for (let count = 0; count < 5; count += 1) (button as HTMLElement).click();
    });
  await fiveClicks('Клиент подписал');
  await cashier.ready(cashier.field('Получено'));
  await cashier.keys.pad('400\n');
  await cashier.ready(cashier.button('Чек'));
  await fiveClicks('Чек');
  await cashier.ready(cashier.button('Провести'));
  expect(kinds()).toEqual(['shiftOpening', 'preCheck', 'receipt', 'preCheck', 'receipt']);
  await fiveClicks('Провести');
  await cashier.ready(cashier.field('Номер'));
  expect((await tillOf(page)).shift?.payments).toBe(2);
});

test('five receipts asked for at once, past the screen, are one', async () => {
  const { cashier, page } = station;
  await cashier.enter({ account: '9161234569', operator: 'МТС', sum: '200' });
  await cashier.preCheckAndSign();
  const { current } = await tillOf(page);
  if (current === null) throw new Error('no payment in hand');
  const input = { paymentId: current.id, tendered: current.details.amountTaken };
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask(page, 'payment.receipt', input)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(kinds().filter((kind) => kind === 'receipt')).toHaveLength(3);
  await cashier.ready(cashier.button('Провести'));
  const conducts = await Promise.all(
    Array.from({ length: 5 }, () => ask(page, 'payment.conduct', { paymentId: current.id })),
  );
  expect(conducts.filter(({ ok }) => ok)).toHaveLength(1);
  await cashier.ready(cashier.field('Номер'));
  expect((await tillOf(page)).shift?.payments).toBe(3);
});
