import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { CashierId } from '../../../contract/primitives.ts';
import { findKey, findPepper, makeKey } from '../../../main/store/journalKey.ts';
import { profileAt } from '../../../main/store/profile.ts';
import type { Vault } from '../../../main/store/secretFile.ts';
import { fileVault } from '../../../main/store/secretFile.ts';
import type { Opened } from './station.ts';
import {
  details,
  identity,
  must,
  newFolder,
  openBegun,
  openShift,
  refusal,
  rejectedCode,
  removeFolders,
  reopen,
  take,
} from './station.ts';

afterEach(removeFolders);

const flip = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0xff);
const system: Vault = { name: 'system', protect: flip, reveal: flip };
const shut = () => {
  throw new Error('no key store');
};
const gone: Vault = { name: 'system', protect: shut, reveal: shut };
const zeros = (size: number) => new Uint8Array(size);

function addCashier({ store }: Opened): void {
  const id = store.newId() as CashierId;
  must(store.local.cashiers.create({ id, name: 'Анна', role: 'administrator', verifier: 'v' }));
}

describe('a secret that only the key store opens', () => {
  test.each([
    ['the pepper', 'pepper', 'key'],
    ['the key', 'key', 'pepper'],
  ] as const)('%s alone keeps the store shut, and nothing is changed', (_name, sealed, open) => {
    const opened = openBegun({ vault: system });
    addCashier(opened);
    opened.store.close();
    const plain = openBegun({ seed: 4 });
    plain.store.close();
    const profile = profileAt(opened.folder);
    copyFileSync(profileAt(plain.folder)[open], profile[open]);
    const before = readFileSync(profile[sealed], 'utf8');
    // Without a key store, and with one that is another user's.
    for (const vault of [fileVault, gone])
      expect(refusal({ folder: opened.folder, vault })).toBe('keyStoreShut');
    expect(readFileSync(profile[sealed], 'utf8')).toBe(before);
    expect(existsSync(`${profile[sealed]}.old-1`)).toBe(false);
  });

  test('is not replaced by a set-up that is done again', () => {
    const { store, folder } = openBegun({ vault: system });
    store.close();
    const { database, head, heads, pepper } = profileAt(folder);
    for (const path of [database, head, heads, pepper]) rmSync(path);
    expect(refusal({ folder })).toBe('keyStoreShut');
  });

  test('that can not be read at all is not taken for lost', () => {
    const { store, folder } = openBegun({});
    store.close();
    const { pepper } = profileAt(folder);
    rmSync(pepper);
    mkdirSync(pepper);
    expect(refusal({ folder })).toBe('keyStoreShut');
  });
});

describe('the pepper', () => {
  const faults: Record<string, (path: string) => void> = {
    missing: (path) => rmSync(path),
    empty: (path) => writeFileSync(path, ''),
    torn: (path) => writeFileSync(path, '{"protection":"fi'),
    'without bytes': (path) => writeFileSync(path, '{"protection":"file","secret":""}'),
  };

  test.each(Object.keys(faults))('that is %s is never replaced while cashiers have PINs', (fault) => {
    const opened = openBegun({});
    addCashier(opened);
    const { bytes } = opened.store.pepper;
    opened.store.close();
    const { pepper } = profileAt(opened.folder);
    const kept = readFileSync(pepper);
    faults[fault]?.(pepper);
    expect(refusal({ folder: opened.folder })).toBe('pepperLost');
    writeFileSync(pepper, kept);
    const back = reopen({ folder: opened.folder, seed: 2 });
    expect(back.store.pepper).toEqual({ bytes, fresh: false });
    back.store.close();
  });

  test('is made anew while nobody has a PIN, and the old file is kept', () => {
    const { store, folder } = reopen({});
    store.close();
    const { pepper } = profileAt(folder);
    writeFileSync(pepper, 'old');
    const again = reopen({ folder, seed: 2 });
    expect(again.store.pepper.fresh).toBe(true);
    again.store.close();
    expect(readFileSync(`${pepper}.old-1`, 'utf8')).toBe('old');
  });
});

test('keys made anew leave every older one beside them', () => {
  const profile = profileAt(newFolder());
  for (let times = 0; times < 3; times += 1) must(makeKey(profile, fileVault));
  expect([1, 2, 3].map((number) => existsSync(`${profile.key}.old-${number}`))).toEqual([true, true, false]);
});

describe('secrets that can not be wrapped anew', () => {
  test.each([
    ['because the disk takes nothing', system, 'storeBroken'],
    ['because the key store takes nothing', { ...gone }, 'keyStoreShut'],
  ] as const)('%s are a failure, not an exception', (_why, vault, code) => {
    const profile = profileAt(newFolder());
    must(makeKey(profile, fileVault));
    must(findPepper(profile, fileVault, zeros, false));
    // A folder in the way of the file that is written first.
    for (const path of [profile.key, profile.pepper]) mkdirSync(`${path}.new`);
    const key = findKey(profile, vault);
    expect(key.kind === 'refused' ? key.refused.failure.code : key.kind).toBe(code);
    expect(rejectedCode(findPepper(profile, vault, zeros, false))).toBe(code);
  });
});

describe('a journal that is gone', () => {
  const cases: Record<string, (opened: Opened) => void> = {
    'with its database': ({ folder }) => rmSync(profileAt(folder).database),
    'with its database and the last head': ({ folder }) => {
      const { database, head } = profileAt(folder);
      for (const path of [database, head]) rmSync(path);
    },
    'and left a head that can not be read': ({ folder }) => {
      const { database, head, heads, key } = profileAt(folder);
      for (const path of [database, heads, key]) rmSync(path);
      writeFileSync(head, '');
    },
  };

  test.each(Object.keys(cases))('%s is not begun as if there had been none', (fault) => {
    const opened = openBegun({});
    openShift(opened);
    take(opened, details);
    opened.store.close();
    cases[fault]?.(opened);
    expect(refusal({ folder: opened.folder })).toBe('journalLost');
    // Nor by asking twice.
    expect(refusal({ folder: opened.folder })).toBe('journalLost');
  });

  test('because nothing is its own any more', () => {
    const opened = openBegun({});
    const guards = opened.database
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'journal'")
      .pluck()
      .all();
    for (const guard of guards) opened.database.exec(`DROP TRIGGER ${guard}`);
    opened.database.exec('UPDATE journal SET mine = 0');
    opened.store.close();
    expect(refusal({ folder: opened.folder })).toBe('journalLost');
  });

  test('is not what a set-up leaves that was killed after its key was made', () => {
    const { store, folder } = reopen({});
    store.close();
    must(makeKey(profileAt(folder), fileVault));
    const again = reopen({ folder, seed: 2 });
    expect(again.store.opening).toEqual({ kind: 'fresh' });
    must(again.store.begin(identity));
    again.store.close();
    const next = reopen({ folder, seed: 3 });
    expect(next.store.opening).toEqual({ kind: 'continued' });
    next.store.close();
  });
});
