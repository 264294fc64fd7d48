/** The names and addresses by which this computer may be called: they go into the listener's certificate. */

import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import type { Name } from './authority.ts';

/** `extra`: what it is told to listen on, or called by from outside. */
export function machineNames(extra: readonly string[]): Name[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const values = new Set([
    'localhost',
    '127.0.0.1',
    '::1',
    hostname().toLowerCase(),
    // A scope as in `fe80::1%eth0` is this computer's own business.
    ...addresses.map(({ address }) => address.split('%')[0] ?? address),
    ...extra.map((name) => name.toLowerCase()),
  ]);
  return [...values]
    .filter((value) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(value))
    .map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }));
}
