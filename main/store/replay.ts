/**
 * What arrives after something that it comes before: the payments and shifts that it touches are told anew, in the
 * order of journals, so that any order of arrival gives the same tables as a rebuild.
 */
import type { Instant, PaymentId } from '../../contract/primitives.ts';
import { understand } from '../../core/journal.ts';
import { comparePlaces } from '../../core/lane.ts';
import type { DayOf } from '../../core/projection.ts';
import { contributionOf } from '../../core/projection.ts';
import type { Database } from './driver.ts';
import { openInterpreter } from './interpret.ts';
import type { EventRow } from './journalTable.ts';
import type { JournalPlace } from './places.ts';
import { placeOf } from './places.ts';
import type { ReadTables } from './readTables.ts';

type PlacedRow = EventRow & { readonly journal: number };

/** Tells these payments and shifts of a workstation anew; `journals`: all of its journals, in order. Flushes. */
type Replay = (subjects: ReadonlySet<string>, journals: readonly JournalPlace[]) => void;

export function openReplay(database: Database, tables: ReadTables, dayOf: DayOf): Replay {
  const ofSubject = database.prepare<[string, number], PlacedRow>(
    `SELECT event.journal, event.seq, id, type, version, at, clock, body, hash
     FROM event JOIN journal ON journal.key = event.journal
     WHERE subject = ? AND subject IS NOT NULL AND journal.workstation = ?`,
  );
  const inShift = database
    .prepare<[Instant, string, number], PaymentId>(
      `SELECT id FROM payment INDEXED BY payment_taken
       WHERE taken_at IS NOT NULL AND taken_at >= ? AND receipt_shift = ? AND workstation = ?`,
    )
    .pluck();
  const refundedInShift = database
    .prepare<[string, number], PaymentId>(
      `SELECT payment FROM refund WHERE receipt_shift = ? AND receipt_shift IS NOT NULL AND workstation = ?`,
    )
    .pluck();
  const remove = {
    payment: database.prepare<[string, number]>('DELETE FROM payment WHERE id = ? AND workstation = ?'),
    refund: database.prepare<[string, number]>('DELETE FROM refund WHERE payment = ? AND workstation = ?'),
    shift: database.prepare<[string]>('DELETE FROM shift WHERE id = ?'),
    preCheck: database.prepare<[number, number, string]>(
      'DELETE FROM pre_check WHERE workstation = ? AND number = ? AND payment = ?',
    ),
    parked: database.prepare<[string, number]>(
      `DELETE FROM parked WHERE subject = ? AND journal IN (SELECT key FROM journal WHERE workstation = ?)`,
    ),
  };

  return (subjects, journals) => {
    const [first] = journals;
    if (!first) return;
    const { workstation } = first;
    const byKey = new Map(journals.map((journal) => [journal.key, journal]));
    const rows = new Map<string, readonly PlacedRow[]>();
    const rowsOf = (subject: string): readonly PlacedRow[] => {
      const known = rows.get(subject) ?? ofSubject.all(subject, workstation);
      rows.set(subject, known);
      return known;
    };
    const payments = new Set<string>();
    const shifts = new Set<string>();
    tables.flush();
    for (const subject of subjects) {
      // A shift's sums stand or fall with its receipts: it is told anew with each payment that names it.
      for (const { body } of rowsOf(subject)) {
        const { paymentId, shiftId } = namesIn(body);
        if (paymentId === subject) payments.add(subject);
        if (shiftId !== null) shifts.add(shiftId);
      }
    }
    for (const shift of shifts) {
      for (const id of inShift.all(earliest(rowsOf(shift), byKey, journals), shift, workstation))
        payments.add(id);
      for (const id of refundedInShift.all(shift, workstation)) payments.add(id);
    }
    for (const payment of payments) {
      const stored = tables.payment(payment as PaymentId);
      // A refund may stand here for another workstation's payment: that one stays as it is.
      const known = stored?.workstation === workstation ? stored : null;
      const added = contributionOf(known);
      const zone = known && zoneOf(journals);
      if (added && zone) tables.takeFromDay(dayOf(added.at, zone), workstation, added.providerId, added.sums);
      for (const row of rowsOf(payment)) {
        const event = understand(row);
        if (typeof event !== 'string' && event.type === 'preCheckIssued')
          remove.preCheck.run(workstation, event.body.number, payment);
      }
      remove.payment.run(payment, workstation);
      remove.refund.run(payment, workstation);
      remove.parked.run(payment, workstation);
    }
    for (const shift of shifts) {
      remove.shift.run(shift);
      remove.parked.run(shift, workstation);
    }
    const interpreter = openInterpreter(database, tables, dayOf);
    const placed = [...payments, ...shifts].flatMap((subject) =>
      rowsOf(subject).flatMap((row) => {
        const journal = byKey.get(row.journal);
        return journal ? [{ row, journal, place: placeOf(journal, row.seq) }] : [];
      }),
    );
    placed.sort((left, right) => comparePlaces(left.place, right.place));
    for (const { row, journal } of placed) interpreter.apply(journal.key, journal.origin, row, 'subject');
    tables.flush();
  };

  function zoneOf(journals: readonly JournalPlace[]): string | null {
    for (const { origin } of journals.toReversed()) {
      const station = tables.station(origin);
      if (station) return station.zone;
    }
    return null;
  }
}

function namesIn(body: string): { readonly paymentId: string | null; readonly shiftId: string | null } {
  try {
    const { paymentId, shiftId } = JSON.parse(body) as {
      readonly paymentId?: unknown;
      readonly shiftId?: unknown;
    };
    const text = (value: unknown) => (typeof value === 'string' ? value : null);
    return { paymentId: text(paymentId), shiftId: text(shiftId) };
  } catch {
    return { paymentId: null, shiftId: null };
  }
}

/** No receipt of a shift is older: it was made in the journal that opened the shift, or in a later one. */
function earliest(
  opening: readonly PlacedRow[],
  byKey: ReadonlyMap<number, JournalPlace>,
  journals: readonly JournalPlace[],
): Instant {
  const ranks = opening.flatMap(({ journal }) => byKey.get(journal)?.rank ?? []);
  const rank = Math.min(...ranks);
  const later = journals.filter((journal) => journal.rank > rank).map(({ begunAt }) => begunAt);
  return Math.max(0, Math.min(...opening.map(({ at }) => at), ...later)) as Instant;
}
