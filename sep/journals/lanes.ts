/** Brings the lanes along by newly stored events; what can't be interpreted is parked with all later ones of its payment. */
import type { KnownEvent } from '../../contract/journal.ts';
import { PaymentId } from '../../contract/primitives.ts';
import { subjectOf, understand } from '../../core/journal.ts';
import type { LanePlace } from '../../core/lane.ts';
import { comparePlaces, evolveLane } from '../../core/lane.ts';
import type { Payment } from '../../core/payment.ts';
import { isRefundEvent } from '../../core/refund.ts';
import type { PlacedEvent, Standing } from '../../core/rerecorded.ts';
import { carriedBy, inOrderOfLife, isRerecorded } from '../../core/rerecorded.ts';
import { keepReceipts } from '../adjustments/receipts.ts';
import { foldRefunds } from '../adjustments/refunds.ts';
import type { Columns } from '../store/bulk.ts';
import { insertRows } from '../store/bulk.ts';
import type { Connection } from '../store/database.ts';
import type { BoundJournal } from './journalRow.ts';

type Owner = Pick<BoundJournal, 'tradePoint' | 'workstation'>;

type NamedEvent = PlacedEvent & { readonly subject: string | null };
type StandingEvent = Standing<NamedEvent>;
type Lane = Owner & { readonly payment: Payment; readonly place: LanePlace };
type Parked = LanePlace & { readonly subject: string | null; readonly reason: string };

/** A subject that can stand in an index: whatever else a body names is nobody's. */
export function subjectIn(body: string): string | null {
  const subject = subjectOf(body);
  return PaymentId.safeParse(subject).success ? subject : null;
}

/** What the tables' columns hold; beyond it a body doesn't fit, whatever its schema says. */
const largestInteger = 2 ** 31 - 1;

function misfit({ counter, details }: Payment): string | null {
  if (counter > largestInteger) return `the counter ${counter} is too large`;
  return details.account.includes('\0') ? 'the account is no text' : null;
}

type LaneRow = {
  readonly payment: string;
  readonly trade_point: string;
  readonly workstation: number;
  readonly origin: string;
  readonly rank: number;
  readonly seq: number;
  readonly state: string;
};

async function readLanes(tx: Connection, payments: readonly string[]): Promise<Map<string, Lane>> {
  const rows = await tx.query<LaneRow>(
    'SELECT payment, trade_point, workstation, origin, rank, seq, state FROM lane WHERE payment = ANY($1::uuid[])',
    [payments],
  );
  return new Map(
    rows.map(({ payment, trade_point, workstation, origin, rank, seq, state }) => [
      payment,
      {
        tradePoint: trade_point,
        workstation,
        payment: JSON.parse(state) as Payment,
        place: { rank, origin, seq },
      },
    ]),
  );
}

/** The subjects of this workstation of which something is parked, with the last parked event of each. */
async function readParked(
  tx: Connection,
  owner: Owner,
  subjects: readonly string[],
): Promise<Map<string, LanePlace>> {
  const rows = await tx.query<LanePlace & { subject: string }>(
    `SELECT parked.subject, journal.rank, journal.origin, parked.seq
     FROM parked JOIN journal ON journal.origin = parked.origin
     WHERE parked.subject = ANY($1) AND journal.trade_point = $2 AND journal.workstation = $3`,
    [subjects, owner.tradePoint, owner.workstation],
  );
  const last = new Map<string, LanePlace>();
  for (const { subject, ...place } of rows) {
    const known = last.get(subject);
    if (!known || comparePlaces(known, place) < 0) last.set(subject, place);
  }
  return last;
}

/** The journals of a workstation, each with its place among them. */
async function readRanks(tx: Connection, owner: Owner): Promise<Map<string, number>> {
  const rows = await tx.query<{ origin: string; rank: number }>(
    'SELECT origin, rank FROM journal WHERE trade_point = $1 AND workstation = $2',
    [owner.tradePoint, owner.workstation],
  );
  return new Map(rows.map(({ origin, rank }) => [origin, rank]));
}

/** Puts subjects' events in the order of their places, what is told again of another past among them. */
export async function inOrder<T extends NamedEvent>(
  tx: Connection,
  owner: Owner,
  rows: readonly T[],
): Promise<Standing<T>[]> {
  const ranks = rows.some(isRerecorded) ? await readRanks(tx, owner) : new Map<string, number>();
  const bySubject = new Map<string | null, T[]>();
  for (const row of rows) bySubject.set(row.subject, [...(bySubject.get(row.subject) ?? []), row]);
  return [...bySubject.values()]
    .flatMap((of) => inOrderOfLife(of, (origin) => ranks.get(origin) ?? null))
    .sort(comparePlaces);
}

/** All events of these subjects in this workstation's journals, in the order of their places. */
async function readAll(tx: Connection, owner: Owner, subjects: readonly string[]): Promise<StandingEvent[]> {
  const rows = await tx.query<NamedEvent>(
    `SELECT event.subject, journal.rank, journal.origin, event.seq, event.at, event.type, event.version, event.body,
       encode(event.hash, 'hex') AS hash
     FROM event JOIN journal ON journal.origin = event.origin
     WHERE event.subject = ANY($1) AND journal.trade_point = $2 AND journal.workstation = $3`,
    [subjects, owner.tradePoint, owner.workstation],
  );
  return inOrder(tx, owner, rows);
}

const laneColumns: Columns<Lane> = {
  payment: ['uuid', ({ payment }) => payment.id],
  trade_point: ['text', ({ tradePoint }) => tradePoint],
  workstation: ['integer', ({ workstation }) => workstation],
  counter: ['integer', ({ payment }) => payment.counter],
  origin: ['uuid', ({ place }) => place.origin],
  rank: ['integer', ({ place }) => place.rank],
  seq: ['integer', ({ place }) => place.seq],
  stage: ['text', ({ payment }) => payment.stage],
  provider: ['text', ({ payment }) => payment.details.providerId],
  account: ['text', ({ payment }) => payment.details.account],
  credited: ['bigint', ({ payment }) => payment.details.amountCredited],
  taken: ['bigint', ({ payment }) => payment.details.amountTaken],
  taken_at: ['bigint', ({ payment }) => payment.takenAt],
  state: ['text', ({ payment }) => JSON.stringify(payment)],
};
const replaceLane = `ON CONFLICT (payment) DO UPDATE SET ${Object.keys(laneColumns)
  .filter((column) => column !== 'payment')
  .map((column) => `${column} = excluded.${column}`)
  .join(', ')}`;

/** Takes back what is parked of these subjects; gives since when each event was, by `origin/seq`. */
async function unpark(
  tx: Connection,
  { tradePoint, workstation }: Owner,
  subjects: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tx.query<{ origin: string; seq: number; at: number }>(
    `DELETE FROM parked USING journal WHERE journal.origin = parked.origin AND parked.subject = ANY($1)
       AND journal.trade_point = $2 AND journal.workstation = $3 RETURNING parked.origin, parked.seq, parked.at`,
    [subjects, tradePoint, workstation],
  );
  return new Map(rows.map(({ origin, seq, at }) => [`${origin}/${seq}`, at]));
}

const isOwn = (lane: Lane, { tradePoint, workstation }: Owner): boolean =>
  lane.tradePoint === tradePoint && lane.workstation === workstation;

/** Folds events in memory, one after the other. */
function createFold(owner: Owner, lanes: Map<string, Lane>, stuck: Set<string>) {
  const changed = new Map<string, Lane>();
  const conducted: Payment[] = [];
  const parked: Parked[] = [];
  const parkedNames = new Set<string>();
  /** Payments that say of themselves that they will never be conducted, and why. */
  const cancelled = new Map<string, string>();
  /** Payments of which cash is given back here, whoever's they are. */
  const refunded = new Set<string>();

  /** Why it can't be interpreted; null: it was. */
  function fold(place: LanePlace, known: KnownEvent | string): string | null {
    if (typeof known === 'string') return known;
    // СЭП keeps no drawers and no shifts.
    if (!('paymentId' in known.body)) return null;
    const id = known.body.paymentId;
    if (isRefundEvent(known)) {
      refunded.add(id);
      return null;
    }
    const lane = lanes.get(id);
    if (lane && !isOwn(lane, owner)) return 'the payment is another workstation’s';
    try {
      const payment = evolveLane(lane?.payment ?? null, known, owner.workstation);
      const reason = misfit(payment);
      if (reason !== null) return reason;
      const next = { ...owner, payment, place };
      lanes.set(id, next);
      changed.set(id, next);
      if (known.type === 'paymentConducted' && payment.stage === 'conducted') conducted.push(payment);
      if (known.type === 'paymentCancelled') cancelled.set(id, known.body.reason);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  return {
    changed,
    conducted,
    cancelled,
    refunded,
    parked,
    apply(event: StandingEvent): void {
      const { rank, origin, seq, by } = event;
      const { subject } = by;
      const place = { rank, origin, seq };
      const known = understand(event);
      // Something before it is missing from the lane: it would be read into a state that never was.
      const isBehind = subject !== null && stuck.has(subject) && typeof known !== 'string';
      const reason = isBehind ? 'an earlier event is parked' : fold(place, known);
      if (reason === null) return;
      if (subject !== null) stuck.add(subject);
      // Once, under the event that is stored.
      const name = `${by.origin}/${by.seq}`;
      if (parkedNames.has(name)) return;
      parkedNames.add(name);
      const { rank: rankBy, origin: originBy, seq: seqBy } = by;
      parked.push({
        ...{ rank: rankBy, origin: originBy, seq: seqBy, subject },
        reason: reason.replaceAll('\0', '').slice(0, 500),
      });
    },
  };
}

export type Applied = {
  /** As each was when it was conducted. */
  readonly conducted: readonly Payment[];
  /** What its receipts are called is kept: these have one now. */
  readonly receipted: readonly Payment[];
  /** Cancelled at the till before they were conducted, and why. */
  readonly cancelled: ReadonlyMap<string, string>;
  /** Refunds that went on, by the payments they are of. */
  readonly refunded: readonly string[];
  /** Journals of which these events tell another past again. */
  readonly retold: ReadonlySet<string>;
  /** Events that could not be interpreted. */
  readonly parked: number;
};

/**
 * Applies events of one journal that were just stored, in order. Where an event of the same payment that comes later
 * in its life is known already (a restored workstation's old journal arrived after its new one), that payment is
 * folded anew from all its events: the order of arrival leaves no trace. `anew`: further subjects to fold so.
 */
export async function applyToLanes(
  tx: Connection,
  { tradePoint, workstation }: Owner,
  events: readonly PlacedEvent[],
  now: number,
  anew: readonly string[] = [],
): Promise<Applied> {
  const owner = { tradePoint, workstation };
  const named = events.map((event): NamedEvent => ({ ...event, subject: subjectIn(event.body) }));
  const subjects = [...new Set([...anew, ...named.flatMap(({ subject }) => subject ?? [])])];
  const lanes = await readLanes(tx, subjects);
  const stuck = await readParked(tx, owner, subjects);
  const late = new Set(anew);
  for (const event of named) {
    if (event.subject === null) continue;
    if (isRerecorded(event)) late.add(event.subject);
    const lane = lanes.get(event.subject);
    const known = [lane && isOwn(lane, owner) ? lane.place : null, stuck.get(event.subject)];
    if (known.some((place) => place && comparePlaces(place, event) > 0)) late.add(event.subject);
  }
  let since = new Map<string, number>();
  let again: readonly StandingEvent[] = [];
  if (late.size > 0) {
    since = await unpark(tx, owner, [...late]);
    again = await readAll(tx, owner, [...late]);
    for (const subject of late) {
      const lane = lanes.get(subject);
      if (lane && isOwn(lane, owner)) lanes.delete(subject);
      stuck.delete(subject);
    }
  }

  const fold = createFold(owner, lanes, new Set(stuck.keys()));
  for (const event of again) fold.apply(event);
  for (const event of named) {
    if (event.subject === null || !late.has(event.subject)) fold.apply({ ...event, by: event });
  }

  const lost = [...late].filter((subject) => !lanes.has(subject));
  if (lost.length > 0) await tx.run('DELETE FROM lane WHERE payment = ANY($1::uuid[])', [lost]);
  await insertRows(tx, 'lane', laneColumns, [...fold.changed.values()], replaceLane);
  const parkedColumns: Columns<Parked> = {
    origin: ['uuid', ({ origin }) => origin],
    seq: ['integer', ({ seq }) => seq],
    subject: ['text', ({ subject }) => subject],
    reason: ['text', ({ reason }) => reason],
    at: ['bigint', ({ origin, seq }) => since.get(`${origin}/${seq}`) ?? now],
  };
  await insertRows(tx, 'parked', parkedColumns, fold.parked);
  const payments = [...fold.changed.values()].map(({ payment }) => payment);
  const receipted = payments.filter(({ receipt, takenAt }) => receipt !== null && takenAt !== null);
  await keepReceipts(tx, owner, receipted);
  const refunds = await foldRefunds(tx, owner, [...fold.refunded], now);
  return {
    conducted: fold.conducted,
    receipted,
    cancelled: fold.cancelled,
    refunded: [...fold.refunded],
    retold: new Set(events.flatMap((event) => carriedBy(event)?.origin ?? [])),
    parked: fold.parked.length + refunds.parked,
  };
}
