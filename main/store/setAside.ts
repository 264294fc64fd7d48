/** What was kept aside of journals, one line for each: a person has to look. */
import type { Database } from './driver.ts';
import type { SetAside } from './types.ts';

export function openSetAside(database: Database): () => readonly SetAside[] {
  const all = database.prepare<[], SetAside>(
    `SELECT 'fork' AS kind, origin, workstation, count(*) AS count, min(seq) AS firstSeq, '' AS reason
       FROM fork JOIN journal ON journal.key = fork.journal GROUP BY journal.key
     UNION ALL
     SELECT 'parked', origin, workstation, count(*), min(seq), reason
       FROM parked JOIN journal ON journal.key = parked.journal GROUP BY journal.key`,
  );
  return () => all.all();
}
