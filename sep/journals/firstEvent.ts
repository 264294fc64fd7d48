/** A journal's first event: it must name the place it is bound to, and what it continues must be here before it. */
import type { StoredEvent } from '../../contract/journal.ts';
import type { ShipAnswer } from '../../contract/sep.ts';
import { openedBy } from '../../core/chunk.ts';
import { noHash } from '../../core/journal.ts';
import type { Connection } from '../store/database.ts';
import type { BoundJournal } from './journalRow.ts';
import { findJournal, hashBytes, hashText } from './journalRow.ts';

export type FirstEvent =
  /** It stands; `rank` is the journal's place among its workstation's. */
  | {
      readonly kind: 'sound';
      readonly publicKey: string;
      readonly rank: number;
      /** It continues another past of the previous journal than the one that is here. */
      readonly otherPast: boolean;
    }
  | { readonly kind: 'unsound'; readonly why: 'firstEvent' | 'otherPlace' }
  | Extract<ShipAnswer, { kind: 'gap' }>;

/** Whether an event is among what was kept aside of its journal as another past of it. */
async function isKeptAside(
  tx: Connection,
  { origin, hash }: { readonly origin: string; readonly hash: string },
): Promise<boolean> {
  const rows = await tx.query(
    "SELECT FROM set_aside WHERE origin = $1 AND kind = 'fork' AND strpos(content, $2) > 0 LIMIT 1",
    [origin, `"hash":"${hash}"`],
  );
  return rows.length > 0;
}

/**
 * Judges event 1, whose signature is proven. A previous journal that nobody has bound is bound to the same workstation:
 * whoever holds the new journal's key names it, and could as well have written its events anew. Its key is the one that
 * is named with it: no other is taken, whoever binds it or brings its events.
 */
export async function readFirstEvent(
  tx: Connection,
  journal: BoundJournal,
  event: StoredEvent,
  now: number,
): Promise<FirstEvent> {
  const opened = openedBy(event);
  if (event.seq !== 1 || !opened) return { kind: 'unsound', why: 'firstEvent' };
  const { publicKey, tradePointId, workstation, previous } = opened;
  if (journal.publicKey !== '' && publicKey !== journal.publicKey) {
    return { kind: 'unsound', why: 'firstEvent' };
  }
  if (tradePointId !== journal.tradePoint || workstation !== journal.workstation) {
    return { kind: 'unsound', why: 'otherPlace' };
  }
  if (!previous) return { kind: 'sound', publicKey, rank: 0, otherPast: false };
  if (previous.origin === journal.origin) return { kind: 'unsound', why: 'firstEvent' };
  const before = await findJournal(tx, previous.origin);
  if (!before) {
    await tx.run(
      `INSERT INTO journal (origin, trade_point, workstation, public_key, bound_at, hash)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
      [
        previous.origin,
        journal.tradePoint,
        journal.workstation,
        previous.publicKey ?? '',
        now,
        hashBytes(noHash),
      ],
    );
    return { kind: 'gap', origin: previous.origin, from: 1 };
  }
  // Of another trade point (a disk that was moved): its events are not this trade point's to bring. What is kept aside as
  // another past was brought.
  if (
    before.tradePoint === journal.tradePoint &&
    before.seq < previous.seq &&
    !(await isKeptAside(tx, previous))
  ) {
    return { kind: 'gap', origin: previous.origin, from: before.seq + 1 };
  }
  const [end] = await tx.query<{ hash: Buffer }>('SELECT hash FROM event WHERE origin = $1 AND seq = $2', [
    previous.origin,
    previous.seq,
  ]);
  const otherPast = end ? hashText(end.hash) !== previous.hash : before.tradePoint === journal.tradePoint;
  return { kind: 'sound', publicKey, rank: before.rank + 1, otherPast };
}
