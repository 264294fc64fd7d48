/** Our daily registry of a provider: made once after Moscow's midnight, or at any time on command. */
import type { Day } from '../../contract/primitives.ts';
import { moscow } from '../../core/osmp.ts';
import { moscowDay, type RegistryLine, writeRegistry } from '../../core/registry.ts';
import { endOfDay, shiftDay, startOfDay } from '../../core/zone.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';

/**
 * What was credited of the day. A payment belongs to the day of its `txn_date`, which the operator was told: both
 * sides count it to the same day, whenever the answer came.
 */
export async function readOurs(tx: Connection, provider: string, day: string): Promise<RegistryLine[]> {
  const rows = await tx.query<{ txn_id: string; at: number; account: string; credited: number }>(
    `SELECT txn_id, first_pay_at AS at, account, credited FROM attempt
     WHERE provider = $1 AND state = 'credited' AND first_pay_at >= $2 AND first_pay_at < $3
     ORDER BY first_pay_at, txn_id`,
    [provider, startOfDay(day as Day, moscow), endOfDay(day as Day, moscow)],
  );
  return rows.map(({ txn_id, at, account, credited }) => ({ txnId: txn_id, at, account, sum: credited }));
}

export type MadeRegistry = { readonly content: string; readonly count: number; readonly sum: number };

const keep = `INSERT INTO registry (provider, day, direction, content, count, amount, at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (provider, day, direction) DO UPDATE
    SET content = excluded.content, count = excluded.count, amount = excluded.amount, at = excluded.at`;

export async function keepRegistry(
  tx: Connection,
  which: { readonly provider: string; readonly day: string; readonly direction: 'ours' | 'theirs' },
  { content, count, sum }: MadeRegistry,
  at: number,
): Promise<void> {
  await tx.run(keep, [which.provider, which.day, which.direction, content, count, sum, at]);
}

/** Makes it anew: what was settled since the last time is in it. */
export async function makeRegistry(parts: SepParts, provider: string, day: string): Promise<MadeRegistry> {
  return parts.database.transaction(async (tx) => {
    const lines = await readOurs(tx, provider, day);
    const made = {
      content: writeRegistry(lines, day),
      count: lines.length,
      sum: lines.reduce((sum, line) => sum + line.sum, 0),
    };
    await keepRegistry(tx, { provider, day, direction: 'ours' }, made, parts.clock());
    return made;
  });
}

/** So many days are made up for when nobody was at work. */
const mostDays = 7;

/** Moscow's days that are over, oldest first: yesterday, and those before it since the first node ever started. */
export async function daysOver(parts: SepParts): Promise<string[]> {
  const [began] = await parts.database.query<{ at: number | null }>('SELECT min(started_at) AS at FROM node');
  const today = moscowDay(parts.clock());
  const yesterday = shiftDay(today, -1);
  const first = moscowDay(began?.at ?? parts.clock());
  const days = Array.from({ length: mostDays }, (_, index) => shiftDay(today, index - mostDays));
  return days.filter((day) => day >= first || day === yesterday);
}

/** The registries of the last days that are not made yet, for every provider that we reach. */
export async function makeDueRegistries(parts: SepParts): Promise<void> {
  const missing = await parts.database.query<{ provider: string; day: string }>(
    `SELECT g.provider, d.day FROM gateway g CROSS JOIN unnest($1::text[]) AS d (day)
     WHERE NOT EXISTS (SELECT FROM registry r WHERE r.provider = g.provider AND r.day = d.day AND r.direction = 'ours')
     ORDER BY d.day, g.provider`,
    [await daysOver(parts)],
  );
  for (const { provider, day } of missing) await makeRegistry(parts, provider, day);
}
