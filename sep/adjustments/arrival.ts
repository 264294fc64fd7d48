/** A journal brings payments that may be here by their paper already, cancels of the till's own, refunds. */
import { formatMoney } from '../../core/money.ts';
import type { Payment } from '../../core/payment.ts';
import { isNameless } from '../../core/payment.ts';
import { isFiscalKey, type Workplace } from '../../core/receiptKeys.ts';
import { standingNames } from '../../core/sepStatus.ts';
import type { Applied } from '../journals/lanes.ts';
import { seenByPeople } from '../journals/retold.ts';
import { type Accepting, acceptPayments, type Contradicting } from '../payments/acceptance.ts';
import { heardByJournal, waitsForTills } from '../payments/heard.ts';
import { changeStatus } from '../payments/statusChange.ts';
import { cancelIn } from '../payments/tombstone.ts';
import { heedWords } from '../restore/heed.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptance } from '../store/locks.ts';
import { type Contradiction, noteContradictions } from './contradictions.ts';
import { namePaper } from './paper.ts';
import { settleRefunds } from './refunds.ts';
import { resolvePayment } from './subject.ts';

type Pair = {
  readonly key: string;
  readonly paper: string;
  readonly journal: string;
  /** Null: nothing was made from the paper. */
  readonly made_provider: string | null;
  readonly made_account: string | null;
  readonly made_taken: number | null;
  /** What was said of the paper: its sum, and the details, if any. */
  readonly said_taken: number | null;
  readonly said_provider: string | null;
  readonly said_account: string | null;
};

const pairs = `SELECT p.key, p.payment AS paper, j.payment AS journal, m.provider AS made_provider,
    m.account AS made_account, m.taken AS made_taken, (r.content #>> '{receipt,amount}')::bigint AS said_taken,
    r.content #>> '{missing,providerId}' AS said_provider, r.content #>> '{missing,account}' AS said_account
  FROM receipt_identity j JOIN receipt_identity p ON p.key = j.key AND p.payment <> j.payment AND p.source = 'paper'
  LEFT JOIN payment m ON m.id = p.payment
  LEFT JOIN LATERAL (SELECT content::json AS content FROM request WHERE payment = p.payment ORDER BY received_at, id LIMIT 1) r
    ON true
  WHERE j.source = 'journal' AND j.payment = ANY($1::uuid[])
    AND NOT EXISTS (SELECT FROM payment_alias a WHERE a.journal_payment = j.payment)
  -- Fiscal names first: they are sure.
  ORDER BY j.payment, p.payment, p.key`;

/** `same`: the paper is of this payment. `maybe`: it may be; whoever sends it may send it twice. */
function compare(pair: Pair, { details }: Payment): 'same' | 'maybe' | 'other' {
  const isSameSum = (pair.made_taken ?? pair.said_taken) === details.amountTaken;
  // One document of one drive is one receipt; with another sum somebody misread it, or a drive is not the only one.
  if (isFiscalKey(pair.key)) return isSameSum ? 'same' : 'maybe';
  if (!isSameSum) return 'other';
  const provider = pair.made_provider ?? pair.said_provider;
  const account = pair.made_account ?? pair.said_account;
  return account === details.account && provider === details.providerId ? 'same' : 'maybe';
}

/** A row of its own, locked, as its change is written again. */
type Told = {
  readonly trade_point: string;
  readonly status: Parameters<typeof changeStatus>[1]['status'];
  readonly attempt: number;
  readonly operator_number: string | null;
  readonly result_code: number | null;
  readonly reason: string | null;
  readonly due_at: number | null;
};

/** The change is told again: under the id that its till knows, or as a question to a person. */
async function tellAgain(
  tx: Connection,
  payment: string,
  { generation, now }: Accepting,
  as: { readonly cause: string; readonly doubt: string | null },
): Promise<void> {
  const [row] = await tx.query<Told>(
    `SELECT trade_point, status, attempt, operator_number, result_code, reason, due_at
     FROM payment WHERE id = $1 FOR UPDATE`,
    [payment],
  );
  // From `forwarded` on the operator may have it: nothing is held back any more.
  if (!row || (as.doubt !== null && row.status !== 'accepted' && row.status !== 'checking')) return;
  await changeStatus(tx, {
    payment,
    tradePoint: row.trade_point,
    status: as.doubt === null ? row.status : 'hung',
    at: now,
    generation,
    attempt: row.attempt,
    operatorNumber: row.operator_number,
    resultCode: row.result_code,
    reason: as.doubt ?? row.reason,
    cause: as.cause,
    dueAt: as.doubt === null ? row.due_at : null,
  });
}

const seenDoubt =
  'Пришёл повторной записью после того, как отложенный журнал рассмотрели в ЦО: платёж мог быть уже улажен, решает человек';
const refundDoubt =
  'Касса возвращала за этот платёж деньги, а СЭП его не отменяла: оператору он не отправлен, решает человек';
const doubt = 'По чеку с тем же номером и суммой уже создан платёж с другими данными: решает человек';

/**
 * Those of these payments for which cash was given back, or may still be: a till does so only by a cancel or a refusal that
 * this system gave, and one that was put back from a dump may have forgotten it.
 */
async function refundedAtTills(tx: Connection, payments: readonly string[]): Promise<readonly string[]> {
  if (payments.length === 0) return [];
  const rows = await tx.query<{ payment: string }>(
    `SELECT DISTINCT coalesce(a.payment, r.payment) AS payment
     FROM refund r LEFT JOIN payment_alias a ON a.journal_payment = r.payment
     WHERE r.payment = ANY($1::uuid[]) AND r.stage <> 'notPaid' ORDER BY 1`,
    [payments],
  );
  return rows.map(({ payment }) => payment);
}

type Details = {
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly taken: number;
};

/** Payments that were made from papers of which no journal has told, with the details of these, whose papers have no name here. */
async function papersOfDetails(
  tx: Connection,
  tradePoint: string,
  nameless: readonly Payment[],
): Promise<readonly { readonly journal: string; readonly paper: string }[]> {
  if (nameless.length === 0) return [];
  const told = nameless.map(
    ({ id, details }): Details => ({
      id,
      provider: details.providerId,
      account: details.account,
      taken: details.amountTaken,
    }),
  );
  return tx.query<{ journal: string; paper: string }>(
    `SELECT j.id AS journal, p.id AS paper
     FROM json_to_recordset($1::json) AS j (id uuid, provider text, account text, taken bigint)
     JOIN payment p ON p.trade_point = $2 AND p.provider = j.provider AND p.account = j.account AND p.taken = j.taken AND p.id <> j.id
     WHERE EXISTS (SELECT FROM receipt_identity i WHERE i.payment = p.id AND i.source = 'paper')
       AND NOT EXISTS (SELECT FROM receipt_identity i WHERE i.payment = p.id AND i.source = 'journal')
       AND NOT EXISTS (SELECT FROM payment_alias a WHERE a.journal_payment = j.id OR a.payment = p.id)
     ORDER BY j.id, p.id`,
    [JSON.stringify(told), tradePoint],
  );
}

/** Gives papers the ids of the journal's payments; says which payments are here already and which may be. */
async function meetPapers(tx: Connection, applied: Applied, { now, tradePoint }: Accepting) {
  const named: { readonly paper: string; readonly payment: Payment }[] = [];
  /** Payment of the journal → the payment that was made from the paper. */
  const doubted = new Map<string, { readonly payment: Payment; readonly paper: string }>();
  const receipted = new Map(applied.receipted.map((payment) => [String(payment.id), payment]));
  if (receipted.size === 0) return { named, doubted };
  const met = new Set<string>();
  for (const pair of await tx.query<Pair>(pairs, [[...receipted.keys()]])) {
    const meeting = `${pair.paper} ${pair.journal}`;
    if (met.has(meeting)) continue;
    const payment = receipted.get(pair.journal);
    const likeness = payment ? compare(pair, payment) : 'other';
    if (!payment || likeness === 'other') continue;
    met.add(meeting);
    if (likeness === 'maybe' || !(await namePaper(tx, pair.paper, pair.journal, now)))
      doubted.set(pair.journal, { payment, paper: pair.paper });
    else if (pair.made_account !== null) named.push({ paper: pair.paper, payment });
  }
  const isMet = new Set([...named.map(({ payment }) => String(payment.id)), ...doubted.keys()]);
  const nameless = [...receipted.values()].filter((payment) => isNameless(payment) && !isMet.has(payment.id));
  for (const { journal, paper } of await papersOfDetails(tx, tradePoint, nameless)) {
    const payment = receipted.get(journal);
    if (payment) doubted.set(journal, { payment, paper });
  }
  return { named, doubted };
}

export type Arrived = {
  readonly accepted: number;
  readonly contradictions: readonly Contradiction[];
  /** Statuses changed beside the accepted ones. */
  readonly changed: boolean;
};

/** Where the journal comes from. */
export type Arriving = Accepting & Workplace;

const otherwise = ({ known, told }: Contradicting, place: Workplace): Contradiction => ({
  kind: 'conductedOtherwise',
  payment: known.id,
  about: known.id,
  ...place,
  amount: told.details.amountTaken,
  details:
    `В СЭП: ${known.provider}, ${known.account}, ${formatMoney(known.credited)}. ` +
    `В журнале: ${told.details.providerId}, ${told.details.account}, ${formatMoney(told.details.amountCredited)}.`,
});

/** Cancels what a till cancelled before it had conducted it; what was sent meanwhile can't be taken back so. */
async function cancelAtTill(
  tx: Connection,
  named: string,
  reason: string,
  { tradePoint, workstation, now }: Arriving,
): Promise<Contradiction[]> {
  const payment = await resolvePayment(tx, named);
  const words = `Отменён на кассе: ${reason}`.replaceAll('\0', '').slice(0, 300);
  const { result } = await cancelIn(tx, { payment, cause: 'journal', reason: words }, now);
  if (result.kind !== 'tooLate' || result.status === 'refunded') return [];
  const [row] = await tx.query<{ taken: number }>('SELECT taken FROM payment WHERE id = $1', [payment]);
  const details = `${words}. В СЭП платёж ${standingNames[result.status]}: клиенту могли вернуть деньги, а оператор зачислит.`;
  return [
    {
      kind: 'cancelTooLate',
      payment,
      about: named,
      tradePoint,
      workstation,
      amount: row?.taken ?? 0,
      details,
    },
  ];
}

/**
 * Locks the payments that a chunk's corrections touch, before the trade point: whoever changes a status takes them in
 * this order.
 */
export async function lockCorrected(
  tx: Connection,
  events: readonly { readonly type: string; readonly body: string }[],
): Promise<void> {
  const corrections = events.filter(
    ({ type }) => type === 'paymentCancelled' || type === 'paymentRerecorded' || type.startsWith('refund'),
  );
  if (corrections.length === 0) return;
  await lockAcceptance(tx);
  const ids = corrections.flatMap(({ body }) => /"paymentId":"([0-9a-f-]{36})"/.exec(body)?.[1] ?? []);
  await tx.query(
    `SELECT id FROM payment WHERE id::text = ANY($1)
       OR id IN (SELECT payment FROM payment_alias WHERE journal_payment::text = ANY($1)) ORDER BY id FOR UPDATE`,
    [ids],
  );
}

/** Instead of `acceptPayments`, with everything that corrections have to say to it; under the same locks. */
export async function acceptArrived(tx: Connection, arriving: Arriving, applied: Applied): Promise<Arrived> {
  const { generation, now, tradePoint, workstation } = arriving;
  const place = { tradePoint, workstation };
  const { named, doubted } = await meetPapers(tx, applied, arriving);
  const ids = applied.conducted.map(({ id }) => String(id));
  const aliases =
    ids.length === 0
      ? []
      : await tx.query<{ journal_payment: string }>(
          'SELECT journal_payment FROM payment_alias WHERE journal_payment = ANY($1::uuid[])',
          [ids],
        );
  const known = new Set(aliases.map((alias) => alias.journal_payment));
  const { accepted, contradicting } = await acceptPayments(
    tx,
    arriving,
    applied.conducted.filter(({ id }) => !known.has(id)),
  );
  // What workstations told of them before they came back, after a restore.
  const recalled =
    generation > 1
      ? await heedWords(tx, [...accepted, ...named.map(({ paper }) => paper)], {
          at: now,
          generation,
          cause: 'recalled',
        })
      : new Set();
  for (const payment of await seenByPeople(tx, accepted, applied.retold))
    await tellAgain(tx, payment, arriving, { cause: 'journal', doubt: seenDoubt });
  const told = { conducted: ids, receipted: applied.receipted.map(({ id }) => String(id)) };
  await heardByJournal(tx, tradePoint, told, workstation, now);
  const contradictions = contradicting.map((one) => otherwise(one, place));
  for (const { paper, payment } of named) {
    await tx.run('UPDATE payment SET counter = $2, workstation = $3 WHERE id = $1 AND counter = 0', [
      paper,
      payment.counter,
      payment.workstation,
    ]);
    await tellAgain(tx, paper, arriving, { cause: 'journal', doubt: null });
  }
  for (const [payment, { payment: told, paper }] of doubted) {
    await tellAgain(tx, payment, arriving, { cause: 'journal', doubt });
    // Nor is the other one sent, if it still waits: of two that may be one, people say which.
    if (await waitsForTills(tx, paper)) await tellAgain(tx, paper, arriving, { cause: 'journal', doubt });
    contradictions.push({
      kind: 'paperAndJournal',
      payment: paper,
      about: payment,
      ...place,
      amount: told.details.amountTaken,
      details: `${doubt}. В журнале: ${told.details.providerId}, ${told.details.account}.`,
    });
  }
  for (const [payment, reason] of applied.cancelled)
    contradictions.push(...(await cancelAtTill(tx, payment, reason, arriving)));
  const touched = [...new Set([...applied.refunded, ...ids])];
  const refunded = await refundedAtTills(tx, touched);
  for (const payment of refunded)
    await tellAgain(tx, payment, arriving, { cause: 'journal', doubt: refundDoubt });
  const settled = await settleRefunds(tx, touched, { at: now, generation, cause: 'journal' });
  contradictions.push(...settled.contradictions);
  await noteContradictions(tx, contradictions, now);
  return {
    accepted: accepted.length,
    contradictions,
    changed:
      named.length +
        doubted.size +
        recalled.size +
        applied.cancelled.size +
        refunded.length +
        settled.changed.length >
      0,
  };
}
