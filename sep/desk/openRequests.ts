/** Which requests are open about payments that the desk lists. */
import type { AdjustmentKind, RequestId, RequestState } from '../../contract/adjustment.ts';
import { endedStates } from '../../core/adjustment.ts';
import type { Connection } from '../store/database.ts';

export type OpenRequest = {
  readonly id: RequestId;
  readonly kind: AdjustmentKind;
  readonly state: RequestState;
};

/** Payment → its open requests, oldest first; payments without any are not in it. */
export async function readOpenOf(
  connection: Connection,
  payments: readonly string[],
): Promise<ReadonlyMap<string, readonly OpenRequest[]>> {
  const open = new Map<string, OpenRequest[]>();
  if (payments.length === 0) return open;
  const rows = await connection.query<OpenRequest & { readonly payment: string }>(
    `SELECT id, kind, state, payment FROM request WHERE payment = ANY($1::uuid[]) AND NOT state = ANY($2)
     ORDER BY received_at, id`,
    [payments, endedStates],
  );
  for (const { payment, ...request } of rows) open.set(payment, [...(open.get(payment) ?? []), request]);
  return open;
}

/** The one that a list leads to. */
export function openOf(open: readonly OpenRequest[]): Pick<OpenRequest, 'id' | 'kind'> | null {
  const [first] = open;
  return first ? { id: first.id, kind: first.kind } : null;
}
