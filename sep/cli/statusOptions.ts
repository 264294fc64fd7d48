/** The options of the status page on the command line. */
import { isIP } from 'node:net';
import type { StatusSettings } from '../status/open.ts';
import type { Given } from './commands.ts';

export const statusOptions = ['status-port', 'status-cert', 'status-key', 'status-proxy'] as const;

const standardPort = 8445;

/** Null: no port. */
export function portOf(given: string | boolean): number | null {
  const port = Number(given);
  return given !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null;
}

/** `10.0.0.0/8`, `::1`; a network of everybody would make everybody's word believed. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const kind = isIP(address);
  if (kind === 0 || rest.length > 0) return false;
  return (
    bits === undefined ||
    (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (kind === 4 ? 32 : 128))
  );
}

/** Null: no status page. Undefined: the options don't fit. `standing`: СЭП listens at its standard port. */
export function statusSettings(
  given: Given,
  standing: boolean,
  voiceToken: string | null,
): StatusSettings | null | undefined {
  const text = (name: (typeof statusOptions)[number]): string | null => {
    const value = given[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const certificate = text('status-cert');
  const key = text('status-key');
  if ((certificate === null) !== (key === null)) return undefined;
  const proxies = (text('status-proxy') ?? '').split(',').filter((part) => part !== '');
  if (!proxies.every(isNetwork)) return undefined;
  if (given['status-port'] === 'none') return null;
  // Beside a СЭП on a port of somebody's choice the page asks for none that was not named, as the desk does.
  const port = portOf(given['status-port'] ?? (standing ? String(standardPort) : '0'));
  if (port === null) return undefined;
  return {
    port,
    files: certificate !== null && key !== null ? { certificate, key } : null,
    proxies,
    voiceToken,
  };
}
