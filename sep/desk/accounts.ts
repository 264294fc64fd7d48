/**
 * The administrator's work with the desk's accounts. Nobody changes their own, so that one who can let others in always
 * stays; and what one person gave out decides nothing until another senior vouches for it, so that nobody is two people.
 */
import type { DeskAccount, DeskCredentials, DeskPerson, DeskRole } from '../../contract/desk.ts';
import type { SepParts } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { note, whoIs } from './audit.ts';
import type { DeskResult } from './parts.ts';
import { given, refused } from './parts.ts';
import { commandLine, type NewPerson, newIssue, writePerson } from './people.ts';
import { endSessionsOf } from './sessions.ts';

const own = refused('barred', 'Свою учётную запись меняет другой администратор.');
const unknown = refused('notFound', 'Такой учётной записи нет.');
const taken = refused('barred', 'Такое имя для входа уже есть. Выберите другое.');
const lost = refused('notAllowed', 'Ваши права за это время изменились. Войдите заново.');

/** SQL: somebody beside who gave the account out knows the person behind it. */
const trusted = `(issued_by = '${commandLine}' OR vouched_by IS NOT NULL)`;

/** Whether what this person decides counts. */
export async function isTrusted(connection: Connection, login: string): Promise<boolean> {
  const rows = await connection.query(
    `SELECT FROM desk_user WHERE login = $1 AND closed_at IS NULL AND ${trusted}`,
    [login],
  );
  return rows.length > 0;
}

/** Open ones first, by name. */
export async function readAccounts(connection: Connection, now: number): Promise<DeskAccount[]> {
  return connection.query<DeskAccount>(
    `SELECT login, name, role, made_at AS "madeAt", signed_in_at AS "signedInAt", closed_at AS "closedAt",
       one_time AS "oneTime", CASE WHEN paused_until > $1 THEN paused_until END AS "pausedUntil",
       issued_by AS "issuedBy", vouched_by AS "vouchedBy"
     FROM desk_user ORDER BY closed_at IS NOT NULL, name, login`,
    [now],
  );
}

type Known = { readonly name: string; readonly role: DeskRole; readonly closed_at: number | null };

/**
 * In one transaction with all accounts locked, so that two who close each other do not both succeed: whoever acts is
 * an administrator still, or nothing happens.
 */
async function administer<T>(
  { database }: SepParts,
  actor: DeskPerson,
  login: string,
  work: (tx: Connection, known: Known | null) => Promise<DeskResult<T>>,
): Promise<DeskResult<T>> {
  if (actor.login === login) return own;
  return database.transaction(async (tx) => {
    const rows = await tx.query<Known & { login: string }>(
      'SELECT login, name, role, closed_at FROM desk_user ORDER BY login FOR UPDATE',
    );
    const acting = rows.find((row) => row.login === actor.login);
    if (acting?.role !== 'administrator' || acting.closed_at !== null) return lost;
    return work(tx, rows.find((row) => row.login === login) ?? null);
  });
}

export async function makeAccount(
  parts: SepParts,
  secret: Buffer,
  person: NewPerson,
  actor: DeskPerson,
): Promise<DeskResult<DeskCredentials>> {
  const { login, name, role } = person;
  const issue = await newIssue(parts, secret, login);
  return administer(parts, actor, login, async (tx, known) => {
    if (known) return taken;
    const at = parts.clock();
    await writePerson(tx, person, issue, actor.login, at);
    await note(tx, {
      at,
      who: whoIs(actor.login),
      what: 'учётная запись заведена',
      details: { login, name, role },
    });
    return given({ login, password: issue.password, otpauth: issue.otpauth });
  });
}

export const changeAccount = (
  parts: SepParts,
  { login, name, role }: NewPerson,
  actor: DeskPerson,
): Promise<DeskResult<Record<string, never>>> =>
  administer(parts, actor, login, async (tx, known) => {
    if (!known) return unknown;
    await tx.run('UPDATE desk_user SET name = $2, role = $3 WHERE login = $1', [login, name, role]);
    const details = { login, name, role, before: `${known.name}, ${known.role}` };
    await note(tx, { at: parts.clock(), who: whoIs(actor.login), what: 'учётная запись изменена', details });
    return given({});
  });

/** What was known before opens nothing any more; a closed account is open again. */
export async function resetAccount(
  parts: SepParts,
  secret: Buffer,
  { login, reason }: { readonly login: string; readonly reason: string },
  actor: DeskPerson,
): Promise<DeskResult<DeskCredentials>> {
  const issue = await newIssue(parts, secret, login);
  return administer(parts, actor, login, async (tx, known) => {
    if (!known) return unknown;
    const at = parts.clock();
    await writePerson(tx, { login, name: known.name, role: known.role }, issue, actor.login, at);
    await note(tx, { at, who: whoIs(actor.login), what: 'вход выдан заново', details: { login, reason } });
    return given({ login, password: issue.password, otpauth: issue.otpauth });
  });
}

export const closeAccount = (
  parts: SepParts,
  { login, reason }: { readonly login: string; readonly reason: string },
  actor: DeskPerson,
): Promise<DeskResult<Record<string, never>>> =>
  administer(parts, actor, login, async (tx, known) => {
    if (!known) return unknown;
    if (known.closed_at !== null) return refused('barred', 'Учётная запись уже закрыта.');
    const at = parts.clock();
    await tx.run('UPDATE desk_user SET closed_at = $2 WHERE login = $1', [login, at]);
    await endSessionsOf(tx, login);
    await note(tx, {
      at,
      who: whoIs(actor.login),
      what: 'учётная запись закрыта',
      details: { login, reason },
    });
    return given({});
  });

/** «I know this person», once, by another senior than who gave the account out. */
export const vouchFor = (
  { database, clock }: SepParts,
  login: string,
  actor: DeskPerson,
): Promise<DeskResult<Record<string, never>>> =>
  database.transaction(async (tx) => {
    const [known] = await tx.query<{ issued_by: string; vouched_by: string | null }>(
      'SELECT issued_by, vouched_by FROM desk_user WHERE login = $1 AND closed_at IS NULL FOR UPDATE',
      [login],
    );
    if (!known) return unknown;
    if (actor.login === login) return own;
    if (known.issued_by === commandLine || known.vouched_by !== null)
      return refused('barred', 'Эту учётную запись подтверждать не нужно.');
    if (known.issued_by === actor.login)
      return refused('barred', 'Вход этому сотруднику выдали вы: подтвердить его должен другой старший.');
    await tx.run('UPDATE desk_user SET vouched_by = $2 WHERE login = $1', [login, actor.login]);
    const details = { login, issuedBy: known.issued_by };
    await note(tx, { at: clock(), who: whoIs(actor.login), what: 'сотрудник подтверждён', details });
    return given({});
  });
