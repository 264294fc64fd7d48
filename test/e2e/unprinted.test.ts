// The register has made the receipt, its paper has not come out: the client is owed a copy, never a second receipt.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { people } from '../../scripts/driver/cashier.ts';
import { papersOf } from '../../scripts/driver/paper.ts';
import { newStation } from './station.ts';
import { tillOf } from './view.ts';

const station = newStation();
const paper = join(station.profile, 'paper');
const kinds = () => papersOf(station.profile).map(({ kind }) => kind);

test('«Повторить» prints a copy, and the payment waits to be conducted', async () => {
  await station.start();
  const { cashier, page } = station;
  await cashier.signIn(people.anna.pin);
  await cashier.openShift('0');
  await cashier.enter({ account: '9161234567', operator: 'МТС', sum: '500' });
  await cashier.preCheckAndSign();
  await cashier.keys.pad('515\n');
  await cashier.ready(cashier.button('Чек'));

  // The virtual printer can put nothing where its folder was.
  renameSync(paper, `${paper}-away`);
  writeFileSync(paper, '');
  await cashier.keys.pad('\n');
  await cashier.button('Повторить').waitFor();
  expect((await tillOf(page)).current?.stage).toBe('receipted');

  rmSync(paper);
  renameSync(`${paper}-away`, paper);
  await cashier.button('Повторить').click();
  await cashier.ready(cashier.button('Провести'));
  expect(kinds().filter((kind) => kind === 'receipt')).toEqual([]);
  expect(kinds().filter((kind) => kind === 'receiptCopy')).toEqual(['receiptCopy']);
  expect((await tillOf(page)).current?.stage).toBe('receipted');
  await cashier.conduct();
});
