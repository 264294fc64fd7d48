/** The provider catalogue that workstations are given: each version is kept, the highest is the one in force. */
import { Catalogue } from '../../contract/provider.ts';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';
import type { SepHandlers, SepParts, SepResult } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import type { Connection } from '../store/database.ts';
import { catalogueFaults } from './catalogueFaults.ts';

type StoreParts = Pick<SepParts, 'database' | 'clock' | 'log'>;

/** Stores the starter catalogue where there is none; of several nodes that start at once one does. */
export async function openCatalogue({ database, clock, log }: StoreParts): Promise<void> {
  const stored = await database.run(
    `INSERT INTO catalogue (version, value, made_at) SELECT $1, $2, $3
     WHERE NOT EXISTS (SELECT FROM catalogue) ON CONFLICT DO NOTHING`,
    [starterCatalogue.version, JSON.stringify(starterCatalogue), clock()],
  );
  if (stored > 0) log.info({ version: starterCatalogue.version }, 'the starter catalogue is in force');
}

/** The version in force. Throws before `openCatalogue`. */
export async function catalogueVersion(connection: Connection): Promise<number> {
  const [row] = await connection.query<{ version: number | null }>(
    'SELECT max(version) AS version FROM catalogue',
  );
  if (!row?.version) throw new Error('there is no catalogue');
  return row.version;
}

/** The catalogue in force. Throws before `openCatalogue`. */
export async function readCatalogue(connection: Connection): Promise<Catalogue> {
  const [row] = await connection.query<{ value: string }>(
    'SELECT value FROM catalogue ORDER BY version DESC LIMIT 1',
  );
  if (!row) throw new Error('there is no catalogue');
  return Catalogue.parse(JSON.parse(row.value));
}

export const createCatalogue =
  ({ database }: SepParts): SepHandlers['catalogue'] =>
  async () =>
    answer(await readCatalogue(database));

export type Imported = { readonly version: number; readonly providers: number };

/**
 * Puts a catalogue file's text in force. Refuses `badRequest`, naming what is wrong, for a text that is no catalogue,
 * contradicts itself, or whose version is not above the one in force: workstations only ever go to a higher one.
 */
export async function importCatalogue(
  { database, clock, log }: StoreParts,
  text: string,
  who: string,
): Promise<SepResult<Imported>> {
  const read = readText(text);
  if (typeof read === 'string') return refusal('badRequest', read.slice(0, 500));
  const { version, providers } = read;
  const inForce = await database.transaction(async (tx) => {
    await tx.run('LOCK TABLE catalogue IN EXCLUSIVE MODE');
    const before = await catalogueVersion(tx);
    if (version <= before) return before;
    const at = clock();
    await tx.run('INSERT INTO catalogue (version, value, made_at) VALUES ($1, $2, $3)', [
      version,
      JSON.stringify(read),
      at,
    ]);
    await tx.run("INSERT INTO audit (at, who, what, details) VALUES ($1, $2, 'catalogue imported', $3)", [
      at,
      who,
      JSON.stringify({ version, before, providers: providers.length }),
    ]);
    return null;
  });
  if (inForce !== null) {
    return refusal(
      'badRequest',
      `version ${inForce} is in force: the file's version has to be higher, not ${version}`,
    );
  }
  log.info({ version, providers: providers.length, who }, 'a catalogue was put in force');
  return answer({ version, providers: providers.length });
}

/** The catalogue, or what is wrong with it. */
function readText(text: string): Catalogue | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `the file is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const read = Catalogue.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return `the file is no catalogue: ${issue?.path.join('.')}: ${issue?.message}`;
  }
  // What PostgreSQL's integer holds.
  if (read.data.version > 2 ** 31 - 1) return `version ${read.data.version} is too large`;
  const faults = catalogueFaults(read.data);
  return faults.length > 0 ? faults.join('; ') : read.data;
}
