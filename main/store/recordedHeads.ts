/** Heads recorded outside the database: a database that was put back or cut is behind them. */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { z } from 'zod';
import { SignedHead } from '../../contract/journal.ts';
import type { Profile } from './profile.ts';

/** A signed head, and the last numbers given: they are on paper, even if the database forgets them. */
export const RecordedHead = SignedHead.extend({
  numbers: z.object({ payment: z.int().min(0), preCheck: z.int().min(0), shift: z.int().min(0) }),
});
export type RecordedHead = Readonly<z.infer<typeof RecordedHead>>;

/** One disk sector, always written whole and from its start. */
const recordBytes = 512;
const lineFeed = 0x0a;
/** Kept and written over, never emptied first: a crash in between would leave nothing. */
const openFlags = constants.O_RDWR | constants.O_CREAT;

function parsed(text: string): RecordedHead | null {
  try {
    return RecordedHead.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const contentOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** The last recorded head. `unreadable`: the file is there and says nothing. */
export function readHeadFile(profile: Profile): RecordedHead | 'unreadable' | null {
  const text = contentOf(profile.head);
  return text === null ? null : (parsed(text) ?? 'unreadable');
}

/**
 * A line that a kill or a power cut broke off: it begins as every line does, and its braces don't close. Whoever wanted
 * to hide a head in such a line could as well take the line away.
 */
function isTorn(text: string): boolean {
  const count = (brace: string) => text.split(brace).length - 1;
  // Where a power cut left room for bytes that never came, there are zeros.
  return /^\0+$/.test(text) || (text.startsWith('{') && count('{') > count('}'));
}

/**
 * The heads of the shifts, oldest first, with the line each stands on; null where a line can't be read. A torn line says
 * nothing and is left out.
 */
export const readHeadLines = (
  profile: Profile,
): readonly { readonly line: number; readonly head: RecordedHead | null }[] =>
  (contentOf(profile.heads) ?? '')
    .split('\n')
    .map((text, index) => ({ line: index + 1, text }))
    .filter(({ text }) => text !== '')
    .map(({ line, text }) => ({ line, text, head: parsed(text) }))
    .filter(({ text, head }) => head !== null || !isTorn(text))
    .map(({ line, head }) => ({ line, head }));

/** Whether anything was ever written of shifts, readable or not. */
export const hasHeadLines = (profile: Profile): boolean => (contentOf(profile.heads) ?? '') !== '';

/** Appends a line of its own, even after one that was broken off. `durable`: it is on the disk when this returns. */
function appendLine(path: string, line: string, durable: boolean): void {
  const file = openSync(path, 'a+', 0o600);
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1, lineFeed);
    if (size > 0) readSync(file, last, 0, 1, size - 1);
    writeSync(file, `${last[0] === lineFeed ? '' : '\n'}${line}\n`);
    if (durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * The setting that names the journal whose first line `verify` may demand: the one that grows, if a program began it that
 * waits for the disk there.
 */
export const lineDueKey = 'journal.lineDue';

export interface HeadRecorder {
  /** After a journal's first commit. On the disk before the next one, as `verify` demands it. */
  recordOpening(head: RecordedHead): void;
  /** After every commit. */
  record(head: RecordedHead): void;
  /** After a shift was opened or closed. */
  recordShift(head: RecordedHead): void;
  close(): void;
}

/**
 * Writes what it can: a head that can't be recorded is no reason to refuse a payment that is safely stored.
 * Only a journal's beginning is synced: after a loss of power the database may be ahead of these files, never behind what
 * it acknowledged.
 */
export function openHeadRecorder(profile: Profile): HeadRecorder {
  let file: number | null = null;
  /** The line of a journal's beginning, until it is written. */
  let owed: RecordedHead | null = null;
  const sector = Buffer.alloc(recordBytes);
  const attempt = (step: () => void): void => {
    try {
      step();
    } catch {
      if (file !== null) closeQuietly(file);
      file = null;
    }
  };
  const payLine = (): void =>
    attempt(() => {
      if (owed) appendLine(profile.heads, JSON.stringify(owed), true);
      owed = null;
    });
  const record = (head: RecordedHead, durable: boolean): void =>
    attempt(() => {
      const first = file === null;
      file ??= openSync(profile.head, openFlags, 0o600);
      sector.fill(' ');
      sector.write(JSON.stringify(head), 0, recordBytes - 1, 'latin1');
      sector.writeUInt8(lineFeed, recordBytes - 1);
      writeSync(file, sector, 0, recordBytes, 0);
      // What something else wrote behind the sector would keep the file unreadable for ever.
      if (first) ftruncateSync(file, recordBytes);
      if (durable) fsyncSync(file);
    });
  return {
    recordOpening(head) {
      owed = head;
      record(head, true);
      payLine();
    },
    record(head) {
      record(head, false);
      if (owed) payLine();
    },
    recordShift: (head) => attempt(() => appendLine(profile.heads, JSON.stringify(head), false)),
    close: () => {
      if (file !== null) closeQuietly(file);
      file = null;
    },
  };
}

function closeQuietly(file: number): void {
  try {
    closeSync(file);
  } catch {
    // It is gone already.
  }
}
