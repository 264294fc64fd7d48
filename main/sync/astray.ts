/** Own journals of which СЭП has another past: from where on, so that what was conducted in ours stays in sight. */
import type { Origin } from '../../contract/primitives.ts';
import type { WitnessedHead, WitnessParts } from './witnesses.ts';

type AstrayParts = Pick<WitnessParts, 'store' | 'link' | 'pace' | 'log'>;

/** The hash of СЭП's event of that number; null: it could not be asked. */
async function hashThere({ link, pace }: AstrayParts, origin: Origin, seq: number): Promise<string | null> {
  const pulled = await link.call('pull', { origin, from: seq }, pace.answerMs);
  if (!pulled.ok) return null;
  return pulled.value.chunk?.events.find((event) => event.seq === seq)?.hash ?? null;
}

/** The last event that is the same here and there, up to `most`; null: СЭП did not answer to the end. */
async function lastCommon(parts: AstrayParts, origin: Origin, most: number): Promise<number | null> {
  let common = 0;
  let asked = most;
  let differs = most + 1;
  // Each event holds the hash of the one before it: what agrees at one number agrees at all below.
  while (common + 1 < differs) {
    const there = await hashThere(parts, origin, asked);
    if (there === null) return null;
    if (there === parts.store.hashAt(origin, asked)) common = asked;
    else differs = asked;
    asked = Math.floor((common + differs) / 2);
  }
  return common;
}

/**
 * Compares СЭП's heads of own journals with what is here, and remembers where a journal parts from СЭП's. What could
 * not be asked is asked again at the next contact.
 */
export async function findAstray(parts: AstrayParts, heads: readonly WitnessedHead[]): Promise<void> {
  const { store, log } = parts;
  for (const { origin } of store.ownJournals()) {
    const there = heads.find((head) => head.origin === origin);
    const here = store.journals.heads().find((head) => head.origin === origin);
    if (!there || !here || there.seq === 0 || here.seq === 0) continue;
    if (store.statuses.astrayFrom(origin) !== null) continue;
    const most = Math.min(there.seq, here.seq);
    if (there.seq === most && store.hashAt(origin, most) === there.hash) continue;
    const common = await lastCommon(parts, origin, most);
    // Less here than there is no contradiction; what СЭП has beyond is taken elsewhere.
    if (common === null || common === most) continue;
    const stored = store.statuses.setAstray(origin, common);
    log.error(
      { origin, common, here: here.seq, there: there.seq, stored: stored.ok },
      'СЭП has another past of a journal',
    );
  }
}
