/** One round with one peer: what it has and this workstation lacks is pulled, checked and stored, chunk by chunk. */
import type { JournalHead, PeerHeads } from '../../contract/peer.ts';
import type { Origin } from '../../contract/primitives.ts';
import type { Timers } from '../devices/timers.ts';
import type { DoorLog } from '../door/door.ts';
import type { Store } from '../store/types.ts';
import type { PeerLine } from './peerClient.ts';

/** Between two chunks the till gets its turn, milliseconds. */
const breathMs = 4;
/** Journals that must come before others are fetched at most so often in a round. */
const mostDetours = 200;
/** How far before a differing head a fork is fetched, so that it is kept aside in sight of a person. */
const forkReach = 200;
/** A journal that was not right is asked for again after this long, or once the peer has told another head of it; ms. */
const askAgainMs = 10 * 60_000;

/** What was not right of a peer's journal, when, and the head that it told then. */
export type Unsound = { readonly why: string; readonly head: string; readonly at: number };

export type RoundParts = {
  readonly store: Pick<Store, 'accept' | 'journals' | 'peers'>;
  readonly timers: Timers;
  readonly log: DoorLog;
  /** UTC milliseconds. */
  readonly clock: () => number;
  readonly closed: () => boolean;
  /** Journals that this peer has sent and that were not right. */
  readonly unsound: Map<Origin, Unsound>;
};

export type Round =
  /** `whole`: all that it announced of its own journals is here. */
  | { readonly kind: 'done'; readonly events: number; readonly names: number; readonly whole: boolean }
  | { readonly kind: 'failed'; readonly why: string; readonly events: number };

const breath = (timers: Timers): Promise<void> =>
  new Promise((resolve) => {
    timers.after(breathMs, resolve);
  });

export async function exchange(line: PeerLine, parts: RoundParts): Promise<Round> {
  const { store, timers, log, clock, closed, unsound } = parts;
  const asked = await line.heads();
  if (!asked.ok) return { kind: 'failed', why: asked.why, events: 0 };
  if (asked.value.workstation !== line.workstation)
    return { kind: 'failed', why: 'otherWorkstation', events: 0 };
  const told: PeerHeads = asked.value;
  const kept = store.peers.keepNames(told.cashiers);
  const names = kept.ok ? kept.value : 0;
  let events = 0;
  let detours = 0;

  const ownHeads = () => new Map(store.journals.heads().map((head) => [head.origin, head]));

  const headTold = (origin: Origin): string => {
    const head = told.heads.find((one) => one.origin === origin);
    return head ? `${head.seq}/${head.hash}` : '';
  };

  /** Nothing about it has changed since it was not right. A clock that was set back makes nobody wait longer. */
  function isNoted(origin: Origin): boolean {
    const noted = unsound.get(origin);
    return noted?.head === headTold(origin) && Math.abs(clock() - noted.at) < askAgainMs;
  }

  function report(origin: Origin, why: string, entry: object = {}): void {
    const news = unsound.get(origin)?.why !== why;
    unsound.set(origin, { why, head: headTold(origin), at: clock() });
    if (news)
      log.error({ peer: line.workstation, origin, why, ...entry }, 'a journal from a peer is not right');
  }

  /** Pulls a journal from an event on, up to one. Null: done; else why it can't be. */
  async function pull(origin: Origin, from: number, to: number): Promise<string | null> {
    let next = from;
    /** The gap that was answered last, by whatever came. */
    let filled = '';
    while (next <= to && !closed()) {
      const answer = await line.pull({ origin, from: next });
      if (!answer.ok) return answer.why;
      const { chunk } = answer.value;
      // It told of more than it gives: nothing to be done about it now.
      if (!chunk || chunk.events.length === 0) return null;
      const first = chunk.events[0];
      if (chunk.origin !== origin || first?.origin !== origin || first.seq !== next) {
        report(origin, 'otherThanAsked');
        return null;
      }
      const accepted = store.accept(chunk.events, chunk.heads);
      if (!accepted.ok) return accepted.failure.code;
      const outcome = accepted.value;
      if (outcome.kind === 'gap') {
        detours += 1;
        if (detours > mostDetours || (outcome.origin === origin && outcome.from >= next)) {
          report(origin, 'gap');
          return null;
        }
        const before = await pull(outcome.origin, outcome.from, Number.MAX_SAFE_INTEGER);
        if (before !== null) return before;
        const reached = ownHeads().get(outcome.origin)?.seq ?? 0;
        // What came may be another past, which is kept aside and is continued all the same; asked for twice, this peer has
        // not got what comes before, and another may.
        const gap = `${outcome.origin}/${outcome.from}`;
        if (reached < outcome.from && gap === filled) return null;
        filled = gap;
        continue;
      }
      // Others know more of the journal that grows here: whoever judges the start sees it, and may let it grow from outside.
      if (outcome.kind === 'unsound' && outcome.why === 'ownJournal') return null;
      if (outcome.kind === 'unsound') {
        report(origin, outcome.why, { seq: outcome.seq });
        return null;
      }
      const [fork] = outcome.forks;
      if (fork && !isNoted(origin)) report(origin, 'fork', { seq: fork.seq, forks: outcome.forks.length });
      events += chunk.events.length - outcome.known - outcome.forks.length;
      next = (chunk.events.at(-1)?.seq ?? next) + 1;
      await breath(timers);
    }
    return null;
  }

  const mine = ownHeads();
  for (const { origin, seq, hash } of told.heads) {
    if (closed()) return { kind: 'failed', why: 'closed', events };
    if (isNoted(origin)) continue;
    const known = mine.get(origin);
    const differs = known !== undefined && known.seq === seq && known.hash !== hash;
    const from = differs ? Math.max(1, seq - forkReach) : (known?.seq ?? 0) + 1;
    const why = await pull(origin, from, seq);
    if (why !== null) return { kind: 'failed', why, events };
  }
  const here = ownHeads();
  const isHere = ({ origin, seq }: JournalHead): boolean => (here.get(origin)?.seq ?? 0) >= seq;
  const whole = told.heads.filter(({ workstation }) => workstation === line.workstation).every(isHere);
  return { kind: 'done', events, names, whole };
}
