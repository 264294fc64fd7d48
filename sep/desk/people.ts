/** The desk's people: known by password and second factor, slowed down when they guess. */
import type { DeskRole } from '../../contract/desk.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { seal, unseal } from '../trust/secret.ts';
import { note } from './audit.ts';
import { isPassword, makeVerifier, nobodysVerifier, oneTimePassword } from './password.ts';
import { newTotpSecret, otpauthUrl, stepOfCode } from './secondFactor.ts';
import { endSessionsOf } from './sessions.ts';

export type NewPerson = { readonly login: string; readonly name: string; readonly role: DeskRole };
export type NewCredentials = { readonly password: string; readonly otpauth: string };

/** Password and second factor, and how the database keeps them; made outside of a transaction, since it takes its time. */
export type Issue = NewCredentials & { readonly verifier: string; readonly sealed: Buffer };

export async function newIssue({ random }: SepParts, secret: Buffer, login: string): Promise<Issue> {
  const password = oneTimePassword(random);
  const totp = newTotpSecret(random);
  const verifier = await makeVerifier(password, random);
  return { password, otpauth: otpauthUrl(totp, login), verifier, sealed: seal(secret, totp, random) };
}

/** By whom accounts are given out that nobody has to vouch for: who runs the server can do anything. */
export const commandLine = 'command line';

/**
 * Makes an account, or gives an existing one a new name, role, one-time password and second factor: what was known
 * before opens nothing any more, and whoever gave out the new ones did not prove who holds them.
 */
export async function writePerson(
  tx: Connection,
  { login, name, role }: NewPerson,
  { verifier, sealed }: Issue,
  issuer: string,
  at: number,
): Promise<void> {
  await tx.run(
    `INSERT INTO desk_user (login, name, role, verifier, one_time, totp, made_at, issued_by)
     VALUES ($1, $2, $3, $4, true, $5, $6, $7)
     ON CONFLICT (login) DO UPDATE SET name = excluded.name, role = excluded.role, verifier = excluded.verifier,
       one_time = true, totp = excluded.totp, totp_step = 0, tries = 0, paused_until = 0, closed_at = NULL,
       issued_by = excluded.issued_by, vouched_by = NULL`,
    [login, name, role, verifier, sealed, at, issuer],
  );
  await endSessionsOf(tx, login);
}

/** By the command line. */
export async function savePerson(
  parts: SepParts,
  secret: Buffer,
  person: NewPerson,
  who: string,
): Promise<NewCredentials> {
  const issue = await newIssue(parts, secret, person.login);
  const at = parts.clock();
  await parts.database.transaction(async (tx) => {
    await writePerson(tx, person, issue, commandLine, at);
    await note(tx, { at, who, what: 'вход выдан', details: person });
  });
  return { password: issue.password, otpauth: issue.otpauth };
}

/** False: there is no such account, or it is closed already. */
export async function closePerson(parts: SepParts, login: string, who: string): Promise<boolean> {
  return parts.database.transaction(async (tx) => {
    const at = parts.clock();
    const closed = await tx.run(
      'UPDATE desk_user SET closed_at = $2 WHERE login = $1 AND closed_at IS NULL',
      [login, at],
    );
    if (closed === 0) return false;
    await endSessionsOf(tx, login);
    await note(tx, { at, who, what: 'учётная запись закрыта', details: { login } });
    return true;
  });
}

/** Tries before the first pause; each further one doubles it. */
const freeTries = 5;
const firstPause = 60_000;
const longestPause = 3_600_000;

export type Tried = { readonly kind: 'right' } | { readonly kind: 'wrong' } | { readonly kind: 'paused' };

type Row = {
  readonly verifier: string;
  readonly totp: Buffer;
  readonly totp_step: number;
};

/**
 * Counts a try before it is judged, so that a hundred guesses at once are a hundred tries. Null: a pause runs, or there
 * is no such person.
 */
async function take(parts: SepParts, login: string): Promise<Row | 'paused' | 'nobody'> {
  const now = parts.clock();
  const [row] = await parts.database.query<Row>(
    `UPDATE desk_user SET tries = tries + 1,
       paused_until = CASE WHEN tries + 1 >= $3
         THEN $2::bigint + least($4::bigint * (2 ^ least(tries + 1 - $3, 20))::bigint, $5::bigint) ELSE paused_until END
     WHERE login = $1 AND closed_at IS NULL AND paused_until <= $2
     RETURNING verifier, totp, totp_step`,
    [login, now, freeTries, firstPause, longestPause],
  );
  if (row) return row;
  const known = await parts.database.query('SELECT FROM desk_user WHERE login = $1 AND closed_at IS NULL', [
    login,
  ]);
  return known.length > 0 ? 'paused' : 'nobody';
}

/** Who isn't there is answered as one whose password is wrong, after the same time. */
export async function tryPassword(parts: SepParts, login: string, password: string): Promise<Tried> {
  const row = await take(parts, login);
  if (row === 'paused') return { kind: 'paused' };
  const right = await isPassword(row === 'nobody' ? nobodysVerifier : row.verifier, password);
  if (row === 'nobody' || !right) return { kind: 'wrong' };
  // Not a wrong try; those before stay counted until the second factor was right too.
  await parts.database.run(
    `UPDATE desk_user SET tries = greatest(tries - 1, 0),
       paused_until = CASE WHEN tries - 1 < $2 THEN 0 ELSE paused_until END WHERE login = $1`,
    [login, freeTries],
  );
  return { kind: 'right' };
}

/** Throws when the account's secret was sealed by another СЭП's: then nobody can sign in, which the log must say. */
export async function tryCode(parts: SepParts, secret: Buffer, login: string, code: string): Promise<Tried> {
  const row = await take(parts, login);
  if (row === 'paused') return { kind: 'paused' };
  if (row === 'nobody') return { kind: 'wrong' };
  const totp = unseal(secret, row.totp);
  if (!totp) throw new Error('the second factor was sealed by another secret than KASSA_SEP_SECRET of now');
  const step = stepOfCode(totp, code, parts.clock(), row.totp_step);
  if (step === null) return { kind: 'wrong' };
  // Of two sign-ins by one code at the same moment, one finds the step used.
  const used = await parts.database.run(
    `UPDATE desk_user SET totp_step = $2, tries = 0, paused_until = 0, signed_in_at = $3
     WHERE login = $1 AND totp_step < $2`,
    [login, step, parts.clock()],
  );
  return used > 0 ? { kind: 'right' } : { kind: 'wrong' };
}

export async function isCurrentPassword(
  connection: Connection,
  login: string,
  password: string,
): Promise<boolean> {
  const [row] = await connection.query<{ verifier: string }>(
    'SELECT verifier FROM desk_user WHERE login = $1',
    [login],
  );
  return row !== undefined && isPassword(row.verifier, password);
}

export async function savePassword(tx: Connection, login: string, verifier: string): Promise<void> {
  await tx.run('UPDATE desk_user SET verifier = $2, one_time = false WHERE login = $1', [login, verifier]);
}
