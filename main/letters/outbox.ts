/** Letters on their way: one at a time, tried again with growing pauses until the server takes or refuses them. */
import type { Pauses } from '../../core/backOff.ts';
import { backOff } from '../../core/backOff.ts';
import type { Timers } from '../devices/timers.ts';
import type { DoorLog } from '../door/door.ts';
import { errorStory } from '../shell/errorStory.ts';
import type { LetterTable, WaitingLetter } from '../store/letterTable.ts';
import type { Pause } from '../sync/loop.ts';
import { startLoop } from '../sync/loop.ts';
import type { SendOutcome, SmtpAccount } from './smtp.ts';

export const usualLetterPauses: Pauses = { firstMs: 15_000, mostMs: 30 * 60_000 };

export type OutboxParts = {
  readonly letters: LetterTable;
  /** Null: sending is not set up; what waits stays. */
  readonly account: () => SmtpAccount | null;
  readonly send: (account: SmtpAccount, letter: WaitingLetter, signal: AbortSignal) => Promise<SendOutcome>;
  readonly timers: Timers;
  /** At least 0, below 1. */
  readonly chance: () => number;
  readonly pauses: Pauses;
  /** UTC milliseconds. */
  readonly clock: () => number;
  readonly log: DoorLog;
  /** A letter's state is not what it was. */
  readonly changed: () => void;
};

export type Outbox = {
  /** A letter was added. */
  wake(): void;
  /** The account was changed: every waiting letter is tried at once. */
  retry(): void;
  /** Breaks off the try that is under way: the same letter, under the same Message-ID, goes at the next start. */
  end(): Promise<void>;
};

export function openOutbox(parts: OutboxParts): Outbox {
  const { letters, timers, clock, log } = parts;
  const ending = new AbortController();

  /** Until the next letter's time; a clock set back can't make it longer than the longest pause. */
  function rest(): Pause {
    const next = letters.nextAt();
    const ms = next === null ? null : Math.min(Math.max(next - clock(), 1), parts.pauses.mostMs);
    return { ms, wakeable: true };
  }

  function note(letter: WaitingLetter, outcome: SendOutcome): void {
    const now = clock();
    const noted =
      outcome.kind === 'delivered'
        ? letters.delivered(letter.id, now)
        : outcome.kind === 'refused'
          ? letters.refused(letter.id, outcome.words)
          : letters.failed(
              letter.id,
              outcome.words,
              now + backOff(parts.pauses, letter.tries + 1, parts.chance()),
            );
    log.info({ letter: letter.id, outcome: outcome.kind }, 'letter tried');
    // Not noted, it would be tried again at once, for ever.
    if (!noted.ok) throw new Error(`the outcome of a letter is not stored: ${noted.failure.code}`);
    parts.changed();
  }

  // A start tries at once: whoever mended the network has just switched the computer on again.
  letters.hurry(clock());
  const loop = startLoop(
    timers,
    async () => {
      const account = parts.account();
      if (account === null) return { ms: null, wakeable: true };
      const letter = letters.due(clock());
      if (letter === null) return rest();
      const outcome = await parts.send(account, letter, ending.signal);
      if (ending.signal.aborted && outcome.kind !== 'delivered') return { ms: null, wakeable: true };
      note(letter, outcome);
      return { ms: 0, wakeable: true };
    },
    (error) => log.error({ error: errorStory(error) }, 'outbox of letters'),
    parts.pauses.mostMs,
  );

  return {
    wake: () => loop.wake(),
    retry() {
      letters.hurry(clock());
      loop.wake(true);
    },
    end() {
      ending.abort();
      return loop.end();
    },
  };
}
