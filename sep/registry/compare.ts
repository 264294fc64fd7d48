/** An operator's registry against what we know: differences are kept, and what it proves of hung payments is settled. */
import type { Day } from '../../contract/primitives.ts';
import type { SepStatus } from '../../contract/status.ts';
import { type AttemptState, isLateCredit } from '../../core/dispatch.ts';
import {
  compareRegistries,
  type Discrepancy,
  type DiscrepancyKind,
  type Registry,
  type RegistryFault,
  type RegistryLine,
  readRegistry,
} from '../../core/registry.ts';
import { shiftDay } from '../../core/zone.ts';
import type { SepParts } from '../parts.ts';
import { changeStatuses } from '../payments/statusChange.ts';
import type { Connection } from '../store/database.ts';
import { keepLateCredits } from './lateCredit.ts';
import { keepRegistry, readOurs } from './ours.ts';

export type Settled = { readonly payment: string; readonly txnId: string; readonly sum: number };

export type Compared = {
  readonly ours: { readonly count: number; readonly sum: number };
  readonly theirs: { readonly count: number; readonly sum: number };
  /** All that this comparison found, those settled by it too. */
  readonly found: readonly Discrepancy[];
  readonly settled: readonly Settled[];
};

export type Comparison =
  | { readonly ok: true; readonly compared: Compared }
  | { readonly ok: false; readonly fault: RegistryFault };

type KnownAttempt = {
  readonly txn_id: string;
  readonly payment: string;
  readonly number: number;
  readonly account: string;
  readonly credited: number;
  readonly state: string;
  readonly first_pay_at: number | null;
  readonly trade_point: string;
  readonly status: SepStatus;
  readonly payment_attempt: number;
};

const sumOf = (lines: readonly { readonly sum: number }[]): number =>
  lines.reduce((sum, line) => sum + line.sum, 0);

/** The attempts that their lines name, of this provider, with their payments locked. */
async function lockNamed(
  tx: Connection,
  provider: string,
  theirs: Registry,
): Promise<ReadonlyMap<string, KnownAttempt>> {
  const ids = theirs.lines.map(({ txnId }) => txnId);
  await tx.query(
    `SELECT id FROM payment WHERE id IN (SELECT payment FROM attempt WHERE provider = $1 AND txn_id = ANY($2))
     ORDER BY id FOR UPDATE`,
    [provider, ids],
  );
  const rows = await tx.query<KnownAttempt>(
    `SELECT a.txn_id, a.payment, a.number, a.account, a.credited, a.state, a.first_pay_at, p.trade_point, p.status,
       p.attempt AS payment_attempt
     FROM attempt a JOIN payment p ON p.id = a.payment WHERE a.provider = $1 AND a.txn_id = ANY($2)`,
    [provider, ids],
  );
  return new Map(rows.map((row) => [row.txn_id, row]));
}

/** Hung, of this very attempt, on the same account with the same sum: the registry proves it credited. */
const isProven = (known: KnownAttempt, line: RegistryLine): boolean =>
  known.status === 'hung' &&
  known.payment_attempt === known.number &&
  known.account === line.account &&
  known.credited === line.sum;

/** Settled otherwise here, or another attempt took its place: what they credited, somebody has twice. */
const isLate = ({ status, state, number, payment_attempt }: KnownAttempt): boolean =>
  isLateCredit(status, { state: state as AttemptState, isCurrent: number === payment_attempt });

const isLateKind = ({ kind }: Discrepancy): boolean => kind === 'lateCredit';

async function settle(
  parts: SepParts,
  tx: Connection,
  proven: readonly KnownAttempt[],
  day: string,
  now: number,
): Promise<void> {
  if (proven.length === 0) return;
  await tx.run(
    `UPDATE attempt SET state = 'credited' FROM unnest($1::uuid[], $2::integer[]) AS g (payment, number)
     WHERE attempt.payment = g.payment AND attempt.number = g.number`,
    [proven.map(({ payment }) => payment), proven.map(({ number }) => number)],
  );
  await changeStatuses(
    tx,
    proven.map(({ payment, trade_point, number }) => ({
      payment,
      tradePoint: trade_point,
      status: 'completed' as const,
      at: now,
      generation: parts.generation(),
      attempt: number,
      operatorNumber: null,
      resultCode: null,
      reason: `Подтверждён реестром оператора за ${day.split('-').reverse().join('.')}`,
      cause: 'registry',
      dueAt: null,
      node: null,
    })),
  );
}

async function keepFound(
  tx: Connection,
  { provider, day, now }: { readonly provider: string; readonly day: string; readonly now: number },
  found: readonly Discrepancy[],
  named: ReadonlyMap<string, { readonly payment: string }>,
): Promise<void> {
  // What an earlier file of this day left open and this one does not show again is over.
  await tx.run(
    `UPDATE discrepancy SET settled_at = $3, settled_by = 'registry'
     WHERE provider = $1 AND day = $2 AND settled_at IS NULL AND kind <> 'lateCredit'
       AND NOT EXISTS (SELECT FROM unnest($4::text[], $5::text[]) AS g (kind, txn_id)
         WHERE g.kind = discrepancy.kind AND g.txn_id = discrepancy.txn_id)`,
    [provider, day, now, found.map(({ kind }) => kind), found.map(({ txnId }) => txnId)],
  );
  if (found.length === 0) return;
  await tx.run(
    `INSERT INTO discrepancy (provider, day, kind, txn_id, payment, account, our_amount, their_amount, found_at)
     SELECT $1, $2, g.kind, g.txn_id, g.payment, g.account, g.ours, g.theirs, $3
     FROM unnest($4::text[], $5::text[], $6::uuid[], $7::text[], $8::bigint[], $9::bigint[])
       AS g (kind, txn_id, payment, account, ours, theirs)
     ON CONFLICT (provider, day, kind, txn_id) DO UPDATE SET payment = excluded.payment, account = excluded.account,
       our_amount = excluded.our_amount, their_amount = excluded.their_amount,
       settled_at = CASE WHEN discrepancy.settled_by = 'registry' THEN NULL ELSE discrepancy.settled_at END,
       settled_by = CASE WHEN discrepancy.settled_by = 'registry' THEN NULL ELSE discrepancy.settled_by END`,
    [
      provider,
      day,
      now,
      found.map(({ kind }) => kind),
      found.map(({ txnId }) => txnId),
      found.map(({ txnId }) => named.get(txnId)?.payment ?? null),
      found.map(({ account }) => account),
      found.map(({ ours }) => ours),
      found.map(({ theirs }) => theirs),
    ],
  );
}

const settleNamed = (
  tx: Connection,
  provider: string,
  kind: DiscrepancyKind,
  txnIds: readonly string[],
  now: number,
): Promise<number> =>
  tx.run(
    `UPDATE discrepancy SET settled_at = $4, settled_by = 'registry'
     WHERE provider = $1 AND kind = $2 AND txn_id = ANY($3) AND settled_at IS NULL`,
    [provider, kind, txnIds, now],
  );

/** Of our lines that theirs of this day lack, those that their registries of the days around it have. */
async function namedAround(tx: Connection, provider: string, day: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ content: string }>(
    "SELECT content FROM registry WHERE provider = $1 AND direction = 'theirs' AND day = ANY($2)",
    [provider, [shiftDay(day as Day, -1), shiftDay(day as Day, 1)]],
  );
  const ids = new Set<string>();
  for (const { content } of rows) {
    const read = readRegistry(content);
    if (read.ok) for (const { txnId } of read.registry.lines) ids.add(txnId);
  }
  return ids;
}

/**
 * Takes an operator's registry of a day: kept as it came, compared, differences kept, hung payments that it proves
 * completed; all of it in one transaction, or a fault and nothing.
 */
export async function takeRegistry(
  parts: SepParts,
  provider: string,
  day: string,
  content: string,
): Promise<Comparison> {
  const read = readRegistry(content);
  if (!read.ok) return read;
  const theirs = read.registry;
  const { compared, tradePoints } = await parts.database.transaction(async (tx) => {
    const now = parts.clock();
    const named = await lockNamed(tx, provider, theirs);
    const ours = await readOurs(tx, provider, day);
    const proven = theirs.lines.flatMap((line) => {
      const known = named.get(line.txnId);
      return known && isProven(known, line) ? [known] : [];
    });
    const around = await namedAround(tx, provider, day);
    // Ours of another day count too where theirs name them: an operator may count a day by its own clock.
    const days = new Map(ours.map((line) => [line.txnId, line]));
    for (const { txnId } of theirs.lines) {
      const known = named.get(txnId);
      if (known?.state === 'credited' && !days.has(txnId))
        days.set(txnId, {
          txnId,
          at: known.first_pay_at ?? now,
          account: known.account,
          sum: known.credited,
        });
    }
    const differences = compareRegistries([...days.values()], theirs.lines).filter(
      ({ kind, txnId }) => !(kind === 'missingThere' && around.has(txnId)),
    );
    const found = differences.map((one): Discrepancy => {
      const known = named.get(one.txnId);
      return one.kind === 'missingHere' && known && isLate(known) ? { ...one, kind: 'lateCredit' } : one;
    });
    await keepRegistry(
      tx,
      { provider, day, direction: 'theirs' },
      { content, count: theirs.count, sum: theirs.sum },
      now,
    );
    const ourPayments = await paymentsOf(tx, found, named);
    const [late, open] = [found.filter(isLateKind), found.filter((one) => !isLateKind(one))];
    await keepFound(tx, { provider, day, now }, open, ourPayments);
    await keepLateCredits(
      tx,
      late.map(({ txnId, account, theirs: credited }) => ({
        payment: named.get(txnId)?.payment ?? '',
        provider,
        txnId,
        account,
        credited: credited ?? 0,
      })),
      now,
    );
    await settle(parts, tx, proven, day, now);
    await settleNamed(
      tx,
      provider,
      'missingHere',
      proven.map((known) => known.txn_id),
      now,
    );
    // Missing at a neighbouring day, and here it is.
    await settleNamed(
      tx,
      provider,
      'missingThere',
      theirs.lines.filter(({ txnId }) => !found.some((one) => one.txnId === txnId)).map(({ txnId }) => txnId),
      now,
    );
    return {
      tradePoints: new Set(proven.map((known) => known.trade_point)),
      compared: {
        ours: { count: ours.length, sum: sumOf(ours) },
        theirs: { count: theirs.count, sum: theirs.sum },
        found,
        settled: proven.map(({ payment, txn_id, credited }) => ({ payment, txnId: txn_id, sum: credited })),
      },
    };
  });
  for (const tradePoint of tradePoints) parts.signals.changed(tradePoint);
  return { ok: true, compared };
}

/** The payments behind differences, theirs and ours. */
async function paymentsOf(
  tx: Connection,
  found: readonly Discrepancy[],
  named: ReadonlyMap<string, { readonly payment: string }>,
): Promise<ReadonlyMap<string, { readonly payment: string }>> {
  const missing = found.map(({ txnId }) => txnId).filter((txnId) => !named.has(txnId));
  const rows = await tx.query<{ txn_id: string; payment: string }>(
    'SELECT txn_id, payment FROM attempt WHERE txn_id = ANY($1)',
    [missing],
  );
  return new Map([...named, ...rows.map(({ txn_id, payment }) => [txn_id, { payment }] as const)]);
}
