/** The audit log: who did what at the desk, in the same transaction as what was done where that is possible. */
import type { CorrectedDetails } from '../../contract/adjustment.ts';
import type { DeskAuditLine, DeskInput, DeskOutput } from '../../contract/desk.ts';
import type { Connection } from '../store/database.ts';

/** How people of the desk stand in the log and in stories: `desk/ivanova`. */
export const whoIs = (login: string): string => `desk/${login}`;

/** Corrected details as the log keeps them: to which operator, and the last digits of the number. */
export const changedTo = (corrected: CorrectedDetails | null) =>
  corrected && { provider: corrected.providerId, number: `…${corrected.account.slice(-4)}` };

/** `details`: plain values, never a password, a code or a whole number of a client. */
export async function note(
  connection: Connection,
  line: { readonly at: number; readonly who: string; readonly what: string; readonly details: object },
): Promise<void> {
  await connection.run('INSERT INTO audit (at, who, what, details) VALUES ($1, $2, $3, $4)', [
    line.at,
    line.who,
    line.what,
    JSON.stringify(line.details),
  ]);
}

const page = 100;

export async function readAudit(
  connection: Connection,
  { before, who }: DeskInput<'audit'>,
): Promise<DeskOutput<'audit'>> {
  const lines = await connection.query<DeskAuditLine>(
    `SELECT id, at, who, what, details FROM audit
     WHERE ($1::bigint IS NULL OR id < $1) AND ($2::text IS NULL OR who ILIKE '%' || $2 || '%')
     ORDER BY id DESC LIMIT ${page + 1}`,
    // What people type is no pattern.
    [before, who === null || who === '' ? null : who.replace(/[\\%_]/g, '\\$&')],
  );
  return { lines: lines.slice(0, page), more: lines.length > page };
}
