/** The cashiers of this workstation: kept beside the journal, because PIN verifiers and names never enter it. */

import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { CashierId, Role } from '../../contract/primitives.ts';
import type { Database } from './driver.ts';
import { guarded } from './engineFailure.ts';
import type { Cashier, CashierStore } from './types.ts';

type CashierRow = {
  readonly id: CashierId;
  readonly name: string;
  readonly role: Role;
  readonly closed: 0 | 1;
  readonly verifier: string;
  readonly failed_tries: number;
  readonly pause_ms: number;
};

const cashierOf = (row: CashierRow): Cashier => ({
  id: row.id,
  name: row.name,
  role: row.role,
  closed: row.closed === 1,
  verifier: row.verifier,
  tries: { failedTries: row.failed_tries, pauseMs: row.pause_ms },
});

const sameName = (left: string, right: string): boolean =>
  left.trim().toLocaleLowerCase('ru') === right.trim().toLocaleLowerCase('ru');

export function openCashierTable(database: Database): CashierStore {
  const all = database.prepare<[], CashierRow>('SELECT * FROM cashier');
  const one = database.prepare<[string], CashierRow>('SELECT * FROM cashier WHERE id = ?');
  const insert = database.prepare<[string, string, string, string]>(
    'INSERT INTO cashier (id, name, role, verifier) VALUES (?, ?, ?, ?)',
  );
  const close = database.prepare<[string]>('UPDATE cashier SET closed = 1 WHERE id = ?');
  const verifier = database.prepare<[string, string]>(
    'UPDATE cashier SET verifier = ?, failed_tries = 0, pause_ms = 0 WHERE id = ?',
  );
  const tries = database.prepare<[number, number, string]>(
    'UPDATE cashier SET failed_tries = ?, pause_ms = ? WHERE id = ?',
  );

  const list = (): Cashier[] =>
    all
      .all()
      .map(cashierOf)
      .sort((left, right) => left.name.localeCompare(right.name, 'ru') || left.id.localeCompare(right.id));

  /** Runs a change of one cashier; changing nobody is refused. */
  function change(step: () => { readonly changes: number }): Result<null> {
    const done = guarded(step);
    if (!done.ok) return done;
    return done.value.changes === 0 ? refuse('cashierNotFound') : ok(null);
  }

  return {
    list,
    find(id) {
      const row = one.get(id);
      return row ? cashierOf(row) : null;
    },
    create({ id, name, role, verifier: text }) {
      if (list().some((cashier) => !cashier.closed && sameName(cashier.name, name))) {
        return refuse('cashierNameTaken', { name });
      }
      return change(() => insert.run(id, name.trim(), role, text));
    },
    close: (id) => change(() => close.run(id)),
    setVerifier: (id, text) => change(() => verifier.run(text, id)),
    setTries: (id, { failedTries, pauseMs }) => change(() => tries.run(failedTries, Math.ceil(pauseMs), id)),
  };
}
