/** Judges at the start whether the journal may be continued, or whether a new one has to be begun after it. */

import { isHeadSigned, readPublicKey } from './hashing.ts';
import type { JournalEnd, JournalRow, JournalTable } from './journalTable.ts';
import { hashText } from './journalTable.ts';
import { isOtherMachine } from './machineId.ts';
import type { Profile } from './profile.ts';
import type { RecordedHead } from './recordedHeads.ts';
import { hasHeadLines, readHeadFile, readHeadLines } from './recordedHeads.ts';
import type { Opening } from './types.ts';

export type Judgement =
  | { readonly kind: 'continue' }
  | {
      readonly kind: 'beginAnew';
      readonly reason: 'cloned' | 'restored';
      readonly why: Extract<Opening, { why: string }>['why'];
      readonly missing: number;
      readonly numbers: RecordedHead['numbers'] | null;
    };

/** The recorded head that is furthest along in a journal; those that its key did not sign don't count. */
function furthest(heads: readonly RecordedHead[], journal: JournalRow): RecordedHead | null {
  const key = readPublicKey(journal.public_key);
  if (!key) return null;
  const own = heads
    .filter(({ origin }) => origin === journal.origin)
    .sort((left, right) => right.seq - left.seq);
  return (
    own.find(({ origin, seq, hash, signature }) =>
      isHeadSigned(key, origin, seq, hash, Buffer.from(signature, 'base64')),
    ) ?? null
  );
}

/** What the profile remembers of heads, outside the database. Of the shifts' lines only the last is of interest. */
function recorded(profile: Profile): RecordedHead[] {
  const last = readHeadFile(profile);
  const lines = readHeadLines(profile).flatMap(({ head }) => head ?? []);
  const newest = lines.at(-1);
  return [...(last && last !== 'unreadable' ? [last] : []), ...(newest ? [newest] : [])];
}

/**
 * Whether a journal was written here: a head is recorded with its first event. A key alone proves nothing, as a set-up
 * that was killed halfway leaves one too. A head that can't be read was still written.
 */
export const hadJournal = (profile: Profile): boolean =>
  readHeadFile(profile) !== null || hasHeadLines(profile);

export type OpeningFacts = {
  readonly profile: Profile;
  readonly table: JournalTable;
  readonly journal: JournalRow;
  readonly end: JournalEnd;
  /** The public key that belongs to the key in the profile; null: no key. */
  readonly publicKey: string | null;
  readonly machine: { readonly stored: string | null; readonly present: string | null };
};

export function judgeOpening({ profile, table, journal, end, publicKey, machine }: OpeningFacts): Judgement {
  const heads = recorded(profile);
  // A journal that this database does not know was written here after the copy that is being opened was made.
  const foreign = heads.find(({ origin }) => table.find(origin) === null) ?? null;
  const own = furthest(heads, journal);
  const at = own && own.seq <= end.seq ? table.event(journal.key, own.seq) : null;
  const differs = at !== null && own !== null && hashText(at.hash) !== own.hash;
  const behind = own !== null && own.seq > end.seq;
  const lost = {
    missing: foreign?.seq ?? (own && behind ? own.seq - end.seq : 0),
    numbers: (foreign ?? own)?.numbers ?? null,
  };
  const anew = (
    reason: 'cloned' | 'restored',
    why: Extract<Judgement, { kind: 'beginAnew' }>['why'],
  ): Judgement => ({
    kind: 'beginAnew',
    reason,
    why,
    ...lost,
  });
  if (isOtherMachine(machine.stored, machine.present)) return anew('cloned', 'otherMachine');
  if (foreign !== null || behind || differs) return anew('restored', 'behindRecordedHead');
  if (publicKey === null) return anew('restored', 'keyMissing');
  if (publicKey !== journal.public_key) return anew('restored', 'otherKey');
  return { kind: 'continue' };
}
