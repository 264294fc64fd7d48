/** Cash given back, as the journals tell it: each refund folded anew from its events, and what it settles. */

import { understand } from '../../core/journal.ts';
import type { Workplace } from '../../core/receiptKeys.ts';
import type { Refund } from '../../core/refund.ts';
import { evolveRefund, isRefundEvent } from '../../core/refund.ts';
import type { PlacedEvent } from '../../core/rerecorded.ts';
import { standingNames } from '../../core/sepStatus.ts';
import { inOrder } from '../journals/lanes.ts';
import { insertRows } from '../store/bulk.ts';
import type { Connection } from '../store/database.ts';
import type { Contradiction } from './contradictions.ts';
import { type Doing, settleStatus } from './reconduct.ts';
import { lockRequest, stepRequest } from './rows.ts';
import { readSubject, resolvePayment, type Subject } from './subject.ts';

type EventRow = PlacedEvent & { readonly subject: string };
type Stuck = {
  readonly origin: string;
  readonly seq: number;
  readonly subject: string;
  readonly reason: string;
};

const readEvents = `SELECT event.subject, journal.rank, journal.origin, event.seq, event.at, event.type, event.version,
    event.body, encode(event.hash, 'hex') AS hash
  FROM event JOIN journal ON journal.origin = event.origin
  WHERE event.subject = ANY($1) AND (event.type LIKE 'refund%' OR event.type = 'paymentRerecorded') AND journal.trade_point = $2 AND journal.workstation = $3
    AND NOT EXISTS (SELECT FROM parked WHERE parked.origin = event.origin AND parked.seq = event.seq)`;

/**
 * Folds a workstation's refunds of these payments anew, so that the order of arrival leaves no trace; what can't be
 * folded is parked. A refund belongs to the workstation that gives the cash, whoever's the payment is.
 */
export async function foldRefunds(
  tx: Connection,
  owner: Workplace,
  payments: readonly string[],
  now: number,
): Promise<{ readonly parked: number }> {
  if (payments.length === 0) return { parked: 0 };
  const rows = await tx.query<EventRow>(readEvents, [payments, owner.tradePoint, owner.workstation]);
  const refunds = new Map<string, Refund>();
  const parked: Stuck[] = [];
  const stuck = new Set<string>();
  for (const row of await inOrder(tx, owner, rows)) {
    const event = understand(row);
    if (typeof event === 'string' || !isRefundEvent(event)) continue;
    const id = event.body.refundId;
    if (stuck.has(id)) continue;
    try {
      refunds.set(id, evolveRefund(refunds.get(id) ?? null, event, owner.workstation));
    } catch (error) {
      const { origin, seq, subject } = row.by;
      stuck.add(id);
      parked.push({ origin, seq, subject, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  await insertRows(
    tx,
    'refund',
    {
      id: ['uuid', ({ id }) => id],
      payment: ['uuid', ({ paymentId }) => paymentId],
      trade_point: ['text', () => owner.tradePoint],
      workstation: ['integer', ({ workstation }) => workstation],
      amount: ['bigint', ({ amount }) => amount],
      fee_returned: ['boolean', ({ feeReturned }) => feeReturned],
      stage: ['text', ({ stage }) => stage],
      at: ['bigint', ({ endedAt, grantedAt }) => endedAt ?? grantedAt],
      reason: ['text', ({ reason }) => reason?.replaceAll('\0', '') ?? null],
    },
    [...refunds.values()],
    // An id belongs to the workstation that told it first.
    `ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, at = excluded.at, reason = excluded.reason
     WHERE refund.trade_point = excluded.trade_point AND refund.workstation = excluded.workstation
       AND refund.payment = excluded.payment`,
  );
  await insertRows(
    tx,
    'parked',
    {
      origin: ['uuid', ({ origin }) => origin],
      seq: ['integer', ({ seq }) => seq],
      subject: ['text', ({ subject }) => subject],
      reason: ['text', ({ reason }) => reason.slice(0, 500)],
      at: ['bigint', () => now],
    },
    parked,
    'ON CONFLICT DO NOTHING',
  );
  return { parked: parked.length };
}

type RefundRow = {
  readonly id: string;
  readonly payment: string;
  readonly trade_point: string;
  readonly workstation: number;
  readonly amount: number;
  readonly stage: Refund['stage'];
  readonly at: number;
  readonly reason: string | null;
};

type GrantRow = {
  readonly payment: string;
  readonly trade_point: string;
  readonly workstation: number;
  readonly amount: number;
  readonly outcome: 'paid' | 'notPaid' | null;
};

/** Whether a journal's refund is the one that was granted: there, so much. */
const isGranted = (grant: GrantRow | undefined, refund: RefundRow): boolean =>
  grant !== undefined &&
  grant.trade_point === refund.trade_point &&
  grant.workstation === refund.workstation &&
  grant.amount === refund.amount;

const contradict = (
  kind: Contradiction['kind'],
  payment: string,
  { id, trade_point, workstation, amount }: RefundRow,
  details: string,
): Contradiction => ({
  kind,
  payment,
  about: id,
  tradePoint: trade_point,
  workstation,
  amount,
  details,
});

/** What is wrong with cash that went out for a payment that stands so; null: nothing. */
function faultOf({ known, place }: Subject, granted: boolean): string | null {
  if (!known) return place === 'notReceived' ? 'СЭП такого платежа не получала, и он не отменён.' : null;
  if (known.status === 'refunded') return null;
  const allowed = granted ? 'Возврат был разрешён' : 'Возврат никто не разрешал';
  return `${allowed}, а платёж в СЭП ${standingNames[known.status]}.`;
}

/** Whether two people wrote down that cash for it went out by another grant, of which no journal tells. */
async function isSaidPaid(tx: Connection, payment: string, refund: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT FROM refund_grant g WHERE payment = $1 AND request <> $2 AND outcome = 'paid'
       AND NOT EXISTS (SELECT FROM refund WHERE id = g.request) LIMIT 1`,
    [payment, refund],
  );
  return rows.length > 0;
}

/** Payments that came as cancelled, though people wrote down before that their cash went out: nobody may grant it again. */
async function settleSaidPaid(
  tx: Connection,
  payments: readonly string[],
  doing: Doing,
): Promise<readonly string[]> {
  const said = await tx.query<{ payment: string }>(
    `SELECT DISTINCT g.payment FROM refund_grant g JOIN payment p ON p.id = g.payment
     WHERE g.payment = ANY($1::uuid[]) AND g.outcome = 'paid' AND p.status = 'cancelled' ORDER BY g.payment`,
    [payments],
  );
  const changed: string[] = [];
  for (const { payment } of said) {
    const { known } = await readSubject(tx, payment, true);
    if (known?.status !== 'cancelled') continue;
    await settleStatus(tx, known, doing, 'refunded', 'Деньги возвращены клиенту');
    changed.push(known.trade_point);
  }
  return changed;
}

/**
 * What paid and not paid refunds of these payments settle: the grant, its request, the payment's status. Gives the trade
 * points whose payments changed, and what contradicts what was decided here: cash that nobody allowed, cash that went
 * out twice, cash that stayed in the drawer though people said otherwise. Idempotent. Under the payments' locks.
 */
export async function settleRefunds(
  tx: Connection,
  payments: readonly string[],
  doing: Doing,
): Promise<{ readonly changed: readonly string[]; readonly contradictions: readonly Contradiction[] }> {
  const changed: string[] = [];
  const contradictions: Contradiction[] = [];
  if (payments.length === 0) return { changed, contradictions };
  const rows = await tx.query<RefundRow>(
    `SELECT id, payment, trade_point, workstation, amount, stage, at, reason FROM refund
     WHERE payment = ANY($1::uuid[]) AND stage IN ('paid', 'notPaid')
     -- Of two that were paid, the one that was granted is right.
     ORDER BY EXISTS (SELECT FROM refund_grant g WHERE g.request = refund.id) DESC, at, id`,
    [payments],
  );
  const paidBefore = new Set<string>();
  for (const row of rows) {
    const [grant] = await tx.query<GrantRow>(
      'SELECT payment, trade_point, workstation, amount, outcome FROM refund_grant WHERE request = $1 FOR UPDATE',
      [row.id],
    );
    const granted = isGranted(grant, row);
    if (grant && granted && grant.outcome !== row.stage && grant.outcome !== 'paid') {
      await settleGrant(tx, row, doing);
    }
    const payment = await resolvePayment(tx, row.payment);
    if (row.stage === 'notPaid') {
      if (granted && grant?.outcome === 'paid') {
        const said = `Двое сотрудников записали, что деньги отданы, а касса их не отдала: ${row.reason ?? ''}.`;
        contradictions.push(contradict('refundNotPaid', payment, row, said));
      }
      continue;
    }
    if (paidBefore.has(payment) || (await isSaidPaid(tx, payment, row.id))) {
      contradictions.push(contradict('refundTwice', payment, row, 'За платёж уже отдали деньги один раз.'));
    }
    paidBefore.add(payment);
    const subject = await readSubject(tx, payment, true);
    const { known } = subject;
    if (known && (known.status === 'cancelled' || (known.status === 'rejected' && granted))) {
      await settleStatus(tx, known, { ...doing, cause: row.id }, 'refunded', 'Деньги возвращены клиенту');
      changed.push(known.trade_point);
      continue;
    }
    const fault = faultOf(subject, granted);
    if (fault !== null) contradictions.push(contradict('refundUngranted', payment, row, fault));
  }
  changed.push(...(await settleSaidPaid(tx, payments, doing)));
  return { changed, contradictions };
}

/**
 * A payment that was cancelled just now, though a till had given the cash back for it before: nobody may grant it again.
 * Whether there was such a refund.
 */
export async function settleCancelled(tx: Connection, payment: string, doing: Doing): Promise<boolean> {
  const [paid] = await tx.query<{ id: string }>(
    `SELECT id FROM refund WHERE stage = 'paid'
       AND (payment = $1 OR payment = (SELECT journal_payment FROM payment_alias WHERE payment = $1)) ORDER BY at, id LIMIT 1`,
    [payment],
  );
  const { known } = await readSubject(tx, payment, true);
  if (!paid || known?.status !== 'cancelled') return false;
  await settleStatus(tx, known, { ...doing, cause: paid.id }, 'refunded', 'Деньги возвращены клиенту');
  return true;
}

async function settleGrant(
  tx: Connection,
  { id, stage, at, reason }: RefundRow,
  { at: now }: Doing,
): Promise<void> {
  await tx.run('UPDATE refund_grant SET outcome = $2, settled_at = $3 WHERE request = $1', [id, stage, at]);
  const request = await lockRequest(tx, id);
  if (!request) return;
  const paid = stage === 'paid';
  await stepRequest(tx, {
    request: id,
    state: paid ? 'done' : 'denied',
    answer: paid ? 'Деньги возвращены клиенту.' : `Деньги не отданы: ${reason ?? ''}`,
    who: 'journal',
    at: now,
  });
}
