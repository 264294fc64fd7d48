/** News of revocations between nodes, so that each closes its connections at once; the table alone says what is true. */
import type { SepParts } from '../parts.ts';
import type { Connection, HeldConnection } from '../store/database.ts';

const channel = 'kassa_revoked';

/** Told to all nodes when the transaction is committed. `place`: `tt-1/2`. */
export async function tellRevoked(tx: Connection, place: string): Promise<void> {
  await tx.query('SELECT pg_notify($1, $2)', [channel, place]);
}

/** Before a lost connection is tried again, milliseconds. */
const pause = 1_000;

/**
 * Calls `onRevoked` with each place that any node revokes; with null when news may have been missed. Gives what ends it.
 */
export function watchRevocations(
  { database, log }: Pick<SepParts, 'database' | 'log'>,
  onRevoked: (place: string | null) => void,
): () => Promise<void> {
  let ended = false;
  let wake: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    wake = resolve;
  });

  async function listen(held: HeldConnection, again: boolean): Promise<void> {
    try {
      held.onNotice((_, place) => onRevoked(place));
      await held.query(`LISTEN ${channel}`);
      if (again) onRevoked(null);
      await Promise.race([held.lost, end]);
    } finally {
      await held.release();
    }
  }

  async function watch(): Promise<void> {
    for (let again = false; !ended; again = true) {
      try {
        await listen(await database.hold(), again);
      } catch (error) {
        if (!ended) log.warn({ error }, 'revocations of other nodes are not heard');
      }
      if (ended) return;
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        end,
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, pause);
        }),
      ]);
      clearTimeout(timer);
    }
  }

  const watching = watch();
  return async () => {
    ended = true;
    wake();
    await watching;
  };
}
