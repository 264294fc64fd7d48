/** Which payments a receipt is of, for somebody who only shows the receipt: everything on it has to agree. */
import type { ReceiptEvidence } from '../../contract/adjustment.ts';
import type { Kopecks } from '../../contract/primitives.ts';
import type { PublicQuestion } from '../../contract/publicStatus.ts';
import type { OwnReceipt } from '../../core/fiscalQr.ts';
import { isReceiptOf, parseReceiptNumber } from '../../core/fiscalQr.ts';
import type { Payment } from '../../core/payment.ts';
import { fiscalKey } from '../../core/receiptKeys.ts';
import { accountForms, readReceiptNumber } from '../../core/statusQuestion.ts';
import type { StoredContent } from '../adjustments/rows.ts';
import type { Connection } from '../store/database.ts';

type Candidate = {
  readonly payment: string;
  readonly taken: number | null;
  /** The life at the till, in JSON; null: no journal has told of it. */
  readonly state: string | null;
  /** The first request about it, in JSON: the only word of a receipt whose journal never came. */
  readonly content: string | null;
  readonly keys: readonly string[] | null;
};

/** More than that share number, sum and receipt number by no accident that we know of. */
const mostCandidates = 20;

/**
 * One statement for QR and typed alike, so that the ways can't be told apart by their work. $1: the fiscal key; $2: the
 * account's forms, $3: the sum, $4: how the receipt's name ends.
 */
const candidates = `WITH named AS (
    SELECT payment FROM receipt_identity WHERE key = $1::text
    UNION SELECT payment FROM lane WHERE account = ANY($2) AND taken = $3
    UNION SELECT id FROM payment WHERE account = ANY($2) AND taken = $3
    UNION SELECT a.payment FROM attempt a JOIN payment p ON p.id = a.payment
      WHERE a.account = ANY($2) AND a.number > 1 AND p.taken = $3
  ), meant AS (
    SELECT DISTINCT coalesce(a.payment, n.payment) AS payment
    FROM named n LEFT JOIN payment_alias a ON a.journal_payment = n.payment
  )
  SELECT m.payment, coalesce(p.taken, l.taken) AS taken, l.state, r.content, k.keys
  FROM meant m
  LEFT JOIN payment p ON p.id = m.payment
  LEFT JOIN payment_alias a ON a.payment = m.payment
  LEFT JOIN lane l ON l.payment = coalesce(a.journal_payment, m.payment)
  LEFT JOIN LATERAL (SELECT content FROM request WHERE payment = m.payment ORDER BY received_at, id LIMIT 1) r ON true
  LEFT JOIN LATERAL (SELECT array_agg(key) AS keys FROM receipt_identity
    WHERE payment IN (m.payment, coalesce(a.journal_payment, m.payment))) k ON true
  WHERE EXISTS (SELECT FROM unnest(k.keys) AS key WHERE right(key, length($4::text)) = $4::text)
  ORDER BY coalesce(p.conducted_at, l.taken_at) DESC NULLS LAST, m.payment
  LIMIT ${mostCandidates}`;

/** `tp/<trade point>/<workstation>/<shift>/<number>` tells the shift's number, which the payment's own life does not hold. */
function shiftNumberOf(keys: readonly string[], number: number): number {
  for (const key of keys) {
    const [room, , , shift = '', last] = key.split('/');
    if (room === 'tp' && shift !== 'fd' && Number(last) === number) return Number(shift);
  }
  return 0;
}

function ownByJournal({ state, keys }: Candidate): OwnReceipt | null {
  const { receipt, details } = JSON.parse(state ?? 'null') as Payment;
  if (!receipt) return null;
  const { document } = receipt;
  return {
    shiftNumber: shiftNumberOf(keys ?? [], receipt.number),
    number: receipt.number,
    amount: details.amountTaken,
    fiscal: document?.fiscal ? { ...document.fiscal, document: document.number } : null,
  };
}

/** As somebody of the trade point read it off the paper. */
function ownByPaper({ content, taken }: Candidate): OwnReceipt | null {
  const { receipt } = JSON.parse(content ?? '{}') as Partial<StoredContent>;
  if (!receipt) return null;
  const amount = taken ?? receipt.amount;
  if (receipt.kind === 'qr') return { shiftNumber: 0, number: 0, amount, fiscal: receipt };
  const number = parseReceiptNumber(receipt.number);
  if (number?.kind === 'number') return { ...number, amount, fiscal: null };
  // No sign was read: a QR never agrees with it, its document's number does.
  return number && { shiftNumber: 0, number: 0, amount, fiscal: { drive: '', sign: '', ...number } };
}

/** What is compared, and where to look for it; null: it names no receipt. */
function understand(question: PublicQuestion): {
  readonly evidence: ReceiptEvidence;
  readonly values: readonly [string, string[], Kopecks, string];
} | null {
  if (question.kind === 'qr') {
    const { receipt } = question;
    const key = fiscalKey(receipt.drive, receipt.document);
    return { evidence: receipt, values: [key, [], receipt.amount, key] };
  }
  const number = readReceiptNumber(question.receipt);
  const accounts = accountForms(question.account);
  if (number === null || accounts.length === 0) return null;
  const { amount } = question;
  const evidence: ReceiptEvidence = { kind: 'typed', number, amount };
  return { evidence, values: ['', [...accounts], amount, `/${number.replace('ФД ', '')}`] };
}

/** Ids in СЭП, newest first; empty: no receipt of ours, or not all of it agrees. */
export async function findByPaper(tx: Connection, question: PublicQuestion): Promise<readonly string[]> {
  const meant = understand(question);
  const [key, accounts, amount, end] = meant?.values ?? ['', [], 0, '/'];
  const rows = await tx.query<Candidate>(candidates, [key, accounts, amount, end]);
  return rows
    .filter((row) => {
      const own = row.state === null ? ownByPaper(row) : ownByJournal(row);
      return meant !== null && own !== null && isReceiptOf(meant.evidence, own);
    })
    .map(({ payment }) => payment);
}
