/** What was conducted in another past of an own journal than СЭП's is told again in the journal that goes on. */
import type { Origin } from '../../contract/primitives.ts';
import { ok } from '../../contract/result.ts';
import { rerecord } from '../../core/rerecorded.ts';
import type { DoorLog } from '../door/door.ts';
import type { Store } from '../store/types.ts';
import { breathe } from './loop.ts';

export type RerecordingParts = { readonly store: Store; readonly log: DoorLog };

/** Tells one journal's other past again, but for what was told before. `partly`: some of it can't be. */
async function rerecordOne(
  { store, log }: RerecordingParts,
  origin: Origin,
  after: number,
): Promise<'whole' | 'partly' | 'failed'> {
  const { events, tooLong } = rerecord(origin, store.untoldOf(origin, after));
  for (const event of events) {
    // Each by itself, signed: a crash in between leaves a beginning, and the rest is told the next time.
    const stored = store.commit(() => ok([event]));
    if (!stored.ok) {
      log.error({ origin, type: event.type, ...stored.failure }, 'another past is not told again');
      return 'failed';
    }
    await breathe();
  }
  if (events.length > 0)
    log.warn({ origin, after, events: events.length }, 'another past of a journal was told again');
  if (tooLong.length > 0) {
    const [first] = tooLong;
    log.error(
      { origin, seq: first?.seq, subject: first?.subject, events: tooLong.length },
      'events of another past are too long to be told again: a person has to look',
    );
    return 'partly';
  }
  return 'whole';
}

/** A step to be taken now and then: looks at each own journal that is astray, once to its end in a run. */
export function createRerecording(parts: RerecordingParts): () => Promise<void> {
  const { store } = parts;
  const done = new Set<Origin>();

  return async () => {
    for (const { origin } of store.ownJournals()) {
      const after = store.statuses.astrayFrom(origin);
      // While the journal that goes on is in doubt nothing is added to it.
      if (after === null || done.has(origin) || origin === store.read.head()?.origin || store.doubted())
        continue;
      const told = await rerecordOne(parts, origin, after);
      // Tried again at the next contact: the disk was full.
      if (told === 'failed') return;
      done.add(origin);
      const end = store.journals.heads().find((head) => head.origin === origin)?.seq ?? 0;
      // From here on it is the other journal's to bring.
      if (told === 'whole') store.statuses.setSettled(origin, end);
    }
  };
}
