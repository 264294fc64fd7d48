/** Journals as they are handed on: exact text in bounded runs, each cut at a signed head. */

import type { StoredEvent } from '../../contract/journal.ts';
import type { JournalHead } from '../../contract/peer.ts';
import { mostInChunk } from '../../contract/peer.ts';
import type { Hash } from '../../contract/primitives.ts';
import { noHash } from '../../core/journal.ts';
import type { Database } from './driver.ts';
import type { EventRow, JournalRow } from './journalTable.ts';
import { hashText } from './journalTable.ts';
import type { JournalReader } from './types.ts';

/** Characters of bodies after which a chunk is cut at the next opportunity: it has to fit a request of 8 MB with its quotes. */
const bodiesInChunk = 2_000_000;

type HeadRow = { readonly seq: number; readonly signature: Buffer };

export function openJournalChunks(database: Database): JournalReader {
  const journals = database.prepare<[], JournalRow>('SELECT * FROM journal ORDER BY key');
  const find = database.prepare<[string], JournalRow>('SELECT * FROM journal WHERE origin = ?');
  const hashAt = database
    .prepare<[number, number], Buffer>('SELECT hash FROM event WHERE journal = ? AND seq = ?')
    .pluck();
  const lastSigned = database
    .prepare<[number], number>(
      // Ordered and cut off, as `max` over two tables would read every head of the journal.
      'SELECT head.seq FROM head JOIN event USING (journal, seq) WHERE head.journal = ? ORDER BY head.seq DESC LIMIT 1',
    )
    .pluck();
  const events = database.prepare<[number, number, number], EventRow>(
    `SELECT seq, id, type, version, at, clock, body, hash FROM event
     WHERE journal = ? AND seq BETWEEN ? AND ? ORDER BY seq`,
  );
  const signed = database.prepare<[number, number, number], HeadRow>(
    'SELECT seq, signature FROM head WHERE journal = ? AND seq BETWEEN ? AND ? ORDER BY seq',
  );

  const hashOf = (journal: number, seq: number): Hash | null => {
    if (seq === 0) return noHash;
    const bytes = hashAt.get(journal, seq);
    return bytes ? hashText(bytes) : null;
  };

  return {
    heads: () =>
      journals.all().map(({ key, origin, workstation }): JournalHead => {
        const seq = lastSigned.get(key) ?? 0;
        return { origin, workstation, seq, hash: hashOf(key, seq) ?? noHash };
      }),

    chunkFrom(origin, from, mostEvents) {
      const journal = find.get(origin);
      const before = journal && from >= 1 ? hashOf(journal.key, from - 1) : null;
      if (!journal || before === null) return null;
      const heads = signed.all(journal.key, from, from + mostInChunk - 1);
      const [nearest] = heads;
      if (!nearest) return null;
      const wanted = Math.min(Math.max(mostEvents, 1), mostInChunk);
      // As many transactions as fit, and the first of them in any case.
      const fitting = heads.findLast(({ seq }) => seq < from + wanted) ?? nearest;
      const run: StoredEvent[] = [];
      const rows = events.all(journal.key, from, fitting.seq);
      let previous = before;
      let length = 0;
      let end = nearest.seq;
      let next = 0;
      for (const { hash: bytes, ...row } of rows) {
        const hash = hashText(bytes);
        run.push({ origin, ...row, previous, hash });
        previous = hash;
        length += row.body.length;
        if (heads[next]?.seq !== row.seq) continue;
        next += 1;
        if (length > bodiesInChunk && end < row.seq) break;
        end = row.seq;
      }
      const chosen = run.filter(({ seq }) => seq <= end);
      // A hole in the journal, or a head without its event: damage, which is never handed on.
      if (chosen.at(-1)?.seq !== end || chosen.length !== end - from + 1) return null;
      return {
        origin,
        events: chosen,
        heads: heads
          .filter(({ seq }) => seq <= end)
          .map(({ seq, signature }) => ({
            origin,
            seq,
            hash: chosen[seq - from]?.hash ?? noHash,
            signature: signature.toString('base64'),
          })),
      };
    },

    uncut(origin, from) {
      const journal = find.get(origin);
      if (!journal) return null;
      const last = lastSigned.get(journal.key) ?? 0;
      if (last < from) return null;
      return signed.all(journal.key, from, from + mostInChunk - 1).length > 0
        ? null
        : { origin, from, to: last };
    },
  };
}
