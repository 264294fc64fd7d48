/** One contact with СЭП: who and where this workstation is, and what СЭП says of everybody. */
import type { Failure } from '../../contract/failure.ts';
import type { PeerAddress } from '../../contract/peer.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { ContactAnswer, Designation, SepInput } from '../../contract/sep.ts';
import { aheadOfSep } from '../../core/clock.ts';
import type { TickChange } from '../../core/sync.ts';
import { judgeTick } from '../../core/sync.ts';
import type { DoorLog } from '../door/door.ts';
import type { Cursor } from '../store/statusTable.ts';
import type { Store } from '../store/types.ts';
import type { Link } from './link.ts';
import type { SyncMemory } from './memory.ts';
import type { SyncPace } from './pace.ts';

export type ContactParts = {
  readonly store: Store;
  readonly link: Link;
  readonly memory: SyncMemory;
  readonly pace: SyncPace;
  /** UTC milliseconds. */
  readonly clock: () => number;
  readonly program: string;
  readonly addresses: () => readonly PeerAddress[];
  readonly log: DoorLog;
};

export type Contacted =
  | {
      readonly ok: true;
      readonly value: ContactAnswer;
      /** Of this computer's clock, as `aheadOfSep` tells. */
      readonly clockAheadMs: number | null;
    }
  | { readonly ok: false; readonly failure: Failure };

/**
 * What was told of СЭП's newest generation that was ever heard of. Counts of an older one say nothing of it: told to it,
 * they would look like another restore.
 */
export function newestSeen(
  changes: Cursor,
  designation: { readonly generation: number; readonly epoch: number },
): SepInput<'contact'>['seen'] {
  const generation = Math.max(changes.generation, designation.generation);
  return {
    generation,
    cursor: changes.generation === generation ? changes.cursor : 0,
    epoch: designation.generation === generation ? designation.epoch : 0,
  };
}

/** Says it all and gives СЭП's answer; what follows from it for the box is `takeDesignation`. */
export async function contact(parts: ContactParts): Promise<Contacted> {
  const { store, link, memory, pace, clock, program, addresses } = parts;
  const bound = await link.bindJournals(pace.answerMs);
  const head = store.read.head();
  if (!head) return { ok: false, failure: { code: 'notSetUp' } };
  const { workstation } = store.read.station();
  const unsent = store.unsent.own();
  const seen = memory.seen();
  const newest = newestSeen(store.statuses.cursor(), seen);
  const sentAt = clock();
  const answer = await link.call(
    'contact',
    {
      clock: Math.max(0, Math.round(clock())) as Instant,
      program: program.slice(0, 40),
      addresses: addresses().slice(0, 16),
      head: { ...head, workstation },
      unsent: unsent.count,
      oldestUnsentAt: unsent.oldestAt,
      seen: newest,
      cancelsUnsent: store.cancelsUnsent(newest.generation),
    },
    pace.answerMs,
  );
  if (!answer.ok) return { ok: false, failure: answer.failure };
  const clockAheadMs = aheadOfSep(sentAt, clock(), answer.value.clock);
  const { value } = answer;
  // A СЭП restored from an older copy may not know them any more.
  if (value.generation > seen.generation && seen.generation > 0) memory.setBound([]);
  else if (!bound) parts.log.warn({}, 'a journal is not bound yet');
  const { designation } = value;
  memory.setSeen({ generation: value.generation, epoch: designation?.epoch ?? 0 });
  store.statuses.setSepHeads(value.generation, value.heads);
  for (const { origin, seq, hash } of value.settled ?? [])
    if (store.hashAt(origin, seq) === hash) store.statuses.setSettled(origin, seq);
  if (value.clock >= value.renewAfter) void link.renew();
  return { ok: true, value, clockAheadMs };
}

/** What СЭП says of the designation, kept, and what it means for the box. */
export function takeDesignation(
  { store, memory, clock, log }: Pick<ContactParts, 'store' | 'memory' | 'clock' | 'log'>,
  told: { readonly generation: number; readonly clock: Instant; readonly designation: Designation | null },
): TickChange {
  memory.setTold({ ...told, heardAt: Math.max(0, Math.round(clock())) as Instant });
  // Whoever gives it back holds it no more, whatever СЭП has heard of that.
  if (memory.releasing()) return { kind: 'same' };
  const { workstation } = store.read.station();
  const change = judgeTick(workstation, memory.tick(), told);
  switch (change.kind) {
    case 'held':
      log.info({ epoch: change.tick.epoch }, 'this workstation holds the sync designation');
      memory.setTick(change.tick);
      break;
    case 'lost':
      log.warn({ to: change.workstation }, 'another workstation holds the sync designation');
      memory.setTick(null);
      memory.setLost({ workstation: change.workstation, at: change.at });
      break;
    case 'released':
      log.warn({}, 'nobody holds the sync designation any more');
      memory.setTick(null);
      break;
    default:
  }
  return change;
}
