/** What a till's journal says against what was decided here: kept for a person, each finding once. */
import type { ContradictionKind } from '../../core/contradiction.ts';
import { insertRows } from '../store/bulk.ts';
import type { Connection } from '../store/database.ts';

export type Contradiction = {
  readonly kind: ContradictionKind;
  /** As this system knows it. */
  readonly payment: string;
  /** The refund that it is about, else the payment as its journal calls it. */
  readonly about: string;
  readonly tradePoint: string;
  /** Whose journal said it. */
  readonly workstation: number;
  /** Kopecks at stake. */
  readonly amount: number;
  /** For people, in Russian. */
  readonly details: string;
};

const longest = 500;

/** What was noted before stays as it is, settled or not: a journal that comes again says nothing new. */
export async function noteContradictions(
  tx: Connection,
  found: readonly Contradiction[],
  now: number,
): Promise<void> {
  if (found.length === 0) return;
  await insertRows(
    tx,
    'contradiction',
    {
      kind: ['text', ({ kind }) => kind],
      payment: ['uuid', ({ payment }) => payment],
      about: ['uuid', ({ about }) => about],
      trade_point: ['text', ({ tradePoint }) => tradePoint],
      workstation: ['integer', ({ workstation }) => workstation],
      amount: ['bigint', ({ amount }) => amount],
      details: ['text', ({ details }) => details.replaceAll('\0', '').slice(0, longest)],
      found_at: ['bigint', () => now],
    },
    found,
    'ON CONFLICT (kind, payment, about) DO NOTHING',
  );
}
