/** The read tables as the projection sees them: changes are gathered in memory and written back once. */
import type { RequestId } from '../../contract/adjustment.ts';
import type { Day, Origin, PaymentId, ProviderId, ShiftId } from '../../contract/primitives.ts';
import type { Payment } from '../../core/payment.ts';
import type { Drawer, PreCheck, Station, Tables } from '../../core/projection.ts';
import type { Refund } from '../../core/refund.ts';
import type { ProviderSums, Shift } from '../../core/shift.ts';
import type { Database, SqlValue } from './driver.ts';
import type { DrawerRow, PreCheckRow, ShiftRow, StationRow } from './otherRows.ts';
import {
  drawerColumns,
  preCheckColumns,
  preCheckOf,
  preCheckValues,
  shiftColumns,
  shiftOf,
  shiftValues,
  stationColumns,
  stationOf,
  stationValues,
} from './otherRows.ts';
import type { PaymentRow } from './paymentRows.ts';
import { paymentColumns, paymentOf, paymentValues } from './paymentRows.ts';
import type { RefundRow } from './refundRows.ts';
import { refundColumns, refundOf, refundValues } from './refundRows.ts';

/** Raised whenever the projection or the read tables' meaning changes: the next start rebuilds them. */
export const projectionVersion = 5;

export interface ReadTables extends Tables {
  /** The highest numbers that any journal of a workstation has given, as far as they are written back. */
  numbers(workstation: number): Pick<Station, 'paymentCounter' | 'preCheckCounter' | 'shiftCounter'>;
  /**
   * A payment or a shift that is read to be decided on, kept for its projection: for a transaction in which rows change by
   * `put…` alone, until its end.
   */
  paymentToDecide(id: PaymentId): Payment | null;
  shiftToDecide(id: ShiftId): Shift | null;
  /** Writes back what has changed, each row once, and forgets it. */
  flush(): void;
  /** Forgets without writing: the transaction is being rolled back. */
  forget(): void;
  /**
   * What was flushed is committed: the last row of each kind answers the next transaction, which mostly is of the same
   * payment. A `flush` or a `forget` ends that, so rows are changed by other ways than `put…` after one of them only.
   */
  keep(): void;
  /** How many rows are waiting to be written. */
  waiting(): number;
}

/** An insert that replaces the row of the same key in place. */
function upsert(database: Database, table: string, columns: readonly string[], keys: readonly string[]) {
  const changing = columns
    .filter((column) => !keys.includes(column))
    .map((column) => `${column} = excluded.${column}`);
  return database.prepare<SqlValue[]>(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
     ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${changing.join(', ')}`,
  );
}

/** Rows as the database has them: those that the transaction before this one has left, or that this one has read to decide on. */
type Kept = {
  station: Station | null;
  payment: Payment | null;
  shift: Shift | null;
  preCheck: PreCheck | null;
};
const nothing: Kept = { station: null, payment: null, shift: null, preCheck: null };

const lastOf = <T>(rows: ReadonlyMap<unknown, T>): T | null => {
  let last: T | null = null;
  for (const row of rows.values()) last = row;
  return last;
};

/** What is to be added to a day's total; below zero where a payment has moved elsewhere. */
type DayTotal = {
  readonly day: Day;
  readonly workstation: number;
  readonly providerId: ProviderId;
  count: number;
  taken: number;
  fee: number;
  credited: number;
};

export function openReadTables(database: Database): ReadTables {
  const select = {
    station: database.prepare<[string], StationRow>('SELECT * FROM station WHERE origin = ?'),
    numbers: database.prepare<
      [number],
      { readonly payment: number | null; readonly pre_check: number | null; readonly shift: number | null }
    >(
      `SELECT max(payment_counter) AS payment, max(pre_check_counter) AS pre_check, max(shift_counter) AS shift
       FROM station WHERE workstation = ?`,
    ),
    payment: database.prepare<[string], PaymentRow>('SELECT * FROM payment WHERE id = ?'),
    shift: database.prepare<[string], ShiftRow>('SELECT * FROM shift WHERE id = ?'),
    refund: database.prepare<[string], RefundRow>('SELECT * FROM refund WHERE id = ?'),
    preCheck: database.prepare<[number, number, string], PreCheckRow>(
      'SELECT * FROM pre_check WHERE workstation = ? AND number = ? AND payment = ?',
    ),
    drawer: database.prepare<[string, number], DrawerRow>(
      'SELECT * FROM drawer WHERE origin = ? AND seq <= ? ORDER BY seq DESC LIMIT 1',
    ),
  };
  const put = {
    station: upsert(database, 'station', stationColumns, ['origin']),
    payment: upsert(database, 'payment', paymentColumns, ['id']),
    shift: upsert(database, 'shift', shiftColumns, ['id']),
    refund: upsert(database, 'refund', refundColumns, ['id']),
    preCheck: upsert(database, 'pre_check', preCheckColumns, ['workstation', 'number', 'payment']),
    drawer: upsert(database, 'drawer', drawerColumns, ['origin', 'seq']),
    dayTotal: database.prepare<SqlValue[]>(
      `INSERT INTO day_total (day, workstation, provider, count, taken, fee, credited) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (day, workstation, provider) DO UPDATE SET
         count = count + excluded.count, taken = taken + excluded.taken,
         fee = fee + excluded.fee, credited = credited + excluded.credited`,
    ),
    emptyDay: database.prepare<SqlValue[]>(
      'DELETE FROM day_total WHERE day = ? AND workstation = ? AND provider = ? AND count = 0',
    ),
  };
  let kept: Kept = { ...nothing };
  /** What `kept` is to be once the flushed rows are committed. */
  let flushed: Kept = nothing;
  const stations = new Map<Origin, Station>();
  const payments = new Map<PaymentId, Payment>();
  const shifts = new Map<ShiftId, { readonly shift: Shift; readonly workstation: number }>();
  const refunds = new Map<RequestId, Refund>();
  const preChecks = new Map<string, PreCheck>();
  const dayTotals = new Map<string, DayTotal>();
  const drawers = new Map<
    string,
    { readonly origin: Origin; readonly seq: number; readonly drawer: Drawer }
  >();
  const all = [stations, payments, shifts, refunds, preChecks, dayTotals, drawers];

  function addToDay(
    day: Day,
    workstation: number,
    providerId: ProviderId,
    sums: ProviderSums,
    sign: 1 | -1,
  ): void {
    const key = `${day}/${workstation}/${providerId}`;
    const known = dayTotals.get(key) ?? {
      day,
      workstation,
      providerId,
      count: 0,
      taken: 0,
      fee: 0,
      credited: 0,
    };
    known.count += sign * sums.count;
    known.taken += sign * sums.taken;
    known.fee += sign * sums.fee;
    known.credited += sign * sums.credited;
    dayTotals.set(key, known);
  }

  function flush(): void {
    const left: Kept = {
      station: lastOf(stations) ?? kept.station,
      payment: lastOf(payments) ?? kept.payment,
      shift: lastOf(shifts)?.shift ?? kept.shift,
      preCheck: lastOf(preChecks) ?? kept.preCheck,
    };
    for (const station of stations.values()) put.station.run(...stationValues(station));
    for (const payment of payments.values()) put.payment.run(...paymentValues(payment));
    for (const { shift, workstation } of shifts.values()) put.shift.run(...shiftValues(shift, workstation));
    for (const refund of refunds.values()) put.refund.run(...refundValues(refund));
    for (const preCheck of preChecks.values()) put.preCheck.run(...preCheckValues(preCheck));
    for (const { origin, seq, drawer } of drawers.values())
      put.drawer.run(origin, seq, drawer.openShiftId, drawer.lastCountedCash);
    for (const { day, workstation, providerId, count, taken, fee, credited } of dayTotals.values()) {
      put.dayTotal.run(day, workstation, providerId, count, taken, fee, credited);
      if (count < 0) put.emptyDay.run(day, workstation, providerId);
    }
    forget();
    flushed = left;
  }

  function forget(): void {
    // Twice a transaction, and most are empty.
    for (const rows of all) if (rows.size > 0) rows.clear();
    kept = { ...nothing };
    flushed = nothing;
  }

  function payment(id: PaymentId): Payment | null {
    const waiting = payments.get(id);
    if (waiting) return waiting;
    if (kept.payment?.id === id) return kept.payment;
    const row = select.payment.get(id);
    return row ? paymentOf(row) : null;
  }

  function shift(id: ShiftId): Shift | null {
    const waiting = shifts.get(id);
    if (waiting) return waiting.shift;
    if (kept.shift?.id === id) return kept.shift;
    const row = select.shift.get(id);
    return row ? shiftOf(row) : null;
  }

  return {
    numbers(workstation) {
      const row = select.numbers.get(workstation);
      return {
        paymentCounter: row?.payment ?? 0,
        preCheckCounter: row?.pre_check ?? 0,
        shiftCounter: row?.shift ?? 0,
      };
    },
    station(origin) {
      const waiting = stations.get(origin);
      if (waiting) return waiting;
      if (kept.station?.origin === origin) return kept.station;
      const row = select.station.get(origin);
      const station = row ? stationOf(row) : null;
      // Every event asks for it.
      if (station) kept.station = station;
      return station;
    },
    putStation: (station) => void stations.set(station.origin, station),
    drawer(origin, seq) {
      // Asked for at a journal's beginning only: whatever waits is written first.
      flush();
      const row = select.drawer.get(origin, seq);
      return row ? { openShiftId: row.open_shift, lastCountedCash: row.last_counted_cash } : null;
    },
    putDrawer: (origin, seq, drawer) => void drawers.set(`${origin}/${seq}`, { origin, seq, drawer }),
    payment,
    paymentToDecide(id) {
      const found = payment(id);
      if (found) kept.payment = found;
      return found;
    },
    putPayment: (payment) => void payments.set(payment.id, payment),
    shift,
    shiftToDecide(id) {
      const found = shift(id);
      if (found) kept.shift = found;
      return found;
    },
    putShift: (shift, workstation) => void shifts.set(shift.id, { shift, workstation }),
    refund(id) {
      const waiting = refunds.get(id);
      if (waiting) return waiting;
      const row = select.refund.get(id);
      return row ? refundOf(row) : null;
    },
    putRefund: (refund) => void refunds.set(refund.id, refund),
    preCheck(workstation, number, payment) {
      const waiting = preChecks.get(`${workstation}/${number}/${payment}`);
      if (waiting) return waiting;
      const { preCheck: last } = kept;
      if (last?.workstation === workstation && last.number === number && last.paymentId === payment)
        return last;
      const row = select.preCheck.get(workstation, number, payment);
      return row ? preCheckOf(row) : null;
    },
    putPreCheck: (preCheck) =>
      void preChecks.set(`${preCheck.workstation}/${preCheck.number}/${preCheck.paymentId}`, preCheck),
    addToDay: (day, workstation, providerId, sums) => addToDay(day, workstation, providerId, sums, 1),
    takeFromDay: (day, workstation, providerId, sums) => addToDay(day, workstation, providerId, sums, -1),
    flush,
    forget,
    keep() {
      const left = flushed;
      forget();
      kept = left;
    },
    waiting: () => all.reduce((total, rows) => total + rows.size, 0),
  };
}
