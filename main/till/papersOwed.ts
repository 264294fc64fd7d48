/**
 * Papers that what is recorded still owes: the receipt was made, the drawer's cash was moved, and nobody knows of a whole
 * paper of it. Kept beside the journal, so that neither a kill nor a lock takes a missing paper for a good one.
 */
import { z } from 'zod';
import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { LocalStore } from '../store/types.ts';

const key = 'papersOwed';
const Ids = z.array(z.string());
/** Those whose paper nobody ever printed or vouched for stand here for good: the oldest make room. */
const mostKept = 200;

export type PapersOwed = ReturnType<typeof openPapersOwed>;

/** What owes is named by a payment's id, or by the id of the event that moved cash. */
export function openPapersOwed(local: LocalStore) {
  let known: readonly string[] | null = null;
  const list = (): readonly string[] => {
    known ??= Ids.safeParse(local.setting(key) ?? []).data ?? [];
    return known;
  };
  const put = (ids: readonly string[]): Result<null> => {
    const stored = local.setSetting(key, ids);
    if (stored.ok) known = ids;
    return stored;
  };
  return {
    has: (id: string): boolean => list().includes(id),
    /** To be called before the paper is known to be missing: durable when it returns. */
    add: (id: string): Result<null> =>
      list().includes(id) ? ok(null) : put([...list(), id].slice(-mostKept)),
    /** The paper came out, or a person says that it did. Costs nothing where nothing was owed. */
    drop: (id: string): Result<null> =>
      list().includes(id) ? put(list().filter((other) => other !== id)) : ok(null),
  };
}
