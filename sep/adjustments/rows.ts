/** Requests as their rows, and as a workstation is told of them. */
import type {
  AdjustmentKind,
  AdjustmentRequest,
  RequestState,
  RequestView,
} from '../../contract/adjustment.ts';
import { endedStates } from '../../core/adjustment.ts';
import { evidenceText } from '../../core/fiscalQr.ts';
import { readWaiting } from '../payments/heard.ts';
import type { Connection } from '../store/database.ts';

/** As it is kept: attachments by name, type and hash. */
export type StoredContent = Omit<AdjustmentRequest, 'attachments'>;

export type RequestRow = {
  readonly id: string;
  readonly trade_point: string;
  readonly workstation: number;
  readonly kind: AdjustmentKind;
  readonly payment: string | null;
  readonly content: string;
  readonly hash: Buffer;
  readonly state: RequestState;
  readonly answer: string | null;
  readonly two_people: boolean;
  readonly made_at: number;
  readonly received_at: number;
  readonly changed_at: number;
};

const requestColumns =
  'id, trade_point, workstation, kind, payment, content, hash, state, answer, two_people, made_at, received_at, changed_at';

export const contentOf = ({ content }: Pick<RequestRow, 'content'>): StoredContent =>
  JSON.parse(content) as StoredContent;

/** PostgreSQL's text holds no NUL. */
export const plain = (text: string): string => text.replaceAll('\0', '');

export const storedText = (content: StoredContent): string =>
  JSON.stringify(content, (_, one: unknown) => (typeof one === 'string' ? plain(one) : one));

/** Whether no till has been shown the receipt that this request needs: a person has to see it on the scan. */
export const receiptLacks = ({ receiptLater, receipt }: StoredContent): boolean =>
  receiptLater === true && receipt === null;

export async function lockRequest(tx: Connection, id: string): Promise<RequestRow | null> {
  const [row] = await tx.query<RequestRow>(`SELECT ${requestColumns} FROM request WHERE id = $1 FOR UPDATE`, [
    id,
  ]);
  return row ?? null;
}

/** Requests about a payment that are not at their end; `but`: not this one. */
export async function readOpen(
  tx: Connection,
  payment: string,
  but: string | null,
): Promise<{ readonly id: string; readonly kind: AdjustmentKind; readonly state: RequestState }[]> {
  return tx.query(
    `SELECT id, kind, state FROM request WHERE payment = $1 AND NOT state = ANY($2) AND id IS DISTINCT FROM $3::uuid
     ORDER BY received_at, id`,
    [payment, endedStates, but],
  );
}

export type Step = {
  readonly request: string;
  readonly state: RequestState;
  /** For the cashier; null: nothing new is said. */
  readonly answer: string | null;
  /** `rule`, `operator`, `journal`, or a person. */
  readonly who: string;
  readonly at: number;
  /** For the request's story; the answer, if it says it all. */
  readonly text?: string;
};

const longestAnswer = 500;

/**
 * Brings a request to its next state, and writes its story on. Tills take nothing older than what they know: the hour of the
 * change never goes back, though the node before may have had a clock that was ahead.
 */
export async function stepRequest(tx: Connection, { request, state, who, at, ...said }: Step): Promise<void> {
  const answer = said.answer?.slice(0, longestAnswer) ?? null;
  await tx.run(
    `UPDATE request SET state = $2, answer = coalesce($3, answer), changed_at = greatest(changed_at, $4),
       decided_by = CASE WHEN $2 IN ('awaitsReceipt', 'open', 'halfApproved') THEN decided_by ELSE coalesce(decided_by, $5) END,
       decided_at = CASE WHEN $2 IN ('awaitsReceipt', 'open', 'halfApproved') THEN decided_at ELSE coalesce(decided_at, $4) END
     WHERE id = $1`,
    [request, state, answer, at, who],
  );
  await tx.run('INSERT INTO request_change (request, at, state, who, text) VALUES ($1, $2, $3, $4, $5)', [
    request,
    at,
    state,
    who,
    said.text ?? answer,
  ]);
}

type ViewRow = RequestRow & {
  readonly own: string | null;
  readonly number: string | null;
  readonly amount: number | null;
  readonly fee_returned: boolean | null;
};

function receiptOf(content: string): string | null {
  const { receipt } = JSON.parse(content) as StoredContent;
  return receipt ? evidenceText(receipt).slice(0, 40) : null;
}

/** `waiting`: for whom its payment waits. */
function viewOf(row: ViewRow, waiting: string | undefined): RequestView {
  const receipt = receiptOf(row.content);
  const { id, kind, payment, own, number, workstation, state, answer, made_at, changed_at } = row;
  const granted = row.amount !== null && row.fee_returned !== null;
  return {
    id,
    kind,
    paymentId: own ?? payment,
    number: number ?? '',
    workstation: Math.max(workstation, 1),
    state,
    answer: waiting === undefined ? answer : `${answer ?? ''} ${waiting}`.trim().slice(0, longestAnswer),
    madeAt: made_at,
    changedAt: changed_at,
    ...(receipt === null ? {} : { receipt }),
    ...(granted ? { grant: { amount: row.amount, feeReturned: row.fee_returned } } : {}),
  } as RequestView;
}

/** Requests as views; `where` is the program's own words over `r`. */
export async function readViews(
  tx: Connection,
  where: string,
  values: readonly (string | readonly string[])[],
): Promise<RequestView[]> {
  const rows = await tx.query<ViewRow>(
    `SELECT r.*, r.content::json ->> 'paymentId' AS own, g.amount, g.fee_returned,
       CASE WHEN p.counter > 0 THEN p.workstation || '-' || p.counter
         WHEN l.counter > 0 THEN l.workstation || '-' || l.counter END AS number
     FROM request r
     LEFT JOIN payment p ON p.id = r.payment
     LEFT JOIN payment_alias a ON a.payment = r.payment
     LEFT JOIN lane l ON l.payment = coalesce(a.journal_payment, r.payment)
     LEFT JOIN refund_grant g ON g.request = r.id AND g.outcome IS NULL
     WHERE ${where}`,
    values,
  );
  const made = rows.filter(({ kind, state }) => kind === 'reconduct' && state === 'done');
  const waiting = await readWaiting(tx, [...new Set(made.flatMap(({ payment }) => payment ?? []))]);
  return rows.map((row) => viewOf(row, made.includes(row) ? waiting.get(row.payment ?? '') : undefined));
}

export async function readView(tx: Connection, id: string): Promise<RequestView> {
  const [view] = await readViews(tx, 'r.id = $1', [id]);
  if (!view) throw new Error(`request ${id} has no row`);
  return view;
}
