/** A till that is enrolled in a real СЭП, for the suites of this room. */
import type { TillView } from '../../../contract/till.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import type { StartOptions, Till } from '../../tools/workstation.ts';
import { cashierAnna, newFolder, signIn, startTill } from '../../tools/workstation.ts';

export const tradePoint = 'tt-1';

/** A new till, enrolled as this workstation by a code that СЭП made; nobody has signed in. */
export async function enrolledTill(
  sep: TestSep,
  workstation: number,
  options: Partial<StartOptions> = {},
): Promise<Till> {
  const till = await startTill({ profile: newFolder(), at: Date.now(), ...options });
  const code = await sep.newCode(tradePoint, workstation);
  await till.must('sync.enrol', { address: sep.url, code });
  await till.until(({ sync }) => sync?.link === 'ok');
  return till;
}

/** Signed in, with an open shift. */
export async function startShift(till: Till): Promise<void> {
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 100_000 });
}

/** Where a payment stands by the last snapshot; null: СЭП has not told. */
export const standingOf = (view: TillView, paymentId: string): string | null =>
  view.recent.find(({ id }) => id === paymentId)?.standing?.status ?? null;
