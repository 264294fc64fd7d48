/** Requests as the desk sees them: queues, and one with all that belongs to it. */
import type { AdjustmentKind, CorrectedDetails, RequestState } from '../../contract/adjustment.ts';
import type { DeskInput, DeskOutput, DeskRequest, DeskRequestRow } from '../../contract/desk.ts';
import type { SepStatus } from '../../contract/status.ts';
import { endedStates } from '../../core/adjustment.ts';
import { contentOf } from '../adjustments/rows.ts';
import type { Connection } from '../store/database.ts';
import { tradePointName } from './names.ts';

type Row = {
  readonly id: string;
  readonly kind: AdjustmentKind;
  readonly state: RequestState;
  readonly trade_point: string;
  readonly trade_point_name: string;
  readonly workstation: number;
  readonly number: string | null;
  readonly payment: string | null;
  readonly provider: string | null;
  readonly account: string | null;
  readonly amount: number | null;
  readonly content: string;
  readonly answer: string | null;
  readonly place: string | null;
  readonly status: SepStatus | null;
  readonly made_at: number;
  readonly changed_at: number;
  readonly two_people: boolean;
};

/** A till whose clock runs ahead asked when we heard of it. What the till said of a payment that is missing stands in for what СЭП doesn't know. */
const select = `SELECT r.id, r.kind, r.state, r.trade_point, ${tradePointName} AS trade_point_name, r.workstation,
    CASE WHEN p.counter > 0 THEN p.workstation || '-' || p.counter
      WHEN l.counter > 0 THEN l.workstation || '-' || l.counter END AS number,
    r.payment, coalesce(p.provider, l.provider, r.content::json #>> '{missing,providerId}') AS provider,
    coalesce(p.account, l.account, r.content::json #>> '{missing,account}') AS account,
    coalesce(p.taken, l.taken, (r.content::json #>> '{missing,amountTaken}')::bigint) AS amount,
    r.content, r.answer, r.place, p.status, least(r.made_at, r.received_at) AS made_at, r.changed_at, r.two_people
  FROM request r
  JOIN trade_point t ON t.id = r.trade_point
  LEFT JOIN payment p ON p.id = r.payment
  LEFT JOIN payment_alias a ON a.payment = r.payment
  LEFT JOIN lane l ON l.payment = coalesce(a.journal_payment, r.payment)`;

type ApprovalRow = {
  readonly request: string;
  readonly login: string;
  readonly name: string;
  readonly at: number;
  readonly reason: string;
  readonly corrected: string | null;
};

async function readApprovals(
  connection: Connection,
  requests: readonly string[],
): Promise<readonly ApprovalRow[]> {
  if (requests.length === 0) return [];
  return connection.query<ApprovalRow>(
    `SELECT a.request, a.person AS login, coalesce(u.name, a.person) AS name, a.at, a.reason, a.corrected
     FROM approval a LEFT JOIN desk_user u ON u.login = a.person
     WHERE a.request = ANY($1::uuid[]) ORDER BY a.at`,
    [requests],
  );
}

/** What was agreed to: details in JSON, or of a granted refund whether the cash went out. */
function meaningOf(word: string | null): Pick<DeskRequestRow['approvals'][number], 'corrected' | 'paid'> {
  if (word === 'paid' || word === 'notPaid') return { corrected: null, paid: word === 'paid' };
  return { corrected: word === null ? null : (JSON.parse(word) as CorrectedDetails) };
}

const rowOf = (row: Row, approvals: readonly ApprovalRow[]): DeskRequestRow =>
  ({
    id: row.id,
    kind: row.kind,
    state: row.state,
    tradePoint: row.trade_point,
    tradePointName: row.trade_point_name,
    workstation: row.workstation,
    number: row.number ?? '',
    paymentId: row.payment,
    provider: row.provider ?? '',
    account: row.account ?? '',
    amount: row.amount,
    reason: contentOf(row).reason,
    madeAt: row.made_at,
    changedAt: row.changed_at,
    twoPeople: row.two_people,
    approvals: approvals
      .filter(({ request }) => request === row.id)
      .map(({ login, name, at, reason, corrected }) => ({
        login,
        name,
        at,
        reason,
        ...meaningOf(corrected),
      })),
  }) as DeskRequestRow;

/** States of each part of the queue. A cancel or transfer that a person has to ask an operator for is in `operator`. */
const parts: Readonly<Record<DeskInput<'queue'>['part'], readonly RequestState[]>> = {
  waiting: ['open', 'halfApproved'],
  receipt: ['awaitsReceipt'],
  operator: ['atOperator', 'granted'],
  ended: endedStates,
};
const most = 200;

/** Who waits longest stands first; what has ended, newest first. */
export async function readQueue(
  connection: Connection,
  { kind, part }: DeskInput<'queue'>,
): Promise<DeskOutput<'queue'>> {
  const rows = await connection.query<Row>(
    `${select} WHERE r.state = ANY($1) AND ($2::text IS NULL OR r.kind = $2)
     ORDER BY ${part === 'ended' ? 'r.changed_at DESC' : 'least(r.made_at, r.received_at)'}, r.id LIMIT ${most + 1}`,
    [parts[part], kind],
  );
  const shown = rows.slice(0, most);
  const approvals = await readApprovals(
    connection,
    shown.map(({ id }) => id),
  );
  return { requests: shown.map((row) => rowOf(row, approvals)), more: rows.length > most };
}

/** All requests about one payment, newest first. */
export async function readRequestsOf(connection: Connection, payment: string): Promise<DeskRequestRow[]> {
  const rows = await connection.query<Row>(
    `${select} WHERE r.payment = $1 ORDER BY r.received_at DESC, r.id`,
    [payment],
  );
  const approvals = await readApprovals(
    connection,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => rowOf(row, approvals));
}

type Steps = {
  readonly at: number;
  readonly state: RequestState;
  readonly who: string;
  readonly text: string;
};

/** Null: there is no such request. */
export async function readRequest(connection: Connection, id: string): Promise<DeskRequest | null> {
  const [row] = await connection.query<Row>(`${select} WHERE r.id = $1`, [id]);
  if (!row) return null;
  const approvals = await readApprovals(connection, [id]);
  const steps = await connection.query<Steps>(
    `SELECT c.at, c.state, coalesce(u.name, c.who) AS who, coalesce(c.text, '') AS text
     FROM request_change c LEFT JOIN desk_user u ON u.login = c.who WHERE c.request = $1 ORDER BY c.id`,
    [id],
  );
  const attachments = await connection.query<object>(
    'SELECT place, name, type, length(bytes) AS size FROM attachment WHERE request = $1 ORDER BY place',
    [id],
  );
  const [task] = await connection.query<object>(
    'SELECT way, made_at AS "madeAt", outcome, answer FROM operator_task WHERE request = $1',
    [id],
  );
  const [grant] = await connection.query<object>(
    'SELECT amount, workstation, outcome FROM refund_grant WHERE request = $1',
    [id],
  );
  return {
    ...rowOf(row, approvals),
    content: contentOf(row),
    placeThen: row.place,
    status: row.status,
    answer: row.answer,
    steps,
    attachments,
    task: task ?? null,
    grant: grant ?? null,
  } as DeskRequest;
}
