/** Takes a chunk of a journal: judges it, stores its exact text, then interprets and accepts what was conducted. */
import type { StoredEvent } from '../../contract/journal.ts';
import type { JournalChunk } from '../../contract/peer.ts';
import type { Epoch, SepRefusal, ShipAnswer } from '../../contract/sep.ts';
import type { RunFault } from '../../core/chunk.ts';
import { inOrder, openedBy } from '../../core/chunk.ts';
import { acceptArrived, lockCorrected } from '../adjustments/arrival.ts';
import type { Caller, SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import { witnessSeen } from '../restore/witness.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptance } from '../store/locks.ts';
import { readFirstEvent } from './firstEvent.ts';
import type { BoundJournal } from './journalRow.ts';
import { findJournal, hashText } from './journalRow.ts';
import { judge } from './judge.ts';
import { applyToLanes } from './lanes.ts';
import { settleRetold } from './retold.ts';
import type { Aside } from './setAside.ts';
import { setAside } from './setAside.ts';
import { storeEvents } from './storeEvents.ts';
import type { Done } from './tell.ts';
import { isRefusal, tell } from './tell.ts';

export type Shipment = {
  readonly caller: Caller;
  readonly epoch: Epoch;
  readonly chunk: JournalChunk;
  /** False only where a proof takes the check of the epoch out to see that identity alone keeps the money. */
  readonly epochCheck: boolean;
};

type Held = { readonly generation: number; readonly changes: number };

/** Hashes of the events that are known of this run. */
async function knownHashes(
  connection: Connection,
  origin: string,
  events: readonly StoredEvent[],
): Promise<Map<number, string>> {
  const rows = await connection.query<{ seq: number; hash: Buffer }>(
    'SELECT seq, hash FROM event WHERE origin = $1 AND seq BETWEEN $2 AND $3',
    [origin, events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0],
  );
  return new Map(rows.map(({ seq, hash }) => [seq, hashText(hash)]));
}

/** Locks the trade point and compares who ships. */
async function admit(tx: Connection, { caller, epoch, epochCheck }: Shipment): Promise<Held | SepRefusal> {
  await lockAcceptance(tx);
  const [place] = await tx.query<{
    holder: number | null;
    epoch: number;
    held_since: number | null;
    change_count: number;
  }>('SELECT holder, epoch, held_since, change_count FROM trade_point WHERE id = $1 FOR NO KEY UPDATE', [
    caller.tradePoint,
  ]);
  const [sep] = await tx.query<{ generation: number }>('SELECT generation FROM sep');
  if (!place || !sep) throw new Error(`trade point ${caller.tradePoint} has no row`);
  const { generation } = sep;
  if (epoch.generation !== generation) {
    return {
      code: 'newerGeneration',
      message: `this system is in generation ${generation}, the shipment was made for ${epoch.generation}; ask for its heads and the designation anew`,
      details: { generation },
    };
  }
  if (epochCheck && (place.holder !== caller.workstation || place.epoch !== epoch.epoch)) {
    return {
      code: 'staleEpoch',
      message: `epoch ${epoch.epoch} of workstation ${caller.workstation} no longer ships for ${caller.tradePoint}`,
      details: {
        generation,
        epoch: place.epoch,
        ...(place.holder === null ? {} : { holder: place.holder }),
        ...(place.held_since === null ? {} : { since: place.held_since }),
      },
    };
  }
  return { generation, changes: place.change_count };
}

/** What is new of a sound run, and what contradicts the events that are known. */
function sort(events: readonly StoredEvent[], journal: BoundJournal, hashes: ReadonlyMap<number, string>) {
  const fresh: StoredEvent[] = [];
  const forked: StoredEvent[] = [];
  let known = 0;
  let reached: string = journal.hash;
  for (const event of events) {
    if (event.seq <= journal.seq) {
      if (hashes.get(event.seq) === event.hash) known += 1;
      else forked.push(event);
    } else if (event.previous !== reached) {
      // It continues another past than ours: it belongs to the fork, however far that goes.
      forked.push(event);
    } else {
      fresh.push(event);
      reached = event.hash;
    }
  }
  return { fresh, forked, known };
}

async function accept(
  parts: SepParts,
  tx: Connection,
  shipment: Shipment,
  fault: RunFault | null,
): Promise<Done> {
  const { caller, chunk } = shipment;
  const now = parts.clock();
  await lockCorrected(tx, chunk.events);
  const held = await admit(tx, shipment);
  if ('code' in held) return { result: held };
  const { origin, events } = chunk;
  const heads = inOrder(chunk.heads);
  const journal = await findJournal(tx, origin);
  const [first] = events;
  if (!journal || !first) return { result: notBound(origin) };

  async function keepAside(
    kind: Aside['kind'],
    seq: number,
    why: string,
    about: readonly StoredEvent[],
  ): Promise<boolean> {
    const { tradePoint, workstation: shippedBy } = caller;
    return setAside(tx, { kind, origin, seq, why, events: about, heads, tradePoint, shippedBy, at: now });
  }
  type Why = Extract<ShipAnswer, { kind: 'unsound' }>['why'];
  async function forged(seq: number, why: Why): Promise<Done> {
    const kept = await keepAside('forgery', seq, why, events);
    return { result: { kind: 'unsound', origin, seq, why }, ...(kept ? { aside: 'forgery' } : {}) };
  }

  if (first.seq > journal.seq + 1) return { result: { kind: 'gap', origin, from: journal.seq + 1 } };
  if (fault) return forged(fault.seq, fault.why);
  const limit = journal.trustedTo ?? Number.POSITIVE_INFINITY;
  let { rank } = journal;
  if (journal.seq === 0 && limit > 0) {
    const opened = await readFirstEvent(tx, journal, first, now);
    if (opened.kind === 'gap') return { result: opened };
    if (opened.kind === 'unsound') return forged(1, opened.why);
    rank = opened.rank;
    if (opened.otherPast) {
      const who = { tradePoint: caller.tradePoint, workstation: journal.workstation, origin };
      parts.log.error(
        who,
        'a journal continues another past of the one before it; it is accepted all the same',
      );
    }
    await tx.run('UPDATE journal SET public_key = $2, rank = $3 WHERE origin = $1', [
      origin,
      opened.publicKey,
      rank,
    ]);
  }

  const sorted = sort(events, journal, await knownHashes(tx, origin, events));
  const trusted = heads.filter(({ seq }) => seq <= limit);
  const end = trusted.at(-1)?.seq ?? 0;
  const fresh = sorted.fresh.filter(({ seq }) => seq <= end);
  const distrusted = sorted.fresh.filter(({ seq }) => seq > end);
  // Where nothing is new the signatures were not looked at.
  await storeEvents(tx, fresh, fresh.length > 0 ? trusted : []);
  const applied = await applyToLanes(
    tx,
    journal,
    fresh.map(({ seq, at, type, version, body, hash }) => ({
      ...{ rank, origin, seq, hash },
      ...{ at, type, version, body },
    })),
    now,
  );
  const arrived = await acceptArrived(
    tx,
    { tradePoint: journal.tradePoint, workstation: journal.workstation, now, ...held },
    applied,
  );
  let aside: Aside['kind'] | null = null;
  const [fork] = sorted.forked;
  if (fork && (await keepAside('fork', fork.seq, 'another event under a known number', sorted.forked))) {
    aside = 'fork';
  }
  await settleRetold(tx, new Set([...applied.retold, ...(fork ? [origin] : [])]), now);
  const [late] = distrusted;
  if (late && (await keepAside('revoked', late.seq, 'after its workstation was revoked', distrusted))) {
    aside = 'revoked';
  }
  const reached = fresh.at(-1) ?? journal;
  const result: ShipAnswer = late
    ? { kind: 'unsound', origin, seq: late.seq, why: 'revoked' }
    : {
        kind: 'accepted',
        origin,
        seq: reached.seq,
        hash: reached.hash,
        known: sorted.known,
        forks: sorted.forked.length,
        parked: applied.parked,
      };
  return { result, stored: fresh.length, ...arrived, ...(aside ? { aside } : {}) };
}

const notBound = (origin: string): SepRefusal => ({
  code: 'notBound',
  message: `journal ${origin} is not bound to a workstation of this trade point; its workstation has to enrol or bind it`,
});

/**
 * Takes a shipment whose certificate the server has checked. Everything of it happens in one transaction or not at
 * all; a repeat changes nothing. Refuses `badRequest` (no events), `notBound`, `staleEpoch`, `newerGeneration`.
 */
export async function acceptChunk(parts: SepParts, shipment: Shipment): Promise<SepResult<ShipAnswer>> {
  const { caller, chunk, epoch } = shipment;
  const { origin, events } = chunk;
  const [first] = events;
  if (!first) return refusal('badRequest', 'the chunk has no events');
  if (epoch.generation > parts.generation()) {
    await witnessSeen(parts, { generation: epoch.generation, cursor: 0, epoch: 0 }, caller);
  }
  const journal = await findJournal(parts.database, origin);
  if (!journal || journal.tradePoint !== caller.tradePoint) {
    return { ok: false, refusal: notBound(origin) };
  }
  // A gap is answered without the work of judging what can't be stored anyway.
  const isGap = first.seq > journal.seq + 1;
  const before = isGap ? new Map<number, string>() : await knownHashes(parts.database, origin, events);
  const repeat = events.every(({ seq, hash }) => before.get(seq) === hash);
  const publicKey = journal.publicKey || (openedBy(first)?.publicKey ?? '');
  const fault = isGap ? null : await judge(chunk, publicKey, repeat);
  const done = await parts.database.transaction(async (tx) => {
    // Between the two looks its events may have arrived by another shipment: then the sender just repeats.
    if (isGap) {
      const held = await admit(tx, shipment);
      if ('code' in held) return { result: held };
      const now = await findJournal(tx, origin);
      return { result: { kind: 'gap', origin, from: (now?.seq ?? 0) + 1 } } satisfies Done;
    }
    return accept(parts, tx, shipment, fault);
  });
  tell(parts, shipment, done);
  return isRefusal(done.result) ? { ok: false, refusal: done.result } : answer(done.result);
}
