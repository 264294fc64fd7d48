/** Takes due payments for a node: first those of dead nodes are freed, then each provider's room is filled. */
import type { PaymentId } from '../../contract/primitives.ts';
import type { Move } from '../../core/dispatch.ts';
import { begin, newAttempt, unsendable } from '../../core/dispatch.ts';
import { txnIdOf } from '../../core/txnId.ts';
import type { SepParts } from '../parts.ts';
import { releaseHeard, someWait } from '../payments/heard.ts';
import { clockLead, doubtedIn, maySentUnseen } from '../restore/doubt.ts';
import { notWhole } from '../restore/whole.ts';
import type { Connection } from '../store/database.ts';
import { lockAcceptance } from '../store/locks.ts';
import { sha256 } from '../trust/hashing.ts';
import type { Gateways, KnownGateway } from './gateway.ts';
import { nodeLockClass } from './liveness.ts';
import {
  type Decided,
  type Held,
  type HeldRow,
  heldColumns,
  heldOf,
  heldTables,
  writeMoves,
} from './moves.ts';

/** One node claims at a time, so that a provider's room is counted right. */
const claimLock = 7_340_004;
/** At most so many in one transaction, milliseconds of work. */
const mostClaimed = 500;

/** A payment in this node's hands, with a request that is written down and has to be sent. */
export type Claimed = {
  readonly held: Held;
  readonly move: Move;
  readonly send: 'check' | 'pay';
  readonly exchange: number;
  readonly gateway: KnownGateway;
};

export type Claim = {
  readonly claimed: readonly Claimed[];
  /** How many were settled without asking anybody. */
  readonly settled: number;
  readonly tradePoints: ReadonlySet<string>;
};

const none: Claim = { claimed: [], settled: 0, tradePoints: new Set() };

const txnId = (payment: string, attempt: number): string => txnIdOf(payment as PaymentId, attempt, sha256);

/** Payments of nodes whose lock is free go back; what they were paying may have been taken. */
async function freeDead(tx: Connection, nodes: readonly number[], now: number): Promise<readonly number[]> {
  if (nodes.length === 0) return [];
  const tried = await tx.query<{ number: number; free: boolean }>(
    'SELECT number, pg_try_advisory_xact_lock($1, number) AS free FROM unnest($2::integer[]) AS number',
    [nodeLockClass, nodes],
  );
  const dead = tried.filter(({ free }) => free).map(({ number }) => number);
  if (dead.length === 0) return [];
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM payment WHERE node = ANY($1) ORDER BY id FOR UPDATE',
    [dead],
  );
  const ids = rows.map(({ id }) => id);
  await tx.run(
    "UPDATE attempt SET maybe_taken = true WHERE payment = ANY($1::uuid[]) AND state = 'paying' AND NOT maybe_taken",
    [ids],
  );
  await tx.run("UPDATE exchange SET outcome = 'broken' WHERE payment = ANY($1::uuid[]) AND outcome IS NULL", [
    ids,
  ]);
  await tx.run('UPDATE payment SET node = NULL, due_at = $2 WHERE id = ANY($1::uuid[])', [ids, now]);
  return dead;
}

/** Whose operator it goes to, word by word as the index `payment_due` has it: corrected details take that one's room. */
const roomOf = 'coalesce(goes_to, payment.provider)';

/**
 * Who is at work where, whose payments wait (one look into the index per provider, however many they are), and how
 * providers are reached; in one statement, after the lock.
 */
const situation = `SELECT
  (SELECT coalesce(json_agg(g), '[]') FROM (SELECT provider, value FROM gateway) g) AS gateways,
  (SELECT coalesce(json_agg(b), '[]') FROM (
    SELECT ${roomOf} AS provider, node, count(*)::integer AS count FROM payment WHERE node IS NOT NULL GROUP BY ${roomOf}, node
  ) b) AS busy,
  (WITH RECURSIVE waiting AS (
    (SELECT ${roomOf} AS provider FROM payment WHERE due_at IS NOT NULL AND node IS NULL ORDER BY ${roomOf} LIMIT 1)
    UNION ALL
    SELECT (SELECT ${roomOf} FROM payment WHERE due_at IS NOT NULL AND node IS NULL AND ${roomOf} > w.provider
      ORDER BY ${roomOf} LIMIT 1)
    FROM waiting w WHERE w.provider IS NOT NULL
  ) SELECT coalesce(json_agg(provider), '[]') FROM waiting WHERE provider IS NOT NULL) AS waiting,
  (SELECT generation FROM sep) AS generation,
  ${someWait} AS unheard,
  coalesce((SELECT generation_since FROM sep), 0) AS since`;

type Situation = {
  readonly gateways: readonly { readonly provider: string; readonly value: string }[];
  readonly busy: readonly { readonly provider: string; readonly node: number; readonly count: number }[];
  readonly waiting: readonly string[];
  readonly generation: number | null;
  readonly since: number;
  /** Whether any payment waits until workstations have heard of it. */
  readonly unheard: boolean;
};

/**
 * Rows that another transaction works on, a cancel for one, are left for the next time; and so is what may have been
 * sent or paid back unseen, where its trade point's journals are not whole again after a restore: as `maySentUnseen`. Nor
 * what a till that has not heard of it may still cancel, whatever made it due.
 */
const lockDue = `SELECT due.id FROM unnest($1::text[], $2::integer[]) AS room (provider, free)
  CROSS JOIN LATERAL (
    SELECT id FROM payment
    WHERE ${roomOf} = room.provider AND due_at <= $3 AND node IS NULL AND status IN ('accepted', 'checking', 'forwarded')
      AND waits_for IS NULL AND NOT (trade_point = ANY($4) AND (conducted_at < $5 OR conducted_at > accepted_at + ${clockLead}))
    ORDER BY due_at LIMIT room.free FOR UPDATE SKIP LOCKED
  ) due`;

async function readSituation(tx: Connection): Promise<Situation> {
  const [row] = await tx.query<Situation>(situation);
  if (!row) throw new Error('a SELECT without FROM gave no row');
  return row;
}

/** Locks what is due, as much as each provider has room for. */
async function lockRoom(
  tx: Connection,
  { busy, waiting, generation, since }: Situation,
  gateways: ReadonlyMap<string, KnownGateway | null>,
  now: number,
): Promise<string[]> {
  const rooms = waiting.flatMap((provider) => {
    const gateway = gateways.get(provider);
    // A gateway that can't be read: its payments wait. None at all: they are told so, as many as there are.
    if (gateway === null) return [];
    const taken = busy.filter((row) => row.provider === provider).reduce((sum, { count }) => sum + count, 0);
    const free = gateway === undefined ? mostClaimed : gateway.gateway.concurrency - taken;
    return free > 0 ? [{ provider, free: Math.min(free, mostClaimed) }] : [];
  });
  if (rooms.length === 0) return [];
  const due = await tx.query<{ id: string }>(lockDue, [
    rooms.map(({ provider }) => provider),
    rooms.map(({ free }) => free),
    now,
    await notWhole(tx, generation ?? 1, since, now),
    doubtedIn(generation ?? 1, since),
  ]);
  return due.slice(0, mostClaimed).map(({ id }) => id);
}

/** Fills this node's room with what is due, and writes down what each will ask before anything is asked. */
export async function claimDue(parts: SepParts, gateways: Gateways, seat: number): Promise<Claim> {
  const { database, clock } = parts;
  return database.transaction(async (tx) => {
    // A new generation marks the attempts under way: it comes before this claim or sees what it opens.
    await lockAcceptance(tx);
    const now = clock();
    await tx.query('SELECT pg_advisory_xact_lock($1)', [claimLock]);
    let found = await readSituation(tx);
    if (found.unheard && (await releaseHeard(tx, now)) > 0) found = await readSituation(tx);
    const others = [...new Set(found.busy.map(({ node }) => node))].filter((node) => node !== seat);
    if ((await freeDead(tx, others, now)).length > 0) found = await readSituation(tx);
    const known = gateways.read(found.gateways);
    const ids = await lockRoom(tx, found, known, now);
    if (ids.length === 0) return none;
    const rows = await tx.query<HeldRow>(
      `SELECT ${heldColumns} FROM ${heldTables} WHERE p.id = ANY($1::uuid[])`,
      [ids],
    );
    const generation = found.generation ?? parts.generation();
    const doubtedBefore = doubtedIn(generation, found.since);

    const decided = rows.map((row): Decided => {
      const held = heldOf(row, txnId);
      const gateway = known.get(held.provider);
      const attempt = held.attempt ?? newAttempt(now);
      const standing = {
        attempt,
        cancelled: row.cancelled,
        doubted: maySentUnseen(row, doubtedBefore),
      };
      const move = gateway
        ? begin(standing, gateway.rules, now)
        : unsendable(attempt, `Для поставщика «${held.provider}» не задан адрес оператора`);
      return { held, move, node: move.send === null ? null : seat };
    });
    const exchanges = await writeMoves(tx, decided, [], { now, generation, cause: 'dispatch' });
    const claimed = decided.flatMap(({ held, move }): Claimed[] => {
      const gateway = known.get(held.provider);
      const exchange = exchanges.get(held.payment);
      if (move.send === null || !gateway || exchange === undefined) return [];
      return [{ held, move, send: move.send, exchange, gateway }];
    });
    return {
      claimed,
      settled: decided.length - claimed.length,
      tradePoints: new Set(decided.map(({ held }) => held.tradePoint)),
    };
  });
}
