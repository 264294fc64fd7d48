/** A new generation: everything said before it is of a database that is no more, and may have been done all the same. */
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';

export type RaiseParts = Pick<SepParts, 'database' | 'clock' | 'log' | 'signals'>;

/** What a proof of a restore asks for: the generation must be at least this. Null: there is no proof after all. */
export type Wanted = (tx: Connection, generation: number) => Promise<number | null>;

/**
 * Raises the generation if `wanted`, asked under the lock, gives a larger one; so of many that saw the same restore one
 * raises it; `untouched`: nothing has worked on this copy yet, so its last change is where its
 * knowledge ends. Payments keep their rows. Attempts under way get `maybe_taken`: the older copy does not know which requests
 * left after it was made, so no refusal proves anything. Gives the generation of now. `who` and `why` go to the audit.
 */
export async function raiseGeneration(
  parts: RaiseParts,
  who: string,
  why: string,
  wanted: Wanted,
  untouched = false,
): Promise<{ readonly raised: boolean; readonly generation: number }> {
  const { database, clock, log, signals } = parts;
  const done = await database.transaction(async (tx) => {
    await lockAcceptanceAlone(tx);
    const [sep] = await tx.query<{ generation: number }>('SELECT generation FROM sep FOR UPDATE');
    if (!sep) throw new Error('the payment system has no row of its own: it was never opened');
    const next = await wanted(tx, sep.generation);
    if (next === null || next <= sep.generation) return { raised: false, generation: sep.generation };
    const now = clock();
    // A workstation that has not told what it knows of an earlier gap has to tell that too.
    await tx.run(
      `UPDATE sep SET generation = $1, generation_since = $2, known_until = CASE WHEN $3 THEN
         CASE WHEN generation > 1 AND EXISTS (SELECT FROM workstation WHERE revoked_at IS NULL AND recalled_in < generation)
           THEN CASE WHEN known_until IS NOT NULL THEN least(known_until, (SELECT coalesce(max(status_at), 0) FROM payment)) END
           ELSE (SELECT coalesce(max(status_at), 0) FROM payment) END
         END`,
      [next, now, untouched],
    );
    const attempts = await tx.run(
      "UPDATE attempt SET maybe_taken = true WHERE state IN ('new', 'paying', 'answered') AND NOT maybe_taken",
    );
    await tx.run("INSERT INTO audit (at, who, what, details) VALUES ($1, $2, 'generation raised', $3)", [
      now,
      who,
      JSON.stringify({ from: sep.generation, to: next, why, attempts }),
    ]);
    return { raised: true, generation: next };
  });
  if (done.raised) {
    log.error(
      { generation: done.generation, who, why },
      'this database is an older copy: a new generation begins, workstations ship again what it lost',
    );
  }
  signals.raised(done.generation);
  return done;
}

/** The command of a person who put an older copy in place and knows it. */
export const markRestored = (parts: RaiseParts, who: string) =>
  raiseGeneration(parts, who, 'said by a person', async (_, generation) => generation + 1);
