/** Advisory locks that all nodes over one database share; their numbers stand here so that none is used twice. */
import type { Connection } from './database.ts';

/** 7340001 is the migrations' (migrate.ts), 7340002 a node's life, 7340004 whoever claims due payments (claim.ts). */
const acceptance = 7_340_003;

/**
 * Held by whoever accepts payments until its transaction ends. Whoever decides something about payments that may be
 * arriving at this moment (a cancel, a new generation) takes it alone, by `lockAcceptanceAlone`, and so comes either
 * before or after each of them.
 */
export async function lockAcceptance(tx: Connection): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock_shared($1)', [acceptance]);
}

/** Waits for all acceptances under way; later ones wait for the end of this transaction. Take it first of all locks. */
export async function lockAcceptanceAlone(tx: Connection): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [acceptance]);
}
