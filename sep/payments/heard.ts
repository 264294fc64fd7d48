/**
 * A payment that the office makes from a paper may be standing at a till, receipted and not conducted: without СЭП that till
 * cancels it by itself and gives the cash back. So it waits until the workstations have said that they know of it (a
 * till that has any word of СЭП about a payment does not cancel it by itself any more), and that no cancel of their own
 * is still on its way. No time lets it go: whoever is gone for good is revoked.
 */
import { type Unheard, waitingWords } from '../../core/unheard.ts';
import { isZone } from '../../core/zone.ts';
import type { Caller } from '../parts.ts';
import type { Connection } from '../store/database.ts';

/** `waits_for` of a payment of which nobody knows who took it. */
export const allWorkstations = 0;

/** What a workstation says of itself with a contact, or with a question for changes. */
export type Saying = {
  readonly seen: { readonly generation: number; readonly cursor: number };
  /** Whether a cancel of its own may not be here yet; absent: a program that does not say, and would cancel in spite of it. */
  readonly cancelsUnsent?: boolean | undefined;
};

/**
 * Notes up to where it has read the changes. What it says is of one moment, and kept at the till as surely as its journal:
 * whatever it does afterwards it does knowing them. As said, not the highest: a profile that was put back knows less. True:
 * a payment of its trade point waits to be heard of, so the dispatcher may have something to do.
 */
export async function noteHeard(
  connection: Connection,
  { tradePoint, workstation }: Caller,
  { seen, cancelsUnsent }: Saying,
): Promise<boolean> {
  if (cancelsUnsent !== false) {
    // What it knew then it may know no more: a profile that was put back, or an older program.
    await connection.run(
      `UPDATE workstation SET heard_change = CASE WHEN $5 AND heard_generation = $3 THEN least(heard_change, $4) ELSE 0 END
       WHERE trade_point = $1 AND number = $2 AND heard_change > 0 AND NOT ($5 AND heard_generation = $3 AND heard_change <= $4)`,
      [tradePoint, workstation, seen.generation, seen.cursor, cancelsUnsent === true],
    );
    return false;
  }
  const [row] = await connection.query<{ waits: boolean }>(
    `UPDATE workstation SET heard_generation = $3,
       heard_change = least($4, (SELECT change_count FROM trade_point WHERE id = $1)) WHERE trade_point = $1 AND number = $2
     RETURNING EXISTS (SELECT FROM payment WHERE trade_point = $1 AND waits_for IS NOT NULL) AS waits`,
    [tradePoint, workstation, seen.generation, seen.cursor],
  );
  return row?.waits ?? false;
}

/**
 * Workstations `w` that have not said that they know of a payment `p` as it is now. Of one that was never enrolled no till
 * has a certificate. What of its journals was set aside, or is not understood yet, may hold a cancel.
 */
const unheard = `w.trade_point = p.trade_point AND p.waits_for IN (${allWorkstations}, w.number) AND w.revoked_at IS NULL
  AND EXISTS (SELECT FROM journal j WHERE j.trade_point = w.trade_point AND j.workstation = w.number)
  AND NOT (w.heard_generation = (SELECT generation FROM sep) AND w.heard_change >= p.change
    AND NOT EXISTS (SELECT FROM set_aside s JOIN journal j ON j.origin = s.origin
      WHERE s.kind = 'fork' AND s.settled_at IS NULL AND j.trade_point = w.trade_point AND j.workstation = w.number)
    AND NOT EXISTS (SELECT FROM parked k JOIN journal j ON j.origin = k.origin
      WHERE j.trade_point = w.trade_point AND j.workstation = w.number))`;

/** SQL: whether any payment waits to be heard of; a look into an index that is mostly empty. */
export const someWait =
  '(SELECT trade_point FROM payment WHERE waits_for IS NOT NULL ORDER BY trade_point LIMIT 1) IS NOT NULL';

/** Whether a payment has not been sent since a till may still cancel it. */
export async function waitsForTills(tx: Connection, payment: string): Promise<boolean> {
  const rows = await tx.query('SELECT FROM payment WHERE id = $1 AND waits_for IS NOT NULL', [payment]);
  return rows.length > 0;
}

/** Lets go what everybody has heard of. What another transaction works on is left for the next time. Gives how many. */
export const releaseHeard = (tx: Connection, now: number): Promise<number> =>
  tx.run(
    `UPDATE payment SET waits_for = NULL,
       due_at = CASE WHEN status IN ('accepted', 'checking', 'forwarded') THEN coalesce(due_at, $1) END
     WHERE id IN (SELECT id FROM payment p WHERE p.waits_for IS NOT NULL AND NOT EXISTS (SELECT FROM workstation w WHERE ${unheard})
       FOR UPDATE SKIP LOCKED)`,
    [now],
  );

/**
 * A journal tells of payments that were made from their papers, as the tills call them: of one that its till has conducted
 * nobody cancels anything any more; of another one its own till alone is waited for.
 */
export async function heardByJournal(
  tx: Connection,
  tradePoint: string,
  told: { readonly conducted: readonly string[]; readonly receipted: readonly string[] },
  workstation: number,
  now: number,
): Promise<void> {
  const named = (place: string) =>
    `trade_point = $1 AND (id = ANY(${place}::uuid[])
       OR id IN (SELECT payment FROM payment_alias WHERE journal_payment = ANY(${place}::uuid[])))`;
  if (told.receipted.length > 0)
    await tx.run(
      `UPDATE payment SET waits_for = $3 WHERE waits_for = ${allWorkstations} AND ${named('$2')}`,
      [tradePoint, told.receipted, workstation],
    );
  if (told.conducted.length > 0)
    await tx.run(
      `UPDATE payment SET waits_for = NULL, due_at = CASE WHEN status IN ('accepted', 'checking', 'forwarded')
         THEN coalesce(due_at, $3) END WHERE waits_for IS NOT NULL AND ${named('$2')}`,
      [tradePoint, told.conducted, now],
    );
}

type UnheardRow = Omit<Unheard, 'zone'> & { readonly payment: string; readonly zone: string | null };

/** For whom payments wait, in words for people; nothing of those that don't. */
export async function readWaiting(
  connection: Connection,
  payments: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (payments.length === 0) return new Map();
  const rows = await connection.query<UnheardRow>(
    `SELECT p.id AS payment, w.number AS workstation, w.seen_at AS "seenAt", t.details::json ->> 'zone' AS zone
     FROM payment p JOIN trade_point t ON t.id = p.trade_point JOIN workstation w ON ${unheard}
     WHERE p.id = ANY($1::uuid[]) AND p.waits_for IS NOT NULL AND p.status IN ('accepted', 'checking', 'forwarded')
     ORDER BY w.number`,
    [payments],
  );
  const stations = new Map<string, Unheard[]>();
  for (const { payment, workstation, seenAt, zone } of rows) {
    const known = zone !== null && isZone(zone) ? zone : 'Europe/Moscow';
    stations.set(payment, [...(stations.get(payment) ?? []), { workstation, seenAt, zone: known }]);
  }
  return new Map([...stations].map(([payment, unheardBy]) => [payment, waitingWords(unheardBy)]));
}
