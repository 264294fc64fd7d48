/** Several writes beside the journal in one transaction. */
import type { Result } from '../../contract/failure.ts';
import type { Database } from './driver.ts';
import { guarded } from './engineFailure.ts';

/** Runs the step; its refusal takes everything back that it has written. */
export function together(database: Database, step: () => Result<null>): Result<null> {
  let result: Result<null> = { ok: true, value: null };
  const undone = new Error('taken back');
  const done = guarded(() => {
    try {
      database.transaction(() => {
        result = step();
        if (!result.ok) throw undone;
      })();
    } catch (error) {
      if (error !== undone) throw error;
    }
    return null;
  });
  return done.ok ? result : done;
}
