/** Sessions and accounts: who signs in, and who may make and close the accounts of others. */

import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { CashierId } from '../../contract/primitives.ts';
import type { CashierView } from '../../contract/till.ts';
import { isWeakPin } from '../../core/pinPause.ts';
import type { Handlers } from '../door/door.ts';
import type { Till } from './context.ts';
import { cashierView } from './view.ts';

type PeopleCalls = Pick<
  Handlers,
  | 'session.signIn'
  | 'session.lock'
  | 'session.signOut'
  | 'session.touch'
  | 'cashiers.list'
  | 'cashiers.create'
  | 'cashiers.close'
  | 'cashiers.setPin'
>;

export type HashPin = (pin: string) => Promise<string>;

export type PeopleParts = {
  readonly till: Till;
  readonly hashPin: HashPin;
  /** Nobody works before the journal is known to be the one to go on with. */
  readonly journalCompared: Promise<void>;
};

export function peopleCalls({ till, hashPin, journalCompared }: PeopleParts): PeopleCalls {
  const { session, store, log } = till;
  const { cashiers } = store.local;

  const listed = (): Result<CashierView[]> => {
    till.changed();
    return ok(cashiers.list().map(cashierView));
  };

  const lastAdministrator = (id: CashierId): boolean => {
    const administrators = cashiers.list().filter(({ role, closed }) => role === 'administrator' && !closed);
    return administrators.length === 1 && administrators[0]?.id === id;
  };

  return {
    'session.signIn': async ({ cashierId, pin }) => {
      await journalCompared;
      const signedIn = await session.signIn(cashierId, pin);
      log.info({ cashierId, ...(signedIn.ok ? {} : { refused: signedIn.failure.code }) }, 'sign-in');
      return signedIn.ok ? ok(till.changed()) : signedIn;
    },
    'session.lock': () => {
      session.lock();
      return ok(till.changed());
    },
    'session.signOut': () => {
      session.signOut();
      return ok(till.changed());
    },
    'session.touch': () => {
      session.touch();
      return ok(null);
    },

    'cashiers.list': () => {
      const administrator = session.require('accounts');
      return administrator.ok ? ok(cashiers.list().map(cashierView)) : administrator;
    },
    'cashiers.create': async ({ name, role, pin }) => {
      const administrator = session.require('accounts');
      if (!administrator.ok) return administrator;
      if (isWeakPin(pin)) return refuse('badPin');
      const verifier = await hashPin(pin);
      const created = cashiers.create({ id: store.newId() as CashierId, name, role, verifier });
      return created.ok ? listed() : created;
    },
    'cashiers.close': ({ id }) => {
      const administrator = session.require('accounts');
      if (!administrator.ok) return administrator;
      if (lastAdministrator(id)) return refuse('lastAdministrator');
      const closed = cashiers.close(id);
      return closed.ok ? listed() : closed;
    },
    'cashiers.setPin': async ({ id, pin }) => {
      const administrator = session.require('accounts');
      if (!administrator.ok) return administrator;
      if (isWeakPin(pin)) return refuse('badPin');
      const set = cashiers.setVerifier(id, await hashPin(pin));
      return set.ok ? listed() : set;
    },
  };
}
