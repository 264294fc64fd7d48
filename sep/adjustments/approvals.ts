/** Who agreed to a request, and to what: two different persons have to mean the same. */
import type { Connection } from '../store/database.ts';

export type Agreeing = {
  readonly person: { readonly id: string; readonly role: string };
  readonly reason: string;
};

export type Approval = { readonly person: string; readonly corrected: string | null };

export const readApprovals = (tx: Connection, request: string): Promise<Approval[]> =>
  tx.query<Approval>('SELECT person, corrected FROM approval WHERE request = $1 ORDER BY at, person', [
    request,
  ]);

/** Notes that a person agrees to this; agreements to something else are void from now on. */
export async function agree(
  tx: Connection,
  request: string,
  { person, reason }: Agreeing,
  word: string | null,
  at: number,
): Promise<void> {
  await tx.run('DELETE FROM approval WHERE request = $1 AND corrected IS DISTINCT FROM $2', [request, word]);
  await tx.run(
    `INSERT INTO approval (request, person, role, at, reason, corrected) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [request, person.id, person.role, at, reason, word],
  );
}

/** How many others agreed to the very same. */
export const others = (approvals: readonly Approval[], person: string, word: string | null): number =>
  approvals.filter((one) => one.person !== person && one.corrected === word).length;
