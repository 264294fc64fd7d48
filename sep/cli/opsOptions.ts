/** The options of the operations listener on the command line. */
import type { OpsSettings } from '../ops/opsServer.ts';
import type { Given } from './commands.ts';
import { portOf } from './statusOptions.ts';

export const opsOptions = ['ops-host', 'ops-port'] as const;

const standardPort = 8446;
/** Whatever СЭП itself listens on: who else may look is a decision of its own. */
const standardHost = '127.0.0.1';

/** Null: no such listener. Undefined: the options don't fit. `standing`: СЭП listens at its standard port. */
export function opsSettings(given: Given, standing: boolean): OpsSettings | null | undefined {
  if (given['ops-port'] === 'none') return null;
  const host = given['ops-host'] ?? standardHost;
  // Beside a СЭП on a port of somebody's choice it asks for none that was not named, as the desk does.
  const port = portOf(given['ops-port'] ?? (standing ? String(standardPort) : '0'));
  return port === null || typeof host !== 'string' || host === '' ? undefined : { host, port };
}
