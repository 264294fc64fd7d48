/** A node's seat: a number, and the advisory lock that proves it alive for as long as one connection lives. */
import type { Database } from '../store/database.ts';

/** Class of the advisory locks that nodes hold on their numbers. */
export const nodeLockClass = 7_340_002;

export type Seat = {
  readonly number: number;
  /** Turns true when the connection is lost: from then on others may take this node's work. */
  isLost(): boolean;
  readonly lost: Promise<void>;
  leave(): Promise<void>;
};

/** A new number every time: nobody can mistake this node for the one it was before. */
export async function takeSeat(database: Database, name: string, now: number): Promise<Seat> {
  const held = await database.hold();
  let lost = false;
  let released: Promise<void> | null = null;
  // Given back once, also when the server ended it: its pool counts it until then.
  const leave = (): Promise<void> => {
    lost = true;
    released ??= held.release();
    return released;
  };
  const gone = held.lost.then(leave);
  try {
    const [row] = await held.query<{ number: number }>(
      'INSERT INTO node (name, started_at) VALUES ($1, $2) RETURNING number',
      [name, now],
    );
    if (!row) throw new Error('no node number was given');
    await held.query('SELECT pg_advisory_lock($1, $2)', [nodeLockClass, row.number]);
    return {
      number: row.number,
      isLost: () => lost,
      lost: gone,
      leave,
    };
  } catch (error) {
    await leave();
    throw error;
  }
}
