/** Before the first append of a start: does anybody outside know more of our own journal, or another past of it? */
import type { Origin } from '../../contract/primitives.ts';
import type { StartAnswer } from '../../contract/sep.ts';
import type { DoorLog } from '../door/door.ts';
import type { Peers } from '../peers/types.ts';
import type { Head, Store } from '../store/types.ts';
import type { Link } from './link.ts';
import { breathe } from './loop.ts';
import type { SyncPace } from './pace.ts';

export type WitnessedHead = { readonly origin: string; readonly seq: number; readonly hash: string };

export type WitnessParts = {
  readonly store: Store;
  readonly link: Link;
  readonly peers: Pick<Peers, 'askHeads' | 'round'> | null;
  readonly pace: SyncPace;
  readonly log: DoorLog;
};

/**
 * `ahead`: more events than are here. `differs`: another event under one of our numbers. `started`: СЭП has let another
 * start go on with it, of which nothing is known here.
 */
type Verdict = 'agrees' | 'ahead' | 'differs' | 'started';

/** What somebody's head says of the journal that grows here. A head of another journal says nothing against it. */
export function judgeHead(store: Pick<Store, 'read' | 'hashAt'>, told: WitnessedHead): Verdict {
  const own = store.read.head();
  if (!own || told.origin !== own.origin || told.seq === 0) return 'agrees';
  if (told.seq > own.seq) return 'ahead';
  return store.hashAt(own.origin, told.seq) === told.hash ? 'agrees' : 'differs';
}

type Finding = { readonly by: 'sep' | 'peer'; readonly head: WitnessedHead; readonly verdict: Verdict };

/** СЭП's events of a journal that was left; how far it is here afterwards. */
async function pullFromSep(
  { store, link, pace }: WitnessParts,
  origin: Origin,
  from: number,
): Promise<number> {
  let reached = from - 1;
  for (;;) {
    const pulled = await link.call('pull', { origin, from: reached + 1 }, pace.answerMs);
    if (!pulled.ok || !pulled.value.chunk) return reached;
    const { events, heads } = pulled.value.chunk;
    const accepted = store.accept(events, heads);
    if (!accepted.ok || accepted.value.kind !== 'accepted' || accepted.value.seq <= reached) return reached;
    reached = accepted.value.seq;
    await breathe();
  }
}

/**
 * Leaves the journal for what others know of it: takes from them what is missing here, and begins a new one behind it.
 * What nobody can give back is counted as missing.
 */
export async function leaveFor(parts: WitnessParts, { by, head, verdict }: Finding): Promise<void> {
  const { store, peers, log } = parts;
  const own = store.read.head();
  if (!own) return;
  log.warn({ by, known: head.seq, here: own.seq, verdict }, 'somebody knows more of this journal');
  const left = store.leave();
  if (!left.ok) return;
  let reached = own.seq;
  if (verdict !== 'differs') {
    reached = Math.max(reached, await pullFromSep(parts, own.origin, own.seq + 1));
    // A peer's exchange takes it by itself, now that the journal may grow from outside.
    if ((reached < head.seq || verdict === 'started') && peers)
      reached = await pulledByPeers(parts, own.origin, head.seq);
  }
  // Somebody who worked meanwhile has begun it already.
  if (store.read.head()?.origin !== own.origin) return;
  const why = verdict === 'started' ? 'startedElsewhere' : by === 'sep' ? 'sepAhead' : 'peerAhead';
  const begun = store.beginAnew(why, Math.max(0, head.seq - reached));
  log.warn({ begun: begun.ok, reached }, 'a new journal goes on');
  // Otherwise what is conducted next would wait for the next contact.
  if (begun.ok) await parts.link.bindJournals(parts.pace.witnessMs);
}

/** Waits, for as long as a start may be held up, until the peers' exchange has brought the journal that far. */
async function pulledByPeers(
  { store, peers, pace }: WitnessParts,
  origin: Origin,
  seq: number,
): Promise<number> {
  const hereNow = (): number => store.journals.heads().find((head) => head.origin === origin)?.seq ?? 0;
  if (!peers) return hereNow();
  let arrived: () => void = () => undefined;
  const grown = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const from = hereNow();
  const stop = store.onGrown(() => {
    if (hereNow() >= seq && seq > from) arrived();
  });
  await Promise.race([grown, peers.round(pace.witnessMs)]);
  stop();
  return hereNow();
}

type Asked = { readonly heads: readonly WitnessedHead[]; readonly verdict: StartAnswer['verdict'] };

/** Asks СЭП by a mark of this start. Null: no answer that counts. */
async function askByMark({ store, link, pace }: WitnessParts, own: Head): Promise<Asked | null> {
  const { origin, seq, hash } = own;
  const marks = store.start.prepare(origin, () => store.newId());
  if (!marks.ok) return null;
  const { last, pending, next } = marks.value;
  const question = { origin, head: { seq, hash }, last, pending: [...pending], next };
  const answer = await link.call('start', question, pace.witnessMs);
  if (!answer.ok) return null;
  const { verdict, heads, told } = answer.value;
  if (verdict === 'goOn' && !store.start.register(origin, next).ok) return null;
  return { verdict, heads: [...heads, ...(told ? [{ origin, ...told }] : [])] };
}

/** Asks СЭП whether this start may go on with the journal: once by a mark, from then on how far it has it. */
async function askSep(parts: WitnessParts, own: Head): Promise<Asked | null> {
  const { store, link, pace } = parts;
  if (store.start.isRegistered(own.origin)) {
    const answer = await link.call('heads', {}, pace.witnessMs);
    return answer.ok ? { verdict: 'goOn', heads: answer.value.heads } : null;
  }
  // A journal that was begun out of its reach is not СЭП's to speak of before it knows whose it is.
  if (!(await link.bindJournals(pace.witnessMs))) return null;
  return askByMark(parts, own);
}

/**
 * A journal that was begun in this run is registered too, so that whoever starts with a copy of the running program
 * leaves a trace. False: СЭП did not answer.
 */
export async function registerBegun(parts: WitnessParts): Promise<boolean> {
  const { store } = parts;
  const own = store.read.head();
  if (!own) return false;
  const sep = await askSep(parts, own);
  if (sep?.verdict === 'older' && store.read.head()?.origin === own.origin)
    await leaveFor(parts, { by: 'sep', head: own, verdict: 'started' });
  return sep !== null;
}

/**
 * Asks СЭП and the peers, for a few seconds at most. The journal goes on if the run before ended as it should, СЭП lets
 * this start go on with it, and nobody knows better. A run that was cut short can't be told from a copy of one that still
 * goes on, whatever anybody knows. What is in doubt stays so: what is appended next begins a new journal, and a fork is
 * never written.
 */
export async function askWitnesses(parts: WitnessParts): Promise<void> {
  const { store, peers, pace, log } = parts;
  const own = store.read.head();
  if (!own) return;
  // Begun in this very run, it can't be older than what others know of it.
  if (store.begunHere()) return store.doubt(false);
  const [sep, others] = await Promise.all([askSep(parts, own), peers?.askHeads(pace.witnessMs) ?? null]);
  // Whoever worked meanwhile has begun another.
  if (store.read.head()?.origin !== own.origin) return;
  const told: Finding[] = [
    ...(sep?.heads ?? []).map((head) => ({ by: 'sep' as const, head })),
    ...(others?.heads ?? []).map((head) => ({ by: 'peer' as const, head })),
  ].map((one) => ({ ...one, verdict: judgeHead(store, one.head) }));
  const against = told
    .filter(({ verdict }) => verdict !== 'agrees')
    .sort((left, right) => right.head.seq - left.head.seq);
  const [worst] = against;
  if (worst) return leaveFor(parts, worst);
  if (sep?.verdict === 'older') return leaveFor(parts, { by: 'sep', head: own, verdict: 'started' });
  const { endedCleanly } = store.start;
  const vouched = sep?.verdict === 'goOn' && endedCleanly;
  if (!vouched)
    log.info(
      { sep: sep?.verdict, endedCleanly, answered: others?.answered },
      'nobody could vouch for this journal',
    );
  store.doubt(!vouched);
}
