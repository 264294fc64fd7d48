/** A payment with everything that СЭП has of it: details, attempts, receipts, story, requests. */
import type { DeskPayment } from '../../contract/desk.ts';
import type { SepStatus } from '../../contract/status.ts';
import { adjustmentKinds, judgeOfficeAdjustment } from '../../core/adjustment.ts';
import { readOpen } from '../adjustments/rows.ts';
import { readStoryLines } from '../adjustments/storyLines.ts';
import { resolvePayment } from '../adjustments/subject.ts';
import { readWaiting } from '../payments/heard.ts';
import type { Connection } from '../store/database.ts';
import { paymentNumber, tradePointName } from './names.ts';
import { readRequestsOf } from './requests.ts';

type Row = {
  readonly trade_point: string;
  readonly trade_point_name: string;
  readonly workstation: number;
  readonly counter: number;
  readonly provider: string;
  readonly account: string;
  readonly taken: number;
  readonly fee: number;
  readonly credited: number;
  readonly conducted_at: number | null;
  readonly status: SepStatus | null;
  readonly status_at: number | null;
  readonly reason: string | null;
  readonly operator_number: string | null;
};

/** Of a payment that was not conducted, what its journal says. */
const select = `SELECT f.*, ${tradePointName} AS trade_point_name FROM (
    SELECT trade_point, workstation, counter, provider, account, taken, fee, credited, conducted_at, status::text,
      status_at, reason, operator_number FROM payment WHERE id = $1
    UNION ALL
    SELECT trade_point, workstation, counter, provider, account, taken, taken - credited, credited, NULL, NULL, NULL,
      NULL, NULL FROM lane WHERE payment = $1 AND NOT EXISTS (SELECT FROM payment WHERE id = $1)
  ) f JOIN trade_point t ON t.id = f.trade_point`;

/** A receipt's key in words. */
function receiptText(key: string): string {
  const [kind, ...rest] = key.split('/');
  if (kind === 'fn') return `ФН ${rest[0]} ФД ${rest[1]}`;
  const [, , shift, number] = rest;
  return shift === 'fd' ? `ФД ${number}` : `Чек ${shift}/${number}`;
}

/** Null: СЭП knows nothing of it. */
export async function readPayment(connection: Connection, asked: string): Promise<DeskPayment | null> {
  const id = await resolvePayment(connection, asked);
  const [row] = await connection.query<Row>(select, [id]);
  if (!row) return null;
  const receipts = await connection.query<{ key: string }>(
    `SELECT DISTINCT key FROM receipt_identity
     WHERE payment = $1 OR payment = (SELECT journal_payment FROM payment_alias WHERE payment = $1) ORDER BY key`,
    [id],
  );
  const attempts = await connection.query<object>(
    `SELECT number, txn_id AS "txnId", provider, account, credited, state, maybe_taken AS "maybeTaken",
       opened_at AS "openedAt" FROM attempt WHERE payment = $1 ORDER BY number`,
    [id],
  );
  const open = await readOpen(connection, id, null);
  const waiting = (await readWaiting(connection, [id])).get(id);
  return {
    id,
    number: paymentNumber(row.workstation, row.counter),
    tradePoint: row.trade_point,
    tradePointName: row.trade_point_name,
    workstation: row.workstation,
    provider: row.provider,
    account: row.account,
    taken: row.taken,
    fee: row.fee,
    credited: row.credited,
    conductedAt: row.conducted_at,
    status: row.status,
    statusAt: row.status_at,
    reason: waiting === undefined ? row.reason : [row.reason, waiting].filter(Boolean).join('. '),
    operatorNumber: row.operator_number,
    receipts: [...new Set(receipts.map(({ key }) => receiptText(key)))],
    attempts,
    lines: await readStoryLines(connection, id, row.trade_point),
    requests: await readRequestsOf(connection, id),
    verdicts: adjustmentKinds.map((kind) => judgeOfficeAdjustment(kind, row.status, open)),
  } as DeskPayment;
}
