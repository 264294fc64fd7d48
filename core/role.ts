/** Who may do what: cashier, senior, administrator. One table; the window hides nothing that it doesn't explain. */

import type { Result } from '../contract/failure.ts';
import type { Role } from '../contract/primitives.ts';
import { ok, refuse } from '../contract/result.ts';

export type Right =
  /** Payments, shift, cash, reports: a cashier's day. */
  | 'work'
  /** Printer, register, numbering plan, diagnostics. */
  | 'settings'
  /** Vouching for a clock that the journal contradicts. */
  | 'clock'
  /** Standing by as the second person of a cancel or a refund. */
  | 'vouch'
  /** Making and closing accounts, new PINs. */
  | 'accounts'
  /** VAT rates: what the law says, not how a device works. */
  | 'vat';

const rights: Record<Role, readonly Right[]> = {
  cashier: ['work'],
  senior: ['work', 'settings', 'clock', 'vouch'],
  administrator: ['work', 'settings', 'clock', 'vouch', 'accounts', 'vat'],
};

const leastRole: Record<Right, Role> = {
  work: 'cashier',
  settings: 'senior',
  clock: 'senior',
  vouch: 'senior',
  accounts: 'administrator',
  vat: 'administrator',
};

export const may = (role: Role, right: Right): boolean => rights[role].includes(right);

/** Refuses with `roleNeeded`, naming the least role that may. */
export const requireRight = (role: Role, right: Right): Result<null> =>
  may(role, right) ? ok(null) : refuse('roleNeeded', { role: leastRole[right] });
