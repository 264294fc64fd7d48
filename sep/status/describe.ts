/** What the payer of a payment is told of it, as it stands now. */
import type { AdjustmentKind, RequestState } from '../../contract/adjustment.ts';
import type { Instant, Kopecks } from '../../contract/primitives.ts';
import type { PublicPayment, PublicPlace, PublicRequest } from '../../contract/publicStatus.ts';
import { accountEnd } from '../../core/statusQuestion.ts';
import { readSubject, type Subject } from '../adjustments/subject.ts';
import type { Connection } from '../store/database.ts';

/** A refusal is news for so long, milliseconds. */
const refusalIsNews = 30 * 86_400_000;

type Around = {
  readonly status_at: number | null;
  readonly buried_at: number | null;
  readonly paid_at: number | null;
  readonly kind: AdjustmentKind | null;
  readonly state: RequestState | null;
  readonly changed_at: number | null;
  readonly provider_name: string | null;
  readonly provider_kind: string | null;
};

/** Times, the request that counts (an open one, else the last), and how the catalogue in force calls the provider. */
const around = `SELECT p.status_at, t.at AS buried_at,
    (SELECT max(at) FROM refund WHERE payment = $1 AND stage = 'paid') AS paid_at,
    r.kind, r.state, r.changed_at, c.name AS provider_name, c.kind AS provider_kind
  FROM (SELECT 1) AS always
  LEFT JOIN payment p ON p.id = $1
  LEFT JOIN tombstone t ON t.payment = $1
  LEFT JOIN LATERAL (SELECT kind, state, changed_at FROM request WHERE payment = $1 AND state <> 'awaitsReceipt'
    ORDER BY state IN ('done', 'denied', 'operatorRefused'), changed_at DESC, id LIMIT 1) r ON true
  LEFT JOIN LATERAL (SELECT one ->> 'name' AS name, one ->> 'kind' AS kind
    FROM json_array_elements((SELECT value FROM catalogue ORDER BY version DESC LIMIT 1)::json -> 'providers') AS one
    WHERE one ->> 'id' = $2) c ON true`;

/** What waits for the receipt is no news to who holds it. */
const stages: Readonly<Record<Exclude<RequestState, 'done' | 'awaitsReceipt'>, PublicRequest['stage']>> = {
  open: 'considered',
  halfApproved: 'considered',
  atOperator: 'atOperator',
  granted: 'granted',
  denied: 'refused',
  operatorRefused: 'refused',
};

function requestOf({ kind, state, changed_at }: Around, now: number): PublicRequest | null {
  if (kind === null || state === null || state === 'done' || state === 'awaitsReceipt') return null;
  const stage = stages[state];
  if (stage === 'refused' && (changed_at ?? 0) < now - refusalIsNews) return null;
  return { kind, stage };
}

/** A receipt whose payment has not reached СЭП: the till's journal may tell that it waits for «Провести». */
function placeOf({ place, lane }: Subject): PublicPlace {
  if (place !== 'notReceived' && place !== 'receipted') return place;
  return place === 'receipted' || lane?.stage === 'receipted' ? 'notConducted' : 'notReceived';
}

type Paper = { readonly providerId: string; readonly account: string; readonly amount: number };

/** Of a payment that is known by a request alone: what that says. */
async function readPaper(tx: Connection, payment: string): Promise<Paper | null> {
  const [row] = await tx.query<{ provider: string | null; account: string | null; amount: number | null }>(
    `SELECT content::json #>> '{missing,providerId}' AS provider, content::json #>> '{missing,account}' AS account,
       (content::json #>> '{missing,amountTaken}')::bigint AS amount
     FROM request WHERE payment = $1 ORDER BY received_at, id LIMIT 1`,
    [payment],
  );
  if (!row?.provider || row.account === null || row.amount === null) return null;
  return { providerId: row.provider, account: row.account, amount: row.amount };
}

/** As `PublicPayment`, always with the time it was taken. Null: nothing is known that could be told. */
export async function describePayment(
  tx: Connection,
  payment: string,
  now: number,
): Promise<PublicPayment | null> {
  const subject = await readSubject(tx, payment, false);
  const paper = await readPaper(tx, payment);
  const { known, lane } = subject;
  const details = subject.details ?? paper;
  const [row] = await tx.query<Around>(around, [payment, details?.providerId ?? '']);
  const amount = subject.taken ?? paper?.amount;
  if (!row || !details || amount === undefined) return null;
  const printed = lane?.details.account ?? known?.account ?? details.account;
  const takenAt = lane?.takenAt ?? known?.conducted_at ?? null;
  const changedAt = Math.max(
    ...[row.status_at, row.buried_at, row.paid_at, takenAt, row.state === 'done' ? null : row.changed_at].map(
      (at) => at ?? 0,
    ),
  );
  return {
    place: placeOf(subject),
    provider: row.provider_name ?? details.providerId,
    isMobile: row.provider_kind === 'mobile',
    accountEnd: accountEnd(details.account),
    isCorrected: details.account !== printed,
    amount: amount as Kopecks,
    changedAt: changedAt as Instant,
    request: requestOf(row, now),
    ...(takenAt === null ? {} : { takenAt: takenAt as Instant }),
  };
}
