/** Whether a trade point came out of it as it must: asked of СЭП, the operators and every workstation. */
import type { SepStatus } from '../../../contract/status.ts';
import { isSettled } from '../../../core/sepStatus.ts';
import type { Operators } from '../../../sep/operators/server.ts';
import type { Database } from '../../../sep/store/database.ts';
import type { EpochVerdict } from './witness.ts';
import type { Look, Paid } from './words.ts';
import type { World } from './world.ts';

type PaymentRow = {
  readonly id: string;
  readonly account: string;
  readonly credited: number;
  readonly status: SepStatus;
  readonly generation: number;
  readonly revision: number;
};

const readPayments = (database: Database): Promise<PaymentRow[]> =>
  database.query<PaymentRow>('SELECT id, account, credited, status, generation, revision FROM payment');

/** What a workstation is told differently from what СЭП says; also what one of the two doesn't know. */
function differences(
  look: Look,
  rows: readonly PaymentRow[],
  acknowledged: ReadonlyMap<string, Paid>,
): string[] {
  const told = new Map(look.statuses.map(([id, ...line]) => [id, line.join(' ')]));
  return rows
    .filter(({ id }) => acknowledged.has(id))
    .filter(({ id, status, generation, revision }) => told.get(id) !== `${status} ${generation} ${revision}`)
    .map(
      ({ id, status, generation, revision }) =>
        `${id}: ${told.get(id) ?? 'nothing'}, СЭП says ${status} ${generation} ${revision}`,
    );
}

/** Everything that is not at its end yet, in words. */
async function openThings(world: World): Promise<string[]> {
  const rows = await readPayments(world.database());
  const known = new Map(rows.map((row) => [row.id, row]));
  const open: string[] = [];
  for (const id of world.acknowledged.keys()) {
    const status = known.get(id)?.status;
    if (!status) open.push(`${id} is not at СЭП`);
    else if (!isSettled(status)) open.push(`${id} is ${status}`);
  }
  for (const place of world.places) {
    const look = await world.look(place);
    if (!look) open.push(`workstation ${place.number} is not there`);
    else {
      if (look.unsent > 0)
        open.push(
          `workstation ${place.number}, ${look.ticked ? 'ticked' : 'not ticked'}, link ${look.link}, has ${look.unsent} unsent`,
        );
      open.push(
        ...differences(look, rows, world.acknowledged).map((text) => `workstation ${place.number}: ${text}`),
      );
    }
  }
  return open;
}

/** Waits until nothing is open any more, at most so long. */
export async function untilQuiet(
  world: World,
  boundMs: number,
): Promise<{ readonly tookMs: number; readonly open: readonly string[] }> {
  const started = performance.now();
  for (;;) {
    const open = await openThings(world);
    const tookMs = Math.round(performance.now() - started);
    if (open.length === 0 || tookMs > boundMs)
      return { tookMs, open: [...open.slice(0, 10), ...open.slice(-10)] };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export type Verdict = {
  /** What must not be; empty: all is well. */
  readonly found: readonly string[];
  readonly statuses: Readonly<Record<string, number>>;
  readonly credited: number;
};

/**
 * Whether every acknowledged payment was credited exactly once, or says that nobody knows, and no journal was written twice. Credits are counted by number
 * and sum, which no two payments share, so that two attempts of one payment are seen too.
 */
export async function findFaults({
  database,
  operators,
  acknowledged,
}: {
  readonly database: Database;
  readonly operators: Pick<Operators, 'credited'>;
  readonly acknowledged: Iterable<Paid>;
}): Promise<Verdict> {
  const found: string[] = [];
  const rows = await readPayments(database);
  const known = new Map(rows.map((row) => [row.id, row]));
  const credited = operators.credited();
  const credits = new Map<string, number>();
  for (const { account, sum } of credited) {
    const key = `${account} ${sum}`;
    credits.set(key, (credits.get(key) ?? 0) + 1);
  }
  for (const [key, count] of credits) if (count > 1) found.push(`${key} was credited ${count} times`);
  if (new Set(credited.map(({ txnId }) => txnId)).size !== credited.length)
    found.push('a txn_id was credited twice');

  const statuses: Record<string, number> = {};
  for (const { id, account, sum } of acknowledged) {
    const row = known.get(id);
    const count = credits.get(`${account} ${sum}`) ?? 0;
    const status = row?.status ?? 'lost';
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (row && (row.account !== account || row.credited !== sum))
      found.push(`${id} is another payment at СЭП`);
    const right =
      status === 'completed' ? count === 1 : status === 'rejected' ? count === 0 : status === 'hung';
    if (!right) found.push(`${id} is ${status} and was credited ${count} times`);
  }
  // What was conducted but not yet named when its workstation was killed counts too.
  for (const { id, account, credited: sum, status } of rows) {
    const count = credits.get(`${account} ${sum}`) ?? 0;
    if (status === 'rejected' && count > 0) found.push(`${id} is rejected and was credited`);
    if (status === 'completed' && count === 0) found.push(`${id} is completed and was not credited`);
  }
  // Settled or not: a journal that somebody wrote twice.
  const forks = await database.query<{ origin: string; seq: number; settled_by: string | null }>(
    "SELECT origin, seq, settled_by FROM set_aside WHERE kind = 'fork' ORDER BY id",
  );
  for (const { origin, seq } of forks) found.push(`journal ${origin} was forked at ${seq}`);
  const accounts = new Set(rows.map((row) => `${row.account} ${row.credited}`));
  for (const key of credits.keys())
    if (!accounts.has(key)) found.push(`${key} was credited and СЭП knows nothing of it`);
  return { found: [...new Set(found)], statuses, credited: credited.length };
}

export async function judge(world: World): Promise<Verdict & { readonly epochs: EpochVerdict }> {
  const { operators, acknowledged, witness } = world;
  const database = world.database();
  const verdict = await findFaults({ database, operators, acknowledged: acknowledged.values() });
  await witness.read(database);
  return { ...verdict, epochs: witness.verdict() };
}
