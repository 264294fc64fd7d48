/** After a restore from an older copy the register remembers documents that the journal knows nothing of. */
import type { RegisterDocument } from '../contract/journal.ts';

/**
 * How many documents the register has made that the journal neither knows nor expects. 0: none, or they can't be
 * compared: no document known yet, or another fiscal drive.
 * `unrecorded`: documents that may have been made without an answer, such as a Z whose printing failed.
 */
export function documentsAhead(
  known: RegisterDocument | null,
  last: RegisterDocument | null,
  unrecorded: number,
): number {
  if (!known || !last || known.fiscal?.drive !== last.fiscal?.drive) return 0;
  return Math.max(0, last.number - known.number - unrecorded);
}
