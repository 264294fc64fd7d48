/** A scanner held against a code at the wrong moment: fields, focus, dialogues, papers and till must be the same after it. */
import { expect } from 'vitest';
import { papersOf } from '../../scripts/driver/paper.ts';
import type { Station } from './station.ts';
import { screenStateOf, tillStateOf } from './view.ts';

/** A receipt's QR, with signs that are commands on the keypad. */
export const receiptCode = 't=20261122T1405&s=515.00&fn=99990789/5*6+7-8&i=312&fp=3434666&n=1';
/** Begins like the keypad code of a provider. */
export const longCode = '4112345678903';
/** As `longCode`, and short enough for a hand but for its Enter. */
export const shortCode = '4112345';
/** Begins with what presses a focused button, with what answers a question, and with a provider's keypad code. */
export const trickyCode = ' *4146';

const everyCode = [receiptCode, shortCode, trickyCode] as const;
/** Where a receipt's QR is what is wanted, and where only the kind of place is new. */
export const strangeCodes = [trickyCode] as const;

/** What a dialogue that waits for a receipt says of any other code; nothing else may be said anew. */
const notThis = /^Это не QR кассового чека/;

export type Unharmed = (place: string, scanned?: readonly string[]) => Promise<void>;

/** `paper`: what came out of a printer that leaves no files, or whose folder a test took away. */
export function unharmedBy(
  station: Station,
  paper: () => unknown = () => papersOf(station.profile).length,
): Unharmed {
  const everything = async () => {
    const { page } = station;
    // What was typed is kept in main a moment later; that it stands in the fields is seen on the screen. Devices and СЭП tell
    // news of their own.
    const {
      draft: _,
      printer: _printer,
      register: _register,
      sync: _sync,
      ...till
    } = await tillStateOf(page);
    const screen = await screenStateOf(page);
    const alerts = screen.alerts.filter((text) => !notThis.test(text ?? ''));
    return { screen: { ...screen, alerts }, till, papers: paper() };
  };
  return async (place, scanned = everyCode) => {
    const { page, cashier } = station;
    const before = await everything();
    for (const code of scanned) await cashier.keys.scan(code);
    // The keyboard's gate has timers of up to 55 ms: after them it has done whatever it was going to do.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 80)));
    expect(await everything(), place).toEqual(before);
  };
}
