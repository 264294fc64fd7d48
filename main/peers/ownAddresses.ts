/** Where a door of this computer can be found by the others on its networks. */
import { networkInterfaces } from 'node:os';
import type { PeerAddress } from '../../contract/peer.ts';

/** What СЭП takes of them. */
const most = 16;

/**
 * Every address of this computer's network cards, and the loopback, by which several workstations on one computer meet.
 * Link-local IPv6 is left out: it means nothing without the card's name, which is another on every computer.
 */
export function ownAddresses(port: number): readonly PeerAddress[] {
  const cards = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = cards
    .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
    .sort((left, right) => Number(left.family === 'IPv6') - Number(right.family === 'IPv6'));
  return [...outside.map(({ address }) => address).slice(0, most - 1), '127.0.0.1'].map((host) => ({
    host,
    port,
  }));
}
