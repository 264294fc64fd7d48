/** A workstation that was told more than this database knows proves that the database is an older copy. */
import type { ContactRequest } from '../../contract/sep.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import type { Place } from '../trust/rows.ts';
import { placeName } from '../trust/rows.ts';
import { raiseGeneration } from './raise.ts';

/** The newest generation, change and epoch that the workstation was ever told; 0 where it was told none. */
export type Seen = ContactRequest['seen'];

/** Restores there can have been between two contacts; a workstation that claims more is not believed. */
const mostRestores = 1_000;

/**
 * One workstation's word raises it once in this time, milliseconds: a till that is broken, or somebody's, could else have all of
 * them ship again and all refusals doubted every few seconds. Others' words count meanwhile, and a person's always.
 */
const trustPause = 3_600_000;

/** An epoch above it is made up. */
const highestEpoch = 1_000_000_000;

/** The generation that what was seen asks for; null: nothing newer than what this database knows. */
async function wantedBy(
  connection: Connection,
  generation: number,
  seen: Seen,
  tradePoint: string,
): Promise<number | null> {
  if (seen.generation < generation || seen.generation > generation + mostRestores) return null;
  if (seen.generation > generation) return seen.generation + 1;
  const [place] = await connection.query<{ epoch: number; change_count: number }>(
    'SELECT epoch, change_count FROM trade_point WHERE id = $1',
    [tradePoint],
  );
  if (!place) return null;
  return seen.cursor > place.change_count || seen.epoch > place.epoch ? generation + 1 : null;
}

const notRaised = 'generation not raised';

/** What this workstation's words did within the pause: raised it, or were left and said so. */
async function wordsLately(
  connection: Connection,
  who: string,
  now: number,
): Promise<{ readonly raised: boolean; readonly told: boolean }> {
  const rows = await connection.query<{ what: string }>(
    "SELECT what FROM audit WHERE what IN ('generation raised', $3) AND who = $1 AND at > $2",
    [who, now - trustPause, notRaised],
  );
  return {
    raised: rows.some(({ what }) => what !== notRaised),
    told: rows.some(({ what }) => what === notRaised),
  };
}

/** Left as it is, and told once a pause: if there was another restore, a person can say so. */
async function leave({ database, clock, log }: SepParts, who: string, seen: Seen): Promise<void> {
  log.error(
    { who, seen },
    'a workstation claims to have seen more, again within the hour: if a copy was put back, say `restored`',
  );
  await database.run('INSERT INTO audit (at, who, what, details) VALUES ($1, $2, $3, $4)', [
    clock(),
    who,
    notRaised,
    JSON.stringify({ seen, why: 'this workstation raised it within the hour' }),
  ]);
}

/** Raises the generation once, whoever proves it and however often. Cheap where nothing is proven. */
export async function witnessSeen(
  parts: SepParts,
  seen: Seen,
  { tradePoint, workstation }: Place,
): Promise<{ readonly raised: boolean; readonly generation: number }> {
  const who = placeName({ tradePoint, workstation });
  const [sep] = await parts.database.query<{ generation: number }>('SELECT generation FROM sep');
  const generation = sep?.generation ?? 0;
  if (seen.generation > generation + mostRestores) {
    parts.log.error({ who, seen, generation }, 'a workstation names a generation that can’t be');
  }
  if ((await wantedBy(parts.database, generation, seen, tradePoint)) === null) {
    return { raised: false, generation };
  }
  // Before the lock that all of acceptance waits for.
  const lately = await wordsLately(parts.database, who, parts.clock());
  if (lately.raised) {
    if (!lately.told) await leave(parts, who, seen);
    return { raised: false, generation };
  }
  return raiseGeneration(parts, who, `seen: ${JSON.stringify(seen)}`, async (tx, now) => {
    if ((await wordsLately(tx, who, parts.clock())).raised) return null;
    const wanted = await wantedBy(tx, now, seen, tradePoint);
    // From here on it is known here too: the same word, said again in the new generation, proves nothing more.
    if (wanted !== null && seen.epoch <= highestEpoch)
      await tx.run('UPDATE trade_point SET epoch = greatest(epoch, $2) WHERE id = $1', [
        tradePoint,
        seen.epoch,
      ]);
    return wanted;
  });
}
