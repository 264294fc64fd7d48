/** The payment that a correction is about, with everything that СЭП knows of it. */
import type { ReceiptEvidence } from '../../contract/adjustment.ts';
import type { SepStatus } from '../../contract/status.ts';
import type { PaymentPlace } from '../../core/adjustment.ts';
import type { Payment } from '../../core/payment.ts';
import { driveBounds, keysOfEvidence, type Workplace } from '../../core/receiptKeys.ts';
import type { Connection } from '../store/database.ts';

export type KnownPayment = {
  readonly id: string;
  readonly trade_point: string;
  readonly workstation: number;
  readonly counter: number;
  readonly provider: string;
  readonly account: string;
  readonly credited: number;
  readonly fee: number;
  readonly taken: number;
  readonly conducted_at: number;
  readonly status: SepStatus;
  readonly attempt: number;
  readonly operator_number: string | null;
  readonly result_code: number | null;
};

/** What the operator was asked to credit last: the payment's own details until some were corrected. */
export type Details = { readonly providerId: string; readonly account: string };

export type Subject = {
  /** Its id in СЭП. */
  readonly payment: string;
  /** Null: СЭП has not got it. */
  readonly known: KnownPayment | null;
  readonly lane: Payment | null;
  /** Null: nobody's yet. */
  readonly owner: Workplace | null;
  readonly place: PaymentPlace;
  readonly details: Details | null;
  /** Kopecks; null: not known. */
  readonly taken: number | null;
  /** As the operator was asked to credit last. */
  readonly credited: number | null;
};

/** Under which id СЭП has what a journal calls so. */
export async function resolvePayment(tx: Connection, id: string): Promise<string> {
  const [alias] = await tx.query<{ payment: string }>(
    'SELECT payment FROM payment_alias WHERE journal_payment = $1',
    [id],
  );
  return alias?.payment ?? id;
}

type Others = {
  readonly state: string | null;
  readonly lane_trade_point: string | null;
  readonly lane_workstation: number | null;
  readonly buried: boolean;
  readonly paid: boolean;
  readonly asked_trade_point: string | null;
  readonly asked_workstation: number | null;
  readonly provider: string | null;
  readonly account: string | null;
  readonly credited: number | null;
};

const aboutOthers = `SELECT l.state, l.trade_point AS lane_trade_point, l.workstation AS lane_workstation,
    EXISTS (SELECT FROM tombstone WHERE payment = $1) AS buried,
    EXISTS (SELECT FROM refund WHERE payment = $1 AND stage = 'paid')
      -- Or people wrote it down of a till that fell silent.
      OR EXISTS (SELECT FROM refund_grant WHERE payment = $1 AND outcome = 'paid') AS paid,
    r.trade_point AS asked_trade_point, r.workstation AS asked_workstation, a.provider, a.account, a.credited
  FROM (SELECT 1) one
  LEFT JOIN lane l ON l.payment = coalesce((SELECT journal_payment FROM payment_alias WHERE payment = $1), $1)
  LEFT JOIN LATERAL (SELECT trade_point, workstation FROM request WHERE payment = $1 ORDER BY received_at, id LIMIT 1) r
    ON true
  LEFT JOIN LATERAL (SELECT provider, account, credited FROM attempt WHERE payment = $1 ORDER BY number DESC LIMIT 1) a ON true`;

/** Its row is locked, if it has one: nothing about it changes until this transaction ends. */
export async function readSubject(tx: Connection, payment: string, lock: boolean): Promise<Subject> {
  const [known] = await tx.query<KnownPayment>(
    `SELECT id, trade_point, workstation, counter, provider, account, credited, fee, taken, conducted_at, status, attempt,
       operator_number, result_code
     FROM payment WHERE id = $1 ${lock ? 'FOR UPDATE' : ''}`,
    [payment],
  );
  const [others] = await tx.query<Others>(aboutOthers, [payment]);
  const lane = others?.state ? (JSON.parse(others.state) as Payment) : null;
  const owner = (tradePoint?: string | null, workstation?: number | null): Workplace | null =>
    typeof tradePoint === 'string' && typeof workstation === 'number' ? { tradePoint, workstation } : null;
  const own = lane?.details;
  const providerId = others?.provider ?? known?.provider ?? own?.providerId;
  const account = others?.account ?? known?.account ?? own?.account;
  return {
    payment,
    known: known ?? null,
    lane,
    owner:
      owner(known?.trade_point, known?.workstation) ??
      owner(others?.lane_trade_point, others?.lane_workstation) ??
      owner(others?.asked_trade_point, others?.asked_workstation),
    place: known?.status ?? (others?.paid ? 'refunded' : others?.buried ? 'cancelled' : 'notReceived'),
    details: providerId !== undefined && account !== undefined ? { providerId, account } : null,
    taken: known?.taken ?? own?.amountTaken ?? null,
    credited: others?.credited ?? known?.credited ?? own?.amountCredited ?? null,
  };
}

export type FoundByReceipt =
  | { readonly kind: 'found'; readonly payment: string }
  /** A receipt of another trade point. */
  | ({ readonly kind: 'foreign' } & Workplace)
  /** It is known, with another sum. */
  | { readonly kind: 'otherSum' }
  /** Several receipts of the trade point have this number and sum. */
  | { readonly kind: 'several' }
  | { readonly kind: 'unknown' };

type Candidate = {
  readonly payment: string;
  readonly trade_point: string | null;
  readonly workstation: number | null;
  readonly taken: number | null;
  /** Its journal tells of it. */
  readonly told: boolean;
};

/** Candidates of keys; `taken` null: known by its paper only, then the request's own word for the sum is all there is. */
const candidates = `SELECT DISTINCT i.payment, coalesce(p.trade_point, l.trade_point, r.trade_point) AS trade_point,
    coalesce(p.workstation, l.workstation, r.workstation) AS workstation,
    coalesce(p.taken, l.taken, (r.content::json #>> '{receipt,amount}')::bigint) AS taken,
    l.payment IS NOT NULL AS told
  FROM (SELECT DISTINCT coalesce(a.payment, i.payment) AS payment FROM receipt_identity i
    LEFT JOIN payment_alias a ON a.journal_payment = i.payment WHERE i.key = ANY($1)) i
  LEFT JOIN payment p ON p.id = i.payment
  LEFT JOIN lane l ON l.payment = i.payment
  LEFT JOIN LATERAL (SELECT trade_point, workstation, content FROM request WHERE payment = i.payment
    ORDER BY received_at, id LIMIT 1) r ON true`;

/**
 * The names that evidence may have in a trade point: what is typed does not say at which workstation, the caller's own
 * stands first.
 */
export async function keysWithin(
  tx: Connection,
  evidence: ReceiptEvidence,
  caller: Workplace,
): Promise<string[]> {
  const own = keysOfEvidence(evidence, caller);
  if (evidence.kind === 'qr' || own.length === 0) return own;
  const rows = await tx.query<{ number: number }>('SELECT number FROM workstation WHERE trade_point = $1', [
    caller.tradePoint,
  ]);
  const keys = rows.flatMap(({ number }) =>
    keysOfEvidence(evidence, { tradePoint: caller.tradePoint, workstation: number }),
  );
  return [...new Set([...own, ...keys])];
}

/**
 * Which payment a receipt is of. A fiscal QR holds everywhere; what is typed, within the caller's trade point, first
 * at the caller's own workstation. The sum has to agree: who holds the paper knows it.
 */
export async function findByReceipt(
  tx: Connection,
  evidence: ReceiptEvidence,
  caller: Workplace,
): Promise<FoundByReceipt> {
  const keys = await keysWithin(tx, evidence, caller);
  if (keys.length === 0) return { kind: 'unknown' };
  const rows = await tx.query<Candidate>(candidates, [keys]);
  const agreeing = rows.filter(({ taken }) => taken === evidence.amount);
  const here = agreeing.filter(({ trade_point }) => trade_point === caller.tradePoint);
  const mine = here.filter(({ workstation }) => workstation === caller.workstation);
  const [only] = mine.length === 1 ? mine : here;
  if (only && (mine.length === 1 || here.length === 1)) return { kind: 'found', payment: only.payment };
  const [away] = agreeing.filter(({ trade_point }) => trade_point !== caller.tradePoint);
  if (away?.trade_point)
    return { kind: 'foreign', tradePoint: away.trade_point, workstation: Math.max(away.workstation ?? 1, 1) };
  if (here.length > 0) return { kind: 'several' };
  // A typed number may stand on receipts of several workstations: only of this one it is surely another sum.
  const isOther = (row: Candidate) =>
    evidence.kind === 'qr' ||
    (row.trade_point === caller.tradePoint && row.workstation === caller.workstation && row.told);
  if (rows.some(isOther)) return { kind: 'otherSum' };
  return evidence.kind === 'qr' ? await findDrive(tx, evidence.drive, caller) : { kind: 'unknown' };
}

/** A document that nobody knows, of a drive that works elsewhere. */
async function findDrive(tx: Connection, drive: string, caller: Workplace): Promise<FoundByReceipt> {
  const [row] = await tx.query<{ trade_point: string; workstation: number }>(
    `SELECT l.trade_point, l.workstation FROM receipt_identity i JOIN lane l ON l.payment = i.payment
     WHERE i.key >= $1 AND i.key < $2 AND i.source = 'journal' ORDER BY i.key DESC LIMIT 1`,
    [...driveBounds(drive)],
  );
  return row && row.trade_point !== caller.tradePoint
    ? { kind: 'foreign', tradePoint: row.trade_point, workstation: row.workstation }
    : { kind: 'unknown' };
}
