/** Looks at parked events again: a newer program may understand what an older one had to put aside. */

import { understand } from '../../core/journal.ts';
import { acceptArrived } from '../adjustments/arrival.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptance } from '../store/locks.ts';
import { applyToLanes } from './lanes.ts';

type Owner = { readonly trade_point: string; readonly workstation: number };

/** Events of no payment and no shift: nothing waits for them, so they are done when they are understood. */
async function readNobodys(tx: Connection, { trade_point, workstation }: Owner): Promise<void> {
  const rows = await tx.query<Parameters<typeof understand>[0] & { readonly origin: string }>(
    `SELECT event.origin, event.seq, event.at, event.type, event.version, event.body
     FROM parked JOIN event USING (origin, seq) JOIN journal ON journal.origin = event.origin
     WHERE parked.subject IS NULL AND trade_point = $1 AND workstation = $2`,
    [trade_point, workstation],
  );
  for (const row of rows) {
    if (typeof understand(row) === 'string') continue;
    await tx.run('DELETE FROM parked WHERE origin = $1 AND seq = $2', [row.origin, row.seq]);
  }
}

async function reinterpretOf(parts: SepParts, owner: Owner): Promise<{ accepted: number; left: number }> {
  const { database, clock } = parts;
  const { trade_point: tradePoint, workstation } = owner;
  return database.transaction(async (tx) => {
    await lockAcceptance(tx);
    const [place] = await tx.query<{ changes: number }>(
      'SELECT change_count AS changes FROM trade_point WHERE id = $1 FOR NO KEY UPDATE',
      [tradePoint],
    );
    const [sep] = await tx.query<{ generation: number }>('SELECT generation FROM sep');
    const now = clock();
    const subjects = await tx.query<{ subject: string }>(
      `SELECT DISTINCT parked.subject FROM parked JOIN journal ON journal.origin = parked.origin
       WHERE parked.subject IS NOT NULL AND trade_point = $1 AND workstation = $2`,
      [tradePoint, workstation],
    );
    await readNobodys(tx, owner);
    const applied = await applyToLanes(
      tx,
      { tradePoint, workstation },
      [],
      now,
      subjects.map(({ subject }) => subject),
    );
    const { accepted } = await acceptArrived(
      tx,
      {
        tradePoint,
        workstation,
        generation: sep?.generation ?? parts.generation(),
        changes: place?.changes ?? 0,
        now,
      },
      applied,
    );
    return { accepted, left: applied.parked };
  });
}

/** At every start, before shipments are taken. Gives how many payments it found and how many events still wait. */
export async function reinterpretParked(
  parts: SepParts,
): Promise<{ readonly accepted: number; readonly left: number }> {
  const owners = await parts.database.query<Owner>(
    'SELECT DISTINCT trade_point, workstation FROM parked JOIN journal USING (origin)',
  );
  const total = { accepted: 0, left: 0 };
  for (const owner of owners) {
    const { accepted, left } = await reinterpretOf(parts, owner);
    total.accepted += accepted;
    total.left += left;
    if (accepted > 0) parts.signals.changed(owner.trade_point);
  }
  if (total.accepted > 0) {
    parts.counters.paymentsAccepted(total.accepted);
    parts.signals.due();
  }
  if (owners.length > 0) parts.log.warn(total, 'parked events were looked at again');
  return total;
}
