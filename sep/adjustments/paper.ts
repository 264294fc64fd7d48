/** A payment that was known by its paper first gets the id by which its till and its journal call it. */
import type { Connection } from '../store/database.ts';

/** Binds a payment that no journal has told of to its paper: whoever comes with that means the same payment. */
export async function bindPaper(tx: Connection, payment: string, keys: readonly string[]): Promise<void> {
  await tx.run(
    `INSERT INTO receipt_identity (key, payment, source) SELECT key, $1, 'paper' FROM unnest($2::text[]) AS key
     ON CONFLICT DO NOTHING`,
    [payment, keys],
  );
}

/** Everything that hangs on a payment's id before it has a row. */
const renames = [
  `UPDATE receipt_identity i SET payment = $2 WHERE payment = $1
     AND NOT EXISTS (SELECT FROM receipt_identity o WHERE o.key = i.key AND o.payment = $2)`,
  'DELETE FROM receipt_identity WHERE payment = $1',
  'UPDATE request SET payment = $2 WHERE payment = $1',
  // Granted under both names by people who took them for two: both stay open for people, and the journal comes in.
  `UPDATE refund_grant SET payment = $2 WHERE payment = $1 AND (outcome IS NOT NULL
     OR NOT EXISTS (SELECT FROM refund_grant o WHERE o.payment = $2 AND o.outcome IS NULL))`,
  `INSERT INTO tombstone (payment, at, cause, reason) SELECT $2::uuid, at, cause, reason FROM tombstone
     WHERE payment = $1 ON CONFLICT DO NOTHING`,
  'DELETE FROM tombstone WHERE payment = $1',
];

/**
 * `paper` is the payment that the till calls `journalPayment`. One that was made from the paper stays under its id and
 * gets an alias; one that is only spoken of takes the till's id. Under the locks that keep both as they are. False: a
 * made one has another alias already, so two payments claim one receipt.
 */
export async function namePaper(
  tx: Connection,
  paper: string,
  journalPayment: string,
  at: number,
): Promise<boolean> {
  const [made] = await tx.query('SELECT FROM payment WHERE id = $1', [paper]);
  if (made) {
    await tx.run(
      'INSERT INTO payment_alias (journal_payment, payment, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [journalPayment, paper, at],
    );
    const [alias] = await tx.query<{ payment: string }>(
      'SELECT payment FROM payment_alias WHERE journal_payment = $1',
      [journalPayment],
    );
    return alias?.payment === paper;
  }
  for (const rename of renames)
    await tx.run(rename, rename.includes('$2') ? [paper, journalPayment] : [paper]);
  return true;
}
