/** The box «Синхронизировать автоматически»: ticked, un-ticked, and settled by what each contact says of the designation. */
import type { Failure, Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { ContactAnswer } from '../../contract/sep.ts';
import type { ContactParts } from './contact.ts';
import { takeDesignation } from './contact.ts';

export type BoxParts = Pick<ContactParts, 'store' | 'memory' | 'link' | 'pace' | 'clock' | 'log'> & {
  /** What СЭП's clock said at the last contact; null: there was none. */
  readonly sepClock: () => Instant | null;
  /** СЭП could not be asked. */
  readonly unavailable: (failure: Failure) => void;
  /** СЭП has answered a claim; `held`: this workstation ships from now on. */
  readonly claimed: (held: boolean) => void;
};

export interface Box {
  /** Refuses with `sepUnavailable` without СЭП; held by another, the box stays as it is and the view says who. */
  claim(takeOver: boolean): Promise<Result<null>>;
  /** Without СЭП the box is empty at once, and СЭП is told when it is back. */
  release(): Promise<Result<null>>;
  settle(answer: Pick<ContactAnswer, 'generation' | 'clock' | 'designation'>): Promise<void>;
}

export function createBox(parts: BoxParts): Box {
  const { memory, link, pace, clock, log } = parts;

  async function claim(takeOver: boolean): Promise<Result<null>> {
    const claimed = await link.call('designation-claim', { takeOver, seen: memory.seen() }, pace.answerMs);
    if (!claimed.ok) {
      if (claimed.failure.code === 'sepUnavailable') parts.unavailable(claimed.failure);
      return { ok: false, failure: claimed.failure };
    }
    const { generation, designation, kind } = claimed.value;
    memory.setSeen({ generation, epoch: designation.epoch });
    memory.setTold({
      generation,
      clock: parts.sepClock() ?? designation.since,
      heardAt: Math.max(0, Math.round(clock())) as Instant,
      designation,
    });
    if (kind === 'held') {
      const { epoch, since } = designation;
      const stored = memory.setTick({ generation, epoch, since });
      if (!stored.ok) return stored;
      memory.setReleasing(null);
      memory.setLost(null);
      log.info({ epoch, generation }, 'the sync designation was claimed');
    }
    parts.claimed(kind === 'held');
    return ok(null);
  }

  return {
    claim,
    async release() {
      const tick = memory.tick();
      if (!tick) return ok(null);
      const stored = memory.setReleasing(tick);
      if (!stored.ok) return stored;
      const unticked = memory.setTick(null);
      if (!unticked.ok) return unticked;
      const { generation, epoch } = tick;
      const released = await link.call('designation-release', { generation, epoch }, pace.answerMs);
      if (released.ok) {
        memory.setReleasing(null);
        const { designation } = released.value;
        takeDesignation(parts, { generation, clock: parts.sepClock() ?? tick.since, designation });
      }
      return ok(null);
    },
    async settle({ generation, clock: at, designation }) {
      const releasing = memory.releasing();
      if (releasing) {
        const { epoch } = releasing;
        const released = await link.call('designation-release', { generation, epoch }, pace.answerMs);
        if (!released.ok) return;
        memory.setReleasing(null);
        takeDesignation(parts, { generation, clock: at, designation: released.value.designation });
        return;
      }
      const change = takeDesignation(parts, { generation, clock: at, designation });
      if (change.kind === 'claimAgain') {
        memory.setTick(null);
        await claim(true);
      }
    },
  };
}
