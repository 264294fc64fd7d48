/** СЭП as the till sees it: the loops that speak to it. */
import type { Failure, Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { PeerAddress } from '../../contract/peer.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { Catalogue } from '../../contract/provider.ts';
import type { ContactAnswer, SepInput, SepOutput } from '../../contract/sep.ts';
import type { ConnectionView, OpenPayment, SyncView } from '../../contract/sync.ts';
import { backOff } from '../../core/backOff.ts';
import type { Timers } from '../devices/timers.ts';
import type { DoorLog } from '../door/door.ts';
import type { Peers, PeerTls } from '../peers/types.ts';
import { errorStory } from '../shell/errorStory.ts';
import type { Store } from '../store/types.ts';
import { createBox } from './box.ts';
import { contact } from './contact.ts';
import type { IdentityFile, SepIdentity } from './identity.ts';
import { certificatePem, keyPem } from './identity.ts';
import { openLink } from './link.ts';
import type { Loop, Pause } from './loop.ts';
import { breathe, startLoop } from './loop.ts';
import { openSyncMemory } from './memory.ts';
import type { SyncPace } from './pace.ts';
import { recall } from './recall.ts';
import type { SepAnswer } from './sepClient.ts';
import { createJournalSettling } from './settleJournal.ts';
import type { Blocked } from './shipping.ts';
import { createShipping } from './shipping.ts';
import type { LinkState } from './syncView.ts';
import { connectionView, syncView } from './syncView.ts';
import { askWitnesses } from './witnesses.ts';

export type SyncParts = {
  readonly store: Store;
  readonly identity: SepIdentity;
  readonly file: IdentityFile;
  /** Null: no exchange with the other workstations. */
  readonly peers: Peers | null;
  readonly timers: Timers;
  readonly pace: SyncPace;
  /** UTC milliseconds. */
  readonly clock: () => number;
  /** At least 0, below 1. */
  readonly chance: () => number;
  readonly program: string;
  readonly log: DoorLog;
  /** What is shown has changed. */
  readonly changed: () => void;
  /** СЭП has answered a contact, or told of changes. */
  readonly heard: () => void;
  /** Puts the catalogue in use if nobody is in the middle of a payment; false: not now. */
  readonly replaceCatalogue: (catalogue: Catalogue) => boolean;
};

export interface Sync {
  /** Whether somebody outside knows more of our journal; a few seconds at most. Before anybody works. */
  witness(): Promise<void>;
  /** Begins to speak to СЭП. */
  begin(): void;
  /** The box. Refuses with `sepUnavailable` without СЭП; held by another, it stays as it is and the view says who. */
  claim(takeOver: boolean): Promise<Result<null>>;
  release(): Promise<Result<null>>;
  lossRead(): Result<null>;
  /** Null: СЭП could not be asked in time. */
  check(input: SepInput<'check'>): Promise<SepOutput<'check'> | null>;
  /** Of a payment's life, and of requests for its correction. */
  ask<N extends 'story' | 'request' | 'request-receipt' | 'requests'>(
    name: N,
    input: SepInput<N>,
  ): Promise<SepAnswer<SepOutput<N>>>;
  view(): SyncView;
  connection(): ConnectionView;
  openPayments(): readonly OpenPayment[];
  setPeer(workstation: number, typed: readonly PeerAddress[]): void;
  /** Journals that СЭП would not take. */
  blocked(): readonly Blocked[];
  /** Ends the loops; what is under way is broken off. */
  close(): Promise<void>;
}

/** What the ageing view shows at most. */
const mostOpen = 1_000;

export const tlsOf = ({ certificate, key, authority }: SepIdentity): PeerTls => ({
  certificate: certificatePem(certificate),
  key: keyPem(key),
  authority: certificatePem(authority),
});

export function createSync(parts: SyncParts): Sync {
  const { store, peers, timers, pace, clock, chance, log, changed } = parts;
  const memory = openSyncMemory(store.local);
  const link = openLink({
    ...parts,
    memory,
    onRenewed: (identity) => peers?.setTls(tlsOf(identity)),
  });
  const settleJournal = createJournalSettling({ ...parts, link }, () => closed);
  const box = createBox({
    ...parts,
    memory,
    link,
    sepClock: () => latest?.clock ?? null,
    unavailable: (failure) => failed(failure),
    claimed: (held) => {
      if (held) loops?.ship.wake(true);
      loops?.contact.wake(true);
    },
  });
  let linkState: LinkState = { state: 'connecting', failure: null };
  let lastContactAt: Instant | null = null;
  let clockAheadMs: number | null = null;
  let latest: ContactAnswer | null = null;
  let loops: {
    readonly contact: Loop;
    readonly changes: Loop;
    readonly ship: Loop;
    readonly count: Loop;
  } | null = null;
  let closed = false;
  const now = (): Instant => Math.max(0, Math.round(clock())) as Instant;
  const failures = { contact: 0, changes: 0, ship: 0 };
  /** The newest generation of СЭП that waits for nothing that was told here before it; 0: not known since the start. */
  let toldBackIn = 0;

  const shipping = createShipping({
    store,
    call: link.call,
    tick: () => (closed || memory.releasing() ? null : memory.tick()),
    pace,
    timers,
    log,
    onNotBound: (origin) => void memory.setBound(memory.bound().filter((bound) => bound !== origin)),
    onProgress: () => loops?.count.wake(),
    onOffered: () => loops?.ship.wake(),
  });

  const pauseAfter = (what: keyof typeof failures): Pause => {
    failures[what] += 1;
    return { ms: backOff(pace.pauses, failures[what], chance()), wakeable: false };
  };

  function setLink(next: LinkState): void {
    const differs = next.state !== linkState.state || next.failure?.code !== linkState.failure?.code;
    linkState = next;
    if (differs) {
      log.info({ link: next.state, code: next.failure?.code }, 'СЭП');
      changed();
    }
  }

  const failed = (failure: Failure): void =>
    setLink({ state: failure.code === 'sepUnavailable' ? 'unavailable' : 'refused', failure });

  /** A contact says how things stand; it settles what is open about the box. */
  async function contactStep(): Promise<Pause> {
    const answer = await contact({
      ...parts,
      link,
      memory,
      addresses: () => peers?.address() ?? [],
    });
    if (closed) return { ms: null, wakeable: false };
    if (!answer.ok) {
      failed(answer.failure);
      return pauseAfter('contact');
    }
    const back = linkState.state !== 'ok';
    failures.contact = 0;
    latest = answer.value;
    lastContactAt = now();
    if ((clockAheadMs === null) !== (answer.clockAheadMs === null))
      log.warn({ clockAheadMs: answer.clockAheadMs }, 'this clock and СЭП’s');
    clockAheadMs = answer.clockAheadMs;
    setLink({ state: 'ok', failure: null });
    await box.settle(answer.value);
    await settleJournal(answer.value);
    const { generation } = answer.value;
    const toldBack = await recall({ store, link, pace, log }, answer.value, () => closed);
    const rose = toldBack && generation > toldBackIn;
    if (rose) toldBackIn = generation;
    if (back || rose) loops?.changes.wake(true);
    peers?.setPeers(answer.value.peers, answer.value.clock);
    await settleCatalogue(answer.value.catalogueVersion);
    if (back) {
      shipping.forgive();
      loops?.ship.wake(true);
    } else {
      shipping.bound(memory.bound());
      loops?.ship.wake();
    }
    loops?.count.wake();
    parts.heard();
    changed();
    return { ms: pace.contactMs, wakeable: true };
  }

  async function settleCatalogue(version: number): Promise<void> {
    const { local } = store;
    if (local.catalogueStanding() === 'sound' && version <= local.catalogue().version) return;
    const catalogue = await link.call('catalogue', {}, pace.answerMs);
    if (!catalogue.ok || closed) return;
    if (parts.replaceCatalogue(catalogue.value))
      log.info({ version: catalogue.value.version }, 'a new catalogue is in use');
  }

  async function changesStep(): Promise<Pause> {
    // The contact after which it is known wakes this.
    if (toldBackIn === 0) return { ms: null, wakeable: false };
    const { generation, cursor } = store.statuses.cursor();
    const answer = await link.call(
      'changes',
      {
        ...{ generation, cursor, waitMs: pace.changesWaitMs, limit: 300 },
        cancelsUnsent: store.cancelsUnsent(generation),
      },
      pace.changesWaitMs + pace.answerMs,
    );
    if (closed) return { ms: null, wakeable: false };
    if (!answer.ok) {
      if (answer.refusal?.code === 'newerGeneration') store.statuses.apply([], { generation: 0, cursor: 0 });
      loops?.contact.wake();
      return pauseAfter('changes');
    }
    failures.changes = 0;
    const told = answer.value;
    // Taken before what a restored СЭП has forgotten is told back, they would take the place of just that.
    if (told.generation > toldBackIn) {
      loops?.contact.wake(true);
      return { ms: null, wakeable: false };
    }
    // A СЭП of another generation has counted from the beginning again, whatever it was asked for.
    const nothing = told.changes.length === 0 && told.cursor === cursor && told.generation === generation;
    const applied = nothing
      ? ok(0)
      : store.statuses.apply(told.changes, { generation: told.generation, cursor: told.cursor });
    if (!applied.ok) {
      log.error(applied.failure, 'statuses are not stored');
      return pauseAfter('changes');
    }
    if (applied.value > 0) {
      parts.heard();
      changed();
    }
    await breathe();
    return { ms: 0, wakeable: true };
  }

  async function shipStep(): Promise<Pause> {
    const shipped = await shipping.round();
    if (closed) return { ms: null, wakeable: false };
    switch (shipped.kind) {
      case 'done':
        failures.ship = 0;
        return { ms: null, wakeable: true };
      case 'notTicked':
        return { ms: null, wakeable: true };
      case 'stale':
        // The contact tells who holds it now, and un-ticks the box.
        loops?.contact.wake(true);
        return { ms: backOff(pace.pauses, 1, chance()), wakeable: false };
      case 'failed':
        log.info({ code: shipped.failure.code, ...shipped.failure.details }, 'shipping pauses');
        loops?.contact.wake();
        return pauseAfter('ship');
    }
  }

  async function countStep(): Promise<Pause> {
    const before = store.unsent.own().count;
    const more = store.unsent.readOn();
    if (store.unsent.own().count !== before) changed();
    await breathe();
    return { ms: more ? 0 : null, wakeable: true };
  }

  // A conducted payment goes out at once; what leads up to it goes along with the next contact.
  const stopGrown = store.onGrown((urgent) => {
    loops?.count.wake();
    if (urgent) loops?.ship.wake();
  });
  const fault = (error: unknown): void => log.error({ error: errorStory(error) }, 'sync');

  return {
    witness: () => askWitnesses({ ...parts, link }),
    begin() {
      if (loops || closed) return;
      loops = {
        count: startLoop(timers, countStep, fault),
        contact: startLoop(timers, contactStep, fault),
        changes: startLoop(timers, changesStep, fault),
        ship: startLoop(timers, shipStep, fault),
      };
    },
    claim: box.claim,
    release: box.release,
    lossRead: () => memory.setLost(null),
    async check(input) {
      const answer = await link.call('check', input, pace.checkMs);
      if (!answer.ok) log.info({ code: answer.failure.code }, 'the number was not checked');
      return answer.ok ? answer.value : null;
    },
    ask: (name, input) => link.call(name, input, pace.answerMs),
    view: () =>
      syncView(
        { store, memory, peers },
        {
          link: linkState,
          lastContactAt,
          clockAheadMs,
          latest,
          blocked: shipping.blocked()[0]?.failure ?? null,
          now: now(),
        },
      ),
    connection: () => connectionView({ store, memory, peers }, link.identity()),
    openPayments: () => store.statuses.openPayments(mostOpen),
    setPeer(workstation, typed) {
      if (peers) peers.setTyped(workstation, typed);
      else store.peers.setTyped(workstation, typed);
    },
    blocked: shipping.blocked,
    async close() {
      closed = true;
      link.close();
      stopGrown();
      const running = loops;
      loops = null;
      if (running) await Promise.all(Object.values(running).map((loop) => loop.end()));
      shipping.forgive();
    },
  };
}
