/** A workstation that was told more than this database knows proves that the database is an older copy. */
import type { ContactRequest } from '../../contract/sep.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { raiseGeneration } from './raise.ts';

/** The newest generation, change and epoch that the workstation was ever told; 0 where it was told none. */
export type Seen = ContactRequest['seen'];

/** Restores there can have been between two contacts; a workstation that claims more is not believed. */
const mostRestores = 1_000;

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

/** Raises the generation once, whoever proves it and however often. Cheap where nothing is proven. */
export async function witnessSeen(
  parts: SepParts,
  seen: Seen,
  tradePoint: string,
): Promise<{ readonly raised: boolean; readonly generation: number }> {
  const [sep] = await parts.database.query<{ generation: number }>('SELECT generation FROM sep');
  const generation = sep?.generation ?? 0;
  if (seen.generation > generation + mostRestores) {
    parts.log.error({ tradePoint, seen, generation }, 'a workstation names a generation that can’t be');
  }
  if ((await wantedBy(parts.database, generation, seen, tradePoint)) === null) {
    return { raised: false, generation };
  }
  return raiseGeneration(parts, tradePoint, `seen: ${JSON.stringify(seen)}`, async (tx, now) => {
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
