/** Judges a run of events of one journal, as it travels: own hashes, chain, signed heads with one of them at the end. */
import type { EventBody, SignedHead, StoredEvent } from '../contract/journal.ts';
import { eventBodies } from '../contract/journal.ts';
import type { Sha256 } from './journal.ts';
import { hashEvent, noHash } from './journal.ts';

/** The first event (or head) that is not right, and what about it. */
export type RunFault = {
  readonly seq: number;
  readonly why: 'hash' | 'chain' | 'signature' | 'unsignedEnd';
};

/**
 * Null: the events are chained without a gap, each has the hash it claims, every head names one of them, the last head
 * the last of them. The heads come in order of `seq`; whether their signatures hold is for the caller to find out, who
 * knows the key. An empty run has no fault.
 */
export function runFault(
  events: readonly StoredEvent[],
  heads: readonly SignedHead[],
  sha256: Sha256,
): RunFault | null {
  const [first] = events;
  const last = events.at(-1);
  if (!first || !last) return null;
  const { origin } = first;
  if (first.seq === 1 && first.previous !== noHash) return { seq: 1, why: 'chain' };
  let before: StoredEvent | null = null;
  for (const event of events) {
    const { seq } = event;
    if (event.origin !== origin || (before && (seq !== before.seq + 1 || event.previous !== before.hash))) {
      return { seq, why: 'chain' };
    }
    if (hashEvent(event, sha256) !== event.hash) return { seq, why: 'hash' };
    before = event;
  }
  if (heads.at(-1)?.seq !== last.seq) return { seq: last.seq, why: 'unsignedEnd' };
  const astray = heads.find(
    (head) => head.origin !== origin || events[head.seq - first.seq]?.hash !== head.hash,
  );
  return astray ? { seq: astray.seq, why: 'signature' } : null;
}

/** The heads of a run in order, as `runFault` wants them. */
export const inOrder = (heads: readonly SignedHead[]): SignedHead[] =>
  [...heads].sort((left, right) => left.seq - right.seq);

/** What a first event says of its journal; null: it is no sound first event. */
export function openedBy(
  event: Pick<StoredEvent, 'type' | 'version' | 'body'>,
): EventBody<'journalOpened'> | null {
  if (event.type !== 'journalOpened' || event.version !== 1) return null;
  try {
    return eventBodies.journalOpened.parse(JSON.parse(event.body));
  } catch {
    return null;
  }
}
