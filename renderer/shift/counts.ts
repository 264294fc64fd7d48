/** What was counted so far, kept in the window: another screen, a lock or Esc in between costs nobody a second count. */
import { useState } from 'react';
import type { ShiftId } from '../../contract/primitives.ts';
import type { Counts } from './denominations.ts';

const known = new Map<ShiftId, Counts>();

/** The counts of a shift's drawer, and how one of them is put down. */
export function useCounts(shift: ShiftId): readonly [Counts, (value: number, count: string) => void] {
  const [counts, setCounts] = useState<Counts>(() => known.get(shift) ?? {});
  return [
    counts,
    (value, count) => {
      const next = { ...counts, [value]: count };
      known.set(shift, next);
      setCounts(next);
    },
  ];
}
