/** Whether a chunk is what its journal's key signed: off any transaction, as it costs 0.1 ms a head. */
import type { KeyObject } from 'node:crypto';
import { verify } from 'node:crypto';
import type { SignedHead } from '../../contract/journal.ts';
import type { JournalChunk } from '../../contract/peer.ts';
import type { RunFault } from '../../core/chunk.ts';
import { inOrder, runFault } from '../../core/chunk.ts';
import { headText } from '../../core/journal.ts';
import { readJournalKey, sha256 } from '../trust/hashing.ts';

/** On the thread pool, so that the heads of a chunk are verified side by side and the server goes on answering. */
const isSigned = (key: KeyObject, { origin, seq, hash: signed, signature }: SignedHead) =>
  new Promise<boolean>((resolve) => {
    const bytes = Buffer.from(signature, 'base64');
    if (bytes.length !== 64) return resolve(false);
    verify(null, Buffer.from(headText(origin, seq, signed)), key, bytes, (error, sound) =>
      resolve(!error && sound),
    );
  });

/** No text of PostgreSQL can hold it, and no program of ours writes it. */
const nul = '\0';

/**
 * The chunk's first fault; null: every event hashes, chains, and each head's signature holds. `repeat`: all of it is
 * known under the same hashes already, nothing of it will be stored, so its signatures need no second look.
 */
export async function judge(
  chunk: JournalChunk,
  publicKey: string,
  repeat: boolean,
): Promise<RunFault | null> {
  const heads = inOrder(chunk.heads);
  const foreign = chunk.events.find(({ origin }) => origin !== chunk.origin);
  if (foreign) return { seq: foreign.seq, why: 'chain' };
  const unwritable = chunk.events.find(({ id, type, body }) => (id + type + body).includes(nul));
  if (unwritable) return { seq: unwritable.seq, why: 'hash' };
  const fault = runFault(chunk.events, heads, sha256);
  if (fault || repeat) return fault;
  const key = readJournalKey(publicKey);
  const sound = await Promise.all(heads.map((head) => key !== null && isSigned(key, head)));
  const forged = heads[sound.indexOf(false)];
  return forged ? { seq: forged.seq, why: 'signature' } : null;
}
