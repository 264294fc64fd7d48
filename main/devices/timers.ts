/** Waiting with an end: the timers of devices come in as an argument, so that tests choose them. */
export type Timers = {
  /** Runs the action after so many milliseconds; the function it returns calls that off. */
  after(milliseconds: number, action: () => void): () => void;
};

export const systemTimers: Timers = {
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Starts something that reports once; when it hasn't within the time, the fallback is the answer. */
export function within<T>(
  timers: Timers,
  milliseconds: number,
  fallback: T,
  start: (report: (value: T) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = timers.after(milliseconds, () => resolve(fallback));
    try {
      start((value) => {
        cancel();
        resolve(value);
      });
    } catch (error) {
      cancel();
      reject(error);
    }
  });
}
