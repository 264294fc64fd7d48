/** What the journal means: each event brings the read tables along. Live work and a rebuild run this same code. */
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
import type { Payment } from './payment.ts';
import { evolvePayment } from './payment.ts';
import type { ProviderSums, Shift } from './shift.ts';
import { evolveShift, withReceipt } from './shift.ts';

/** One workstation as its journal tells it: who it is, its running numbers, its drawer. */
export type Station = {
  readonly origin: Origin;
  readonly workstation: number;
  readonly tradePointId: string;
  readonly zone: string;
  /** The last numbers given. */
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
  payment(id: PaymentId): Payment | null;
  putPayment(payment: Payment): void;
  shift(id: ShiftId): Shift | null;
  putShift(shift: Shift, workstation: number): void;
  preCheck(workstation: number, number: number): PreCheck | null;
  putPreCheck(preCheck: PreCheck): void;
  /** Adds to the sums of a day, a workstation and a provider. */
  addToDay(day: Day, workstation: number, providerId: ProviderId, sums: ProviderSums): void;
}

/** The day of an instant in a zone; one cached function per zone serves a whole rebuild. */
export type DayOf = (at: Instant, zone: string) => Day;

function existing<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`${what} is not there`);
  return value;
}

function projectStation(
  station: Station | null,
  event: KnownEvent,
  origin: Origin,
  tables: Tables,
): Station | null {
  switch (event.type) {
    case 'journalOpened': {
      const { workstation, tradePointId, zone, previous, numbersGiven: given } = event.body;
      const before = previous && tables.station(previous.origin);
      return {
        origin,
        workstation,
        tradePointId,
        zone,
        paymentCounter: Math.max(before?.paymentCounter ?? 0, given?.payment ?? 0),
        preCheckCounter: Math.max(before?.preCheckCounter ?? 0, given?.preCheck ?? 0),
        shiftCounter: Math.max(before?.shiftCounter ?? 0, given?.shift ?? 0),
        openShiftId: before?.openShiftId ?? null,
        lastCountedCash: before?.lastCountedCash ?? (0 as Kopecks),
      };
    }
    case 'shiftOpened':
      return station && { ...station, shiftCounter: event.body.number, openShiftId: event.body.shiftId };
    case 'shiftClosed':
      return station && { ...station, openShiftId: null, lastCountedCash: event.body.countedCash };
    case 'paymentEntered':
      return station && { ...station, paymentCounter: event.body.counter };
    case 'preCheckIssued':
      return station && { ...station, preCheckCounter: event.body.number };
    default:
      return station;
  }
}

function projectPreCheck(payment: Payment, event: KnownEvent, tables: Tables): void {
  const { workstation, details } = payment;
  switch (event.type) {
    case 'preCheckIssued':
      tables.putPreCheck({
        workstation,
        number: event.body.number,
        paymentId: payment.id,
        paymentCounter: payment.counter,
        at: event.at,
        providerId: details.providerId,
        account: details.account,
        amountTaken: details.amountTaken,
        cashierId: payment.cashierId,
        state: 'issued',
      });
      return;
    case 'preCheckPrinted':
    case 'preCheckSigned':
    case 'preCheckAnnulled': {
      const preCheck = existing(
        tables.preCheck(workstation, event.body.number),
        `pre-check ${event.body.number}`,
      );
      const state = payment.preCheck?.state ?? preCheck.state;
      tables.putPreCheck({ ...preCheck, state });
      return;
    }
    default:
  }
}

function projectReceiptMade(
  payment: Payment,
  event: KnownEvent,
  station: Station,
  tables: Tables,
  dayOf: DayOf,
): void {
  if (event.type !== 'receiptMade' || !payment.receipt) return;
  const { providerId, amountTaken, amountCredited, fee } = payment.details;
  const sums: ProviderSums = { count: 1, taken: amountTaken, fee, credited: amountCredited };
  const shift = existing(tables.shift(payment.receipt.shiftId), `shift ${payment.receipt.shiftId}`);
  tables.putShift(withReceipt(shift, providerId, sums), payment.workstation);
  tables.addToDay(dayOf(event.at, station.zone), payment.workstation, providerId, sums);
}

/** Brings the tables along by one event of a journal. Throws on an event that no decision could have produced. */
export function project(event: KnownEvent, origin: Origin, tables: Tables, dayOf: DayOf): void {
  const before = tables.station(origin);
  const station = existing(projectStation(before, event, origin, tables), `journal ${origin}`);
  if (station !== before) tables.putStation(station);
  switch (event.type) {
    case 'journalOpened':
    case 'clockAccepted':
      return;
    case 'shiftOpened':
    case 'cashMoved':
    case 'shiftClosed':
    case 'paymentsCarriedOver':
    case 'shiftDocumentMade':
      tables.putShift(evolveShift(tables.shift(event.body.shiftId), event), station.workstation);
      return;
    default: {
      const payment = evolvePayment(tables.payment(event.body.paymentId), event, station.workstation);
      tables.putPayment(payment);
      projectPreCheck(payment, event, tables);
      projectReceiptMade(payment, event, station, tables, dayOf);
    }
  }
}
