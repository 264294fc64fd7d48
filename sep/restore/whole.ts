/**
 * Whose journals are whole again after a restore. What a payment of before may have gone through since (a cancel, a
 * refund at another workstation) lies in them: until they are here it waits, and nothing of it is sent.
 */
import type { SepInput } from '../../contract/sep.ts';
import type { Caller } from '../parts.ts';
import type { Connection } from '../store/database.ts';

const day = 24 * 60 * 60_000;
/** A workstation that is gone for good holds its trade point's payments up no longer than this, milliseconds. */
const longestWait = day;
/** One that had not been heard of for so long when the dump was put back is not waited for: it stands in a cupboard. */
const longestSilence = 7 * day;

/**
 * Notes that a workstation has nothing that is not here: by its own word of this generation no conducted payment is
 * unsent, its journal stands here as far as there, and what it had been told of payments it has told back.
 */
export async function noteWhole(
  connection: Connection,
  { tradePoint, workstation }: Caller,
  { head, unsent, seen }: SepInput<'contact'>,
  generation: number,
): Promise<void> {
  if (seen.generation !== generation || unsent > 0) return;
  await connection.run(
    `UPDATE workstation SET whole_in = $3
     WHERE trade_point = $1 AND number = $2 AND whole_in < $3 AND recalled_in >= $3
       AND EXISTS (SELECT FROM journal WHERE origin = $4 AND seq >= $5 AND trade_point = $1 AND workstation = $2)`,
    [tradePoint, workstation, generation, head.origin, head.seq],
  );
}

/** Trade points of which a workstation has not said so yet, in a generation that began at `since`. */
export async function notWhole(
  connection: Connection,
  generation: number,
  since: number,
  now: number,
): Promise<readonly string[]> {
  if (generation <= 1 || now > since + longestWait) return [];
  const rows = await connection.query<{ trade_point: string }>(
    `SELECT DISTINCT trade_point FROM workstation
     WHERE revoked_at IS NULL AND seen_at > $2 AND whole_in < $1`,
    [generation, since - longestSilence],
  );
  return rows.map(({ trade_point }) => trade_point);
}
