/**
 * Words of payments that were made from their papers, told under the papers' own ids, and the journals that have come since:
 * such an id is derived from the receipt's name and sum, so the journal's receipt gives it too.
 */
import type { PaymentStatus } from '../../contract/status.ts';
import { isFiscalKey, paperPaymentId, renamedTo } from '../../core/receiptKeys.ts';
import type { Connection } from '../store/database.ts';
import { sha256 } from '../trust/hashing.ts';

export type PaperWord = {
  /** Under which the word was told. */
  readonly paper: string;
  /** The payment of the journal. */
  readonly journal: string;
  /** By the receipt's fiscal name; a typed one may be another workstation's. */
  readonly sure: boolean;
};

/** Words whose payment is not here, of a paper's id: nothing else derives one. */
const waiting = `SELECT r.payment, r.trade_point FROM recalled r
  WHERE r.heeded IS NULL AND substr(r.payment::text, 15, 1) = '8'
    AND NOT EXISTS (SELECT FROM payment WHERE id = r.payment)
    AND (r.payment = ANY($1::uuid[]) OR r.trade_point IN (SELECT trade_point FROM payment WHERE id = ANY($1::uuid[])))`;

/** The receipts of payments that came since the restore: what was here before had told its paper apart. */
const receipts = `SELECT DISTINCT i.key, p.id AS payment, p.trade_point, p.taken
  FROM payment p JOIN receipt_identity i ON i.payment = p.id AND i.source = 'journal'
  WHERE p.trade_point = ANY($1) AND ($2::uuid[] IS NULL OR p.id = ANY($2::uuid[]))
    AND p.accepted_at >= (SELECT generation_since FROM sep)`;

type Receipt = {
  readonly key: string;
  readonly payment: string;
  readonly trade_point: string;
  readonly taken: number;
};

/** What was told of a payment that was made from a paper of these names and sum, and is not here; null: nothing. */
export async function wordOfPaper(
  tx: Connection,
  tradePoint: string,
  keys: readonly string[],
  amount: number,
): Promise<PaymentStatus | null> {
  const [row] = await tx.query<{ word: string }>(
    `SELECT word FROM recalled WHERE heeded IS NULL AND trade_point = $1 AND payment = ANY($2::uuid[])
     ORDER BY sealed DESC, generation DESC, revision DESC LIMIT 1`,
    [tradePoint, keys.map((key) => paperPaymentId(key, amount, sha256))],
  );
  return row ? (JSON.parse(row.word) as PaymentStatus) : null;
}

/** Which words that wait for a paper's payment speak of payments that are here under their journals' ids. */
export async function paperWords(tx: Connection, payments: readonly string[]): Promise<readonly PaperWord[]> {
  const words = await tx.query<{ payment: string; trade_point: string }>(waiting, [payments]);
  if (words.length === 0) return [];
  const papers = new Set(words.map(({ payment }) => payment));
  const tradePoints = [...new Set(words.map(({ trade_point }) => trade_point))];
  // A word that has just come looks at all of them, a payment at itself.
  const asked = payments.some((payment) => papers.has(payment)) ? null : payments;
  const found = await tx.query<Receipt>(receipts, [tradePoints, asked]);
  const places = await tx.query<{ trade_point: string; number: number }>(
    'SELECT trade_point, number FROM workstation WHERE trade_point = ANY($1)',
    [tradePoints],
  );
  const pairs = new Map<string, PaperWord>();
  for (const { key, payment, trade_point, taken } of found) {
    const sure = isFiscalKey(key);
    // Who came with a typed number may have come to any workstation of the trade point: the id is of its name.
    const names = sure
      ? [key]
      : places
          .filter((place) => place.trade_point === trade_point)
          .map(({ number }) => renamedTo({ tradePoint: trade_point, workstation: number }, key));
    for (const name of names) {
      const paper = paperPaymentId(name, taken, sha256);
      const known = pairs.get(`${paper} ${payment}`);
      if (papers.has(paper))
        pairs.set(`${paper} ${payment}`, known?.sure ? known : { paper, journal: payment, sure });
    }
  }
  return [...pairs.values()];
}
