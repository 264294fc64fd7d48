/** What a restored system can't know: whether it sent a payment before, of which its older copy has nothing. */
import type { Connection } from '../store/database.ts';

/** How far ahead a workstation's clock may run, milliseconds: doubt costs a look, a wrong proof costs money. */
export const clockLead = 10 * 60_000;

/** As `doubtedBefore`, of the generation that began at `since`. */
export const doubtedIn = (generation: number, since: number): number =>
  generation > 1 ? since + clockLead : 0;

/** Payments of before this instant may have been sent without a trace; 0: none, it was never restored. */
export async function doubtedBefore(tx: Connection): Promise<number> {
  const [sep] = await tx.query<{ generation: number; generation_since: number }>(
    'SELECT generation, generation_since FROM sep',
  );
  return sep === undefined ? 0 : doubtedIn(sep.generation, sep.generation_since);
}

/** When a payment was taken, by its till's clock, and when it came here, by ours; UTC milliseconds. */
export type Times = { readonly conducted_at: number; readonly accepted_at: number };

/**
 * Whether it may have been sent without a trace; `before`: what `doubtedBefore` gives. The word of a clock that ran ahead
 * further than that, which shows when it comes, proves nothing of when it was.
 */
export const maySentUnseen = ({ conducted_at, accepted_at }: Times, before: number): boolean =>
  before > 0 && (conducted_at < before || conducted_at > accepted_at + clockLead);

/** When a payment was begun, by its own id; null: an id that tells no time. */
export function begunAt(payment: string): number | null {
  const hex = payment.replaceAll('-', '');
  return hex[12] === '7' ? Number.parseInt(hex.slice(0, 12), 16) : null;
}
