/** Brings the lanes along by newly stored events; what can't be interpreted is parked with all later ones of its payment. */
import type { KnownEvent } from '../../contract/journal.ts';
import { PaymentId } from '../../contract/primitives.ts';
import { subjectOf, understand } from '../../core/journal.ts';
import type { LanePlace } from '../../core/lane.ts';
import { comparePlaces, evolveLane } from '../../core/lane.ts';
import type { Payment } from '../../core/payment.ts';
import type { Columns } from '../store/bulk.ts';
import { insertRows } from '../store/bulk.ts';
import type { Connection } from '../store/database.ts';
import type { BoundJournal } from './journalRow.ts';

/** An event as its row has it. */
export type LaneEvent = LanePlace & {
  readonly at: KnownEvent['at'];
  readonly type: string;
  readonly version: number;
  readonly body: string;
};

type Owner = Pick<BoundJournal, 'tradePoint' | 'workstation'>;

/** A payment that one of the events conducted, as it was then. */
export type Conducted = {
  readonly payment: Payment;
  readonly place: LanePlace;
};

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

/** All events of these subjects in this workstation's journals, in the order of their places. */
async function readAll(
  tx: Connection,
  owner: Owner,
  subjects: readonly string[],
): Promise<(LaneEvent & { readonly subject: string })[]> {
  const rows = await tx.query<LaneEvent & { subject: string }>(
    `SELECT event.subject, journal.rank, journal.origin, event.seq, event.at, event.type, event.version, event.body
     FROM event JOIN journal ON journal.origin = event.origin
     WHERE event.subject = ANY($1) AND journal.trade_point = $2 AND journal.workstation = $3`,
    [subjects, owner.tradePoint, owner.workstation],
  );
  return rows.sort(comparePlaces);
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

/**
 * Applies events of one journal that were just stored, in order. Where an event of the same payment that comes later
 * in its life is known already (a restored workstation's old journal arrived after its new one), that payment is
 * folded anew from all its events: the order of arrival leaves no trace.
 */
export async function applyToLanes(
  tx: Connection,
  owner: Owner,
  events: readonly LaneEvent[],
  now: number,
): Promise<{ readonly conducted: readonly Conducted[]; readonly parked: number }> {
  const named = events.map((event) => ({ ...event, subject: subjectIn(event.body) }));
  const subjects = [...new Set(named.flatMap(({ subject }) => subject ?? []))];
  const lanes = await readLanes(tx, subjects);
  const parkedBefore = await readParked(tx, owner, subjects);
  const late = new Set<string>();
  const own = (lane: Lane | undefined) =>
    lane && lane.tradePoint === owner.tradePoint && lane.workstation === owner.workstation ? lane : null;
  for (const event of named) {
    if (event.subject === null) continue;
    const after = [own(lanes.get(event.subject))?.place, parkedBefore.get(event.subject)];
    if (after.some((place) => place && comparePlaces(place, event) > 0)) late.add(event.subject);
  }
  const anew = [...late];
  if (anew.length > 0) {
    for (const subject of anew) {
      if (own(lanes.get(subject))) lanes.delete(subject);
      parkedBefore.delete(subject);
    }
    await tx.run(
      `DELETE FROM parked USING journal WHERE journal.origin = parked.origin AND parked.subject = ANY($1)
         AND journal.trade_point = $2 AND journal.workstation = $3`,
      [anew, owner.tradePoint, owner.workstation],
    );
  }

  const stuck = new Set(parkedBefore.keys());
  const changed = new Map<string, Lane>();
  const conducted: Conducted[] = [];
  const parked: Parked[] = [];

  function apply(event: LaneEvent & { readonly subject: string | null }): void {
    const { rank, origin, seq, subject } = event;
    const place = { rank, origin, seq };
    const known = understand(event);
    let reason: string | null = typeof known === 'string' ? known : null;
    // Something before it is missing from the lane: it would be read into a state that never was.
    if (subject !== null && stuck.has(subject)) reason ??= 'an earlier event is parked';
    if (reason === null && typeof known !== 'string' && 'paymentId' in known.body) {
      try {
        const id = known.body.paymentId;
        const lane = lanes.get(id);
        if (lane && !own(lane)) throw new Error('the payment is another workstation’s');
        const payment = evolveLane(lane?.payment ?? null, known, owner.workstation);
        reason = misfit(payment);
        if (reason === null) {
          const next = { ...owner, payment, place };
          lanes.set(id, next);
          changed.set(id, next);
          if (known.type === 'paymentConducted') conducted.push({ payment, place });
        }
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    if (reason === null) return;
    if (subject !== null) stuck.add(subject);
    parked.push({ ...place, subject, reason: reason.replaceAll('\0', '').slice(0, 500) });
  }

  const again = anew.length > 0 ? await readAll(tx, owner, anew) : [];
  for (const event of [...again, ...named.filter(({ subject }) => subject === null || !late.has(subject))]) {
    apply(event);
  }
  const lost = anew.filter((subject) => !changed.has(subject) && !lanes.has(subject));
  if (lost.length > 0) {
    await tx.run('DELETE FROM lane WHERE payment = ANY($1::uuid[])', [lost]);
  }
  await insertRows(tx, 'lane', laneColumns, [...changed.values()], replaceLane);
  await insertRows<Parked>(
    tx,
    'parked',
    {
      origin: ['uuid', ({ origin }) => origin],
      seq: ['integer', ({ seq }) => seq],
      subject: ['text', ({ subject }) => subject],
      reason: ['text', ({ reason }) => reason],
      at: ['bigint', () => now],
    },
    parked,
    'ON CONFLICT (origin, seq) DO UPDATE SET reason = excluded.reason',
  );
  return { conducted, parked: parked.length };
}
