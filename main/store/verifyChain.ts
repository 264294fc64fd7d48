/** Reads one journal from its first event to its last and checks hashes, gaps and signatures. */
import type { KeyObject } from 'node:crypto';
import { eventBodies } from '../../contract/journal.ts';
import type { Hash, Origin } from '../../contract/primitives.ts';
import { hashEvent, noHash } from '../../core/journal.ts';
import { namedTogether } from '../../core/shift.ts';
import type { Database } from './driver.ts';
import type { Finding } from './findings.ts';
import { isHeadSignedAsync, readPublicKey, sha256 } from './hashing.ts';
import type { EventRow, JournalRow } from './journalTable.ts';
import { hashText } from './journalTable.ts';

/** Signatures under way at once: enough to keep every core busy. */
const batch = 512;
/** Findings of one kind that are told one by one. */
const mostTold = 20;

export type ChainCheck = {
  readonly events: number;
  readonly signatures: number;
  readonly end: number;
  /** Up to here the chain is unbroken, and a signature that was checked is the journal's key's. */
  readonly signedTo: number;
  /** The first event that is altered or missing: nothing confirms what stands from it on. */
  readonly brokenAt: number | null;
  readonly findings: readonly Finding[];
  /** The stored hashes at the numbers that were asked for. */
  readonly seen: ReadonlyMap<number, Hash>;
  /** Those of the numbers asked for that have a signature. */
  readonly signedSeen: ReadonlySet<number>;
};

export type ChainOptions = {
  /** `last`: only the last signature, which vouches for all before it. Where the chain or it does not hold, all are checked. */
  readonly signatures: 'every' | 'last';
  readonly watched: ReadonlySet<number>;
  readonly heard: (events: number) => void;
};

/** Checks that the first event is the journal's own and names the key that the row names. */
function firstEventFault(journal: JournalRow, row: EventRow): string | null {
  if (row.seq !== 1 || row.type !== 'journalOpened') return 'это не открытие журнала';
  try {
    const opened = eventBodies.journalOpened.parse(JSON.parse(row.body));
    if (opened.publicKey !== journal.public_key) return 'в нём другой открытый ключ';
    return opened.workstation === journal.workstation ? null : 'в нём другое рабочее место';
  } catch {
    return 'его текст не читается';
  }
}

/** The trade point of a training profile. `seed` fills such ones in transactions of thousands of events. */
const trainingTradePoint = 'training';

/** How many payments the closing of a shift, or its continuation, carries over; 0 where that can't be read. */
function namedPayments(body: string): number {
  try {
    const { carriedOver, paymentIds } = JSON.parse(body) as {
      readonly carriedOver?: readonly unknown[];
      readonly paymentIds?: readonly unknown[];
    };
    return (carriedOver ?? paymentIds)?.length ?? 0;
  } catch {
    return 0;
  }
}

/**
 * Which events of a journal end a transaction, and so have a signature, whatever else happened. At a till one decision
 * is one transaction, and only these have another event after them in it. The first event says, under its
 * signature, whether this is a training journal.
 */
function signedEvents(journal: JournalRow, first: EventRow): (row: EventRow) => boolean {
  // A journal that came from elsewhere comes with the signatures of its chunks only.
  if (journal.mine !== 1) return () => false;
  let training = false;
  try {
    training = eventBodies.journalOpened.parse(JSON.parse(first.body)).tradePointId === trainingTradePoint;
  } catch {
    // That the first event can't be read is a finding already.
  }
  return ({ seq, type, body }) => {
    if (seq === 1) return true;
    if (training || !Object.hasOwn(eventBodies, type)) return false;
    if (type === 'preCheckAnnulled') return !body.includes('"abandoned"');
    // As many as one event can name: the rest stands in the next.
    if (type === 'shiftClosed' || type === 'paymentsCarriedOver') return namedPayments(body) < namedTogether;
    return !followed.has(type);
  };
}

/** Another event of the same decision follows them, or may follow: money is granted with the cancel, or with its receipt. */
const followed: ReadonlySet<string> = new Set([
  'paymentEntered',
  'paymentEdited',
  'paymentCancelled',
  'refundGranted',
]);

type Signature = { readonly seq: number; readonly signature: Buffer };

export async function checkChain(
  database: Database,
  journal: JournalRow,
  options: ChainOptions,
): Promise<ChainCheck> {
  const check = await walk(database, journal, options);
  const doubtful = check.findings.some(({ kind }) => kind === 'forged' || kind === 'unsigned');
  return options.signatures === 'last' && (doubtful || check.brokenAt !== null)
    ? walk(database, journal, { ...options, signatures: 'every' })
    : check;
}

async function walk(
  database: Database,
  journal: JournalRow,
  { signatures, watched, heard }: ChainOptions,
): Promise<ChainCheck> {
  const { origin } = journal;
  const key: KeyObject | null = readPublicKey(journal.public_key);
  const findings: Finding[] = [];
  const seen = new Map<number, Hash>();
  const signedSeen = new Set<number>();
  const bad: number[] = [];
  let pending: Promise<void>[] = [];
  let altered = 0;
  let brokenAt: number | null = null;
  let checked = 0;
  let goodTo = 0;
  let signedTo = 0;

  const heads = database
    .prepare<[number], Signature>('SELECT seq, signature FROM head WHERE journal = ? ORDER BY seq')
    .iterate(journal.key);
  const nextHead = (): Signature | null => {
    const next = heads.next();
    return next.done ? null : next.value;
  };
  const lastHead =
    database
      .prepare<[number], number>('SELECT max(seq) FROM head WHERE journal = ?')
      .pluck()
      .get(journal.key) ?? 0;

  function checkSignature(origin_: Origin, { seq, signature }: Signature, hash: Hash): void {
    if (signatures === 'last' && seq !== lastHead) return;
    checked += 1;
    const unbroken = brokenAt === null;
    const signed = key ? isHeadSignedAsync(key, origin_, seq, hash, signature) : Promise.resolve(false);
    pending.push(
      signed.then((sound) => {
        if (!sound) return void bad.push(seq);
        goodTo = Math.max(goodTo, seq);
        if (unbroken) signedTo = Math.max(signedTo, seq);
      }),
    );
  }

  const rows = database
    .prepare<[number], EventRow>(
      'SELECT seq, id, type, version, at, clock, body, hash FROM event WHERE journal = ? ORDER BY seq',
    )
    .iterate(journal.key);
  let head = nextHead();
  let previous: Hash = noHash;
  let expected = 1;
  let events = 0;
  let mustBeSigned: (row: EventRow) => boolean = () => false;
  const unsigned: number[] = [];
  function take(row: EventRow): void {
    events += 1;
    const { seq, id, type, version, at, clock, body } = row;
    if (seq !== expected) {
      findings.push({ kind: 'missing', origin, from: expected, to: seq - 1 });
      brokenAt ??= expected;
    }
    const stored = hashText(row.hash);
    const right = hashEvent({ origin, seq, id, type, version, at, clock, previous, body }, sha256) === stored;
    // After a gap the chain can't be compared with what is not there: the gap itself is the finding.
    if (!right && seq === expected) {
      altered += 1;
      brokenAt ??= seq;
      if (altered <= mostTold) findings.push({ kind: 'altered', origin, seq, type });
    }
    if (events === 1) {
      const why = firstEventFault(journal, row);
      if (why !== null) findings.push({ kind: 'firstEvent', origin, why });
      mustBeSigned = signedEvents(journal, row);
    }
    for (; head && head.seq < seq; head = nextHead())
      findings.push({ kind: 'signatureWithoutEvent', origin, seq: head.seq });
    if (head?.seq === seq) {
      checkSignature(origin, head, stored);
      head = nextHead();
      if (watched.has(seq)) signedSeen.add(seq);
    } else if (seq < lastHead && mustBeSigned(row)) unsigned.push(seq);
    if (watched.has(seq)) seen.set(seq, stored);
    previous = stored;
    expected = seq + 1;
  }
  try {
    for (const row of rows) {
      take(row);
      if (pending.length < batch) continue;
      await Promise.all(pending);
      pending = [];
      heard(events);
    }
    await Promise.all(pending);
    for (; head; head = nextHead()) findings.push({ kind: 'signatureWithoutEvent', origin, seq: head.seq });
  } finally {
    // On a damaged database reading throws, and an iterator that is left open holds the connection.
    heads.return?.();
  }
  const end = expected - 1;
  const [lacking] = unsigned;
  if (lacking !== undefined)
    findings.push({ kind: 'signatureMissing', origin, seq: lacking, more: unsigned.length - 1 });
  const facts = { bad, goodTo, end, lastHead };
  findings.push(...signatureFindings(database, journal, facts));
  return { events, signatures: checked, end, signedTo, brokenAt, findings, seen, signedSeen };
}

/** The last signed head before an event. */
const signedBefore = (database: Database, journal: number, seq: number): number =>
  database
    .prepare<[number, number], number>('SELECT coalesce(max(seq), 0) FROM head WHERE journal = ? AND seq < ?')
    .pluck()
    .get(journal, seq) ?? 0;

type SignatureFacts = {
  readonly bad: readonly number[];
  readonly goodTo: number;
  readonly end: number;
  readonly lastHead: number;
};

/** Where signatures fail: from the last good one on, what follows was written without the key. */
function signatureFindings(
  database: Database,
  { key, origin }: JournalRow,
  { bad, goodTo, end, lastHead }: SignatureFacts,
): Finding[] {
  const findings: Finding[] = [];
  const sorted = [...bad].sort((left, right) => left - right);
  const [first] = sorted;
  if (first !== undefined) {
    const before = signedBefore(database, key, first);
    findings.push({ kind: 'forged', origin, from: before + 1, to: first, more: sorted.length - 1 });
  }
  const signedEnd = Math.max(goodTo, Math.min(lastHead, end));
  if (end > signedEnd) findings.push({ kind: 'unsigned', origin, from: signedEnd + 1, to: end });
  return findings;
}
