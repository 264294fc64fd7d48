/** Makes the payment of a conducted lane: one row for ever, whoever ships it and however often. */
import type { Payment } from '../../core/payment.ts';
import type { Columns } from '../store/bulk.ts';
import { insertRows } from '../store/bulk.ts';
import type { Connection } from '../store/database.ts';

export type Accepting = {
  readonly tradePoint: string;
  readonly generation: number;
  /** The trade point's changes so far: read under its row's lock, which is still held. */
  readonly changes: number;
  readonly now: number;
};

type Tombstone = { readonly payment: string; readonly cause: string; readonly reason: string };

type Made = {
  readonly payment: Payment;
  readonly change: number;
  readonly tombstone: Tombstone | null;
};

/** A payment that is here already, as it was accepted. */
type Known = {
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly credited: number;
};

/** A payment that is here with other details than its journal tells. */
export type Contradicting = { readonly known: Known; readonly told: Payment };

const differs = (known: Known, { details }: Payment): boolean =>
  known.provider !== details.providerId ||
  known.account !== details.account ||
  known.credited !== details.amountCredited;

/**
 * Call it under `lockAcceptance` and the trade point's row lock, after the lanes are written. A payment that is there
 * already stays as it is; one that was cancelled before it came is made cancelled and never dispatched. Gives those
 * that are new, and those that are there with another provider, number or sum: a person has to look at them.
 */
export async function acceptPayments(
  tx: Connection,
  { tradePoint, generation, changes, now }: Accepting,
  conducted: readonly Payment[],
): Promise<{ readonly accepted: readonly string[]; readonly contradicting: readonly Contradicting[] }> {
  if (conducted.length === 0) return { accepted: [], contradicting: [] };
  const unique = new Map(conducted.map((payment) => [String(payment.id), payment]));
  const ids = [...unique.keys()];
  const known = await tx.query<Known>(
    'SELECT id, provider, account, credited FROM payment WHERE id = ANY($1::uuid[])',
    [ids],
  );
  const contradicting = known.flatMap((row) => {
    const payment = unique.get(row.id);
    unique.delete(row.id);
    return payment && differs(row, payment) ? [{ known: row, told: payment }] : [];
  });
  if (unique.size === 0) return { accepted: [], contradicting };
  const tombstones = await tx.query<Tombstone>(
    'SELECT payment, cause, reason FROM tombstone WHERE payment = ANY($1::uuid[])',
    [ids],
  );
  const cancelled = new Map(tombstones.map((tombstone) => [tombstone.payment, tombstone]));
  const made = [...unique.values()].map(
    (payment, index): Made => ({
      payment,
      change: changes + index + 1,
      tombstone: cancelled.get(payment.id) ?? null,
    }),
  );
  const paymentColumns: Columns<Made> = {
    id: ['uuid', ({ payment }) => payment.id],
    trade_point: ['text', () => tradePoint],
    workstation: ['integer', ({ payment }) => payment.workstation],
    counter: ['integer', ({ payment }) => payment.counter],
    provider: ['text', ({ payment }) => payment.details.providerId],
    account: ['text', ({ payment }) => payment.details.account],
    credited: ['bigint', ({ payment }) => payment.details.amountCredited],
    fee: ['bigint', ({ payment }) => payment.details.fee],
    taken: ['bigint', ({ payment }) => payment.details.amountTaken],
    conducted_at: ['bigint', ({ payment }) => payment.conductedAt],
    accepted_at: ['bigint', () => now],
    status: ['text', ({ tombstone }) => (tombstone ? 'cancelled' : 'accepted')],
    generation: ['integer', () => generation],
    revision: ['integer', () => 1],
    change: ['bigint', ({ change }) => change],
    status_at: ['bigint', () => now],
    reason: ['text', ({ tombstone }) => tombstone?.reason ?? null],
    due_at: ['bigint', ({ tombstone }) => (tombstone ? null : now)],
  };
  const storyColumns: Columns<Made> = {
    payment: ['uuid', ({ payment }) => payment.id],
    generation: ['integer', () => generation],
    revision: ['integer', () => 1],
    status: ['text', ({ tombstone }) => (tombstone ? 'cancelled' : 'accepted')],
    at: ['bigint', () => now],
    attempt: ['integer', () => 0],
    cause: ['text', ({ tombstone }) => tombstone?.cause ?? 'journal'],
    reason: ['text', ({ tombstone }) => tombstone?.reason ?? null],
  };
  await insertRows(tx, 'payment', paymentColumns, made);
  await insertRows(tx, 'status_change', storyColumns, made);
  await tx.run('UPDATE trade_point SET change_count = $2 WHERE id = $1', [tradePoint, changes + made.length]);
  return { accepted: made.map(({ payment }) => payment.id), contradicting };
}
