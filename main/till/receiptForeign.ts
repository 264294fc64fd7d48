/** A receipt that nobody knows here: СЭП may know whose it is. */
import type { ReceiptEvidence } from '../../contract/adjustment.ts';
import type { Refused } from '../../contract/failure.ts';
import { refuse } from '../../contract/failure.ts';
import { askStory } from './adjustDesk.ts';
import type { Till } from './context.ts';

/** `name` empty: СЭП has none for it. */
export const receiptForeign = (name: string): Refused =>
  refuse('receiptForeign', name === '' ? {} : { tradePoint: `: «${name}»` });

/** The gate's refusal, or that the receipt is of another trade point, where СЭП says so. */
export async function foreignOr(till: Till, refused: Refused, receipt: ReceiptEvidence): Promise<Refused> {
  if (refused.failure.code !== 'receiptOfAnother' || refused.failure.details) return refused;
  const story = await askStory(till, { paymentId: null, receipt });
  return story?.place && !story.place.here ? receiptForeign(story.place.tradePointName) : refused;
}
