/** Numbers of the desk: what waits, what hangs, how the last day went. */
import type { AdjustmentKind } from '../../contract/adjustment.ts';
import type { DeskCounts, DeskDashboard, DeskHung } from '../../contract/desk.ts';
import type { SepStatus } from '../../contract/status.ts';
import { isSettled } from '../../core/sepStatus.ts';
import { hangsAt, hangsInDoubt } from '../adjustments/reconductHung.ts';
import type { Connection } from '../store/database.ts';
import { readTradePoints } from './watch.ts';

const hour = 3_600_000;

export async function readCounts(connection: Connection, now: number): Promise<DeskCounts> {
  const [row] = await connection.query<Omit<DeskCounts, 'troubles'>>(
    `SELECT count(*) FILTER (WHERE state IN ('open', 'halfApproved')) AS open,
       min(least(made_at, received_at)) FILTER (WHERE state IN ('open', 'halfApproved')) AS "oldestAt",
       count(*) FILTER (WHERE state = 'atOperator') AS "atOperator",
       count(*) FILTER (WHERE state = 'awaitsReceipt') AS "awaitsReceipt",
       (SELECT count(*) FROM payment WHERE status = 'hung') AS hung,
       (SELECT count(*) FROM discrepancy WHERE settled_at IS NULL) AS discrepancies,
       (SELECT count(*) FROM contradiction WHERE settled_at IS NULL) AS contradictions
     FROM request WHERE state NOT IN ('done', 'denied', 'operatorRefused')`,
  );
  const [aside] = await connection.query<{ count: number }>(
    'SELECT count(*) AS count FROM set_aside WHERE settled_at IS NULL',
  );
  const silent = (await readTradePoints(connection, now)).filter(({ trouble }) => trouble !== null).length;
  if (!row) throw new Error('a count gave no row');
  return { ...row, troubles: silent + (aside?.count ?? 0) };
}

export async function readHung(
  connection: Connection,
  names: readonly { readonly id: string; readonly name: string }[],
): Promise<DeskHung[]> {
  const rows = await connection.query<Omit<DeskHung, 'providerName'>>(
    `SELECT ${hangsAt} AS provider, count(*) AS count, sum(credited)::bigint AS amount, min(status_at) AS "oldestAt",
       count(*) FILTER (WHERE ${hangsInDoubt}) AS doubted
     FROM payment p WHERE status = 'hung' GROUP BY 1 ORDER BY count(*) DESC, provider`,
  );
  return rows.map((row) => ({
    ...row,
    providerName: names.find(({ id }) => id === row.provider)?.name ?? row.provider,
  }));
}

const ageBounds = [
  ['до 15 минут', 15 * 60_000],
  ['до часа', hour],
  ['до 4 часов', 4 * hour],
  ['до суток', 24 * hour],
  ['до 3 суток', 72 * hour],
  ['дольше', Number.POSITIVE_INFINITY],
] as const;

async function readAges(connection: Connection, now: number): Promise<DeskDashboard['ages']> {
  const rows = await connection.query<{ kind: AdjustmentKind; asked_at: number }>(
    "SELECT kind, least(made_at, received_at) AS asked_at FROM request WHERE state IN ('open', 'halfApproved', 'atOperator')",
  );
  const ages = ageBounds.map(([label]) => ({ label, reconduct: 0, transfer: 0, cancel: 0, cashRefund: 0 }));
  for (const { kind, asked_at } of rows) {
    const bucket = ages[ageBounds.findIndex(([, bound]) => now - asked_at <= bound)];
    if (bucket) bucket[kind] += 1;
  }
  return ages;
}

type HourRow = {
  readonly at: number;
  readonly provider: string;
  readonly status: SepStatus;
  readonly count: number;
  readonly amount: number;
};

const isError = ({ status }: HourRow): boolean => status === 'rejected' || status === 'hung';
const countOf = (rows: readonly HourRow[]): number => rows.reduce((sum, { count }) => sum + count, 0);
const amountOf = (rows: readonly HourRow[]): number => rows.reduce((sum, { amount }) => sum + amount, 0);
const of = (rows: readonly HourRow[], status: SepStatus): number =>
  countOf(rows.filter((row) => row.status === status));

/** The last 24 hours, this one among them, beside the 24 before. */
export async function readDashboard(connection: Connection, now: number): Promise<DeskDashboard> {
  const first = Math.floor(now / hour) * hour - 23 * hour;
  const all = await connection.query<HourRow>(
    `SELECT accepted_at / ${hour} * ${hour} AS at, provider, status, count(*) AS count, sum(credited)::bigint AS amount
     FROM payment WHERE accepted_at >= $1 GROUP BY 1, 2, 3`,
    [first - 24 * hour],
  );
  const rows = all.filter(({ at }) => at >= first);
  const before = all.filter(({ at }) => at < first);
  const hoursOf = (some: readonly HourRow[]) =>
    Array.from({ length: 24 }, (_, index) => {
      const at = first + index * hour;
      const own = some.filter((row) => row.at === at);
      return { at, payments: countOf(own), errors: countOf(own.filter(isError)) };
    });
  const providers = [...new Set(rows.map(({ provider }) => provider))]
    .map((provider) => ({ provider, own: rows.filter((row) => row.provider === provider) }))
    .map(({ provider, own }) => ({
      provider,
      payments: countOf(own),
      amount: amountOf(own),
      rejected: of(own, 'rejected'),
      hung: of(own, 'hung'),
      underWay: countOf(own.filter(({ status }) => !isSettled(status))),
      hours: hoursOf(own).map(({ payments, errors }) => ({ payments, errors })),
    }))
    .sort((left, right) => right.payments - left.payments);
  return {
    hours: hoursOf(rows),
    before: {
      payments: countOf(before),
      amount: amountOf(before),
      errors: countOf(before.filter(isError)),
    },
    providers,
    ages: await readAges(connection, now),
  } as DeskDashboard;
}
