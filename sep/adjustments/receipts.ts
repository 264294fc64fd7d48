/** Keeps what each payment's receipt is called, as its journal tells it. */
import type { Payment } from '../../core/payment.ts';
import { keysOfReceipt, type Workplace } from '../../core/receiptKeys.ts';
import { unfolded } from '../../core/rerecorded.ts';
import { insertRows } from '../store/bulk.ts';
import type { Connection } from '../store/database.ts';

async function readShiftNumbers(tx: Connection, shifts: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<Parameters<typeof unfolded>[0] & { readonly subject: string }>(
    "SELECT subject, id, seq, at, type, version, body FROM event WHERE type IN ('shiftOpened', 'shiftRerecorded') AND subject = ANY($1)",
    [shifts],
  );
  const numbers = new Map<string, number>();
  for (const row of rows) {
    for (const { type, body } of unfolded(row)) {
      const { number } = JSON.parse(body) as { readonly number?: unknown };
      if (type === 'shiftOpened' && typeof number === 'number') numbers.set(row.subject, number);
    }
  }
  return numbers;
}

/** Of payments whose receipt is made. What was bound to a paper before is the journal's word from now on. */
export async function keepReceipts(
  tx: Connection,
  owner: Workplace,
  payments: readonly Payment[],
): Promise<void> {
  const made = payments.flatMap(({ id, receipt }) => (receipt ? [{ id, receipt }] : []));
  if (made.length === 0) return;
  const shifts = await readShiftNumbers(tx, [...new Set(made.map(({ receipt }) => receipt.shiftId))]);
  const named = made.flatMap(({ id, receipt }) =>
    keysOfReceipt(owner, receipt, shifts.get(receipt.shiftId) ?? null).map((key) => ({ id, key })),
  );
  await insertRows(
    tx,
    'receipt_identity',
    {
      key: ['text', ({ key }) => key.replaceAll('\0', '')],
      payment: ['uuid', ({ id }) => id],
      source: ['text', () => 'journal'],
    },
    named,
    "ON CONFLICT (key, payment) DO UPDATE SET source = 'journal' WHERE receipt_identity.source <> 'journal'",
  );
}
