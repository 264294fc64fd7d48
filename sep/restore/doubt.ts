/** What a restored system can't know: whether it sent a payment before, of which its older copy has nothing. */
import type { Connection } from '../store/database.ts';

/** How far ahead a workstation's clock may run, milliseconds: doubt costs a look, a wrong proof costs money. */
export const clockLead = 10 * 60_000;

/** Payments of before this instant may have been sent without a trace; 0: none, it was never restored. */
export async function doubtedBefore(tx: Connection): Promise<number> {
  const [sep] = await tx.query<{ generation: number; generation_since: number }>(
    'SELECT generation, generation_since FROM sep',
  );
  return sep !== undefined && sep.generation > 1 ? sep.generation_since + clockLead : 0;
}

/** When a payment was begun, by its own id; null: an id that tells no time. */
export function begunAt(payment: string): number | null {
  const hex = payment.replaceAll('-', '');
  return hex[12] === '7' ? Number.parseInt(hex.slice(0, 12), 16) : null;
}
