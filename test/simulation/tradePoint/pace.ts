/** A workstation's pace in a simulation: everything that takes minutes in life takes tenths of a second. */
import type { Timers } from '../../../main/devices/timers.ts';
import { systemTimers } from '../../../main/devices/timers.ts';
import type { SyncPace } from '../../../main/sync/pace.ts';

export const hurry: SyncPace = {
  contactMs: 300,
  changesWaitMs: 600,
  answerMs: 1_200,
  shipAnswerMs: 1_500,
  witnessMs: 1_000,
  checkMs: 800,
  pauses: { firstMs: 50, mostMs: 400 },
  blockedMs: 500,
};

/** For the exchange with other workstations, which has its pauses in itself: a minute of them is six seconds here. */
export const hurriedTimers: Timers = {
  after: (milliseconds, action) =>
    systemTimers.after(milliseconds >= 1_000 ? milliseconds / 10 : milliseconds, action),
};
