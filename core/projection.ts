/** What the journal means: each event brings the read tables along. Live work and a rebuild run this same code. */

import type { RequestId } from '../contract/adjustment.ts';
import type { KnownEvent } from '../contract/journal.ts';
import type {
  CashierId,
  Day,
  Instant,
  Kopecks,
  Origin,
  PaymentId,
  ProviderId,
  ShiftId,
} from '../contract/primitives.ts';
import type { PreCheckState } from '../contract/till.ts';
import { understand } from './journal.ts';
import { evolveLane } from './lane.ts';
import type { Payment } from './payment.ts';
import { isTaken } from './payment.ts';
import type { Refund, RefundEvent } from './refund.ts';
import { evolveRefund, isRefundEvent, refundContribution } from './refund.ts';
import { numbersIn, unfolded } from './rerecorded.ts';
import type { ProviderSums, Shift } from './shift.ts';
import { evolveShift, withoutReceipt, withReceipt, withRefund } from './shift.ts';

/** What an opening or a closing leaves behind. */
export type Drawer = Pick<Station, 'openShiftId' | 'lastCountedCash'>;

/** One workstation as one journal of it tells: who it is, its running numbers, its drawer. */
export type Station = {
  readonly origin: Origin;
  readonly workstation: number;
  readonly tradePointId: string;
  readonly zone: string;
  /** The highest numbers given by this journal, or known at its beginning; those of its other journals stand in theirs. */
  readonly paymentCounter: number;
  readonly preCheckCounter: number;
  readonly shiftCounter: number;
  readonly openShiftId: ShiftId | null;
  readonly lastCountedCash: Kopecks;
};

/** A pre-check in the searchable list; it outlives its payment's editing. */
export type PreCheck = {
  readonly workstation: number;
  readonly number: number;
  readonly paymentId: PaymentId;
  readonly paymentCounter: number;
  readonly at: Instant;
  readonly providerId: ProviderId;
  readonly account: string;
  readonly amountTaken: Kopecks;
  readonly cashierId: CashierId;
  readonly state: PreCheckState;
};

/** Where states are kept: SQLite at the workstation, maps in tests. `put` replaces. */
export interface Tables {
  station(origin: Origin): Station | null;
  putStation(station: Station): void;
  /** As it was after the last opening or closing up to an event of a journal. */
  drawer(origin: Origin, seq: number): Drawer | null;
  putDrawer(origin: Origin, seq: number, drawer: Drawer): void;
  payment(id: PaymentId): Payment | null;
  putPayment(payment: Payment): void;
  shift(id: ShiftId): Shift | null;
  putShift(shift: Shift, workstation: number): void;
  refund(id: RequestId): Refund | null;
  putRefund(refund: Refund): void;
  preCheck(workstation: number, number: number, payment: PaymentId): PreCheck | null;
  putPreCheck(preCheck: PreCheck): void;
  /** Adds to the sums of a day, a workstation and a provider. */
  addToDay(day: Day, workstation: number, providerId: ProviderId, sums: ProviderSums): void;
  takeFromDay(day: Day, workstation: number, providerId: ProviderId, sums: ProviderSums): void;
}

/** The day of an instant in a zone; one cached function per zone serves a whole rebuild. */
export type DayOf = (at: Instant, zone: string) => Day;

function existing<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`${what} is not there`);
  return value;
}

function stationAfter(
  station: Station | null,
  event: KnownEvent,
  origin: Origin,
  tables: Tables,
): Station | null {
  switch (event.type) {
    case 'journalOpened': {
      const { workstation, tradePointId, zone, previous, numbersGiven: given } = event.body;
      const drawer = previous && tables.drawer(previous.origin, previous.seq);
      return {
        origin,
        workstation,
        tradePointId,
        zone,
        paymentCounter: given?.payment ?? 0,
        preCheckCounter: given?.preCheck ?? 0,
        shiftCounter: given?.shift ?? 0,
        openShiftId: drawer?.openShiftId ?? null,
        lastCountedCash: drawer?.lastCountedCash ?? (0 as Kopecks),
      };
    }
    case 'shiftOpened':
      return (
        station && {
          ...station,
          shiftCounter: Math.max(station.shiftCounter, event.body.number),
          openShiftId: event.body.shiftId,
        }
      );
    case 'shiftClosed':
      return station && { ...station, openShiftId: null, lastCountedCash: event.body.countedCash };
    case 'paymentEntered':
      return station && { ...station, paymentCounter: Math.max(station.paymentCounter, event.body.counter) };
    case 'preCheckIssued':
      return station && { ...station, preCheckCounter: Math.max(station.preCheckCounter, event.body.number) };
    case 'paymentRerecorded':
    case 'shiftRerecorded': {
      // The drawer is the other past's; the numbers are on paper.
      const given = numbersIn(
        event.body.events.flatMap(unfolded).flatMap((carried) => {
          const known = understand(carried);
          return typeof known === 'string' ? [] : [known];
        }),
      );
      return (
        station && {
          ...station,
          paymentCounter: Math.max(station.paymentCounter, given.payment),
          preCheckCounter: Math.max(station.preCheckCounter, given.preCheck),
          shiftCounter: Math.max(station.shiftCounter, given.shift),
        }
      );
    }
    default:
      return station;
  }
}

/** The state that an event gives a pre-check; null: it says nothing of pre-checks. */
function preCheckState(event: KnownEvent): PreCheckState | null {
  switch (event.type) {
    case 'preCheckIssued':
      return 'issued';
    case 'preCheckPrinted':
      return event.body.outcome;
    case 'preCheckSigned':
      return 'signed';
    case 'preCheckAnnulled':
      return 'annulled';
    default:
      return null;
  }
}

function projectPreCheck(payment: Payment, event: KnownEvent, tables: Tables): void {
  const state = preCheckState(event);
  if (state === null || !('number' in event.body)) return;
  const { workstation, details } = payment;
  const { number } = event.body;
  if (event.type === 'preCheckIssued') {
    tables.putPreCheck({
      workstation,
      number,
      paymentId: payment.id,
      paymentCounter: payment.counter,
      at: event.at,
      providerId: details.providerId,
      account: details.account,
      amountTaken: details.amountTaken,
      cashierId: payment.cashierId,
      state,
    });
    return;
  }
  const preCheck = existing(tables.preCheck(workstation, number, payment.id), `pre-check ${number}`);
  tables.putPreCheck({ ...preCheck, state });
}

/** What a payment adds to its shift and its day; null: nothing, its receipt is not known to be made. */
export function contributionOf(payment: Payment | null) {
  if (!payment?.receipt || payment.takenAt === null || !isTaken(payment.stage)) return null;
  const { providerId, amountTaken, amountCredited, fee } = payment.details;
  const sums: ProviderSums = { count: 1, taken: amountTaken, fee, credited: amountCredited };
  return { shiftId: payment.receipt.shiftId, at: payment.takenAt, providerId, sums };
}

/** Moves what a payment adds to shifts and days from where it was to where it belongs now. */
function projectSums(
  before: Payment | null,
  payment: Payment,
  { workstation, zone }: Station,
  tables: Tables,
  dayOf: DayOf,
): void {
  const was = contributionOf(before);
  const is = contributionOf(payment);
  // A receipt that was made stays where it is: no later event changes its sums, its shift or its moment.
  if (was && is && was.at === is.at && was.shiftId === is.shiftId) return;
  const shiftOf = (id: ShiftId) => existing(tables.shift(id), `shift ${id}`);
  if (was) {
    tables.putShift(withoutReceipt(shiftOf(was.shiftId), was.providerId, was.sums), workstation);
    tables.takeFromDay(dayOf(was.at, zone), workstation, was.providerId, was.sums);
  }
  if (is) {
    tables.putShift(withReceipt(shiftOf(is.shiftId), is.providerId, is.sums), workstation);
    tables.addToDay(dayOf(is.at, zone), workstation, is.providerId, is.sums);
  }
}

/** A refund stands by itself: its payment may be another workstation's, whose journal has not arrived. */
function projectRefund(event: RefundEvent, workstation: number, tables: Tables): void {
  const before = tables.refund(event.body.refundId);
  const refund = evolveRefund(before, event, workstation);
  if (refund === before) return;
  const was = refundContribution(before);
  const is = refundContribution(refund);
  const shiftOf = (id: ShiftId) => existing(tables.shift(id), `shift ${id}`);
  if (was && was.shiftId !== is?.shiftId)
    tables.putShift(withRefund(shiftOf(was.shiftId), was.refunds, null), workstation);
  if (is) {
    const there = was?.shiftId === is.shiftId ? was.refunds : null;
    if (there?.count !== is.refunds.count)
      tables.putShift(withRefund(shiftOf(is.shiftId), there, is.refunds), workstation);
  }
  tables.putRefund(refund);
}

/** Brings along what a journal tells of its workstation. Only events of this journal change it. */
export function projectStation(event: KnownEvent, origin: Origin, tables: Tables): Station {
  const before = tables.station(origin);
  const station = existing(stationAfter(before, event, origin, tables), `journal ${origin}`);
  if (station === before) return station;
  tables.putStation(station);
  if (event.type === 'journalOpened' || event.type === 'shiftOpened' || event.type === 'shiftClosed')
    tables.putDrawer(origin, event.seq, station);
  return station;
}

/** Brings along the payment, refund or shift of an event, out of whichever journal of its workstation. */
export function projectSubject(event: KnownEvent, station: Station, tables: Tables, dayOf: DayOf): void {
  switch (event.type) {
    case 'journalOpened':
    case 'clockAccepted':
      return;
    case 'paymentRerecorded':
    case 'shiftRerecorded':
      // What it carries is read where it stood, together with everything else of its payment or shift.
      return;
    case 'shiftOpened':
    case 'cashMoved':
    case 'shiftClosed':
    case 'paymentsCarriedOver':
    case 'shiftDocumentMade':
      tables.putShift(evolveShift(tables.shift(event.body.shiftId), event), station.workstation);
      return;
    default: {
      if (isRefundEvent(event)) {
        projectRefund(event, station.workstation, tables);
        return;
      }
      const before = tables.payment(event.body.paymentId);
      if (before && before.workstation !== station.workstation)
        throw new Error(`payment ${before.id} belongs to workstation ${before.workstation}`);
      const payment = evolveLane(before, event, station.workstation);
      // First what can fail: a parked event leaves nothing half done.
      projectSums(before, payment, station, tables, dayOf);
      projectPreCheck(payment, event, tables);
      if (payment !== before) tables.putPayment(payment);
    }
  }
}

/** Brings the tables along by one event of a journal. Throws on an event that no decision could have produced. */
export function project(event: KnownEvent, origin: Origin, tables: Tables, dayOf: DayOf): void {
  projectSubject(event, projectStation(event, origin, tables), tables, dayOf);
}
