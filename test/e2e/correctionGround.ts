/** A till in its window with a СЭП of its own that it syncs to, and the ways to «Корректировка», for tests of corrections. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../scripts/driver/cashier.ts';
import { newSepDatabase } from '../tools/sepDatabase.ts';
import { startSep, type TestSep } from '../tools/sepSystem.ts';
import { newStation, type Station } from './station.ts';
import { ask, tillOf } from './view.ts';

/** The simulated operator refuses it at `pay`, for good. */
export const refused = '9160000005';
/** Nobody knows what became of it. */
export const hanging = '9160000007';

export interface CorrectionDialog {
  readonly dialog: () => Locator;
  /** Types the client's receipt into the open dialogue. */
  showReceipt(number: string, sum: string): Promise<void>;
  /** «Корректировка по чеку» with the receipt as the client holds it. */
  byReceipt(number: string, sum: string): Promise<void>;
  /** As `byReceipt`, till it says what can be done. */
  open(number: string, sum: string): Promise<void>;
  close(): Promise<void>;
}

export function correctionDialog(station: Station): CorrectionDialog {
  const dialog = () => station.page.getByRole('dialog', { name: /^Корректировка/ });
  const showReceipt = async (number: string, sum: string): Promise<void> => {
    await dialog().getByLabel('Номер чека').fill(number);
    await dialog().getByLabel('Сумма чека, ₽').fill(sum);
    await dialog().getByLabel('Сумма чека, ₽').focus();
    await station.cashier.keys.pad('\n');
  };
  const byReceipt = async (number: string, sum: string): Promise<void> => {
    await station.cashier.menu('Корректировка по чеку');
    await station.cashier.ready(dialog().getByLabel('Номер чека'));
    await showReceipt(number, sum);
  };
  return {
    dialog,
    showReceipt,
    byReceipt,
    async open(number, sum) {
      await byReceipt(number, sum);
      await dialog().getByRole('region', { name: 'Что можно сделать' }).waitFor();
    },
    async close() {
      await station.cashier.keys.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    },
  };
}

export interface CorrectionGround extends CorrectionDialog {
  readonly station: Station;
  readonly sep: TestSep;
  /** The last payment's standing at the till, told by СЭП. */
  standing(): Promise<string | undefined>;
  becomes(status: string): Promise<void>;
}

/**
 * For the tests of the file that calls it: Сергей is signed in, his shift is open with so much in the drawer, the box is
 * ticked.
 * `desk`: СЭП has its desk's listener too.
 */
export async function newCorrectionGround(
  openingCash: string,
  { desk = false }: { readonly desk?: boolean } = {},
): Promise<CorrectionGround> {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-e2e-sep-'));
  const database = await newSepDatabase();
  const station = newStation();
  let sep: TestSep | null = null;

  beforeAll(async () => {
    const ports = desk ? { port: 0, deskPort: 0 } : { port: 0 };
    const [started] = await Promise.all([
      startSep({ folder, databaseUrl: database.url, ...ports }),
      station.start(),
    ]);
    sep = started;
    const { cashier, page } = station;
    await cashier.signIn(people.sergey.pin, people.sergey.name);
    await cashier.openShift(openingCash);
    const code = await started.newCode('training', 1);
    expect(await ask(page, 'sync.enrol', { address: started.url, code })).toMatchObject({ ok: true });
    expect(await ask(page, 'sync.claim', { takeOver: false })).toMatchObject({ ok: true });
  });

  afterAll(async () => {
    await sep?.close();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const standing = async () => (await tillOf(station.page)).recent[0]?.standing?.status;
  return {
    ...correctionDialog(station),
    station,
    get sep() {
      if (sep === null) throw new Error('СЭП is not running');
      return sep;
    },
    standing,
    becomes: (status) => expect.poll(standing, { timeout: 60_000 }).toBe(status),
  };
}
