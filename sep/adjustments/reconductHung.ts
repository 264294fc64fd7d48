/** After an outage: everything of one provider that hangs is asked about again, each payment under its own number. */
import { endedStates } from '../../core/adjustment.ts';
import type { SepParts } from '../parts.ts';
import { lockAcceptanceAlone } from '../store/locks.ts';
import { reconductHungPayment } from './reconduct.ts';
import { refundBegun } from './refundBegun.ts';
import { stepRequest } from './rows.ts';
import type { KnownPayment } from './subject.ts';

/** At most so many in one transaction: shipments wait for it. */
const mostAtOnce = 200;

/** Whose it hangs at, of a payment `p`: its details may have been corrected to another provider's. */
export const hangsAt = `coalesce((SELECT a.provider FROM attempt a WHERE a.payment = p.id AND a.number = greatest(p.attempt, 1)),
  p.provider)`;

/**
 * Whether a payment `p` hangs because its journal may tell of one that is here under another name, or was seen to by
 * people: it has a number of its own, so the operator would credit it beside the other; or because a workstation knows of it
 * what a СЭП that was put back from a dump does not. Or its till gave cash back for it, or began to.
 */
export const hangsInDoubt = `(EXISTS (SELECT FROM status_change s WHERE s.payment = p.id AND s.generation = p.generation
  AND s.revision = p.revision AND s.status = 'hung' AND s.cause IN ('journal', 'recalled'))
  OR ${refundBegun('p.id')})`;

/**
 * Gives how many were made due again. Payments about which a cancel is open and those in doubt are left alone; open
 * requests for a re-conduct are done by it. Called again it finds only what hangs again.
 */
export async function reconductHung(
  parts: SepParts,
  provider: string,
  person: { readonly id: string },
  reason: string,
): Promise<number> {
  const at = parts.clock();
  let count = 0;
  for (let more = true; more; ) {
    const done = await parts.database.transaction(async (tx) => {
      await lockAcceptanceAlone(tx);
      const [sep] = await tx.query<{ generation: number }>('SELECT generation FROM sep');
      const rows = await tx.query<KnownPayment>(
        `SELECT p.id, trade_point, workstation, counter, provider, account, credited, fee, taken, conducted_at, status,
           attempt, operator_number, result_code
         FROM payment p
         WHERE status = 'hung' AND status_at <= $2
           AND ${hangsAt} = $1 AND NOT ${hangsInDoubt}
           AND NOT EXISTS (SELECT FROM request r WHERE r.payment = p.id AND r.kind <> 'reconduct' AND NOT r.state = ANY($3))
         ORDER BY p.id LIMIT ${mostAtOnce} FOR UPDATE`,
        [provider, at, endedStates],
      );
      for (const row of rows) {
        const doing = { at, generation: sep?.generation ?? parts.generation(), cause: person.id };
        await reconductHungPayment(tx, row, doing);
        const open = await tx.query<{ id: string }>(
          "SELECT id FROM request WHERE payment = $1 AND kind = 'reconduct' AND NOT state = ANY($2)",
          [row.id, endedStates],
        );
        for (const { id } of open) {
          await stepRequest(tx, {
            request: id,
            state: 'done',
            answer: 'Отправлен оператору ещё раз с теми же данными.',
            who: person.id,
            at,
          });
        }
      }
      return rows;
    });
    for (const tradePoint of new Set(done.map((row) => row.trade_point))) parts.signals.changed(tradePoint);
    count += done.length;
    more = done.length === mostAtOnce;
  }
  if (count > 0) parts.signals.due();
  parts.log.info({ provider, by: person.id, count, reason }, 'hung payments were made due again');
  return count;
}
