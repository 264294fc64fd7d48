/** How a workstation reaches СЭП and the others in daily work. */
import { networkInterfaces } from 'node:os';
import type { PeerAddress } from '../../contract/peer.ts';
import { systemTimers } from '../devices/timers.ts';
import { usualPace } from '../sync/pace.ts';
import type { Network } from './syncDesk.ts';

/** This computer's addresses in its networks; its own loop too, for several workstations on one computer. */
export function addressesOfComputer(port: number): readonly PeerAddress[] {
  const cards = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  const outer = cards.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  return [...outer.map(({ address }) => address), '127.0.0.1'].map((host) => ({ host, port }));
}

export const usualNetwork = (): Network => ({
  timers: systemTimers,
  chance: Math.random,
  pace: usualPace,
  peerPort: 0,
  addressesOf: addressesOfComputer,
  openPeers: null,
});
