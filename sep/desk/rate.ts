/** How often one address may try to sign in: a bucket that fills again with time. */

/** Tries at once, and how long each takes to come back, milliseconds. */
const most = 10;
const refillMs = 6_000;
/** Addresses remembered; beyond that the fullest buckets are forgotten first, which costs nothing. */
const mostAddresses = 10_000;

export interface Rate {
  /** Whether this one is let through; counts it. */
  take(address: string): boolean;
}

export function createRate(clock: () => number): Rate {
  const known = new Map<string, { level: number; at: number }>();
  const levelOf = ({ level, at }: { level: number; at: number }, now: number): number =>
    Math.min(most, level + Math.max(0, now - at) / refillMs);
  return {
    take(address) {
      const now = clock();
      if (known.size >= mostAddresses) {
        for (const [name, one] of known) if (levelOf(one, now) >= most) known.delete(name);
        // All of them at work at once: an attack; the oldest give way.
        for (const name of known.keys()) {
          if (known.size < mostAddresses) break;
          known.delete(name);
        }
      }
      const bucket = known.get(address);
      const level = bucket ? levelOf(bucket, now) : most;
      const passes = level >= 1;
      known.set(address, { level: passes ? level - 1 : level, at: now });
      return passes;
    },
  };
}
