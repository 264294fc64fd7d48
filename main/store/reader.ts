/** The committed state of this workstation, read from its tables. */
import type { Instant, Kopecks, Origin, PaymentId, ShiftId } from '../../contract/primitives.ts';
import { readEvent } from '../../core/journal.ts';
import type { Station } from '../../core/projection.ts';
import { inOrderOfTime } from '../../core/rerecorded.ts';
import type { Shift } from '../../core/shift.ts';
import type { Database } from './driver.ts';
import type { EventRow } from './journalTable.ts';
import { hashText } from './journalTable.ts';
import type { ShiftRow } from './otherRows.ts';
import { shiftOf } from './otherRows.ts';
import type { PaymentRow } from './paymentRows.ts';
import { paymentOf } from './paymentRows.ts';
import { openPreCheckSearch } from './preCheckSearch.ts';
import type { RefundRow } from './refundRows.ts';
import { refundOf } from './refundRows.ts';
import type { Head, StationReader } from './types.ts';

/** What the writer keeps in memory of the last commit. */
export type Committed = { readonly station: Station; readonly head: Head };

/** A receipt of a shift is made within its 24 hours; what became of it may be found out days later. */
const longestSettlingMs = 7 * 24 * 60 * 60 * 1000;

// The conditions are those of the partial indexes, word by word: only then does the engine use them.
const unfinishedStages = `stage NOT IN ('conducted', 'abandoned', 'cancelled')`;

/** The shift that takes payments now. */
export function openShiftBy(
  committed: Committed | null,
  shiftById: (id: ShiftId) => Shift | null,
): Shift | null {
  const id = committed?.station.openShiftId ?? null;
  const shift = id === null ? null : shiftById(id);
  // Closed by events that a restore had lost and that came back since.
  return shift?.closing ? null : shift;
}

export function openReader(database: Database, committed: () => Committed | null): StationReader {
  const payment = database.prepare<[string], PaymentRow>('SELECT * FROM payment WHERE id = ?');
  const shift = database.prepare<[string], ShiftRow>('SELECT * FROM shift WHERE id = ?');
  const unfinished = database.prepare<[number], PaymentRow>(
    `SELECT * FROM payment WHERE workstation = ? AND ${unfinishedStages} ORDER BY entered_at, counter`,
  );
  const elsewhere = database.prepare<[number, number], PaymentRow>(
    `SELECT * FROM payment WHERE workstation <> ? AND ${unfinishedStages} ORDER BY entered_at, counter LIMIT ?`,
  );
  // There is one at most. With any ORDER BY the engine would plan the statement anew at every call: 25 µs instead of 4.
  const receipting = database.prepare<[number], PaymentRow>(
    `SELECT * FROM payment WHERE workstation = ? AND ${unfinishedStages} AND stage = 'receipting' LIMIT 1`,
  );
  const recent = database.prepare<[number, number], PaymentRow>(
    `SELECT * FROM payment WHERE workstation = ? AND stage <> 'abandoned' ORDER BY key DESC LIMIT ?`,
  );
  const takenSame = database.prepare<[string, Instant, Kopecks, string], PaymentRow>(
    'SELECT * FROM payment WHERE account = ? AND taken_at >= ? AND credited = ? AND id <> ?',
  );
  const receiptingSame = database.prepare<[Instant, string, Kopecks, string], PaymentRow>(
    `SELECT * FROM payment WHERE ${unfinishedStages} AND stage = 'receipting'
       AND receipt_started_at >= ? AND account = ? AND credited = ? AND id <> ?`,
  );
  const closedShifts = database.prepare<[number, number], ShiftRow>(
    'SELECT * FROM shift WHERE workstation = ? AND closed_at IS NOT NULL ORDER BY closed_at DESC, number DESC LIMIT ?',
  );
  const ofSubject = database.prepare<[string], EventRow>(
    `SELECT seq, id, type, version, at, clock, body, hash FROM event
     WHERE subject = ? AND subject IS NOT NULL ORDER BY at, journal, seq`,
  );
  const closing = database.prepare<
    [string],
    { readonly origin: Origin; readonly seq: number; readonly hash: Buffer }
  >(
    `SELECT origin, seq, hash FROM event JOIN journal ON journal.key = event.journal
     WHERE subject = ? AND subject IS NOT NULL AND type = 'shiftClosed'`,
  );
  const refunds = database.prepare<[string], RefundRow>(
    'SELECT * FROM refund WHERE payment = ? ORDER BY granted_at DESC, id DESC',
  );
  const refunding = database.prepare<[number], RefundRow>(
    `SELECT * FROM refund WHERE workstation = ? AND stage NOT IN ('paid', 'notPaid') ORDER BY granted_at, id`,
  );
  const byDocument = database.prepare<[number], PaymentRow>(
    `SELECT * FROM payment WHERE document ->> '$.number' = ? AND document IS NOT NULL`,
  );
  const byNumber = database.prepare<[Instant, Instant, string, number], PaymentRow>(
    `SELECT * FROM payment INDEXED BY payment_taken WHERE taken_at IS NOT NULL AND taken_at >= ? AND taken_at < ?
       AND receipt_shift = ? AND receipt_number = ?`,
  );
  const numberedShifts = database.prepare<[number], ShiftRow>('SELECT * FROM shift WHERE number = ?');
  const recentRefunds = database.prepare<[number, number], RefundRow>(
    'SELECT * FROM refund WHERE workstation = ? ORDER BY granted_at DESC, id DESC LIMIT ?',
  );
  const search = openPreCheckSearch(database);

  const station = (): Station => {
    const known = committed();
    if (!known) throw new Error('the journal has not been begun');
    return known.station;
  };
  const workstation = (): number => committed()?.station.workstation ?? 0;
  const shiftById = (id: ShiftId) => {
    const row = shift.get(id);
    return row ? shiftOf(row) : null;
  };

  /** Of a payment, or of a shift itself. */
  const history = (id: PaymentId | ShiftId) =>
    inOrderOfTime(ofSubject.all(id)).flatMap((row) => {
      const event = readEvent(row);
      return event === null ? [] : [{ ...event, id: row.id }];
    });

  return {
    station,
    payment(id: PaymentId) {
      const row = payment.get(id);
      return row ? paymentOf(row) : null;
    },
    shift: shiftById,
    openShift: () => openShiftBy(committed(), shiftById),
    unfinishedElsewhere: (limit) => elsewhere.all(workstation(), limit).map(paymentOf),
    unfinished: () => unfinished.all(workstation()).map(paymentOf),
    receipting() {
      const row = receipting.get(workstation());
      return row ? paymentOf(row) : null;
    },
    refunds: (id) => refunds.all(id).map(refundOf),
    refunding: () => refunding.all(workstation()).map(refundOf),
    byDocument: (document) => byDocument.all(document).map(paymentOf),
    byReceiptNumber: (shiftNumber, number) =>
      numberedShifts
        .all(shiftNumber)
        .flatMap(({ id, opened_at }) =>
          byNumber.all(opened_at, (opened_at + longestSettlingMs) as Instant, id, number),
        )
        .map(paymentOf),
    recentRefunds: (limit) => recentRefunds.all(workstation(), limit).map(refundOf),
    recent: (limit) => recent.all(workstation(), limit).map(paymentOf),
    sameWithin: ({ account, amountCredited, since, except }) =>
      [
        ...takenSame.all(account, since, amountCredited, except),
        ...receiptingSame.all(since, account, amountCredited, except),
      ]
        .map(paymentOf)
        .sort((left, right) => (right.takenAt ?? right.enteredAt) - (left.takenAt ?? left.enteredAt)),
    preChecks: (query) => search(workstation(), query),
    closedShifts: (limit) => closedShifts.all(workstation(), limit).map(shiftOf),
    history,
    cashMoves: (id) => history(id).flatMap((event) => (event.type === 'cashMoved' ? [event] : [])),
    closingHead(id) {
      const row = closing.get(id);
      return row ? { origin: row.origin, seq: row.seq, hash: hashText(row.hash) } : null;
    },
    head: () => committed()?.head ?? null,
  };
}
