import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { publicKeyInProfile } from '../../../main/store/journalKey.ts';
import { profileAt } from '../../../main/store/profile.ts';
import { readHeadFile, readHeadLines } from '../../../main/store/recordedHeads.ts';
import type { Vault } from '../../../main/store/secretFile.ts';
import { readSecret } from '../../../main/store/secretFile.ts';
import type { Opened } from './station.ts';
import {
  clockAt,
  closeShift,
  details,
  enter,
  noon,
  openBegun,
  openShift,
  refusal,
  removeFolders,
  reopen,
  take,
} from './station.ts';

afterEach(removeFolders);

const database = (opened: Opened) => profileAt(opened.folder).database;

/** A backup of the database, taken while the store is closed. */
function backUp(opened: Opened): string {
  const copy = join(opened.folder, 'backup.sqlite');
  copyFileSync(database(opened), copy);
  return copy;
}

function putBack(opened: Opened, copy: string): void {
  for (const part of ['-wal', '-shm']) rmSync(database(opened) + part, { force: true });
  copyFileSync(copy, database(opened));
}

describe('heads outside the database', () => {
  test('are rewritten with every commit, in one sector, and kept for every shift', () => {
    const opened = openBegun({});
    const profile = profileAt(opened.folder);
    openShift(opened);
    enter(opened, details);
    expect(readHeadFile(profile)).toMatchObject({
      ...opened.store.read.head(),
      numbers: { payment: 1, preCheck: 1, shift: 1 },
    });
    expect(statSync(profile.head).size).toBe(512);
    expect(readHeadLines(profile).map(({ head }) => head?.seq)).toEqual([1, 2]);
    opened.store.close();
  });

  test('that can not be written hinder no payment', () => {
    const opened = openBegun({});
    openShift(opened);
    opened.store.close();
    const { head, heads } = profileAt(opened.folder);
    for (const path of [head, heads]) rmSync(path, { force: true });
    const again = reopen({ folder: opened.folder, seed: 2 });
    // Nothing can be written to a folder.
    for (const path of [head, heads]) mkdirSync(path);
    expect(again.store.read.payment(take(again, details))?.stage).toBe('conducted');
    again.store.close();
  });
});

describe('a database that was put back', () => {
  test('is never appended to: a new journal names the old head, and no number is given twice', () => {
    const opened = openBegun({});
    openShift(opened);
    take(opened, details);
    opened.store.close();
    const copy = backUp(opened);
    const later = reopen({ folder: opened.folder, seed: 2 });
    const old = later.store.read.head();
    take(later, details);
    take(later, details);
    const lost = (later.store.read.head()?.seq ?? 0) - (old?.seq ?? 0);
    later.store.close();
    putBack(opened, copy);

    const restored = reopen({ folder: opened.folder, seed: 3 });
    const { store } = restored;
    expect(store.opening).toEqual({
      kind: 'restored',
      previous: old,
      why: 'behindRecordedHead',
      missing: lost,
    });
    expect(store.read.head()?.origin).not.toBe(old?.origin);
    expect(store.read.station()).toMatchObject({
      workstation: 1,
      paymentCounter: 3,
      preCheckCounter: 3,
      shiftCounter: 1,
    });
    expect(store.read.openShift()?.receipts).toBe(1);
    const next = take(restored, details);
    expect(store.read.payment(next)?.counter).toBe(4);
    store.close();

    const again = reopen({ folder: opened.folder, seed: 4 });
    expect(again.store.opening).toEqual({ kind: 'continued' });
    again.store.close();
  });

  test('is known by the shift lines too, when the last head was put back with it', () => {
    const opened = openBegun({});
    openShift(opened);
    opened.store.close();
    const copy = backUp(opened);
    const { head } = profileAt(opened.folder);
    const oldHead = readFileSync(head);
    const later = reopen({ folder: opened.folder, seed: 2 });
    closeShift(later, 0);
    later.store.close();
    putBack(opened, copy);
    writeFileSync(head, oldHead);
    const restored = reopen({ folder: opened.folder, seed: 3 });
    expect(restored.store.opening).toMatchObject({ kind: 'restored', why: 'behindRecordedHead', missing: 1 });
    restored.store.close();
  });

  test('from before another restore is known by a journal that it has not', () => {
    const opened = openBegun({});
    openShift(opened);
    opened.store.close();
    const copy = backUp(opened);
    const moved = reopen({ folder: opened.folder, seed: 2, machineId: 'guid:another machine' });
    moved.store.close();
    putBack(opened, copy);
    const restored = reopen({ folder: opened.folder, seed: 3 });
    expect(restored.store.opening).toMatchObject({ kind: 'restored', why: 'behindRecordedHead' });
    restored.store.close();
  });

  test('with another past under a recorded head is known', () => {
    const opened = openBegun({});
    openShift(opened);
    opened.store.close();
    const copy = backUp(opened);
    const later = reopen({ folder: opened.folder, seed: 2 });
    enter(later, details);
    later.store.close();
    const { head, heads, folder } = profileAt(opened.folder);
    const recorded = readFileSync(head);
    putBack(opened, copy);
    for (const path of [head, heads]) rmSync(path);
    // The other past grows further than the recorded one.
    const other = reopen({ folder, seed: 9, clock: clockAt(noon + 5) });
    take(other, details);
    other.store.close();
    writeFileSync(head, recorded);
    rmSync(heads, { force: true });
    const found = reopen({ folder, seed: 3, clock: clockAt(noon + 9) });
    expect(found.store.opening).toMatchObject({ kind: 'restored', why: 'behindRecordedHead', missing: 0 });
    found.store.close();
  });

  test('is not suspected because of heads that nobody signed', () => {
    const opened = openBegun({});
    openShift(opened);
    const head = opened.store.read.head();
    opened.store.close();
    const numbers = { payment: 900, preCheck: 900, shift: 900 };
    const forged = { ...head, seq: 5_000, signature: Buffer.alloc(64, 1).toString('base64'), numbers };
    appendFileSync(profileAt(opened.folder).heads, `${JSON.stringify(forged)}\nnot even JSON\n`);
    const again = reopen({ folder: opened.folder, seed: 2 });
    expect(again.store.opening).toEqual({ kind: 'continued' });
    again.store.close();
  });
});

describe('a profile on another computer', () => {
  test('begins a journal of its own, with a key of its own', () => {
    const opened = openBegun({});
    openShift(opened);
    const old = opened.store.read.head();
    const key = publicKeyInProfile(profileAt(opened.folder));
    opened.store.close();
    const clone = reopen({ folder: opened.folder, machineId: 'guid:another machine', seed: 2 });
    expect(clone.store.opening).toEqual({ kind: 'cloned', previous: old, why: 'otherMachine', missing: 0 });
    expect(publicKeyInProfile(profileAt(opened.folder))).not.toBe(key);
    clone.store.close();
    const again = reopen({ folder: opened.folder, machineId: 'guid:another machine', seed: 3 });
    expect(again.store.opening).toEqual({ kind: 'continued' });
    again.store.close();
  });

  test('goes on in time even if its clock is behind', () => {
    const opened = openBegun({});
    opened.store.close();
    const clone = reopen({
      folder: opened.folder,
      machineId: 'guid:another',
      seed: 2,
      clock: clockAt(noon - 99_000),
    });
    expect(clone.store.now()).toBe(noon);
    clone.store.close();
  });
});

describe('the key', () => {
  test('stands in a file that only its owner reads', () => {
    const opened = openBegun({});
    const { key, pepper, database: path } = profileAt(opened.folder);
    const modes = [key, pepper, path].map((file) => statSync(file).mode & 0o777);
    // Windows knows no such modes: there the profile's folder is the user's own.
    expect(modes).toEqual(process.platform === 'win32' ? expect.anything() : [0o600, 0o600, 0o600]);
    opened.store.close();
  });

  test.each([
    ['missing', 'keyMissing'],
    ['another', 'otherKey'],
    ['torn', 'keyMissing'],
  ] as const)('that is %s lets nobody append to the old journal', (fault, why) => {
    const opened = openBegun({});
    openShift(opened);
    const old = opened.store.read.head();
    opened.store.close();
    const { key } = profileAt(opened.folder);
    if (fault === 'missing') rmSync(key);
    if (fault === 'torn') writeFileSync(key, '{"protection":"fi');
    if (fault === 'another') {
      const other = openBegun({ seed: 5 });
      copyFileSync(profileAt(other.folder).key, key);
      other.store.close();
    }
    const again = reopen({ folder: opened.folder, seed: 2 });
    expect(again.store.opening).toEqual({ kind: 'restored', previous: old, why, missing: 0 });
    expect(again.store.read.payment(take(again, details))?.stage).toBe('conducted');
    again.store.close();
  });

  test('is wrapped by the key store once there is one, and sealed without it', () => {
    const flip = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0xff);
    const system: Vault = { name: 'system', protect: flip, reveal: flip };
    const opened = openBegun({});
    const { bytes } = opened.store.pepper;
    opened.store.close();
    const wrapped = reopen({ folder: opened.folder, vault: system, seed: 2 });
    expect(wrapped.store.opening).toEqual({ kind: 'continued' });
    expect(wrapped.store.facts().keyStore).toBe('system');
    expect(wrapped.store.pepper).toEqual({ bytes, fresh: false });
    wrapped.store.close();
    expect(readFileSync(profileAt(opened.folder).key, 'utf8')).toContain('"protection":"system"');
    const gone: Vault = {
      name: 'system',
      protect: flip,
      reveal: () => {
        throw new Error('another user');
      },
    };
    expect(readSecret(profileAt(opened.folder).key, gone).kind).toBe('sealed');
    expect(refusal({ folder: opened.folder, vault: gone })).toBe('keyStoreShut');
    // Once the key store is back, nothing has happened.
    const back = reopen({ folder: opened.folder, vault: system, seed: 3 });
    expect(back.store.opening).toEqual({ kind: 'continued' });
    expect(back.store.pepper).toEqual({ bytes, fresh: false });
    back.store.close();
  });
});
