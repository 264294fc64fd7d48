/** Workstations tell a СЭП that was put back from a dump what it had told them since: kept, and heeded at once. */
import type { SepInput, SepOutput } from '../../contract/sep.ts';
import type { PaymentStatus } from '../../contract/status.ts';
import type { Caller, SepHandlers, SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import { insertRows } from '../store/bulk.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';
import { heedWords } from './heed.ts';
import { isSealed } from './seal.ts';

/** Changes that came a little out of order by the clocks of several nodes, milliseconds. */
const clockSlack = 3_600_000;
/** Where nobody can say from when on this copy lacks words: an older backup than this is not put back. */
const longestLoss = 30 * 24 * 3_600_000;

/** From when on a workstation has to tell what it was told; null: nothing, or it has. */
export async function recallSince(
  connection: Connection,
  { tradePoint, workstation }: Caller,
): Promise<number | null> {
  const [row] = await connection.query<{ since: number; known_until: number | null }>(
    `SELECT s.generation_since AS since, s.known_until FROM sep s, workstation w
     WHERE w.trade_point = $1 AND w.number = $2 AND s.generation > 1 AND w.recalled_in < s.generation`,
    [tradePoint, workstation],
  );
  if (!row) return null;
  return Math.max(0, row.known_until === null ? row.since - longestLoss : row.known_until - clockSlack);
}

/** A number above it is made up. */
const highest = 1_000_000_000;

type Word = { readonly told: PaymentStatus; readonly sealed: boolean };

/** Words of older generations that this copy has no trace of. */
async function unknownHere(
  tx: Connection,
  words: readonly Word[],
  generation: number,
): Promise<readonly Word[]> {
  const older = words.filter(
    ({ told }) => told.generation < generation && told.revision < highest && told.attempt < highest,
  );
  const known = await tx.query<{ payment: string; generation: number; revision: number }>(
    `SELECT g.payment, g.generation, g.revision
     FROM unnest($1::uuid[], $2::integer[], $3::integer[], $4::text[], $5::integer[])
       AS g (payment, generation, revision, status, attempt)
     JOIN status_change s ON s.payment = coalesce((SELECT payment FROM payment_alias WHERE journal_payment = g.payment), g.payment)
       AND s.generation = g.generation AND s.revision = g.revision AND s.status = g.status AND s.attempt = g.attempt`,
    [
      older.map(({ told }) => told.paymentId),
      older.map(({ told }) => told.generation),
      older.map(({ told }) => told.revision),
      older.map(({ told }) => told.status),
      older.map(({ told }) => told.attempt),
    ],
  );
  const names = new Set(known.map((row) => `${row.payment} ${row.generation} ${row.revision}`));
  return older.filter(({ told }) => !names.has(`${told.paymentId} ${told.generation} ${told.revision}`));
}

/** Gives the payments of which a newer word is kept now than before. */
async function keepWords(
  tx: Connection,
  { tradePoint, workstation }: Caller,
  words: readonly Word[],
  now: number,
): Promise<readonly string[]> {
  if (words.length === 0) return [];
  // Told twice in one piece: the last one, as it stands there for a reason that nobody knows.
  const single = [...new Map(words.map((word) => [String(word.told.paymentId), word])).values()];
  await insertRows(
    tx,
    'recalled',
    {
      payment: ['uuid', ({ told }) => told.paymentId],
      trade_point: ['text', () => tradePoint],
      workstation: ['integer', () => workstation],
      generation: ['integer', ({ told }) => told.generation],
      revision: ['integer', ({ told }) => told.revision],
      sealed: ['boolean', ({ sealed }) => sealed],
      txn_id: ['text', ({ told }) => told.attempted?.txnId ?? null],
      word: ['text', ({ told }) => JSON.stringify(told)],
      told_at: ['bigint', () => now],
    },
    single,
    // A till's own word never takes the place of this system's.
    `ON CONFLICT (payment) DO UPDATE SET workstation = excluded.workstation, generation = excluded.generation,
       revision = excluded.revision, sealed = excluded.sealed, txn_id = excluded.txn_id, word = excluded.word, told_at = excluded.told_at, heeded = NULL
     WHERE recalled.trade_point = excluded.trade_point
       AND (recalled.sealed, recalled.generation, recalled.revision) < (excluded.sealed, excluded.generation, excluded.revision)`,
  );
  const fresh = await tx.query<{ payment: string }>(
    'SELECT payment FROM recalled WHERE payment = ANY($1::uuid[]) AND heeded IS NULL',
    [single.map(({ told }) => told.paymentId)],
  );
  return fresh.map(({ payment }) => payment);
}

/**
 * What was closed before it comes back is not sent when it does; also where its journal is brought by a node that knows
 * nothing of words.
 */
async function buryClosed(tx: Connection, words: readonly Word[], now: number): Promise<void> {
  const closed = words.filter(
    ({ told, sealed }) => sealed && (told.status === 'cancelled' || told.status === 'refunded'),
  );
  await tx.run(
    `INSERT INTO tombstone (payment, at, cause, reason)
     SELECT g.payment, $2, 'recalled', $3 FROM unnest($1::uuid[]) AS g (payment)
     WHERE NOT EXISTS (SELECT FROM payment WHERE id = g.payment)
       AND NOT EXISTS (SELECT FROM payment_alias WHERE journal_payment = g.payment)
     ON CONFLICT DO NOTHING`,
    [closed.map(({ told }) => told.paymentId), now, 'Отменён до восстановления СЭП из копии'],
  );
}

type Recalled = { readonly generation: number; readonly changed: ReadonlySet<string> };

async function recallIn(
  tx: Connection,
  parts: SepParts,
  input: SepInput<'recall'>,
  caller: Caller,
): Promise<Recalled> {
  await lockAcceptanceAlone(tx);
  const [sep] = await tx.query<{ generation: number }>('SELECT generation FROM sep');
  const generation = sep?.generation ?? 1;
  const changed = new Set<string>();
  if (input.generation !== generation) return { generation, changed };
  const now = parts.clock();
  const words = input.told.map(
    (told): Word => ({
      told,
      sealed: isSealed(parts.seal, caller.tradePoint, told),
    }),
  );
  const unknown = await unknownHere(tx, words, generation);
  await buryClosed(tx, unknown, now);
  const fresh = await keepWords(tx, caller, unknown, now);
  for (const one of await heedWords(tx, fresh, { at: now, generation, cause: 'recalled' })) changed.add(one);
  if (fresh.length > 0)
    parts.log.warn(
      { tradePoint: caller.tradePoint, workstation: caller.workstation, payments: fresh.length },
      'a workstation knows of payments what this copy does not',
    );
  if (input.last)
    await tx.run(
      'UPDATE workstation SET recalled_in = greatest(recalled_in, $3) WHERE trade_point = $1 AND number = $2',
      [caller.tradePoint, caller.workstation, generation],
    );
  return { generation, changed };
}

/** Refuses `newerGeneration` for words that were meant for another generation than that of now. */
export const createRecall =
  (parts: SepParts): SepHandlers['recall'] =>
  async (input, caller): Promise<SepResult<SepOutput<'recall'>>> => {
    const { generation, changed } = await parts.database.transaction((tx) =>
      recallIn(tx, parts, input, caller),
    );
    if (generation !== input.generation)
      return refusal('newerGeneration', 'this system is of another generation by now', { generation });
    for (const tradePoint of changed) parts.signals.changed(tradePoint);
    if (changed.size > 0) parts.signals.due();
    return answer({ generation });
  };
