/** Roles as people call them. */
import type { Role } from '../../contract/primitives.ts';

export const roleNames: Readonly<Record<Role, string>> = {
  cashier: 'кассир',
  senior: 'старший кассир',
  administrator: 'администратор',
};
