/** Whether a trade point came out of it as it must: asked of СЭП, the operators and every workstation. */
import type { SepStatus } from '../../../contract/status.ts';
import { isSettled, standingNames } from '../../../core/sepStatus.ts';
import type { Operators } from '../../../sep/operators/server.ts';
import type { Database } from '../../../sep/store/database.ts';
import type { Money } from './money.ts';
import { correctedIn, followMoney } from './money.ts';
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

/**
 * What a workstation is told differently from what СЭП says; also what one of the two doesn't know. What a restored СЭП
 * leaves to a person may stand there as it was before the restore, if that is said beside it.
 */
function differences(
  look: Look,
  rows: readonly PaymentRow[],
  acknowledged: ReadonlyMap<string, Paid>,
): string[] {
  const told = new Map(look.statuses.map(([id, ...line]) => [id, line.slice(0, 3).join(' ')]));
  const beside = new Map(look.statuses.map(([id, , , , meanwhile]) => [id, meanwhile]));
  return rows
    .filter(({ id }) => acknowledged.has(id))
    .filter(({ id, status }) => !beside.get(id)?.includes(`«${standingNames[status]}»`))
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
  const requests = await world
    .database()
    .query<{ id: string; kind: string; state: string }>(
      "SELECT id, kind, state FROM request WHERE state IN ('open', 'halfApproved', 'atOperator', 'granted')",
    );
  for (const { id, kind, state } of requests) open.push(`request ${id} for ${kind} is ${state}`);
  for (const place of world.places) {
    const look = await world.look(place);
    if (!look) open.push(`workstation ${place.number} is not there`);
    else {
      if (look.unsent > 0)
        open.push(
          `workstation ${place.number}, ${look.ticked ? 'ticked' : 'not ticked'}, link ${look.link}, has ${look.unsent} unsent`,
        );
      if (look.refunding > 0) open.push(`workstation ${place.number} is giving back ${look.refunding} times`);
      open.push(
        ...differences(look, rows, world.acknowledged).map((text) => `workstation ${place.number}: ${text}`),
      );
    }
  }
  return open;
}

/** Waits until nothing is open any more, at most so long. `last`: what was open until shortly before. */
export async function untilQuiet(
  world: World,
  boundMs: number,
): Promise<{ readonly tookMs: number; readonly open: readonly string[]; readonly last: readonly string[] }> {
  const started = performance.now();
  let last: readonly string[] = [];
  for (;;) {
    const asked = performance.now();
    const open = await openThings(world);
    const lookMs = performance.now() - asked;
    const tookMs = Math.round(performance.now() - started);
    if (open.length === 0 || tookMs > boundMs)
      return { tookMs, open: [...open.slice(0, 10), ...open.slice(-10)], last: last.slice(0, 3) };
    last = open;
    // Whoever looks at thousands of payments in eight places must not be what keeps them busy.
    await new Promise((resolve) => setTimeout(resolve, Math.max(100, 3 * lookMs)));
  }
}

/** What СЭП tells of payments that are named in texts, for whoever has to find out why they did not come to their end. */
export async function storiesOf(database: Database, texts: readonly string[]): Promise<readonly object[]> {
  const ids = [
    ...new Set(texts.flatMap((text) => text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [])),
  ];
  const story = await database.query(
    'SELECT payment, generation, revision, status, at, attempt, cause, reason FROM status_change WHERE payment = ANY($1::uuid[]) ORDER BY payment, generation, revision',
    [ids],
  );
  const words = await database.query('SELECT * FROM recalled WHERE payment = ANY($1::uuid[])', [ids]);
  const requests = await database.query('SELECT * FROM request WHERE payment = ANY($1::uuid[])', [ids]);
  return [...story, ...words, ...requests];
}

export type Verdict = {
  /** What must not be; empty: all is well. */
  readonly found: readonly string[];
  readonly statuses: Readonly<Record<string, number>>;
  readonly credited: number;
};

const isCredited = (status: string): boolean => status === 'completed' || status === 'transferred';
/** Settled, with nothing at the operator. */
const isOver = (status: string): boolean => ['rejected', 'cancelled', 'refunded'].includes(status);

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
  // Where a corrected payment went, beside where it was meant to go first.
  const attempts = await database.query<{ payment: string; account: string; credited: number }>(
    'SELECT DISTINCT payment, account, credited FROM attempt',
  );
  const keysOf = new Map<string, Set<string>>();
  for (const { id, account, credited: sum } of rows) keysOf.set(id, new Set([`${account} ${sum}`]));
  for (const { payment, account, credited: sum } of attempts) keysOf.get(payment)?.add(`${account} ${sum}`);
  const countOf = (id: string): number =>
    [...(keysOf.get(id) ?? [])].reduce((sum, key) => sum + (credits.get(key) ?? 0), 0);
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
    const count = countOf(id);
    const status = row?.status ?? 'lost';
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (row && (row.account !== account || row.credited !== sum))
      found.push(`${id} is another payment at СЭП`);
    const right = isCredited(status) ? count === 1 : status === 'hung' || (isOver(status) && count === 0);
    if (!right) found.push(`${id} is ${status} and was credited ${count} times`);
  }
  // What was conducted but not yet named when its workstation was killed counts too.
  for (const { id, status } of rows) {
    const count = countOf(id);
    if (isOver(status) && count > 0) found.push(`${id} is ${status} and was credited`);
    if (isCredited(status) && count === 0) found.push(`${id} is ${status} and was not credited`);
  }
  // Settled or not: a journal that somebody wrote twice.
  const forks = await database.query<{ origin: string; seq: number; settled_by: string | null }>(
    "SELECT origin, seq, settled_by FROM set_aside WHERE kind = 'fork' ORDER BY id",
  );
  for (const { origin, seq } of forks) found.push(`journal ${origin} was forked at ${seq}`);
  const accounts = new Set([...keysOf.values()].flatMap((keys) => [...keys]));
  for (const key of credits.keys())
    if (!accounts.has(key)) found.push(`${key} was credited and СЭП knows nothing of it`);
  return { found: [...new Set(found)], statuses, credited: credited.length };
}

type WholeVerdict = Verdict & {
  readonly epochs: EpochVerdict;
  readonly money: Money['sums'];
  readonly corrected: Readonly<Record<string, number>>;
};

export async function judge(world: World): Promise<WholeVerdict> {
  const { operators, acknowledged, witness, gave } = world;
  const database = world.database();
  const verdict = await findFaults({ database, operators, acknowledged: acknowledged.values() });
  const money = await followMoney({ database, operators, gave });
  await witness.read(database);
  return {
    ...verdict,
    found: [...verdict.found, ...money.found],
    epochs: witness.verdict(),
    money: money.sums,
    corrected: await correctedIn(database),
  };
}
