/** Hands a journal on to a workstation of its trade point: after a restore, or where the neighbour is out of reach. */
import type { StoredEvent } from '../../contract/journal.ts';
import type { JournalChunk } from '../../contract/peer.ts';
import { mostInChunk } from '../../contract/peer.ts';
import type { Origin } from '../../contract/primitives.ts';
import { noHash } from '../../core/journal.ts';
import type { SepHandlers, SepParts } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { findJournal, hashText } from './journalRow.ts';

/** Events of a chunk, as long as a transaction ends among them. */
const wanted = 1_000;
/** Characters of bodies after which a chunk is cut at the next opportunity: it has to fit an answer of 8 MB. */
const bodiesInChunk = 2_000_000;

type HeadRow = { readonly seq: number; readonly signature: Buffer };
type EventRow = Omit<StoredEvent, 'origin' | 'previous' | 'hash'> & { readonly hash: Buffer };

/** A run from that event on, cut at a signed head; null: there is none. */
async function chunkFrom(connection: Connection, origin: Origin, from: number): Promise<JournalChunk | null> {
  const heads = await connection.query<HeadRow>(
    'SELECT seq, signature FROM head WHERE origin = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq',
    [origin, from, from + mostInChunk - 1],
  );
  const [nearest] = heads;
  if (!nearest) return null;
  // As many transactions as fit, and the first of them in any case.
  const fitting = heads.findLast(({ seq }) => seq < from + wanted) ?? nearest;
  const rows = await connection.query<EventRow>(
    `SELECT seq, id, type, version, at, clock, body, hash FROM event
     WHERE origin = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq`,
    [origin, from - 1, fitting.seq],
  );
  let previous = noHash;
  let length = 0;
  const run: StoredEvent[] = [];
  for (const { hash: bytes, ...row } of rows) {
    const hash = hashText(bytes);
    if (row.seq >= from) {
      length += row.body.length;
      if (length > bodiesInChunk && row.seq > nearest.seq) break;
      run.push({ origin, ...row, previous, hash });
    }
    previous = hash;
  }
  const last = run.at(-1)?.seq ?? 0;
  const end = heads.findLast(({ seq }) => seq <= last)?.seq ?? 0;
  const events = run.filter(({ seq }) => seq <= end);
  const hashes = new Map(events.map(({ seq, hash }) => [seq, hash]));
  return {
    origin,
    events,
    heads: heads.flatMap(({ seq, signature }) => {
      const hash = hashes.get(seq);
      return hash ? [{ origin, seq, hash, signature: signature.toString('base64') }] : [];
    }),
  };
}

export const createPull =
  ({ database }: SepParts): SepHandlers['pull'] =>
  async ({ origin, from }, { tradePoint }) => {
    const journal = await findJournal(database, origin);
    if (journal?.tradePoint !== tradePoint) {
      return refusal('notBound', `no journal ${origin} is bound to this trade point`);
    }
    return answer({ chunk: from > journal.seq ? null : await chunkFrom(database, origin, from) });
  };
