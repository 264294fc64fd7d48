/** Addresses of workstations as people type and read them: `192.168.1.20:8444`. Pure. */
import type { PeerAddress } from '../../contract/peer.ts';

/** With brackets around an IPv6 host. */
export const writeAddress = ({ host, port }: PeerAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

function readOne(text: string): PeerAddress | null {
  const match = /^(?:\[([0-9a-fA-F:.%]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : null;
}

/** Several, between commas or spaces; null: one of them is no address. An empty text: none. */
export function readAddresses(text: string): readonly PeerAddress[] | null {
  const addresses = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(readOne);
  const read = addresses.filter((address) => address !== null);
  return read.length === addresses.length && read.length <= 8 ? read : null;
}
