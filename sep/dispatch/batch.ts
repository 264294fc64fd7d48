/** Many small jobs share one transaction: while one commits, the next ones gather. */

type Waiting<J, R> = {
  readonly job: J;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
};

export interface Batch<J, R> {
  /** Resolves when the job's transaction is committed; rejects when it could not be. */
  submit(job: J): Promise<R>;
}

/**
 * `work` does a batch and answers in the same order. No two jobs of one key meet in a batch. `most` bounds a batch, so
 * that a transaction stays short.
 */
export function createBatch<J, R>(
  most: number,
  keyOf: (job: J) => string,
  work: (jobs: readonly J[]) => Promise<readonly R[]>,
): Batch<J, R> {
  let waiting: Waiting<J, R>[] = [];
  let running = false;

  function take(): Waiting<J, R>[] {
    const keys = new Set<string>();
    const taken: Waiting<J, R>[] = [];
    const left: Waiting<J, R>[] = [];
    for (const one of waiting) {
      const key = keyOf(one.job);
      if (taken.length < most && !keys.has(key)) {
        keys.add(key);
        taken.push(one);
      } else left.push(one);
    }
    waiting = left;
    return taken;
  }

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    // What is submitted in this very turn goes along.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = take();
      try {
        const results = await work(batch.map(({ job }) => job));
        batch.forEach((one, index) => {
          const result = results[index];
          if (result === undefined) one.reject(new Error('a job has no result'));
          else one.resolve(result);
        });
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    running = false;
  }

  return {
    submit: (job) =>
      new Promise((resolve, reject) => {
        waiting.push({ job, resolve, reject });
        void run();
      }),
  };
}
