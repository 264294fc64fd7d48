// A profile put back from a copy after the workstation had gone on: the window says so, and work goes on.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '../../scripts/driver/cashier.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import type { TestSep } from '../tools/sepSystem.ts';
import { startSep } from '../tools/sepSystem.ts';
import { takePicture } from './picture.ts';
import { newStation } from './station.ts';

const station = newStation();
const copy = mkdtempSync(join(tmpdir(), 'kassa-e2e-copy-'));
const database = await newSepDatabase();
let sep: TestSep;
let sepRuns = false;

const startSepAt = async (port: number): Promise<void> => {
  sep = await startSep({ databaseUrl: database.url, port });
  sepRuns = true;
};
const stopSep = async (): Promise<void> => {
  if (!sepRuns) return;
  sepRuns = false;
  await sep.close();
};

beforeAll(() => startSepAt(0));
afterAll(async () => {
  await stopSep();
  await database.drop();
  rmSync(copy, { recursive: true, force: true });
});

test('a copy that is put back after a day of work says that payments may be missing here, and sells on', async () => {
  await station.start();
  const { cashier } = station;
  await cashier.signIn(people.sergey.pin, people.sergey.name);
  await cashier.openShift('1000');
  await cashier.keys.press('F10');
  await station.page.getByRole('tab', { name: 'СЭП', exact: true }).click();
  await cashier.field('Адрес СЭП').fill(sep.url);
  await cashier.field('Код подключения').fill(await sep.newCode('training', 1));
  await cashier.button('Проверить код').click();
  await cashier.button('Подключить').click();
  await station.page.getByRole('tabpanel').getByText('Связь есть').waitFor();
  await station.close();
  cpSync(station.profile, copy, { recursive: true });

  // The day that the copy knows nothing of: begun with СЭП in reach, worked without.
  await station.start();
  await station.cashier.signIn(people.sergey.pin, people.sergey.name);
  await station.page.getByRole('contentinfo').getByText('СЭП: связь есть').waitFor();
  const port = Number(new URL(sep.url).port);
  await stopSep();
  await station.cashier.enter({ account: '9161234567', operator: 'МТС', sum: '100' });
  await station.cashier.preCheckAndSign();
  await station.cashier.receipt('1000');
  await station.cashier.conduct();
  await station.close();
  await startSepAt(port);
  rmSync(station.profile, { recursive: true });
  cpSync(copy, station.profile, { recursive: true });

  await station.start();
  const { page } = station;
  const banner = page.getByRole('region', { name: 'Новый журнал', exact: true });
  await banner.getByText('здесь может не быть').waitFor();
  await takePicture(page, '78-put-back-sign-in');
  await station.cashier.signIn(people.sergey.pin, people.sergey.name);
  await banner.waitFor();
  await takePicture(page, '79-put-back');
  await banner.getByRole('button', { name: 'Понятно' }).click();
  await station.cashier.enter({ account: '9161234568', operator: 'МТС', sum: '110' });
  await station.cashier.preCheckAndSign();
  await station.cashier.receipt('1000');
  await station.cashier.conduct();
  await page.getByRole('contentinfo').getByText('СЭП: связь есть').waitFor();
  expect(await sep.database.query('SELECT FROM set_aside')).toEqual([]);
});
