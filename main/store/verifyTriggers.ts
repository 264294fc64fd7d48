/** Whether the triggers that keep the journal append-only stand as the migrations made them. */
import type { Database } from './driver.ts';
import type { Finding } from './findings.ts';

const guardedTables = ['journal', 'event', 'head', 'fork'] as const;
const abort = `BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END`;

/** Their texts by name. Said here again, because the report thread has no migrations; a test holds the two together. */
export const journalTriggers: ReadonlyMap<string, string> = new Map(
  guardedTables.flatMap((table): [string, string][] => [
    [`${table}_stays`, `CREATE TRIGGER ${table}_stays BEFORE UPDATE ON ${table} ${abort}`],
    [`${table}_remains`, `CREATE TRIGGER ${table}_remains BEFORE DELETE ON ${table} ${abort}`],
  ]),
);

export function triggerFindings(database: Database): readonly Finding[] {
  const rows = database
    .prepare<[], { readonly name: string; readonly sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name`,
    )
    .all();
  const present = new Map(rows.map(({ name, sql }) => [name, sql]));
  const names = [...new Set([...journalTriggers.keys(), ...present.keys()])];
  return names.flatMap((name): Finding[] => {
    const [wanted, found] = [journalTriggers.get(name), present.get(name)];
    if (wanted === found) return [];
    const how = wanted === undefined ? 'foreign' : found === undefined ? 'missing' : 'differs';
    return [{ kind: 'trigger', name, how }];
  });
}
