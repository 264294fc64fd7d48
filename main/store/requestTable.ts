/** «Мои обращения»: what was left here, also while СЭП is out of reach, and what СЭП told of the trade point's. */
import type { RequestId } from '../../contract/adjustment.ts';
import { AdjustmentRequest, ReceiptEvidence, RequestView } from '../../contract/adjustment.ts';
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { Database } from './driver.ts';
import { guarded } from './engineFailure.ts';
import { together } from './together.ts';

export type ListedRequest = {
  readonly view: RequestView;
  readonly sent: boolean;
  /** A receipt was shown for it since, and СЭП has not got that yet. */
  readonly receiptWaits: boolean;
};

export type ShownReceipt = { readonly id: RequestId; readonly receipt: ReceiptEvidence };

/** Every write is durable when it returns. */
export interface RequestTable {
  /** Stores a request before anything is sent. */
  leave(request: AdjustmentRequest, view: RequestView): Result<null>;
  /** СЭП's word on one: from then on it is sent. What is known better already stays. */
  told(view: RequestView): Result<null>;
  /**
   * A СЭП that was put back from a dump may have forgotten what was left here: what may still come to something waits to be
   * sent again. Gives how many.
   */
  leaveAgain(): Result<number>;
  /** Another СЭП than before: nothing that was left at that one is left again. */
  forget(): Result<null>;
  /** What waits to be sent, oldest first. */
  unsent(): readonly AdjustmentRequest[];
  /** Keeps the receipt that was shown for a request, before it is sent. */
  showReceipt(id: RequestId, receipt: ReceiptEvidence): Result<null>;
  /** Receipts that wait to be sent, of requests that СЭП has got. */
  unsentReceipts(): readonly ShownReceipt[];
  /** СЭП's word on a receipt: it has got it. */
  receiptTold(view: RequestView): Result<null>;
  find(id: RequestId): ListedRequest | null;
  /** Newest first. */
  list(limit: number): readonly ListedRequest[];
  ofPayment(paymentId: PaymentId): readonly ListedRequest[];
  /** Whether any is not at its end. */
  anyOpen(): boolean;
}

type Row = { readonly view: string; readonly waits: number; readonly receipt_waits: number };

const listed = (row: Row): readonly ListedRequest[] => {
  const view = RequestView.safeParse(JSON.parse(row.view));
  return view.success
    ? [{ view: view.data, sent: row.waits === 0, receiptWaits: row.receipt_waits === 1 }]
    : [];
};

const isEnded = `(view ->> '$.state' IN ('done', 'denied', 'operatorRefused'))`;
const madePayment = `(view ->> '$.state' = 'done' AND view ->> '$.kind' = 'reconduct' AND content ->> '$.paymentId' IS NULL)`;

const leftAgain = 'СЭП восстановлена из копии: обращение отправляется снова.';

export function openRequestTable(database: Database): RequestTable {
  const columns = 'view, unsent IS NOT NULL AS waits, receipt IS NOT NULL AS receipt_waits';
  const insert = database.prepare<[string, string | null, number, string, string, string]>(
    'INSERT OR IGNORE INTO request (id, payment, made_at, unsent, content, view) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const tell = database.prepare<[string, string | null, number, string]>(
    `INSERT INTO request (id, payment, made_at, unsent, view) VALUES (?, ?, ?, NULL, ?)
     ON CONFLICT (id) DO UPDATE SET unsent = NULL, view = excluded.view,
       payment = coalesce(excluded.payment, payment)
     WHERE unsent IS NOT NULL OR (view ->> '$.changedAt') <= (excluded.view ->> '$.changedAt')`,
  );
  // Scans are large: what is at its end goes, but for a payment that the office made from its paper alone.
  const clean = database.prepare<[string]>(
    `UPDATE request SET content = NULL WHERE id = ? AND content IS NOT NULL AND ${isEnded} AND NOT ${madePayment}`,
  );
  const again = database.prepare<[string]>(
    `UPDATE request SET unsent = content, view = json_set(view, '$.answer', ?)
     WHERE content IS NOT NULL AND unsent IS NULL AND (NOT ${isEnded} OR ${madePayment})`,
  );
  const forgetAll = database.prepare<[]>('UPDATE request SET content = NULL WHERE unsent IS NULL');
  const unsent = database
    .prepare<[], string>('SELECT unsent FROM request WHERE unsent IS NOT NULL ORDER BY made_at, id')
    .pluck();
  const shown = database.prepare<[string, string]>('UPDATE request SET receipt = ? WHERE id = ?');
  const receipts = database.prepare<[], { readonly id: RequestId; readonly receipt: string }>(
    'SELECT id, receipt FROM request WHERE receipt IS NOT NULL AND unsent IS NULL ORDER BY made_at, id',
  );
  const receiptSent = database.prepare<[string]>('UPDATE request SET receipt = NULL WHERE id = ?');
  const find = database.prepare<[string], Row>(`SELECT ${columns} FROM request WHERE id = ?`);
  const list = database.prepare<[number], Row>(
    `SELECT ${columns} FROM request ORDER BY made_at DESC, id DESC LIMIT ?`,
  );
  const ofPayment = database.prepare<[string], Row>(
    `SELECT ${columns} FROM request WHERE payment = ? AND payment IS NOT NULL ORDER BY made_at DESC, id DESC`,
  );
  const anyOpen = database.prepare<[], number>(`SELECT 1 FROM request WHERE NOT ${isEnded} LIMIT 1`).pluck();
  const done = (result: Result<unknown>): Result<null> => (result.ok ? ok(null) : result);

  return {
    leave: (request, view) =>
      done(
        guarded(() =>
          insert.run(
            request.id,
            request.paymentId,
            request.madeAt,
            JSON.stringify(request),
            JSON.stringify(request),
            JSON.stringify(view),
          ),
        ),
      ),
    told: (view) =>
      done(
        guarded(() => {
          tell.run(view.id, view.paymentId, view.madeAt, JSON.stringify(view));
          clean.run(view.id);
        }),
      ),
    leaveAgain: () => guarded(() => again.run(leftAgain).changes),
    forget: () => done(guarded(() => forgetAll.run())),
    unsent: () =>
      unsent.all().flatMap((text) => {
        const read = AdjustmentRequest.safeParse(JSON.parse(text));
        return read.success ? [read.data] : [];
      }),
    showReceipt: (id, receipt) => done(guarded(() => shown.run(JSON.stringify(receipt), id))),
    unsentReceipts: () =>
      receipts.all().flatMap(({ id, receipt }) => {
        const read = ReceiptEvidence.safeParse(JSON.parse(receipt));
        return read.success ? [{ id, receipt: read.data }] : [];
      }),
    receiptTold: (view) =>
      together(database, () => {
        tell.run(view.id, view.paymentId, view.madeAt, JSON.stringify(view));
        receiptSent.run(view.id);
        return ok(null);
      }),
    find(id) {
      const row = find.get(id);
      return row ? (listed(row)[0] ?? null) : null;
    },
    list: (limit) => list.all(limit).flatMap(listed),
    ofPayment: (paymentId) => ofPayment.all(paymentId).flatMap(listed),
    anyOpen: () => anyOpen.get() !== undefined,
  };
}
