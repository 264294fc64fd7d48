/** Something that is done again and again, one at a time, with pauses that news can cut short. */
import type { Timers } from '../devices/timers.ts';

export type Pause = {
  /** Null: until it is woken. */
  readonly ms: number | null;
  /** False: only `wake(true)` cuts it short; what failed a moment ago is not tried again for every piece of news. */
  readonly wakeable: boolean;
};

export interface Loop {
  /** `force`: also out of a pause after a failure. While a step is running: there will be another right after it. */
  wake(force?: boolean): void;
  /** No further step; resolves when the one that is running has ended. */
  end(): Promise<void>;
}

/** The first step runs at once. A step that throws is reported to `fault` and tried again after `faultMs`. */
export function startLoop(
  timers: Timers,
  step: () => Promise<Pause>,
  fault: (error: unknown) => void,
  faultMs = 5_000,
): Loop {
  let ended = false;
  let woken: 'no' | 'soft' | 'force' = 'no';
  let pause: Pause | null = null;
  let cutShort: () => void = () => undefined;

  const wait = (next: Pause): Promise<void> =>
    new Promise((resolve) => {
      const cancel = next.ms === null ? () => undefined : timers.after(next.ms, () => done());
      const done = (): void => {
        cancel();
        pause = null;
        cutShort = () => undefined;
        resolve();
      };
      pause = next;
      cutShort = done;
    });

  async function run(): Promise<void> {
    while (!ended) {
      woken = 'no';
      let next: Pause;
      try {
        next = await step();
      } catch (error) {
        fault(error);
        next = { ms: faultMs, wakeable: false };
      }
      // Typed anew for the compiler: `wake` may have changed it meanwhile.
      const news = woken as 'no' | 'soft' | 'force';
      if (ended || next.ms === 0 || news === 'force' || (news === 'soft' && next.wakeable)) continue;
      await wait(next);
    }
  }

  const running = run();
  return {
    wake(force = false) {
      if (woken !== 'force') woken = force ? 'force' : 'soft';
      if (pause && (force || pause.wakeable)) cutShort();
    },
    async end() {
      ended = true;
      cutShort();
      await running;
    },
  };
}

/** Lets everything else of this thread have its turn: keys, timers, answers. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
