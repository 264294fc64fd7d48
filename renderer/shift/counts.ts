/** What was counted of a drawer so far: the shift's, whoever goes on counting it. */
import type { ShiftId } from '../../contract/primitives.ts';
import { useDraft } from '../till/drafts.ts';
import type { Counts } from './denominations.ts';

/** The counts of a shift's drawer, and how one of them is put down. */
export function useCounts(shift: ShiftId): readonly [Counts, (value: number, count: string) => void] {
  const { draft, change } = useDraft<Counts>('counts', {}, { owner: shift });
  return [draft, (value, count) => change({ [value]: count })];
}
