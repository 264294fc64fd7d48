/** Where conducted payments stand, as СЭП told last, and how far it has each journal. */
import { z } from 'zod';
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { JournalHead } from '../../contract/peer.ts';
import type { Instant, Kopecks, Origin, PaymentId, ProviderId } from '../../contract/primitives.ts';
import type { AttemptDetails, PaymentStatus, SepStatus } from '../../contract/status.ts';
import type { OpenPayment, StandingView } from '../../contract/sync.ts';
import { paymentNumber } from '../../core/payment.ts';
import { isNewer, meanwhileWords } from '../../core/sepStatus.ts';
import type { Database, SqlValue } from './driver.ts';
import { guarded } from './engineFailure.ts';
import { conductsHere } from './unsentCount.ts';

/** Up to where СЭП's changes were read. */
export type Cursor = { readonly generation: number; readonly cursor: number };

export type OpenCounts = {
  /** Told by СЭП, and not at their end. */
  readonly open: number;
  /** Of these, `hung` and `rejected`. */
  readonly stuck: number;
};

export interface StatusTable {
  cursor(): Cursor;
  /**
   * Takes changes and the cursor behind them in one transaction; what is known better already stays. Gives how many
   * payments now stand otherwise.
   */
  apply(changes: readonly PaymentStatus[], cursor: Cursor): Result<number>;
  /**
   * What СЭП told in older generations than this one, of changes since an instant, in their order; `after`: the last one
   * of the page before. For a СЭП that was put back from a dump.
   */
  toldBefore(
    generation: number,
    since: Instant,
    after: PaymentStatus | null,
    limit: number,
  ): readonly PaymentStatus[];
  /** Many at once, for a page of payments. */
  standings(ids: readonly PaymentId[]): ReadonlyMap<PaymentId, StandingView>;
  counts(): OpenCounts;
  /** Conducted payments that are not at their end, of the whole trade point, oldest first. */
  openPayments(limit: number): readonly OpenPayment[];
  /** How far СЭП has a journal as it is here; 0: nothing of it. */
  sepHead(origin: Origin): number;
  /** The last event of a journal that is the same here and at СЭП, if they part behind it; null: they don't. */
  astrayFrom(origin: Origin): number | null;
  /** СЭП has another past of this journal after that event: nothing behind it counts as brought to СЭП. */
  setAstray(origin: Origin, common: number): Result<null>;
  /** The last event of a journal that СЭП has as it is here, or that needs no bringing any more. */
  broughtTo(origin: Origin): number;
  /**
   * Up to that event nothing of a journal that is astray counts as unsent: it was told again in another, or a person at
   * the central office has seen to it.
   */
  setSettled(origin: Origin, seq: number): Result<null>;
  settledTo(origin: Origin): number;
  /**
   * Takes what СЭП says of its heads. Within a generation they only grow, so an answer that comes late takes nothing
   * back; heads of another generation are forgotten.
   */
  setSepHeads(generation: number, heads: readonly Pick<JournalHead, 'origin' | 'seq'>[]): Result<null>;
  /** СЭП asked for a journal from an earlier event on. */
  lowerSepHead(origin: Origin, seq: number): Result<null>;
}

type StatusRow = {
  readonly payment: PaymentId;
  readonly status: SepStatus;
  readonly generation: number;
  readonly revision: number;
  readonly at: Instant;
  readonly attempt: number;
  readonly operator_number: string | null;
  readonly result_code: number | null;
  readonly reason: string | null;
  readonly attempted: string | null;
  readonly seal: string | null;
  readonly meanwhile: string | null;
};

type OpenRow = {
  readonly id: PaymentId;
  readonly workstation: number;
  readonly counter: number;
  readonly conducted_at: Instant;
  readonly provider: ProviderId;
  readonly account: string;
  readonly taken: Kopecks;
  readonly status: SepStatus | null;
  readonly at: Instant | null;
  readonly reason: string | null;
};

/** The setting that says that this workstation belongs to a СЭП. */
export const enrolledKey = 'sync.enrolled';

/** Own journals of which СЭП has another past: the last common event of each, by origin. */
export const astrayKey = 'sync.astray';

/** Own journals of which nothing up to an event is to be brought any more, by origin. */
export const settledKey = 'sync.settled';

const cursorKey = 'sync.cursor';
const ByOrigin = z.record(z.string(), z.int().min(0));

const beginning: Cursor = { generation: 0, cursor: 0 };

// The condition is that of the partial index, word by word: only then does the engine use it.
const notAtEnd = `status NOT IN ('completed', 'cancelled', 'refunded', 'transferred')`;

const openColumns = `p.id, p.workstation, p.counter, p.conducted_at, p.provider, p.account, p.taken`;

const statusOf = (row: StatusRow): PaymentStatus => ({
  paymentId: row.payment,
  status: row.status,
  generation: row.generation,
  revision: row.revision,
  at: row.at,
  attempt: row.attempt,
  operatorNumber: row.operator_number,
  resultCode: row.result_code,
  reason: row.reason,
  ...(row.attempted === null ? {} : { attempted: JSON.parse(row.attempted) as AttemptDetails }),
  ...(row.seal === null ? {} : { seal: row.seal }),
});

const openPaymentOf = ({ status, at, reason, ...row }: OpenRow): OpenPayment => ({
  paymentId: row.id,
  number: paymentNumber(row),
  workstation: row.workstation,
  conductedAt: row.conducted_at,
  providerId: row.provider,
  account: row.account,
  amountTaken: row.taken,
  standing: status === null || at === null ? null : { status, at, reason },
});

export function openStatusTable(database: Database): StatusTable {
  const find = database.prepare<[string], StatusRow>('SELECT * FROM status WHERE payment = ?');
  const put = database.prepare<SqlValue[]>(
    `INSERT INTO status (payment, status, generation, revision, at, attempt, operator_number, result_code, reason,
       attempted, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (payment) DO UPDATE SET status = excluded.status, generation = excluded.generation,
       revision = excluded.revision, at = excluded.at, attempt = excluded.attempt,
       operator_number = excluded.operator_number, result_code = excluded.result_code, reason = excluded.reason,
       attempted = excluded.attempted, seal = excluded.seal, meanwhile = NULL`,
  );
  const putMeanwhile = database.prepare<[string | null, string]>(
    'UPDATE status SET meanwhile = ? WHERE payment = ?',
  );
  const before = database.prepare<SqlValue[], StatusRow>(
    `SELECT * FROM status WHERE (at, payment) > (?, ?) AND at >= ? AND generation < ? ORDER BY at, payment LIMIT ?`,
  );
  const selectSetting = database.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck();
  const putSetting = database.prepare<[string, string]>(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const counts = database.prepare<[], { readonly status: SepStatus; readonly count: number }>(
    `SELECT status, count(*) AS count FROM status WHERE ${notAtEnd} GROUP BY status`,
  );
  const told = database.prepare<[number], OpenRow>(
    `SELECT ${openColumns}, s.status, s.at, coalesce(s.meanwhile, s.reason) AS reason FROM status s JOIN payment p ON p.id = s.payment
     WHERE s.${notAtEnd} AND p.conducted_at IS NOT NULL ORDER BY p.conducted_at, p.workstation, p.counter LIMIT ?`,
  );
  // Each journal from where СЭП has it on: what lies before has been told of.
  const untold = database.prepare<[number], OpenRow>(
    `SELECT DISTINCT ${openColumns}, NULL AS status, NULL AS at, NULL AS reason
     FROM journal j LEFT JOIN sep_head h ON h.origin = j.origin
     LEFT JOIN (
       SELECT a.key AS origin, a.value AS seq FROM setting, json_each(setting.value) a
       WHERE setting.key = '${astrayKey}'
     ) astray ON astray.origin = j.origin
     LEFT JOIN (
       SELECT a.key AS origin, a.value AS seq FROM setting, json_each(setting.value) a
       WHERE setting.key = '${settledKey}'
     ) settled ON settled.origin = j.origin
     CROSS JOIN event e ON e.journal = j.key
       AND e.seq > max(min(coalesce(h.seq, 0), coalesce(astray.seq, h.seq, 0)), coalesce(settled.seq, 0))
       AND ${conductsHere}
     JOIN payment p ON p.id = e.subject
     LEFT JOIN status s ON s.payment = p.id
     WHERE s.payment IS NULL AND p.conducted_at IS NOT NULL ORDER BY p.conducted_at, p.workstation, p.counter LIMIT ?`,
  );
  const selectHead = database.prepare<[string], number>('SELECT seq FROM sep_head WHERE origin = ?').pluck();
  const putHead = database.prepare<SqlValue[]>(
    `INSERT INTO sep_head (origin, generation, seq) VALUES (?, ?, ?)
     ON CONFLICT (origin) DO UPDATE SET generation = excluded.generation, seq = excluded.seq
     WHERE generation <> excluded.generation OR seq < excluded.seq`,
  );
  const lowerHead = database.prepare<[number, string]>('UPDATE sep_head SET seq = ? WHERE origin = ?');
  const dropHeads = database.prepare<[number]>('DELETE FROM sep_head WHERE generation <> ?');

  function byOrigin(key: string): Readonly<Record<string, number>> {
    const text = selectSetting.get(key);
    return text === undefined ? {} : (ByOrigin.safeParse(JSON.parse(text)).data ?? {});
  }
  const astray = (): Readonly<Record<string, number>> => byOrigin(astrayKey);

  function sepHead(origin: Origin): number {
    const head = selectHead.get(origin) ?? 0;
    return Math.min(head, astray()[origin] ?? head);
  }

  function cursor(): Cursor {
    const text = selectSetting.get(cursorKey);
    if (text === undefined) return beginning;
    const value = JSON.parse(text) as Partial<Cursor> | null;
    return typeof value?.generation === 'number' && typeof value.cursor === 'number'
      ? { generation: value.generation, cursor: value.cursor }
      : beginning;
  }

  const apply = database.transaction((changes: readonly PaymentStatus[], after: Cursor): number => {
    let changed = 0;
    for (const change of changes) {
      const row = find.get(change.paymentId);
      if (row && !isNewer(statusOf(row), change)) {
        const words = meanwhileWords(statusOf(row), change);
        if (change.generation > row.generation && words !== row.meanwhile) {
          putMeanwhile.run(words, change.paymentId);
          changed += 1;
        }
        continue;
      }
      put.run(
        change.paymentId,
        change.status,
        change.generation,
        change.revision,
        change.at,
        change.attempt,
        change.operatorNumber,
        change.resultCode,
        change.reason,
        change.attempted === undefined ? null : JSON.stringify(change.attempted),
        change.seal ?? null,
      );
      changed += 1;
    }
    putSetting.run(cursorKey, JSON.stringify(after));
    return changed;
  });

  const setHeads = database.transaction(
    (generation: number, heads: readonly Pick<JournalHead, 'origin' | 'seq'>[]) => {
      dropHeads.run(generation);
      for (const { origin, seq } of heads) putHead.run(origin, generation, seq);
    },
  );

  return {
    cursor,
    toldBefore: (generation, since, after, limit) =>
      before.all(after?.at ?? -1, after?.paymentId ?? '', since, generation, limit).map(statusOf),
    apply: (changes, after) => guarded(() => apply.immediate(changes, after)),
    standings(ids) {
      const found = new Map<PaymentId, StandingView>();
      for (const id of ids) {
        const row = find.get(id);
        if (row) found.set(id, { status: row.status, at: row.at, reason: row.meanwhile ?? row.reason });
      }
      return found;
    },
    counts() {
      let open = 0;
      let stuck = 0;
      for (const { status, count } of counts.all()) {
        open += count;
        if (status === 'hung' || status === 'rejected') stuck += count;
      }
      return { open, stuck };
    },
    openPayments: (limit) =>
      [...told.all(limit), ...untold.all(limit)]
        .map(openPaymentOf)
        .sort((left, right) => left.conductedAt - right.conductedAt)
        .slice(0, limit),
    sepHead,
    broughtTo: (origin) => Math.max(sepHead(origin), byOrigin(settledKey)[origin] ?? 0),
    settledTo: (origin) => byOrigin(settledKey)[origin] ?? 0,
    setSettled(origin, seq) {
      const known = byOrigin(settledKey);
      if ((known[origin] ?? 0) >= seq) return ok(null);
      const done = guarded(() => putSetting.run(settledKey, JSON.stringify({ ...known, [origin]: seq })));
      return done.ok ? ok(null) : done;
    },
    astrayFrom: (origin) => astray()[origin] ?? null,
    setAstray(origin, common) {
      const all = JSON.stringify({ ...astray(), [origin]: common });
      const done = guarded(() => putSetting.run(astrayKey, all));
      return done.ok ? ok(null) : done;
    },
    setSepHeads(generation, heads) {
      const done = guarded(() => setHeads.immediate(generation, heads));
      return done.ok ? ok(null) : done;
    },
    lowerSepHead(origin, seq) {
      const done = guarded(() => lowerHead.run(seq, origin));
      return done.ok ? ok(null) : done;
    },
  };
}
