/** What a contact says of the own journals: whether the one that grows may go on, and where СЭП has another past of one. */
import type { Origin } from '../../contract/primitives.ts';
import type { ContactAnswer } from '../../contract/sep.ts';
import { findAstray } from './astray.ts';
import { createRerecording } from './rerecording.ts';
import type { WitnessParts } from './witnesses.ts';
import { askWitnesses, judgeHead, leaveFor, registerBegun } from './witnesses.ts';

/** A step for each contact. Once `closed` nothing is begun any more. */
export function createJournalSettling(
  parts: WitnessParts,
  closed: () => boolean,
): (answer: Pick<ContactAnswer, 'heads' | 'started'>) => Promise<void> {
  const { store } = parts;
  const rerecording = createRerecording(parts);
  /** Journals begun in this run of whose start СЭП was told. */
  const registeredHere = new Set<Origin>();

  return async ({ heads, started }) => {
    const own = store.read.head();
    const against = heads.find((head) => judgeHead(store, head) !== 'agrees');
    const mark = own && store.start.registeredAs(own.origin);
    // Somebody else has written in this journal's name since, or goes on with it: it is left.
    if (against) await leaveFor(parts, { by: 'sep', head: against, verdict: judgeHead(store, against) });
    else if (own && mark && started !== undefined && started !== mark)
      await leaveFor(parts, { by: 'sep', head: own, verdict: 'started' });
    else if (store.doubted()) await askWitnesses(parts);
    else if (own && mark === null && !registeredHere.has(own.origin)) {
      if (await registerBegun(parts)) registeredHere.add(own.origin);
    }
    if (!closed()) await findAstray(parts, heads);
    if (!closed()) await rerecording();
  };
}
