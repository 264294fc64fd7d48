// A computer whose clock once stood far ahead: the question before a shift, and who may answer it.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { CashierId, Kopecks, ShiftId } from '../../contract/primitives.ts';
import { decideShift } from '../../core/shift.ts';
import { machineId } from '../../main/store/machineId.ts';
import { fileVault } from '../../main/store/secretFile.ts';
import { openStore } from '../../main/store/store.ts';
import { people } from '../../scripts/driver/cashier.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { takePicture } from './picture.ts';
import { newStation } from './station.ts';
import { tillOf } from './view.ts';

const station = newStation();
const year = 365 * 24 * 3_600_000;

/** A shift that was opened and closed a year ahead, on the profile as the program left it. */
function workAhead(): void {
  const opened = openStore({
    profile: station.profile,
    migrations: join(projectRoot, 'migrations/station'),
    clock: () => Date.now() + year,
    random: (bytes) => randomBytes(bytes),
    vault: fileVault,
    machineId: machineId(),
  });
  if (!opened.ok) throw new Error(opened.failure.code);
  const store = opened.value;
  const shiftId = store.newId() as ShiftId;
  const cashierId = (store.local.cashiers.list()[0]?.id ?? '') as CashierId;
  const done = [
    store.commit((read) =>
      decideShift(read.openShift(), {
        type: 'open',
        shiftId,
        number: 1,
        cashierId,
        openingCash: 0 as Kopecks,
        clockBehind: false,
      }),
    ),
    store.commit((read) =>
      decideShift(read.openShift(), {
        type: 'close',
        counted: [],
        unfinished: [],
        refunding: [],
        cashierId,
        now: store.now(),
      }),
    ),
  ];
  store.close();
  expect(done.map(({ ok }) => ok)).toEqual([true, true]);
}

beforeAll(async () => {
  await station.start();
  await station.cashier.ready(station.cashier.field('ПИН-код'));
  await station.close();
  workAhead();
  await station.start();
});

test('a cashier is told, and opens no shift', async () => {
  const { cashier, page } = station;
  await cashier.signIn(people.anna.pin, people.anna.name);
  await page.getByText('Часы отстают').waitFor();
  await cashier.ready(cashier.field('Наличные в кассе'));
  await cashier.keys.pad('1000\n');
  await page.getByRole('alert').filter({ hasText: 'К-305' }).waitFor();
  expect((await tillOf(page)).shift).toBeNull();
  await cashier.keys.press('F12');
});

test('time stands still, and one report still does not pass for another', async () => {
  const { cashier, page } = station;
  await cashier.signIn(people.anna.pin, people.anna.name);
  await cashier.keys.press('F8');
  await page.getByText('Сегодня', { exact: true }).click();
  const built = async () => {
    await cashier.button('Сформировать').click();
    await cashier.ready(page.getByRole('grid'));
    await page.getByText('Условия изменены').waitFor({ state: 'detached' });
  };
  await built();
  await page.getByRole('grid').evaluate((grid) => grid.setAttribute('data-of', 'all'));
  await cashier.field('Оператор').selectOption({ label: 'МТС' });
  await page.getByText('Условия изменены: нажмите «Сформировать»').waitFor();
  expect(await page.getByRole('grid').getAttribute('data-of')).toBe('all');
  await built();
  expect(await page.getByRole('grid').getAttribute('data-of')).toBeNull();
  await cashier.keys.press('F12');
});

test('a senior is asked about the date; only a deliberate key says that it is right', async () => {
  const { cashier, page } = station;
  await cashier.signIn(people.marina.pin, people.marina.name);
  await cashier.ready(cashier.field('Наличные в кассе'));
  await cashier.keys.pad('1000\n');
  const today = new Intl.DateTimeFormat('ru-RU', {
    timeZone: 'Europe/Moscow',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).format(Date.now());
  const question = cashier.dialog(`Проверьте дату: ${today}`);
  await question.waitFor();
  await takePicture(page, '80-clock-question');
  await cashier.keys.pad('\n');
  await question.waitFor();
  await cashier.keys.press('Escape');
  await question.waitFor({ state: 'detached' });
  expect((await tillOf(page)).shift).toBeNull();
  await cashier.button('Открыть смену').click();
  await question.waitFor();
  await cashier.keys.pad('*');
  await cashier.ready(cashier.field('Номер'));
  const { shift, clockBehind } = await tillOf(page);
  expect(shift?.number).toBe(2);
  expect(Math.abs((shift?.openedAt ?? 0) - Date.now())).toBeLessThan(60_000);
  expect(clockBehind).toBe(false);
});
