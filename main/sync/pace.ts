/** How often a workstation speaks to СЭП and how long it waits for answers; milliseconds. Tests have a quicker one. */
import type { Pauses } from '../../core/backOff.ts';

export type SyncPace = {
  readonly contactMs: number;
  /** How long СЭП holds the question for changes when there are none. */
  readonly changesWaitMs: number;
  readonly answerMs: number;
  readonly shipAnswerMs: number;
  /** Before the start's first sign-in: who knows more of our journal. */
  readonly witnessMs: number;
  /** The cashier waits for it, and is promised an answer within 3 s. */
  readonly checkMs: number;
  readonly pauses: Pauses;
  /** A journal that СЭП would not take is offered again after this. */
  readonly blockedMs: number;
};

export const usualPace: SyncPace = {
  contactMs: 5_000,
  changesWaitMs: 25_000,
  answerMs: 10_000,
  shipAnswerMs: 30_000,
  witnessMs: 3_000,
  checkMs: 2_800,
  pauses: { firstMs: 500, mostMs: 15_000 },
  blockedMs: 5 * 60_000,
};
