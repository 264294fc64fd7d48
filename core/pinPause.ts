/** Five tries at a PIN, then a pause that grows. Counted in running time, so that setting the clock doesn't end it. */

export type PinTries = {
  /** Wrong PINs since the last right one. */
  readonly failedTries: number;
  /** Milliseconds of the pause still to run. */
  readonly pauseMs: number;
};

export const noTries: PinTries = { failedTries: 0, pauseMs: 0 };

const triesBeforePause = 5;
const firstPauseMs = 60_000;
const longestPauseMs = 3_600_000;

/** The tries after one more wrong PIN: the fifth brings a minute, each further one twice as much, up to an hour. */
export function afterWrongPin(tries: PinTries): PinTries {
  const failedTries = tries.failedTries + 1;
  const over = failedTries - triesBeforePause;
  return { failedTries, pauseMs: over < 0 ? 0 : Math.min(firstPauseMs * 2 ** over, longestPauseMs) };
}

/** The pause after so much running time. */
export const afterWaiting = (tries: PinTries, elapsedMs: number): PinTries => ({
  failedTries: tries.failedTries,
  pauseMs: Math.max(0, tries.pauseMs - Math.max(0, elapsedMs)),
});

/** Tries left before a pause begins. */
export const triesLeft = (tries: PinTries): number => Math.max(0, triesBeforePause - tries.failedTries);

/** PINs that the first guess finds: one digit repeated, or digits in a row. */
export function isWeakPin(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index])));
  const [step] = [...steps];
  return steps.size === 1 && step !== undefined && Math.abs(step) <= 1;
}
