/** What a workstation remembers of СЭП over a restart, beside statuses and heads: the box, the news of its loss, its journals' binding. */
import { z } from 'zod';
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import { Instant, Origin, WorkstationNumber } from '../../contract/primitives.ts';
import { Designation } from '../../contract/sep.ts';
import type { Tick } from '../../core/sync.ts';
import { astrayKey, settledKey } from '../store/statusTable.ts';
import type { LocalStore, Store } from '../store/types.ts';

const StoredTick = z.object({ generation: z.int(), epoch: z.int(), since: Instant });
const Lost = z.object({ workstation: WorkstationNumber, at: Instant });
/** СЭП's last word on the designation, with its clock then. */
const Told = z.object({
  generation: z.int(),
  clock: Instant,
  /** This workstation's clock at that moment. */
  heardAt: Instant,
  designation: Designation.nullable(),
});

export type Lost = Readonly<z.infer<typeof Lost>>;
export type Told = Readonly<z.infer<typeof Told>>;

export interface SyncMemory {
  tick(): Tick | null;
  setTick(tick: Tick | null): Result<null>;
  /** A release that СЭП has not answered: it is asked again until it does. */
  releasing(): Tick | null;
  setReleasing(tick: Tick | null): Result<null>;
  lost(): Lost | null;
  setLost(lost: Lost | null): Result<null>;
  told(): Told | null;
  setTold(told: Told): Result<null>;
  /** The newest generation ever heard of, and the highest epoch in it. */
  seen(): { readonly generation: number; readonly epoch: number };
  setSeen(seen: { readonly generation: number; readonly epoch: number }): Result<null>;
  /** Own journals that СЭП knows as this workstation's. */
  bound(): readonly Origin[];
  setBound(origins: readonly Origin[]): Result<null>;
}

const Seen = z.object({ generation: z.int(), epoch: z.int() });

/** Read once, and kept in memory: each is asked for with every view. */
function kept<T>(local: LocalStore, key: string, schema: z.ZodType<T>, otherwise: T) {
  let known: { readonly value: T } | null = null;
  return {
    get(): T {
      known ??= { value: schema.safeParse(local.setting(key)).data ?? otherwise };
      return known.value;
    },
    set(value: T): Result<null> {
      const stored = local.setSetting(key, value);
      if (stored.ok) known = { value };
      return stored;
    },
  };
}

/** A contact that says what the last one said is written this often: each write waits for the disk. */
const storeToldMs = 60_000;

/** Another СЭП than before: nothing that the one before said holds. What it told of payments stays, as history. */
export function forgetSep(store: Pick<Store, 'local' | 'statuses' | 'start' | 'requests'>): void {
  for (const key of ['sync.tick', 'sync.releasing', 'sync.lost', 'sync.told', 'sync.seen', 'sync.bound'])
    store.local.setSetting(key, null);
  store.local.setSetting(astrayKey, {});
  store.local.setSetting(settledKey, {});
  store.start.forget();
  store.local.setSetting('requests.generation', null);
  store.requests.forget();
  // No generation is 0: every head that was known is forgotten.
  store.statuses.setSepHeads(0, []);
  store.statuses.apply([], { generation: 0, cursor: 0 });
}

export function openSyncMemory(local: LocalStore): SyncMemory {
  const tick = kept<Tick | null>(local, 'sync.tick', StoredTick.nullable(), null);
  const releasing = kept<Tick | null>(local, 'sync.releasing', StoredTick.nullable(), null);
  const lost = kept<Lost | null>(local, 'sync.lost', Lost.nullable(), null);
  const told = kept<Told | null>(local, 'sync.told', Told.nullable(), null);
  let latest: Told | null = null;
  const seen = kept(local, 'sync.seen', Seen, { generation: 0, epoch: 0 });
  const bound = kept<readonly Origin[]>(local, 'sync.bound', z.array(Origin), []);
  return {
    tick: tick.get,
    setTick: tick.set,
    releasing: releasing.get,
    setReleasing: releasing.set,
    lost: lost.get,
    setLost: lost.set,
    told: () => latest ?? told.get(),
    setTold(now) {
      const before = told.get();
      const same =
        before !== null &&
        before.generation === now.generation &&
        before.designation?.epoch === now.designation?.epoch &&
        before.designation?.workstation === now.designation?.workstation &&
        Math.abs(now.clock - before.clock) < storeToldMs;
      latest = now;
      return same ? ok(null) : told.set(now);
    },
    seen: seen.get,
    setSeen(now) {
      const before = seen.get();
      if (now.generation < before.generation) return ok(null);
      // What an older generation counted says nothing of a newer one: told to it, it would look like another restore.
      const epoch = now.generation === before.generation ? Math.max(before.epoch, now.epoch) : now.epoch;
      const after = { generation: now.generation, epoch };
      const same = after.generation === before.generation && after.epoch === before.epoch;
      return same ? ok(null) : seen.set(after);
    },
    bound: bound.get,
    setBound: bound.set,
  };
}
