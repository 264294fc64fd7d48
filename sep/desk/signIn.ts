/** Signing in: password, then the second factor, then, once, a password of one's own. */
import type { DeskStanding } from '../../contract/desk.ts';
import { DeskLogin } from '../../contract/desk.ts';
import type { SepParts } from '../parts.ts';
import { note, whoIs } from './audit.ts';
import type { DeskResult } from './parts.ts';
import { given, refused } from './parts.ts';
import { makeVerifier, passwordFault } from './password.ts';
import { isCurrentPassword, savePassword, tryCode, tryPassword } from './people.ts';
import type { Session } from './sessions.ts';
import { endSession, endSessionsOf, openSession } from './sessions.ts';

/** What came of it; `token`: the cookie's new value, null: it is taken away. */
export type Signed = DeskResult<{ readonly standing: DeskStanding; readonly token: string | null }>;

export interface SignIn {
  standing(session: Session | null): DeskStanding;
  password(login: string, password: string, from: string, old: Session | null): Promise<Signed>;
  code(session: Session | null, code: string, from: string): Promise<Signed>;
  newPassword(session: Session | null, password: string): Promise<Signed>;
  out(session: Session | null): Promise<Signed>;
}

const paused = refused(
  'tooMany',
  'Слишком много неудачных попыток. Подождите: с каждой ошибкой пауза длиннее.',
);

export function createSignIn(parts: SepParts, secret: Buffer, training: boolean): SignIn {
  const { database, clock } = parts;
  const out: DeskStanding = { stage: 'out', training };

  const standing = (session: Session | null): DeskStanding => {
    if (!session) return out;
    const { stage, person, oneTime } = session;
    if (stage === 'code') return { stage: 'code', training };
    return { stage: oneTime ? 'newPassword' : 'in', training, person };
  };

  const tell = (login: string, what: string, from: string): Promise<void> =>
    note(database, { at: clock(), who: whoIs(login), what, details: { from } });

  return {
    standing,
    async password(written, password, from, old) {
      const login = written.toLowerCase();
      // What can be nobody's login is not even written down: it may be a password in the wrong field.
      const known = DeskLogin.safeParse(login).success;
      const tried = known ? await tryPassword(parts, login, password) : ({ kind: 'wrong' } as const);
      if (tried.kind !== 'right') {
        if (known) await tell(login, tried.kind === 'wrong' ? 'вход: неверный пароль' : 'вход: пауза', from);
        return tried.kind === 'wrong' ? refused('wrongSignIn', 'Имя или пароль неверны.') : paused;
      }
      const token = await database.transaction(async (tx) => {
        if (old) await endSession(tx, old.token);
        return openSession(tx, parts, login, 'code');
      });
      return given({ standing: { stage: 'code', training }, token });
    },
    async code(session, code, from) {
      if (session?.stage !== 'code') return refused('notSignedIn', 'Введите имя и пароль заново.');
      const { login } = session.person;
      const tried = await tryCode(parts, secret, login, code);
      if (tried.kind !== 'right') {
        await tell(login, tried.kind === 'wrong' ? 'вход: неверный код' : 'вход: пауза', from);
        return tried.kind === 'paused'
          ? paused
          : refused('wrongCode', 'Код неверен или уже использован. Дождитесь следующего.');
      }
      const token = await database.transaction(async (tx) => {
        await endSession(tx, session.token);
        await note(tx, { at: clock(), who: whoIs(login), what: 'вход', details: { from } });
        return openSession(tx, parts, login, 'in');
      });
      return given({ standing: standing({ ...session, stage: 'in' }), token });
    },
    async newPassword(session, password) {
      if (session?.stage !== 'in') return refused('notSignedIn', 'Войдите заново.');
      const { login } = session.person;
      const fault = passwordFault(password, login);
      if (fault !== null) return refused('weakPassword', fault);
      if (await isCurrentPassword(database, login, password))
        return refused('weakPassword', 'Это прежний пароль. Нужен другой.');
      const verifier = await makeVerifier(password, parts.random);
      const token = await database.transaction(async (tx) => {
        await savePassword(tx, login, verifier);
        await endSessionsOf(tx, login);
        await note(tx, { at: clock(), who: whoIs(login), what: 'новый пароль', details: {} });
        return openSession(tx, parts, login, 'in');
      });
      return given({ standing: standing({ ...session, oneTime: false }), token });
    },
    async out(session) {
      if (session) {
        await endSession(database, session.token);
        await note(database, { at: clock(), who: whoIs(session.person.login), what: 'выход', details: {} });
      }
      return given({ standing: out, token: null });
    },
  };
}
