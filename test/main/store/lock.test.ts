// The lock's file is taken away while it is held: everywhere but on Windows that can be done.
import { chmodSync, cpSync, linkSync, renameSync, rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { takeLock } from '../../../main/store/lock.ts';
import { profileAt } from '../../../main/store/profile.ts';
import {
  details,
  must,
  nothing,
  openBegun,
  openShift,
  rejectedCode,
  removeFolders,
  reopen,
  take,
} from './station.ts';

afterEach(removeFolders);

const deletable = process.platform !== 'win32';

test.runIf(deletable)(
  'a program whose lock file was deleted writes no more, whoever locks the next one',
  () => {
    const opened = openBegun({});
    openShift(opened);
    const { lock } = profileAt(opened.folder);
    const head = opened.store.read.head();
    rmSync(lock);
    expect(rejectedCode(opened.store.commit(nothing))).toBe('lockLost');
    const second = reopen({ folder: opened.folder, clock: opened.clock });
    expect(rejectedCode(opened.store.commit(nothing))).toBe('lockLost');
    expect(opened.store.read.head()).toEqual(head);
    take(second, details);
    second.store.close();
    opened.store.close();
  },
);

test.runIf(deletable)('another file in its place is not the one that is held', () => {
  const opened = openBegun({});
  const { lock } = profileAt(opened.folder);
  renameSync(lock, `${lock}.aside`);
  const second = must(takeLock(lock));
  expect(rejectedCode(opened.store.commit(nothing))).toBe('lockLost');
  second.release();
  renameSync(`${lock}.aside`, lock);
  expect(rejectedCode(opened.store.commit(nothing))).toBe(null);
  opened.store.close();
});

test.runIf(deletable)(
  'a lock file that is looked at, linked or given other rights is still the one that is held',
  () => {
    const opened = openBegun({});
    const { lock } = profileAt(opened.folder);
    chmodSync(lock, 0o640);
    linkSync(lock, `${lock}.backup`);
    expect(rejectedCode(opened.store.commit(nothing))).toBe(null);
    rmSync(lock);
    expect(rejectedCode(opened.store.commit(nothing))).toBe('lockLost');
    opened.store.close();
  },
);

test.runIf(deletable)(
  'a profile whose folder was moved away is written no more, whatever stands in its place',
  () => {
    const opened = openBegun({});
    const aside = `${opened.folder}-aside`;
    renameSync(opened.folder, aside);
    expect(rejectedCode(opened.store.commit(nothing))).toBe('lockLost');
    cpSync(aside, opened.folder, { recursive: true });
    expect(rejectedCode(opened.store.commit(nothing))).toBe('lockLost');
    expect(rejectedCode(opened.store.accept([], []))).toBe('lockLost');
    opened.store.close();
    rmSync(aside, { recursive: true });
  },
);
