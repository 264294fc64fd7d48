/** Money that an operator says it credited though the payment is settled otherwise here: a discrepancy at once. */
import { moscowDay } from '../../core/registry.ts';
import { insertRows } from '../store/bulk.ts';
import type { Connection } from '../store/database.ts';

export type LateCredit = {
  readonly payment: string;
  readonly provider: string;
  readonly txnId: string;
  readonly account: string;
  /** Kopecks. */
  readonly credited: number;
};

/** Each attempt once, by whichever way it was told first: an answer or a registry. Only a person closes it. */
export async function keepLateCredits(
  tx: Connection,
  credits: readonly LateCredit[],
  now: number,
): Promise<void> {
  await insertRows(
    tx,
    'discrepancy',
    {
      provider: ['text', ({ provider }) => provider],
      day: ['text', () => moscowDay(now)],
      kind: ['text', () => 'lateCredit'],
      txn_id: ['text', ({ txnId }) => txnId],
      payment: ['uuid', ({ payment }) => payment],
      account: ['text', ({ account }) => account],
      their_amount: ['bigint', ({ credited }) => credited],
      found_at: ['bigint', () => now],
    },
    credits,
    "ON CONFLICT (txn_id) WHERE kind = 'lateCredit' DO NOTHING",
  );
}
