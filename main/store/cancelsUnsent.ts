/** Whether a cancel of this workstation's own may not have come to СЭП yet. */
import type { Origin } from '../../contract/primitives.ts';
import type { Database } from './driver.ts';
import type { StatusTable } from './statusTable.ts';

/** Whether an event cancels a payment; word by word as the index `event_cancels` has it, only then is it used. */
const cancelsHere = `type = 'paymentCancelled' OR (type = 'paymentRerecorded' AND instr(body, '"type":"paymentCancelled"') > 0)`;

type Last = { readonly origin: Origin; readonly seq: number; readonly generation: number | null };

/** Of СЭП's heads only those count that were told in the generation that is asked about. */
export function openCancelsUnsent(
  database: Database,
  { broughtTo, settledTo }: Pick<StatusTable, 'broughtTo' | 'settledTo'>,
): (generation: number) => boolean {
  const last = database.prepare<[], Last>(
    `SELECT j.origin, h.generation, c.seq FROM (SELECT journal, max(seq) AS seq FROM event WHERE ${cancelsHere} GROUP BY journal) c
     JOIN journal j ON j.key = c.journal LEFT JOIN sep_head h ON h.origin = j.origin WHERE j.mine = 1`,
  );
  return (generation) =>
    last
      .all()
      .some(
        ({ origin, seq, generation: told }) =>
          seq > settledTo(origin) && (told !== generation || seq > broughtTo(origin)),
      );
}
