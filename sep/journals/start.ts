/** Which start of a workstation goes on with a journal: one at a time, and never one that knows less than another did. */
import type { SepInput } from '../../contract/sep.ts';
import { StartAnswer } from '../../contract/sep.ts';
import type { SepHandlers, SepParts } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { audit, placeName } from '../trust/rows.ts';
import { readHeads } from './heads.ts';
import { hashBytes, hashText } from './journalRow.ts';

type StartRow = {
  readonly mark: string | null;
  readonly generation: number;
  readonly told_seq: number;
  readonly told_hash: Buffer | null;
};

type Journal = { readonly trade_point: string; readonly workstation: number; readonly bound_at: number };
type Sep = { readonly generation: number; readonly generation_since: number };

/**
 * A workstation says at each contact how far its journal is: what a copy that is put back later has less of is known
 * then, whether it was shipped or not. Gives the mark of the start that goes on with it; null: none in this generation.
 */
export async function keepTold(
  connection: Connection,
  { tradePoint, workstation }: { readonly tradePoint: string; readonly workstation: number },
  head: { readonly origin: string; readonly seq: number; readonly hash: string },
): Promise<string | null> {
  if (head.seq > 0) {
    await connection.run(
      `INSERT INTO journal_start (origin, generation, told_seq, told_hash)
         SELECT origin, (SELECT generation FROM sep), $4, $5 FROM journal
         WHERE origin = $1 AND trade_point = $2 AND workstation = $3
       ON CONFLICT (origin) DO UPDATE SET told_seq = excluded.told_seq, told_hash = excluded.told_hash
         WHERE journal_start.told_seq < excluded.told_seq`,
      [head.origin, tradePoint, workstation, head.seq, hashBytes(head.hash)],
    );
  }
  const [row] = await connection.query<{ mark: string | null }>(
    `SELECT mark FROM journal_start JOIN journal USING (origin)
     WHERE origin = $1 AND trade_point = $2 AND workstation = $3 AND generation = (SELECT generation FROM sep)`,
    [head.origin, tradePoint, workstation],
  );
  return row?.mark ?? null;
}

/** What the marks say: whoever goes on has to know of the last start that was let go on. */
export function judgeMarks(
  row: StartRow,
  { last, pending, next }: SepInput<'start'>,
  journal: Journal,
  sep: Sep,
): StartAnswer['verdict'] {
  if (row.mark === null) {
    // Bound before this database was put back: there may have been starts after the dump.
    return last === null && journal.bound_at >= sep.generation_since ? 'goOn' : 'unknown';
  }
  if (row.generation !== sep.generation) return 'unknown';
  return row.mark === last || row.mark === next || pending.includes(row.mark) ? 'goOn' : 'older';
}

/** Whether its own workstation has said that it is farther, or of another past. */
const isBehind = (told: StartAnswer['told'], head: SepInput<'start'>['head']): boolean =>
  told !== null && (told.seq > head.seq || (told.seq === head.seq && told.hash !== head.hash));

/**
 * Compares and registers a start in one transaction, under the lock of the journal's row: of two that know the same
 * only one goes on. An answer that was lost is given again to the same mark. Refuses `notBound`.
 */
export const createStart =
  ({ database, clock, log }: SepParts): SepHandlers['start'] =>
  async (input, caller) => {
    const { origin, head, next } = input;
    const at = clock();
    const settled = await database.transaction(async (tx) => {
      const [journal] = await tx.query<Journal>(
        'SELECT trade_point, workstation, bound_at FROM journal WHERE origin = $1',
        [origin],
      );
      if (journal?.trade_point !== caller.tradePoint || journal.workstation !== caller.workstation)
        return null;
      const [sep] = await tx.query<Sep>('SELECT generation, generation_since FROM sep');
      if (!sep) throw new Error('the system has no row of its own');
      await tx.run('INSERT INTO journal_start (origin, generation) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        origin,
        sep.generation,
      ]);
      const [row] = await tx.query<StartRow>(
        'SELECT mark, generation, told_seq, told_hash FROM journal_start WHERE origin = $1 FOR UPDATE',
        [origin],
      );
      if (!row) throw new Error(`journal ${origin} has no row of its starts`);
      const { told_seq: seq, told_hash: hash } = row;
      const told = hash ? { seq, hash: hashText(hash) } : null;
      const verdict = isBehind(told, head) ? 'older' : judgeMarks(row, input, journal, sep);
      if (verdict === 'goOn' && row.mark !== next) {
        await tx.run(
          'UPDATE journal_start SET mark = $2, generation = $3, marked_at = $4 WHERE origin = $1',
          [origin, next, sep.generation, at],
        );
      }
      if (verdict === 'older') {
        const details = { origin, head: head.seq, ...(told ? { told: told.seq } : {}) };
        await audit(tx, { at, who: placeName(caller), what: 'start with an older journal', details });
      }
      return { verdict, told, generation: sep.generation };
    });
    if (!settled) return refusal('notBound', `journal ${origin} is not bound to this workstation`);
    const { verdict, told, generation } = settled;
    if (verdict === 'older')
      log.warn(
        { tradePoint: caller.tradePoint, workstation: caller.workstation, origin, head: head.seq, told },
        'a workstation started with an older state of its journal; it leaves that journal',
      );
    const heads = await readHeads(database, caller.tradePoint);
    return answer(StartAnswer.parse({ verdict, generation, told, heads }));
  };
