/** How often one may ask, and how often one may be wrong: buckets that fill again with time, of this node alone. */

export type BucketSize = {
  /** At once. */
  readonly most: number;
  /** How long each takes to come back, milliseconds. */
  readonly refillMs: number;
};

/** Names remembered in a set of buckets; the one that was asked longest ago is forgotten first. */
const mostNames = 50_000;

/** Buckets of one size, one a name. */
function createBuckets(clock: () => number, { most, refillMs }: BucketSize) {
  const known = new Map<string, { readonly level: number; readonly at: number }>();
  const levelOf = (name: string, now: number): number => {
    const one = known.get(name);
    return one ? Math.min(most, one.level + Math.max(0, now - one.at) / refillMs) : most;
  };
  const set = (name: string, level: number, at: number): void => {
    // Written anew at the end: the first in the map is the one that was asked longest ago.
    known.delete(name);
    const [oldest] = known.keys();
    if (known.size >= mostNames && oldest !== undefined) known.delete(oldest);
    known.set(name, { level, at });
  };
  return {
    /** Milliseconds until there is one to take; 0: now. */
    wait(name: string): number {
      const level = levelOf(name, clock());
      return level >= 1 ? 0 : Math.ceil((1 - level) * refillMs);
    },
    take(name: string): void {
      const now = clock();
      set(name, Math.max(0, levelOf(name, now) - 1), now);
    },
    giveBack(name: string): void {
      const now = clock();
      set(name, Math.min(most, levelOf(name, now) + 1), now);
    },
  };
}

/** Whose question it is. */
export type Asker = {
  /** The address, or the number that calls. */
  readonly name: string;
  /** The voice platform that speaks for many callers, by its address; null: one asks for oneself. */
  readonly platform: string | null;
  /** The client's number that is asked about; null: by QR, whose fiscal sign nobody guesses. */
  readonly account: string | null;
};

export type Gate = {
  /** Milliseconds to wait; 0: let through, and counted as a miss until `hit` takes that back. */
  pass(asker: Asker): number;
  /** It was a receipt of ours. */
  hit(asker: Asker): void;
};

/**
 * Every question costs a miss; a hit gives it back. A receipt's number and sum of a known client are some 10⁵ guesses:
 * eight, and six more an hour, find nothing. `asks` bound the work that any one, and all together, can make.
 */
export const statusRates = {
  asksOfOne: { most: 60, refillMs: 1_000 },
  missesOfOne: { most: 15, refillMs: 20_000 },
  // One line of calls after the other, all of them from one address.
  asksOfPlatform: { most: 300, refillMs: 100 },
  missesOfPlatform: { most: 150, refillMs: 1_000 },
  missesOfAccount: { most: 8, refillMs: 600_000 },
  // Pages of a thousand payments on their way look again by themselves, each every 20 s at first.
  asksOfAll: { most: 300, refillMs: 20 },
  missesOfAll: { most: 300, refillMs: 500 },
} as const satisfies Readonly<Record<string, BucketSize>>;

const everybody = '';

export function createGate(clock: () => number, rates: typeof statusRates): Gate {
  const asksOfOne = createBuckets(clock, rates.asksOfOne);
  const missesOfOne = createBuckets(clock, rates.missesOfOne);
  const asksOfPlatform = createBuckets(clock, rates.asksOfPlatform);
  const missesOfPlatform = createBuckets(clock, rates.missesOfPlatform);
  const missesOfAccount = createBuckets(clock, rates.missesOfAccount);
  const asksOfAll = createBuckets(clock, rates.asksOfAll);
  const missesOfAll = createBuckets(clock, rates.missesOfAll);
  type Turn = readonly [ReturnType<typeof createBuckets>, string];
  const asks = ({ name, platform }: Asker): Turn[] => [
    [asksOfOne, name],
    [asksOfAll, everybody],
    ...(platform === null ? [] : ([[asksOfPlatform, platform]] as const)),
  ];
  const misses = ({ name, platform, account }: Asker): Turn[] => [
    [missesOfOne, name],
    ...(platform === null ? [] : ([[missesOfPlatform, platform]] as const)),
    ...(account === null
      ? []
      : ([
          [missesOfAccount, account],
          [missesOfAll, everybody],
        ] as const)),
  ];
  return {
    pass(asker) {
      const turns = [...asks(asker), ...misses(asker)];
      const wait = Math.max(...turns.map(([buckets, name]) => buckets.wait(name)));
      // Who is turned away is charged nothing: waiting must lead somewhere.
      if (wait === 0) for (const [buckets, name] of turns) buckets.take(name);
      return wait;
    },
    hit(asker) {
      for (const [buckets, name] of misses(asker)) buckets.giveBack(name);
    },
  };
}
