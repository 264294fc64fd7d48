/** How a workstation reaches СЭП and the others in daily work. */
import { systemTimers } from '../devices/timers.ts';
import { ownAddresses } from '../peers/ownAddresses.ts';
import { usualPace } from '../sync/pace.ts';
import type { Network } from './syncDesk.ts';

export const usualNetwork = (): Network => ({
  timers: systemTimers,
  chance: Math.random,
  pace: usualPace,
  peerPort: 0,
  addressesOf: ownAddresses,
  // Read only where somebody is enrolled: a till alone starts without it.
  openPeers: async (parts) => (await import('../peers/peers.ts')).openPeers(parts),
});
