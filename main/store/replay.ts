/**
 * What arrives after something that it comes before: the payments and shifts that it touches are told anew, in the
 * order of journals, so that any order of arrival gives the same tables as a rebuild. What a journal tells again of
 * another past stands where it stood.
 */
import type { Instant, PaymentId } from '../../contract/primitives.ts';
import { understand } from '../../core/journal.ts';
import { comparePlaces } from '../../core/lane.ts';
import type { DayOf } from '../../core/projection.ts';
import { contributionOf } from '../../core/projection.ts';
import type { PlacedEvent, Standing } from '../../core/rerecorded.ts';
import { inOrderOfLife } from '../../core/rerecorded.ts';
import type { Database } from './driver.ts';
import { openInterpreter } from './interpret.ts';
import type { EventRow } from './journalTable.ts';
import { hashText } from './journalTable.ts';
import type { JournalPlace } from './places.ts';
import type { ReadTables } from './readTables.ts';

type PlacedRow = Pick<EventRow, 'seq' | 'type' | 'version' | 'at' | 'body' | 'hash'> & {
  readonly journal: number;
};
type Told = Standing<PlacedEvent & { readonly journal: number }>;

/** Tells these payments and shifts of a workstation anew; `journals`: all of its journals, in order. Flushes. */
export type Replay = (subjects: ReadonlySet<string>, journals: readonly JournalPlace[]) => void;

/** `source` has the journals, `target` the read tables: one database but for a check against a rebuild elsewhere. */
export function openReplay(target: Database, source: Database, tables: ReadTables, dayOf: DayOf): Replay {
  const ofSubject = source.prepare<[string, number], PlacedRow>(
    `SELECT event.journal, event.seq, type, version, at, body, hash
     FROM event JOIN journal ON journal.key = event.journal
     WHERE subject = ? AND subject IS NOT NULL AND journal.workstation = ?`,
  );
  // A check against a rebuild makes its tables without indexes.
  const byTime = target === source ? 'INDEXED BY payment_taken' : '';
  const inShift = target
    .prepare<[Instant, string, number], PaymentId>(
      `SELECT id FROM payment ${byTime}
       WHERE taken_at IS NOT NULL AND taken_at >= ? AND receipt_shift = ? AND workstation = ?`,
    )
    .pluck();
  const refundedInShift = target
    .prepare<[string, number], PaymentId>(
      `SELECT payment FROM refund WHERE receipt_shift = ? AND receipt_shift IS NOT NULL AND workstation = ?`,
    )
    .pluck();
  const parkedSubjects = target.prepare<[], { readonly subject: string; readonly journal: number }>(
    'SELECT DISTINCT subject, journal FROM parked WHERE subject IS NOT NULL',
  );
  const remove = {
    payment: target.prepare<[string, number]>('DELETE FROM payment WHERE id = ? AND workstation = ?'),
    refund: target.prepare<[string, number]>('DELETE FROM refund WHERE payment = ? AND workstation = ?'),
    shift: target.prepare<[string]>('DELETE FROM shift WHERE id = ?'),
    preCheck: target.prepare<[number, number, string]>(
      'DELETE FROM pre_check WHERE workstation = ? AND number = ? AND payment = ?',
    ),
    parked: target.prepare<[string, number]>('DELETE FROM parked WHERE subject = ? AND journal = ?'),
  };

  return (subjects, journals) => {
    const [first] = journals;
    if (!first) return;
    const { workstation } = first;
    const byKey = new Map(journals.map((journal) => [journal.key, journal]));
    const byOrigin = new Map<string, JournalPlace>(journals.map((journal) => [journal.origin, journal]));
    const rows = new Map<string, readonly Told[]>();
    const rowsOf = (subject: string): readonly Told[] => {
      const known = rows.get(subject) ?? tell(ofSubject.all(subject, workstation));
      rows.set(subject, known);
      return known;
    };
    function tell(found: readonly PlacedRow[]): readonly Told[] {
      const placed = found.flatMap(({ journal: key, hash, ...row }) => {
        const journal = byKey.get(key);
        if (!journal) return [];
        const { origin, rank } = journal;
        return [{ ...row, hash: hashText(hash), origin, rank, journal: key }];
      });
      return inOrderOfLife(placed, (origin) => byOrigin.get(origin)?.rank ?? null);
    }
    const unpark = (subject: string): void => {
      for (const { key } of journals) remove.parked.run(subject, key);
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
    if (shifts.size > 0) {
      for (const { subject, journal } of parkedSubjects.all()) {
        // What was parked for want of a shift has its chance now.
        if (!byKey.has(journal)) continue;
        const named = rowsOf(subject).map(({ body }) => namesIn(body));
        if (!named.some(({ shiftId }) => shiftId !== null && shifts.has(shiftId))) continue;
        if (named.some(({ paymentId }) => paymentId === subject)) payments.add(subject);
      }
    }
    for (const shift of shifts) {
      for (const id of inShift.all(earliest(rowsOf(shift), byOrigin, journals), shift, workstation))
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
      unpark(payment);
    }
    for (const shift of shifts) {
      remove.shift.run(shift);
      unpark(shift);
    }
    const interpreter = openInterpreter(target, tables, dayOf);
    const told = [...payments, ...shifts].flatMap((subject) => rowsOf(subject));
    // A tie is of two pasts of one journal: the order within a life stands.
    const order = new Map(told.map((event, index) => [event, index]));
    told.sort(
      (left, right) => comparePlaces(left, right) || (order.get(left) ?? 0) - (order.get(right) ?? 0),
    );
    const stuck = new Set<string>();
    for (const event of told) {
      const { by } = event;
      const name = `${by.journal}/${by.seq}`;
      // Parked once, under the event that is stored.
      if (stuck.has(name)) continue;
      const origin = byOrigin.get(event.origin)?.origin ?? byKey.get(by.journal)?.origin;
      if (origin === undefined) continue;
      const place = { journal: by.journal, seq: by.seq };
      if (!interpreter.apply(by.journal, origin, event, 'subject', place)) stuck.add(name);
    }
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
  opening: readonly Told[],
  byOrigin: ReadonlyMap<string, JournalPlace>,
  journals: readonly JournalPlace[],
): Instant {
  const ranks = opening.flatMap(({ origin }) => byOrigin.get(origin)?.rank ?? []);
  const rank = Math.min(...ranks);
  const later = journals.filter((journal) => journal.rank > rank).map(({ begunAt }) => begunAt);
  return Math.max(0, Math.min(...opening.map(({ at }) => at), ...later)) as Instant;
}
