/** Which payments a letter leaves out because they can't be asked for: for one kind of request, while it is open. Pure. */
import type { AdjustmentKind } from '../../contract/adjustment.ts';
import type { PaymentId } from '../../contract/primitives.ts';

export type LeftOut = { readonly kind: AdjustmentKind; readonly out: readonly PaymentId[] };

type Row = { readonly paymentId: PaymentId; readonly barred: string | null };

/** Those that stay out of what is asked for now: what can't be cancelled may yet be transferred. */
export const outFor = (kind: AdjustmentKind, left: LeftOut): readonly PaymentId[] =>
  left.kind === kind ? left.out : [];

/** With what is barred left out too; null: nothing is, or nothing would be left to ask for. */
export function withoutBarred(
  rows: readonly Row[],
  kind: AdjustmentKind,
  out: readonly PaymentId[],
): LeftOut | null {
  const barred = rows.flatMap((row) => (row.barred === null ? [] : [row.paymentId]));
  return barred.length === 0 || barred.length === rows.length ? null : { kind, out: [...out, ...barred] };
}
