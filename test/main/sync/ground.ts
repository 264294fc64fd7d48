/** A till that is enrolled in a real СЭП, for the suites of this room. */
import type { TillView } from '../../../contract/till.ts';
import type { TestSep } from '../../tools/sepSystem.ts';
import type { StartOptions, Till } from '../../tools/workstation.ts';
import { cashierAnna, newFolder, signIn, startTill } from '../../tools/workstation.ts';

let places = 0;
/** A trade point of a test's own: tests that share a СЭП share no designation. */
export function newTradePoint(): string {
  places += 1;
  return `tt-${places}`;
}

/** A new till, enrolled by a code that СЭП made; nobody has signed in. */
export async function enrolledTill(
  sep: TestSep,
  tradePoint: string,
  workstation: number,
  options: Partial<StartOptions> = {},
): Promise<Till> {
  const till = await startTill({ profile: newFolder(), at: Date.now(), ...options });
  const code = await sep.newCode(tradePoint, workstation);
  await till.must('sync.enrol', { address: sep.url, code });
  await linked(till);
  return till;
}

export const linked = (till: Till): Promise<TillView> => till.until(({ sync }) => sync?.link === 'ok');

/** Signed in, with an open shift. */
export async function startShift(till: Till): Promise<void> {
  await signIn(till, cashierAnna);
  await till.must('shift.open', { openingCash: 100_000 });
}

/** Where a payment stands by a snapshot; null: СЭП has not told. */
const standingOf = (view: TillView, paymentId: string): string | null =>
  view.recent.find(({ id }) => id === paymentId)?.standing?.status ?? null;

export const completed = (till: Till, paymentId: string): Promise<TillView> =>
  till.until((view) => standingOf(view, paymentId) === 'completed');
