/** Whether this node may be sent work: its database answers and keeps what it says, and its dispatcher has a seat. */
import type { Database } from '../store/database.ts';
import type { Durability } from './durability.ts';

export type Readiness = { readonly ready: boolean; readonly checks: Readonly<Record<string, string>> };

/** A database that takes longer does not answer, milliseconds. */
const patience = 3_000;

export const createReadiness =
  (database: Database, { unsafe }: Durability, isDispatching: () => boolean) =>
  async (): Promise<Readiness> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), patience);
    });
    // Migrations were done before this node listened, so the table of the last one stands for them.
    const asked = database.query('SELECT 1 FROM migration LIMIT 1').then(
      () => true,
      () => false,
    );
    const answers = await Promise.race([asked, late]);
    clearTimeout(timer);
    const dispatches = isDispatching();
    return {
      ready: answers && unsafe.length === 0 && dispatches,
      checks: {
        database: answers ? 'answers' : 'does not answer',
        migrations: answers ? 'done' : 'unknown',
        durability: unsafe.length === 0 ? 'on' : `off: ${unsafe.join(', ')}`,
        dispatcher: dispatches ? 'running' : 'has no seat',
      },
    };
  };
