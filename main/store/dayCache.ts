/** One cached `dayOf` per zone, for live work and rebuilds alike. */
import type { DayOf } from '../../core/projection.ts';
import { dayIn } from '../../core/zone.ts';

export function cachedDayOf(): DayOf {
  const zones = new Map<string, ReturnType<typeof dayIn>>();
  return (at, zone) => {
    const known = zones.get(zone) ?? dayIn(zone);
    zones.set(zone, known);
    return known(at);
  };
}
