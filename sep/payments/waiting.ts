/** Who waits for changes on this node: woken by this node's own signals at once, by other nodes' changes soon after. */
import type { SepInput } from '../../contract/sep.ts';
import type { SepParts } from '../parts.ts';

/** How often other nodes' changes are looked for while anybody waits, milliseconds: one query for all of them. */
const pollPause = 250;

export interface Waiter {
  /** True: something may have changed since the call. False: time is up, the caller is gone, or the server stops. */
  next(): Promise<boolean>;
  leave(): void;
}

export interface Waiting {
  /** Waits for `input.waitMs` from now on, through any number of `next`. */
  join(tradePoint: string, input: SepInput<'changes'>, gone: AbortSignal): Waiter;
  close(): void;
}

type Entry = {
  readonly tradePoint: string;
  readonly generation: number;
  readonly cursor: number;
  wake: (again: boolean) => void;
};

const nobody = (): void => undefined;

export function createWaiting({ database, signals, log }: SepParts): Waiting {
  const entries = new Set<Entry>();
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const unlisten = signals.onChanged((tradePoint) => {
    for (const entry of entries) if (entry.tradePoint === tradePoint) entry.wake(true);
  });

  async function poll(): Promise<void> {
    const tradePoints = [...new Set([...entries].map(({ tradePoint }) => tradePoint))];
    const rows = await database.query<{ id: string; change_count: number; generation: number }>(
      'SELECT id, change_count, generation FROM trade_point, sep WHERE id = ANY($1)',
      [tradePoints],
    );
    const known = new Map(rows.map((row) => [row.id, row]));
    for (const entry of entries) {
      const now = known.get(entry.tradePoint);
      if (now && (now.generation !== entry.generation || now.change_count > entry.cursor)) entry.wake(true);
    }
  }

  function pollSoon(): void {
    if (timer !== null || isClosed || entries.size === 0) return;
    timer = setTimeout(() => {
      poll()
        // The next look may succeed; whoever waits is answered at the end of its time in any case.
        .catch((error: unknown) => log.warn({ error: String(error) }, 'changes could not be looked for'))
        .finally(() => {
          timer = null;
          pollSoon();
        });
    }, pollPause);
  }

  return {
    join(tradePoint, { generation, cursor, waitMs }, gone) {
      const entry: Entry = { tradePoint, generation, cursor, wake: nobody };
      entries.add(entry);
      pollSoon();
      let isOver = waitMs === 0 || gone.aborted || isClosed;
      const end = () => {
        isOver = true;
        entry.wake(false);
      };
      const deadline = setTimeout(end, waitMs);
      gone.addEventListener('abort', end);
      return {
        next: () =>
          new Promise((resolve) => {
            if (isOver || isClosed) resolve(false);
            else entry.wake = resolve;
          }),
        leave() {
          clearTimeout(deadline);
          gone.removeEventListener('abort', end);
          entries.delete(entry);
        },
      };
    },
    close() {
      isClosed = true;
      unlisten();
      if (timer !== null) clearTimeout(timer);
      for (const entry of entries) entry.wake(false);
    },
  };
}
