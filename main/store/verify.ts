/** Checks a whole profile: chain, signatures, key, heads recorded outside, read tables. Reads only, also while it is in use. */
import { existsSync } from 'node:fs';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { Origin } from '../../contract/primitives.ts';
import type { Database } from './driver.ts';
import { openReader } from './driver.ts';
import { engineFailure } from './engineFailure.ts';
import type { Finding } from './findings.ts';
import { findingText } from './findings.ts';
import type { JournalRow } from './journalTable.ts';
import { hashText } from './journalTable.ts';
import { databaseVersion } from './migrate.ts';
import { hadJournal } from './opening.ts';
import type { Profile } from './profile.ts';
import { projectionVersion } from './readTables.ts';
import { projectionOf } from './rebuild.ts';
import type { ChainCheck } from './verifyChain.ts';
import { checkChain } from './verifyChain.ts';
import { checkForks, readRetold } from './verifyForks.ts';
import type { OutsideHead } from './verifyHeads.ts';
import { judgeHeads, outsideHeads } from './verifyHeads.ts';
import { verifyLines } from './verifyLines.ts';
import { ownFindings } from './verifyOwn.ts';
import { schemaFindings } from './verifySchema.ts';
import { checkTables } from './verifyTables.ts';
import { triggerFindings } from './verifyTriggers.ts';

export type VerifyOptions = {
  readonly profile: Profile;
  /** Where this thread finds the driver. */
  readonly driver: string;
  /** The folder with the numbered steps that made the database. */
  readonly migrations: string;
  /** A head from a printed Z report; its origin is the workstation's own journal that has this event. */
  readonly printed: { readonly seq: number; readonly hash: string } | null;
  readonly signatures: 'every' | 'last';
  readonly heard: (step: 'chain' | 'tables', events: number) => void;
};

export type Vouched = { readonly origin: Origin; readonly seq: number; readonly source: string };

export type VerifyReport = {
  readonly sound: boolean;
  readonly findings: readonly Finding[];
  readonly events: number;
  readonly signatures: number;
  /** For each journal, how far a head outside the database confirms it. */
  readonly vouched: readonly Vouched[];
  /** For people, in Russian. */
  readonly lines: readonly string[];
};

export type CheckedJournal = { readonly journal: JournalRow; readonly chain: ChainCheck };

const unread = (findings: readonly Finding[]): Result<VerifyReport> => {
  const lines = [
    ...findings.map((finding) => `✗ ${findingText(finding, () => '')}`),
    `Найдено нарушений: ${findings.length}.`,
  ];
  return ok({ sound: false, findings, events: 0, signatures: 0, vouched: [], lines });
};

/** A database that is gone or empty: a journal was written here if it left anything beside it. */
const nothingIn = ({ profile }: VerifyOptions): Result<VerifyReport> =>
  existsSync(profile.key) || hadJournal(profile)
    ? unread([{ kind: 'journalGone' }])
    : refuse('notSetUp', { folder: profile.folder });

/** Refuses only what is no profile at all; everything else that is wrong is a finding. */
export async function verifyProfile(options: VerifyOptions): Promise<Result<VerifyReport>> {
  if (!existsSync(options.profile.database)) return nothingIn(options);
  let database: Database | null = null;
  const damaged: Finding[] = [];
  try {
    database = openReader(options.profile.database, options.driver);
    if (databaseVersion(database) === 0) return nothingIn(options);
    damaged.push(...pageFindings(database));
    return ok(await verifyIn(database, options, damaged));
  } catch (error) {
    if (!isDamage(error)) return engineFailure(error);
    const message = error instanceof Error ? error.message : String(error);
    return unread(damaged.length > 0 ? damaged : [{ kind: 'corrupt', message }]);
  } finally {
    try {
      database?.close();
    } catch {
      // What was found is told, whatever state the damage left the connection in.
    }
  }
}

/**
 * Whether an error comes of what stands in the file. Pages have no checksums: garbage may read as values, and then
 * any step may fail over them, so only the system's and the disk's own errors count as something else.
 */
function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^SQLITE_(BUSY|LOCKED|FULL|NOMEM|CANTOPEN|PERM|AUTH|READONLY)/.test(code)) return false;
  if (code.startsWith('SQLITE_IOERR')) return code === 'SQLITE_IOERR_SHORT_READ';
  return code.startsWith('SQLITE_') || !/^E[A-Z0-9]+$/.test(code);
}

/** Damaged pages, also those that nothing below reads, and indexes that do not have each row. */
function pageFindings(database: Database): Finding[] {
  const told = database.pragma('integrity_check(3)') as readonly { readonly integrity_check: string }[];
  return told.flatMap(({ integrity_check: message }): Finding[] =>
    message === 'ok' ? [] : [{ kind: 'corrupt', message }],
  );
}

async function verifyIn(
  database: Database,
  options: VerifyOptions,
  damaged: readonly Finding[],
): Promise<VerifyReport> {
  // One snapshot for everything: the program may be taking payments meanwhile.
  database.exec('BEGIN');
  const journals = database.prepare<[], JournalRow>('SELECT * FROM journal ORDER BY key').all();
  // Read after the snapshot was taken: a head that is newer than the snapshot is told apart below.
  const snapshotted = ends(database, journals);
  const outside = outsideHeads(options.profile, options.printed, journals);
  const checked: CheckedJournal[] = [];
  for (const journal of journals) {
    const watched = new Set(
      outside.heads.filter(({ origin }) => origin === journal.origin).map(({ seq }) => seq),
    );
    const heard = (events: number) => options.heard('chain', events);
    checked.push({
      journal,
      chain: await checkChain(database, journal, { signatures: options.signatures, watched, heard }),
    });
  }
  const heads = judgeHeads(
    outside.heads.filter((head) => !isNewer(head, snapshotted, options)),
    checked,
  );
  const retold = once(() => readRetold(database));
  const forks = checkForks(database, journals, retold);
  const findings: Finding[] = [
    ...damaged,
    ...triggerFindings(database),
    ...schemaFindings(database, options.migrations),
    ...orphanFindings(database),
    ...ownFindings({ database, profile: options.profile, checked, heads: outside.heads, retold }),
    ...checked.flatMap(({ chain }) => chain.findings),
    ...outside.findings,
    ...heads.findings,
    ...forks.findings,
  ];
  const found = projectionOf(database);
  // The number is no part of the journal: whoever changes it must not spare the tables their comparison unseen.
  if (found !== projectionVersion)
    findings.push({ kind: 'tablesOfOtherVersion', found, known: projectionVersion });
  else findings.push(...checkTables(database, (events) => options.heard('tables', events)));
  const parked = database.prepare<[], number>('SELECT count(*) FROM parked').pluck().get() ?? 0;
  database.exec('COMMIT');
  const facts = {
    checked,
    findings,
    vouched: heads.vouched,
    recorded: new Set(outside.heads.map(({ origin }) => origin)),
    settled: forks.settled,
    parked,
    signatures: options.signatures,
  };
  return {
    sound: findings.length === 0,
    findings,
    events: checked.reduce((sum, { chain }) => sum + chain.events, 0),
    signatures: checked.reduce((sum, { chain }) => sum + chain.signatures, 0),
    vouched: heads.vouched,
    lines: verifyLines(facts),
  };
}

const ends = (database: Database, journals: readonly JournalRow[]): ReadonlyMap<Origin, number> => {
  const end = database
    .prepare<[number], number>('SELECT coalesce(max(seq), 0) FROM event WHERE journal = ?')
    .pluck();
  return new Map(journals.map(({ origin, key }) => [origin, end.get(key) ?? 0]));
};

/** A head that the running program recorded after our snapshot: the database itself, as it is now, has it. */
function isNewer(
  head: OutsideHead,
  snapshotted: ReadonlyMap<Origin, number>,
  options: VerifyOptions,
): boolean {
  // A journal may have been begun since.
  if (head.place === 'paper' || head.seq <= (snapshotted.get(head.origin) ?? 0)) return false;
  const present = openReader(options.profile.database, options.driver);
  try {
    const hash = present
      .prepare<[string, number], Buffer>(
        'SELECT event.hash FROM event JOIN journal ON journal.key = event.journal WHERE origin = ? AND seq = ?',
      )
      .pluck()
      .get(head.origin, head.seq);
    return hash !== undefined && hashText(hash) === head.hash;
  } finally {
    present.close();
  }
}

/** Computed at the first call. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Rows of a journal that does not exist: nothing else looks at them. */
function orphanFindings(database: Database): Finding[] {
  const broken = database.pragma('foreign_key_check') as readonly { readonly table: string }[];
  const counts = new Map<string, number>();
  for (const { table } of broken) counts.set(table, (counts.get(table) ?? 0) + 1);
  return [...counts].map(([table, count]) => ({ kind: 'orphans', table, count }));
}
