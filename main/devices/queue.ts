/** One thing at a time: a device that is asked while it prints waits its turn. */
export type Queue = <T>(task: () => Promise<T>) => Promise<T>;

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task);
    // A task that threw must not stop the ones behind it.
    last = run.catch(() => undefined);
    return run;
  };
}
