/** What a person has to look at is kept whole, each thing once, with the conducted payments in it and their sum. */
import type { SignedHead, StoredEvent } from '../../contract/journal.ts';
import { understand } from '../../core/journal.ts';
import { unfolded } from '../../core/rerecorded.ts';
import type { Connection } from '../store/database.ts';
import { sha256 } from '../trust/hashing.ts';
import { hashBytes } from './journalRow.ts';

export type Aside = {
  readonly kind: 'fork' | 'forgery' | 'revoked';
  readonly origin: string;
  /** The first event that it is about. */
  readonly seq: number;
  readonly why: string;
  readonly events: readonly StoredEvent[];
  readonly heads: readonly SignedHead[];
  readonly tradePoint: string;
  /** The workstation that brought it, which need not be its author. */
  readonly shippedBy: number;
  readonly at: number;
};

/** Signs of a forgery that are kept: enough to see what it was, too few to fill a disk with. */
const longestForgery = 256 * 1024;
/** Forgeries of one journal that wait for a person; what comes beyond that is only logged. */
const mostForgeries = 100;
/** What the column `seq` holds. */
const largestSeq = 2 ** 31 - 1;

/** Conducted payments in these events, and the sum taken for them where it is known: in `around`, or in their lane. */
async function moneyIn(
  tx: Connection,
  events: readonly StoredEvent[],
  around: readonly StoredEvent[],
): Promise<{ readonly payments: number; readonly amount: number }> {
  const taken = new Map<string, number>();
  const conducted = new Set<string>();
  for (const stored of around.flatMap(unfolded)) {
    const event = understand(stored);
    if (typeof event === 'string') continue;
    if (event.type === 'paymentEntered' || event.type === 'paymentEdited') {
      taken.set(event.body.paymentId, event.body.details.amountTaken);
    }
    if (event.type === 'receiptStarted') taken.set(event.body.paymentId, event.body.amountTaken);
  }
  for (const stored of events.flatMap(unfolded)) {
    const event = understand(stored);
    if (typeof event !== 'string' && event.type === 'paymentConducted') conducted.add(event.body.paymentId);
  }
  const unknown = [...conducted].filter((payment) => !taken.has(payment));
  if (unknown.length > 0) {
    const lanes = await tx.query<{ payment: string; taken: number }>(
      'SELECT payment, taken FROM lane WHERE payment = ANY($1::uuid[])',
      [unknown],
    );
    for (const lane of lanes) taken.set(lane.payment, lane.taken);
  }
  let amount = 0;
  for (const payment of conducted) amount += taken.get(payment) ?? 0;
  return { payments: conducted.size, amount: Math.min(amount, Number.MAX_SAFE_INTEGER) };
}

/** What of a workstation's journals a person has seen to: each up to the event of that number and hash. */
export async function settledByPeople(
  connection: Connection,
  { tradePoint, workstation }: { readonly tradePoint: string; readonly workstation: number },
): Promise<{ readonly origin: string; readonly seq: number; readonly hash: string }[]> {
  return connection.query(
    `SELECT origin, last_seq AS seq, encode(last_hash, 'hex') AS hash FROM set_aside JOIN journal USING (origin)
     WHERE journal.trade_point = $1 AND journal.workstation = $2 AND settled_at IS NOT NULL
       AND settled_by IS DISTINCT FROM 'journal' AND last_hash IS NOT NULL
     ORDER BY settled_at DESC LIMIT 100`,
    [tradePoint, workstation],
  );
}

/** Events of this journal that are kept aside under this kind already. */
async function keptBefore(tx: Connection, kind: Aside['kind'], origin: string): Promise<StoredEvent[]> {
  const rows = await tx.query<{ content: string }>(
    'SELECT content FROM set_aside WHERE kind = $1 AND origin = $2',
    [kind, origin],
  );
  return rows.flatMap(({ content }) => [...(JSON.parse(content) as Pick<Aside, 'events'>).events]);
}

async function keep(
  tx: Connection,
  aside: Aside,
  content: string,
  around: readonly StoredEvent[],
): Promise<boolean> {
  const { payments, amount } = await moneyIn(tx, aside.events, around);
  // Whose hash and number were proven: those of a forgery say nothing.
  const last = aside.kind === 'forgery' ? null : aside.events.at(-1);
  const kept = await tx.run(
    `INSERT INTO set_aside (kind, origin, seq, hash, why, content, payments, amount, trade_point, shipped_by, at, last_seq,
       last_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`,
    [
      aside.kind,
      aside.origin,
      Math.min(aside.seq, largestSeq),
      hashBytes(sha256(content)),
      aside.why,
      content.length > longestForgery && aside.kind === 'forgery'
        ? content.slice(0, longestForgery)
        : content,
      payments,
      amount,
      aside.tradePoint,
      aside.shippedBy,
      aside.at,
      last?.seq ?? null,
      last ? hashBytes(last.hash) : null,
    ],
  );
  return kept > 0;
}

/** Gives whether anything of it is new. The journal's row is locked by the caller: two don't keep the same thing twice. */
export async function setAside(tx: Connection, aside: Aside): Promise<boolean> {
  if (aside.kind === 'forgery') {
    const [waiting] = await tx.query<{ count: number }>(
      "SELECT count(*) AS count FROM set_aside WHERE kind = 'forgery' AND origin = $1 AND settled_at IS NULL",
      [aside.origin],
    );
    if ((waiting?.count ?? 0) >= mostForgeries) return false;
    return keep(tx, aside, JSON.stringify({ events: aside.events, heads: aside.heads }), aside.events);
  }
  const before = await keptBefore(tx, aside.kind, aside.origin);
  const kept = new Set(before.map(({ seq, hash }) => `${seq}/${hash}`));
  const events = aside.events.filter(({ seq, hash }) => !kept.has(`${seq}/${hash}`));
  const [first] = events;
  if (!first) return false;
  const content = JSON.stringify({ events, heads: aside.heads });
  return keep(tx, { ...aside, events, seq: first.seq }, content, [...before, ...events]);
}
