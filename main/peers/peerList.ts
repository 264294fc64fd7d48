/** The other workstations of the trade point as СЭП told last, kept over a restart. */
import { z } from 'zod';
import { ContactAnswer } from '../../contract/sep.ts';
import type { LocalStore } from '../store/types.ts';
import type { KnownPeer } from './types.ts';

const settingKey = 'peers';

const PeerList = z.object({
  /** What СЭП's clock said. */
  at: z.number(),
  peers: z.array(
    ContactAnswer.shape.peers.element.pick({
      workstation: true,
      addresses: true,
      certificates: true,
      unsent: true,
    }),
  ),
});
export type PeerList = { readonly at: number; readonly peers: readonly KnownPeer[] };

/** Null: СЭП has not told yet, or a program of another shape has kept it. */
export function readPeerList(local: Pick<LocalStore, 'setting'>): PeerList | null {
  const read = PeerList.safeParse(local.setting(settingKey));
  return read.success ? read.data : null;
}

export const keepPeerList = (local: Pick<LocalStore, 'setSetting'>, list: PeerList) =>
  local.setSetting(settingKey, list);
