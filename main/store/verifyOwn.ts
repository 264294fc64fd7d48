/**
 * Whether the journals that pass for this workstation's own are its own: one chain of them, from the set-up to the one
 * that grows, which what stands beside the database names. Each begins where the program left the one before it.
 */
import { existsSync } from 'node:fs';
import { eventBodies } from '../../contract/journal.ts';
import type { Hash, Origin } from '../../contract/primitives.ts';
import type { Database } from './driver.ts';
import type { Finding } from './findings.ts';
import { lastPublicKeyAside, publicKeyInProfile } from './journalKey.ts';
import { hashText } from './journalTable.ts';
import type { Profile } from './profile.ts';
import { lineDueKey, readHeadFile } from './recordedHeads.ts';
import { enrolledKey } from './statusTable.ts';
import type { CheckedJournal } from './verify.ts';
import type { Retold } from './verifyForks.ts';
import type { OutsideHead } from './verifyHeads.ts';

type Previous = { readonly origin: Origin; readonly seq: number; readonly hash: Hash } | null;

/** What a journal says it continues; undefined: its first event can't be read, which is a finding already. */
function previousOf(database: Database, key: number): Previous | undefined {
  const body = database
    .prepare<[number], string>('SELECT body FROM event WHERE journal = ? AND seq = 1')
    .pluck()
    .get(key);
  try {
    return eventBodies.journalOpened.parse(JSON.parse(body ?? '')).previous;
  } catch {
    return undefined;
  }
}

/**
 * A journal that continues another must name a head that is there. Another workstation's may name a past that was kept
 * aside, or that never came here, once it was told again.
 */
function previousFindings(
  database: Database,
  { journal: { key, origin, mine } }: CheckedJournal,
  retold: () => Retold,
): Finding[] {
  const previous = previousOf(database, key);
  if (!previous) return [];
  const stored = database
    .prepare<[string, number], Buffer>(
      'SELECT event.hash FROM event JOIN journal ON journal.key = event.journal WHERE origin = ? AND seq = ?',
    )
    .pluck()
    .get(previous.origin, previous.seq);
  if (stored !== undefined && hashText(stored) === previous.hash) return [];
  const aside = database
    .prepare<[string, number, Buffer], number>(
      'SELECT 1 FROM fork JOIN journal ON journal.key = fork.journal WHERE origin = ? AND seq = ? AND hash = ?',
    )
    .pluck();
  if (aside.get(previous.origin, previous.seq, Buffer.from(previous.hash, 'hex')) === 1) return [];
  if (mine === 0 && stored !== undefined && retold().has(previous.origin)) return [];
  return [{ kind: 'previousHead', origin, previous: previous.origin, seq: previous.seq }];
}

/** A program begins a journal of its own after the one that grew until then, and only at the set-up after none. */
function chainFindings(database: Database, own: readonly CheckedJournal[]): Finding[] {
  return own.flatMap(({ journal: { key, origin } }, index): Finding[] => {
    const previous = previousOf(database, key);
    const before = own[index - 1]?.journal.origin ?? null;
    if (previous === undefined || (previous?.origin ?? null) === before) return [];
    return [{ kind: 'outOfChain', origin, before }];
  });
}

/**
 * What the program leaves beside the database names the journal that grows. A kill between its first commit and these
 * files leaves them behind by one event: the next start begins another journal.
 */
function outsideFindings(
  database: Database,
  profile: Profile,
  { journal: { origin }, chain }: CheckedJournal,
  checked: readonly CheckedJournal[],
  heads: readonly OutsideHead[],
): Finding[] {
  if (chain.end <= 1) return [];
  const last = heads.find(({ place }) => place === 'last');
  const other =
    last && last.origin !== origin && checked.some(({ journal }) => journal.origin === last.origin);
  const due = database.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck();
  // Older programs did not wait until a journal's first line was on the disk: of theirs any line will do.
  const first = due.get(lineDueKey) === JSON.stringify(origin);
  const lines = heads.filter((head) => head.place === 'lines' && head.origin === origin);
  return [
    ...(readHeadFile(profile) === null ? [{ kind: 'headMissing' } as const] : []),
    ...(other ? [{ kind: 'headOfOther', origin } as const] : []),
    ...(lines.some(({ seq }) => !first || seq === 1) ? [] : [{ kind: 'lineMissing', origin } as const]),
  ];
}

/**
 * The key in the profile belongs to the journal that grows; older journals have keys of their own, moved aside. A kill
 * between a new key and the journal that was to begin with it leaves the growing one's aside: the next start begins another.
 */
function keyFindings(profile: Profile, { journal: { origin, public_key } }: CheckedJournal): Finding[] {
  const publicKey = publicKeyInProfile(profile);
  if (publicKey !== public_key && lastPublicKeyAside(profile) === public_key) return [];
  if (publicKey === null) return [{ kind: 'keyMissing', origin }];
  return publicKey === public_key ? [] : [{ kind: 'otherKey', origin }];
}

/** Journals of others come from СЭП and from peers: whoever never had a СЭП has none. */
function strangerFindings(
  database: Database,
  profile: Profile,
  checked: readonly CheckedJournal[],
): Finding[] {
  const enrolled = database.prepare<[string], number>('SELECT 1 FROM setting WHERE key = ?').pluck();
  if (existsSync(profile.sep) || enrolled.get(enrolledKey) === 1) return [];
  return checked.flatMap(({ journal: { mine, origin } }): Finding[] =>
    mine === 1 ? [] : [{ kind: 'stranger', origin }],
  );
}

/** A key or recorded heads tell of a journal that the database has not. */
function lostFindings(profile: Profile, heads: readonly OutsideHead[]): Finding[] {
  if (existsSync(profile.key)) return [{ kind: 'ownJournalMissing', trace: 'ключ журнала' }];
  const recorded = heads.some(({ place }) => place !== 'paper');
  return recorded ? [{ kind: 'ownJournalMissing', trace: 'записанные головы' }] : [];
}

export type OwnFacts = {
  readonly database: Database;
  readonly profile: Profile;
  readonly checked: readonly CheckedJournal[];
  /** All that stand outside the database. */
  readonly heads: readonly OutsideHead[];
  readonly retold: () => Retold;
};

export function ownFindings({ database, profile, checked, heads, retold }: OwnFacts): readonly Finding[] {
  const own = checked.filter(({ journal }) => journal.mine === 1);
  const growing = own.at(-1);
  return [
    // A journal comes with its first event, from here and from elsewhere.
    ...checked.flatMap(({ journal: { origin }, chain }): Finding[] =>
      chain.events === 0 ? [{ kind: 'emptyJournal', origin }] : [],
    ),
    ...checked.flatMap((one) => previousFindings(database, one, retold)),
    ...chainFindings(database, own),
    ...strangerFindings(database, profile, checked),
    ...(growing
      ? [...outsideFindings(database, profile, growing, checked, heads), ...keyFindings(profile, growing)]
      : lostFindings(profile, heads)),
  ];
}
