/** Brings the journals of the whole trade point to СЭП, each from where СЭП has it on. */
import type { Failure } from '../../contract/failure.ts';
import type { Origin } from '../../contract/primitives.ts';
import type { SepRefusal } from '../../contract/sep.ts';
import type { Tick } from '../../core/sync.ts';
import type { Timers } from '../devices/timers.ts';
import type { DoorLog } from '../door/door.ts';
import type { Store } from '../store/types.ts';
import { breathe } from './loop.ts';
import type { SyncPace } from './pace.ts';
import type { SepClient } from './sepClient.ts';

export type ShippingParts = {
  readonly store: Pick<Store, 'journals' | 'statuses'>;
  readonly call: SepClient['call'];
  /** The right to ship, at this very moment. */
  readonly tick: () => Tick | null;
  readonly pace: SyncPace;
  /** Not the clock: one that is set back would keep a journal back for as long. */
  readonly timers: Timers;
  readonly log: DoorLog;
  /** СЭП does not know a journal: whoever began it has to bind it. */
  readonly onNotBound: (origin: Origin) => void;
  /** СЭП has more of a journal now. */
  readonly onProgress: () => void;
  /** A journal is no longer kept back. */
  readonly onOffered: () => void;
};

export type Shipped =
  /** Whatever СЭП would take is there. */
  | { readonly kind: 'done' }
  | { readonly kind: 'notTicked' }
  /** Another one holds the designation, or СЭП is of a newer generation. */
  | { readonly kind: 'stale'; readonly refusal: SepRefusal }
  /** A journal of this workstation is not bound: СЭП has to be told of it first. */
  | { readonly kind: 'failed'; readonly failure: Failure };

/** A journal that СЭП would not take, which keeps none of the others back. */
export type Blocked = { readonly origin: Origin; readonly failure: Failure };

export interface Shipping {
  /** Ships until there is nothing left, or СЭП is away. One at a time. */
  round(): Promise<Shipped>;
  blocked(): readonly Blocked[];
  /** Journals that were kept back are offered again. */
  forgive(): void;
  /** Of these СЭП knows now whose they are: what was kept back for that is offered again. */
  bound(origins: readonly Origin[]): void;
}

/** Read and packed in one go on the thread that serves the cashier: some milliseconds. */
const eventsAtOnce = 300;
/** A СЭП that asks back more often than this in one round asks in circles. */
const mostGaps = 200;
/** A journal that is not bound is offered again after so many contacts. */
const notBoundContacts = 3;

export function createShipping(parts: ShippingParts): Shipping {
  const { store, call, pace, timers, log, onProgress, onOffered } = parts;
  const kept = new Map<Origin, { readonly failure: Failure; readonly callOff: () => void }>();
  /** Events of a fork that СЭП keeps aside: sent once a run, though СЭП's head does not move. */
  const sentBeyond = new Map<Origin, number>();

  function keepBack(origin: Origin, failure: Failure, milliseconds = pace.blockedMs): void {
    log[failure.code === 'journalNotBound' ? 'info' : 'error'](
      { origin, ...failure.details, code: failure.code },
      'a journal is kept back',
    );
    offerAgain(origin);
    const callOff = timers.after(milliseconds, () => {
      kept.delete(origin);
      onOffered();
    });
    kept.set(origin, { failure, callOff });
  }

  function offerAgain(origin: Origin): void {
    kept.get(origin)?.callOff();
    kept.delete(origin);
  }

  /** One chunk. `more`: there may be another; `next`: nothing more of this journal now; `again`: from the first journal on. */
  async function shipOne(
    origin: Origin,
    tick: Tick,
    most: number,
  ): Promise<Shipped | 'more' | 'next' | 'again'> {
    const from = Math.max(store.statuses.sepHead(origin), sentBeyond.get(origin) ?? 0) + 1;
    const chunk = store.journals.chunkFrom(origin, from, most);
    if (!chunk) return 'next';
    const { generation, epoch } = tick;
    const answer = await call('ship', { epoch: { generation, epoch }, chunk }, pace.shipAnswerMs);
    if (!answer.ok) {
      const { refusal, failure } = answer;
      if (refusal?.code === 'staleEpoch' || refusal?.code === 'newerGeneration')
        return { kind: 'stale', refusal };
      if (refusal?.code === 'tooLarge' && most > 1) return shipOne(origin, tick, Math.ceil(most / 8));
      if (refusal?.code === 'notBound') {
        // Bound at a contact, its own or that of the workstation that began it: soon.
        keepBack(origin, failure, notBoundContacts * pace.contactMs);
        parts.onNotBound(origin);
        return 'next';
      }
      if (refusal && ['badRequest', 'tooLarge', 'otherPlace'].includes(refusal.code)) {
        keepBack(origin, failure);
        return 'next';
      }
      return { kind: 'failed', failure };
    }
    const said = answer.value;
    if (said.kind === 'unsound') {
      const details = { reason: `журнал не сходится (${said.why})`, why: said.why, seq: said.seq };
      keepBack(origin, { code: 'sepRefused', details });
      return 'next';
    }
    if (said.kind === 'gap') {
      sentBeyond.delete(said.origin);
      store.statuses.lowerSepHead(said.origin, said.from - 1);
      return 'again';
    }
    const last = chunk.events.at(-1)?.seq ?? from;
    if (said.forks > 0) log.error({ origin, from, forks: said.forks }, 'СЭП keeps events of a fork aside');
    const stored = store.statuses.setSepHeads(generation, [said]);
    if (!stored.ok) return { kind: 'failed', failure: stored.failure };
    // Also where СЭП's head is farther, but of another past than ours.
    if (said.seq < last || store.statuses.sepHead(origin) < last) sentBeyond.set(origin, last);
    onProgress();
    return 'more';
  }

  return {
    async round() {
      let gaps = 0;
      // In the order in which they arrived here: a journal comes before those that continue it.
      let waiting = store.journals.heads().map(({ origin }) => origin);
      for (let origin = waiting.shift(); origin !== undefined; origin = waiting.shift()) {
        while (!kept.has(origin)) {
          const tick = parts.tick();
          if (!tick) return { kind: 'notTicked' };
          const done = await shipOne(origin, tick, eventsAtOnce);
          if (typeof done === 'object') return done;
          if (done === 'again') {
            gaps += 1;
            if (gaps > mostGaps) {
              keepBack(origin, { code: 'sepRefused', details: { reason: 'СЭП просит одно и то же' } });
              break;
            }
            waiting = store.journals.heads().map((head) => head.origin);
            break;
          }
          if (done === 'next') break;
          await breathe();
        }
      }
      return { kind: 'done' };
    },
    blocked: () => [...kept].map(([origin, { failure }]) => ({ origin, failure })),
    forgive: () => {
      for (const origin of [...kept.keys()]) offerAgain(origin);
    },
    bound: (origins) => {
      for (const origin of origins)
        if (kept.get(origin)?.failure.code === 'journalNotBound') offerAgain(origin);
    },
  };
}
