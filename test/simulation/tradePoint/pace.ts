/** A workstation's pace in a simulation: everything that takes minutes in life takes tenths of a second. */
import type { Timers } from '../../../main/devices/timers.ts';
import { systemTimers } from '../../../main/devices/timers.ts';
import type { SyncPace } from '../../../main/sync/pace.ts';

/** `times`: so many times slower, where more workstations share the machine's processors. */
export const hurry = (times: number): SyncPace => ({
  contactMs: 300 * times,
  changesWaitMs: 600 * times,
  answerMs: 1_200 * times,
  shipAnswerMs: 1_500 * times,
  witnessMs: 1_000 * times,
  checkMs: 800 * times,
  pauses: { firstMs: 50 * times, mostMs: 400 * times },
  blockedMs: 500 * times,
});

/** For the exchange with other workstations, which has its pauses in itself: a minute of them is six seconds here. */
export const hurriedTimers = (times: number): Timers => ({
  after: (milliseconds, action) =>
    systemTimers.after(milliseconds >= 1_000 ? (milliseconds * times) / 10 : milliseconds, action),
});
