/** The rules of the sync designation as a workstation sees it: who holds it, and whether anybody brings payments to СЭП. */
import type { Instant } from '../contract/primitives.ts';
import type { Designation } from '../contract/sep.ts';
import type { NobodySyncing } from '../contract/sync.ts';

/** A holder that СЭП has not heard of for longer than this is silent: it says something every few seconds. */
export const holderSilentMs = 2 * 60_000;
/** Own conducted payments that wait longer than this ask for help. */
export const unsentOldMs = 15 * 60_000;

export type SyncFacts = {
  readonly workstation: number;
  /** What СЭП said last, and what its clock said then; null: it has not been asked yet. */
  readonly told: { readonly designation: Designation | null; readonly clock: Instant } | null;
  readonly oldestUnsentAt: Instant | null;
  /** This workstation's clock. */
  readonly now: Instant;
};

/**
 * Why nobody brings this trade point's payments to СЭП; null: somebody does, as far as is known here. Silence of the
 * holder is judged by СЭП's own clock alone, so that clocks that differ raise no alarm.
 */
export function nobodySyncing({ workstation, told, oldestUnsentAt, now }: SyncFacts): NobodySyncing | null {
  if (told) {
    const { designation, clock } = told;
    if (designation === null) return 'noDesignation';
    const heardAt = designation.lastContactAt ?? designation.since;
    if (designation.workstation !== workstation && clock - heardAt > holderSilentMs) return 'holderSilent';
  }
  return oldestUnsentAt !== null && now - oldestUnsentAt > unsentOldMs ? 'unsentOld' : null;
}

/** The right to ship as this workstation keeps it: it ticked the box, in that generation of СЭП. */
export type Tick = { readonly generation: number; readonly epoch: number; readonly since: Instant };

/** What СЭП's word makes of the box. */
export type TickChange =
  | { readonly kind: 'same' }
  /** СЭП says that this workstation holds it: what it says counts, whatever was known here. */
  | { readonly kind: 'held'; readonly tick: Tick }
  /** Another one holds it. */
  | { readonly kind: 'lost'; readonly workstation: number; readonly at: Instant }
  /** Nobody holds it any more. */
  | { readonly kind: 'released' }
  /** A СЭП restored from an older copy names who held it before this one did: it is claimed again. */
  | { readonly kind: 'claimAgain' };

/** Compares the box with what СЭП says. */
export function judgeTick(
  workstation: number,
  tick: Tick | null,
  told: { readonly generation: number; readonly designation: Designation | null },
): TickChange {
  const { generation, designation } = told;
  const mine = designation?.workstation === workstation ? designation : null;
  if (mine) {
    const { epoch, since } = mine;
    return tick?.generation === generation && tick.epoch === epoch
      ? { kind: 'same' }
      : { kind: 'held', tick: { generation, epoch, since } };
  }
  if (!tick) return { kind: 'same' };
  const older = designation === null || designation.since <= tick.since;
  if (generation > tick.generation && older) return { kind: 'claimAgain' };
  return designation === null
    ? { kind: 'released' }
    : { kind: 'lost', workstation: designation.workstation, at: designation.since };
}
