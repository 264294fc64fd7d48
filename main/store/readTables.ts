/** The read tables as the projection sees them: changes are gathered in memory and written back once. */
import type { Day, Origin, PaymentId, ProviderId, ShiftId } from '../../contract/primitives.ts';
import type { Payment } from '../../core/payment.ts';
import type { PreCheck, Station, Tables } from '../../core/projection.ts';
import type { ProviderSums, Shift } from '../../core/shift.ts';
import { addSums } from '../../core/shift.ts';
import type { Database, SqlValue } from './driver.ts';
import type { PreCheckRow, ShiftRow, StationRow } from './otherRows.ts';
import {
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

/** Raised whenever the projection or the read tables' meaning changes: the next start rebuilds them. */
export const projectionVersion = 2;

export interface ReadTables extends Tables {
  /** Writes back what has changed, each row once, and forgets it. */
  flush(): void;
  /** Forgets without writing: the transaction is being rolled back. */
  forget(): void;
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

type DayTotal = {
  readonly day: Day;
  readonly workstation: number;
  readonly providerId: ProviderId;
  sums: ProviderSums;
};

export function openReadTables(database: Database): ReadTables {
  const select = {
    station: database.prepare<[string], StationRow>('SELECT * FROM station WHERE origin = ?'),
    payment: database.prepare<[string], PaymentRow>('SELECT * FROM payment WHERE id = ?'),
    shift: database.prepare<[string], ShiftRow>('SELECT * FROM shift WHERE id = ?'),
    preCheck: database.prepare<[number, number], PreCheckRow>(
      'SELECT * FROM pre_check WHERE workstation = ? AND number = ?',
    ),
  };
  const put = {
    station: upsert(database, 'station', stationColumns, ['origin']),
    payment: upsert(database, 'payment', paymentColumns, ['id']),
    shift: upsert(database, 'shift', shiftColumns, ['id']),
    preCheck: upsert(database, 'pre_check', preCheckColumns, ['workstation', 'number']),
    dayTotal: database.prepare<SqlValue[]>(
      `INSERT INTO day_total (day, workstation, provider, count, taken, fee, credited) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (day, workstation, provider) DO UPDATE SET
         count = count + excluded.count, taken = taken + excluded.taken,
         fee = fee + excluded.fee, credited = credited + excluded.credited`,
    ),
  };
  const known = new Map<Origin, Station>();
  const stations = new Map<Origin, Station>();
  const payments = new Map<PaymentId, Payment>();
  const shifts = new Map<ShiftId, { readonly shift: Shift; readonly workstation: number }>();
  const preChecks = new Map<string, PreCheck>();
  const dayTotals = new Map<string, DayTotal>();
  const all = [stations, payments, shifts, preChecks, dayTotals];

  function forget(): void {
    for (const rows of all) rows.clear();
    known.clear();
  }

  return {
    station(origin) {
      const waiting = stations.get(origin) ?? known.get(origin);
      if (waiting) return waiting;
      const row = select.station.get(origin);
      const station = row ? stationOf(row) : null;
      // Every event asks for it: read once a transaction.
      if (station) known.set(origin, station);
      return station;
    },
    putStation: (station) => void stations.set(station.origin, station),
    payment(id) {
      const waiting = payments.get(id);
      if (waiting) return waiting;
      const row = select.payment.get(id);
      return row ? paymentOf(row) : null;
    },
    putPayment: (payment) => void payments.set(payment.id, payment),
    shift(id) {
      const waiting = shifts.get(id);
      if (waiting) return waiting.shift;
      const row = select.shift.get(id);
      return row ? shiftOf(row) : null;
    },
    putShift: (shift, workstation) => void shifts.set(shift.id, { shift, workstation }),
    preCheck(workstation, number) {
      const waiting = preChecks.get(`${workstation}/${number}`);
      if (waiting) return waiting;
      const row = select.preCheck.get(workstation, number);
      return row ? preCheckOf(row) : null;
    },
    putPreCheck: (preCheck) => void preChecks.set(`${preCheck.workstation}/${preCheck.number}`, preCheck),
    addToDay(day, workstation, providerId, sums) {
      const key = `${day}/${workstation}/${providerId}`;
      const known = dayTotals.get(key);
      if (known) known.sums = addSums(known.sums, sums);
      else dayTotals.set(key, { day, workstation, providerId, sums });
    },
    flush() {
      for (const station of stations.values()) put.station.run(...stationValues(station));
      for (const payment of payments.values()) put.payment.run(...paymentValues(payment));
      for (const { shift, workstation } of shifts.values()) put.shift.run(...shiftValues(shift, workstation));
      for (const preCheck of preChecks.values()) put.preCheck.run(...preCheckValues(preCheck));
      for (const { day, workstation, providerId, sums } of dayTotals.values()) {
        put.dayTotal.run(day, workstation, providerId, sums.count, sums.taken, sums.fee, sums.credited);
      }
      forget();
    },
    forget,
    waiting: () => all.reduce((total, rows) => total + rows.size, 0),
  };
}
