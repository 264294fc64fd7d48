/** What the window is shown of СЭП and the box. */
import type { Failure } from '../../contract/failure.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { ContactAnswer } from '../../contract/sep.ts';
import type { ConnectionView, PartView, SyncView } from '../../contract/sync.ts';
import { nobodySyncing } from '../../core/sync.ts';
import type { Peers } from '../peers/types.ts';
import type { Store } from '../store/types.ts';
import type { SepIdentity } from './identity.ts';
import type { SyncMemory } from './memory.ts';

export type LinkState = { readonly state: SyncView['link']; readonly failure: Failure | null };

type Sources = { readonly store: Store; readonly memory: SyncMemory; readonly peers: Peers | null };

/** What is known of СЭП at this moment. */
export type SepFacts = {
  readonly link: LinkState;
  readonly lastContactAt: Instant | null;
  readonly clockAheadMs: number | null;
  /** The last contact's answer. */
  readonly latest: ContactAnswer | null;
  /** Why СЭП will not have one of the journals; null: it takes all. */
  readonly blocked: Failure | null;
  readonly now: Instant;
};

/** Without an exchange of its own all that is known of the others is what they tell СЭП. */
const partsOf = (answer: ContactAnswer | null): readonly PartView[] =>
  (answer?.peers ?? []).map(({ workstation, unsent }) => ({ workstation, unsent, freshAt: null }));

export function syncView(
  { store, memory, peers }: Sources,
  { link, lastContactAt, clockAheadMs, latest, blocked, now }: SepFacts,
): SyncView {
  const { workstation } = store.read.station();
  const told = memory.told();
  const unsent = store.unsent.own();
  const counts = store.statuses.counts();
  const designation = told?.designation ?? null;
  return {
    ticked: memory.tick() !== null,
    link: link.state,
    // A journal that СЭП will not have is told of too, though everything else flows.
    failure: link.failure ?? blocked,
    lastContactAt,
    // Of a clock that nobody is asked about any more nothing is known.
    clockAheadMs: link.state === 'ok' && clockAheadMs !== null ? Math.round(clockAheadMs) : null,
    holder: designation && {
      workstation: designation.workstation,
      since: designation.since,
      lastContactAt: designation.lastContactAt,
    },
    lost: memory.lost(),
    unsent: unsent.count,
    oldestUnsentAt: unsent.oldestAt,
    nobody: nobodySyncing({
      workstation,
      // What was true before this start is not repeated until СЭП has been asked, or is known to be away.
      told: link.state === 'connecting' ? null : told,
      oldestUnsentAt: unsent.oldestAt,
      now,
    }),
    parts: [...(peers?.parts() ?? partsOf(latest))],
    open: counts.open + store.unsent.all(),
    stuck: counts.stuck,
  };
}

/** For the settings. */
export function connectionView(
  { store, memory, peers }: Sources,
  { address, notAfter }: SepIdentity,
): ConnectionView {
  return {
    address,
    certificateUntil: notAfter,
    generation: memory.seen().generation,
    own: [...(peers?.address() ?? [])],
    peers: store.peers.list().map(({ workstation, addresses, typed }) => ({
      workstation,
      addresses: [...addresses],
      typed: [...typed],
    })),
  };
}
