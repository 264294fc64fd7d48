/** Writes events and heads as they came, once per journal and number, and moves the journal's head along. */
import type { SignedHead, StoredEvent } from '../../contract/journal.ts';
import type { Columns } from '../store/bulk.ts';
import { insertRows } from '../store/bulk.ts';
import type { Connection } from '../store/database.ts';
import { hashBytes } from './journalRow.ts';
import { subjectIn } from './lanes.ts';

const eventColumns: Columns<StoredEvent> = {
  origin: ['uuid', ({ origin }) => origin],
  seq: ['integer', ({ seq }) => seq],
  id: ['text', ({ id }) => id],
  type: ['text', ({ type }) => type],
  version: ['bigint', ({ version }) => version],
  at: ['bigint', ({ at }) => at],
  clock: ['bigint', ({ clock }) => clock],
  body: ['text', ({ body }) => body],
  hash: ['bytea', ({ hash }) => hashBytes(hash)],
  subject: ['text', ({ body }) => subjectIn(body)],
};

const headColumns: Columns<SignedHead> = {
  origin: ['uuid', ({ origin }) => origin],
  seq: ['integer', ({ seq }) => seq],
  signature: ['bytea', ({ signature }) => Buffer.from(signature, 'base64')],
};

/** The heads may be of events that were known before: what is there stays. */
export async function storeEvents(
  tx: Connection,
  events: readonly StoredEvent[],
  heads: readonly SignedHead[],
): Promise<void> {
  await insertRows(tx, 'event', eventColumns, events);
  await insertRows(tx, 'head', headColumns, heads, 'ON CONFLICT (origin, seq) DO NOTHING');
  const last = events.at(-1);
  if (!last) return;
  await tx.run('UPDATE journal SET seq = $2, hash = $3 WHERE origin = $1', [
    last.origin,
    last.seq,
    hashBytes(last.hash),
  ]);
}
