/** Sessions of the desk: a random token in a cookie, its hash in the database, so that all nodes know it. */
import { hash } from 'node:crypto';
import type { DeskPerson, DeskRole } from '../../contract/desk.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';

const tokenBytes = 32;
/** Between password and code, milliseconds. */
const codeTime = 5 * 60_000;
/** Nobody is at the screen any more. */
const idleTime = 30 * 60_000;
/** A working day. */
const wholeTime = 12 * 3_600_000;
/** `seen_at` is written this often at most: a screen asks every few seconds. */
const seenPause = 60_000;

export type SessionStage = 'code' | 'in';
export type Session = {
  readonly token: string;
  readonly stage: SessionStage;
  readonly person: DeskPerson;
  readonly oneTime: boolean;
};

const hashOf = (token: string): Buffer => hash('sha256', token, 'buffer');

/** A new token; whoever had the old one is out, so that a token known before signing in is worth nothing after. */
export async function openSession(
  tx: Connection,
  { clock, random }: Pick<SepParts, 'clock' | 'random'>,
  login: string,
  stage: SessionStage,
): Promise<string> {
  const token = Buffer.from(random(tokenBytes)).toString('base64url');
  const now = clock();
  await tx.run('DELETE FROM desk_session WHERE ends_at <= $1 OR seen_at <= $2', [now, now - idleTime]);
  await tx.run(
    `INSERT INTO desk_session (token_hash, login, stage, made_at, seen_at, ends_at) VALUES ($1, $2, $3, $4, $4, $5)`,
    [hashOf(token), login, stage, now, now + (stage === 'in' ? wholeTime : codeTime)],
  );
  return token;
}

type Row = {
  readonly stage: SessionStage;
  readonly seen_at: number;
  readonly login: string;
  readonly name: string;
  readonly role: DeskRole;
  readonly one_time: boolean;
};

/** Null: no such session, or it has ended, or its person's account is closed. */
export async function readSession(parts: SepParts, token: string | null): Promise<Session | null> {
  if (token === null || token.length > 100) return null;
  const now = parts.clock();
  const [row] = await parts.database.query<Row>(
    `SELECT s.stage, s.seen_at, u.login, u.name, u.role, u.one_time
     FROM desk_session s JOIN desk_user u ON u.login = s.login
     WHERE s.token_hash = $1 AND s.ends_at > $2 AND s.seen_at > $3 AND u.closed_at IS NULL`,
    [hashOf(token), now, now - idleTime],
  );
  if (!row) return null;
  if (now - row.seen_at > seenPause)
    await parts.database.run('UPDATE desk_session SET seen_at = $2 WHERE token_hash = $1', [
      hashOf(token),
      now,
    ]);
  const { stage, login, name, role, one_time } = row;
  return { token, stage, oneTime: one_time, person: { login, name, role } };
}

export async function endSession(connection: Connection, token: string): Promise<void> {
  await connection.run('DELETE FROM desk_session WHERE token_hash = $1', [hashOf(token)]);
}

/** After a new password nobody stays in by the old one. */
export async function endSessionsOf(connection: Connection, login: string): Promise<void> {
  await connection.run('DELETE FROM desk_session WHERE login = $1', [login]);
}
