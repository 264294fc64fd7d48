/** Compares the journals with heads that stand outside the database: recorded in files, printed on a Z report. */
import type { Hash, Origin } from '../../contract/primitives.ts';
import type { Finding } from './findings.ts';
import { isHeadSigned, readPublicKey } from './hashing.ts';
import type { JournalRow } from './journalTable.ts';
import type { Profile } from './profile.ts';
import { readHeadFile, readHeadLines } from './recordedHeads.ts';
import type { CheckedJournal, Vouched } from './verify.ts';

export type OutsideHead = {
  /** `last`: the file of the last head; `lines`: that of all journals and shifts. */
  readonly place: 'last' | 'lines' | 'paper';
  readonly source: string;
  readonly origin: Origin;
  readonly seq: number;
  readonly hash: Hash;
  /** Null on paper. */
  readonly signature: string | null;
};

export type OutsideHeads = { readonly heads: readonly OutsideHead[]; readonly findings: readonly Finding[] };

type Printed = { readonly seq: number; readonly hash: string };

/** Gathers the heads. A printed one may name only the beginning of its hash, as people type it. */
export function outsideHeads(
  profile: Profile,
  printed: Printed | null,
  journals: readonly JournalRow[],
): OutsideHeads {
  const findings: Finding[] = [];
  const heads: OutsideHead[] = [];
  const last = readHeadFile(profile);
  if (last === 'unreadable') findings.push({ kind: 'headUnreadable', source: 'head.json' });
  else if (last) heads.push({ place: 'last', source: 'head.json', ...last });
  for (const { line, head } of readHeadLines(profile)) {
    const source = `heads.jsonl, строка ${line}`;
    if (head) heads.push({ place: 'lines', source, ...head });
    else findings.push({ kind: 'headUnreadable', source });
  }
  const current = journals.findLast(({ mine }) => mine === 1);
  if (printed && current) {
    // A Z of an earlier journal of this workstation: the one whose recorded heads know it, or else the present one.
    const known = heads.find((head) => head.seq === printed.seq && head.hash.startsWith(printed.hash));
    const origin = known?.origin ?? current.origin;
    const { seq, hash } = printed;
    heads.push({ place: 'paper', source: 'Z-отчёт', origin, seq, hash: hash as Hash, signature: null });
  }
  return { heads, findings };
}

/** What the heads say of the journals, and how far each journal is vouched for from outside. */
export function judgeHeads(
  heads: readonly OutsideHead[],
  checked: readonly CheckedJournal[],
): { readonly findings: readonly Finding[]; readonly vouched: readonly Vouched[] } {
  const findings: Finding[] = [];
  const vouched = new Map<Origin, Vouched>();
  for (const head of heads) {
    const { origin, seq, source } = head;
    const known = checked.find(({ journal }) => journal.origin === origin);
    if (!known) {
      findings.push({ kind: 'headOfUnknownJournal', source, origin, seq });
      continue;
    }
    const fault = judge(head, known);
    if (fault) findings.push(fault);
    else if (
      seq < (known.chain.brokenAt ?? Number.POSITIVE_INFINITY) &&
      seq > (vouched.get(origin)?.seq ?? 0)
    )
      vouched.set(origin, { origin, seq, source });
  }
  return { findings, vouched: [...vouched.values()] };
}

function judge(
  { origin, seq, hash, signature, source }: OutsideHead,
  { journal, chain }: CheckedJournal,
): Finding | null {
  if (signature !== null) {
    const key = readPublicKey(journal.public_key);
    if (!key || !isHeadSigned(key, origin, seq, hash, Buffer.from(signature, 'base64'))) {
      return { kind: 'headForged', source, seq };
    }
  }
  const stored = chain.seen.get(seq);
  if (stored === undefined) return { kind: 'cutOff', origin, source, head: seq, end: chain.end };
  if (!stored.startsWith(hash)) return { kind: 'headDiffers', origin, source, seq, hash };
  // What is recorded outside was a transaction's end, so the database has signed it too.
  const told = chain.findings.some(({ kind }) => kind === 'signatureMissing' || kind === 'unsigned');
  if (signature === null || told || chain.signedSeen.has(seq)) return null;
  return { kind: 'signatureMissing', origin, seq, more: 0 };
}
