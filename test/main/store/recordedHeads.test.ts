import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { profileAt } from '../../../main/store/profile.ts';
import { readHeadFile, readHeadLines } from '../../../main/store/recordedHeads.ts';
import { closeShift, identity, must, openBegun, openShift, removeFolders, reopen } from './station.ts';

afterEach(removeFolders);

test('a last head that grew too long heals with the next commit', () => {
  const opened = openBegun({});
  opened.store.close();
  const profile = profileAt(opened.folder);
  appendFileSync(profile.head, 'x'.repeat(700));
  expect(readHeadFile(profile)).toBe('unreadable');
  const again = reopen({ folder: opened.folder, seed: 2 });
  openShift(again);
  expect(readHeadFile(profile)).toMatchObject({ ...again.store.read.head() });
  expect(statSync(profile.head).size).toBe(512);
  again.store.close();
});

test.each([
  ['in its first half', 40],
  ['within its numbers', 8],
  ['before its last brace', 2],
  ['before its line feed', 1],
])('a line of the shifts that was torn %s spoils no other', (_where, missing) => {
  const opened = openBegun({});
  openShift(opened);
  opened.store.close();
  const profile = profileAt(opened.folder);
  truncateSync(profile.heads, statSync(profile.heads).size - missing);
  const whole = missing === 1 ? [1, 2] : [1];
  expect(readHeadLines(profile).map(({ head }) => head?.seq)).toEqual(whole);
  const again = reopen({ folder: opened.folder, seed: 2 });
  expect(again.store.opening).toEqual({ kind: 'continued' });
  closeShift(again, 0);
  again.store.close();
  expect(readHeadLines(profile)).toMatchObject([...whole, 3].map((seq) => ({ line: seq, head: { seq } })));
});

test('a line that nobody tore stays unreadable, and zeros of a power cut are torn', () => {
  const opened = openBegun({});
  opened.store.close();
  const profile = profileAt(opened.folder);
  const text = readFileSync(profile.heads, 'utf8');
  writeFileSync(profile.heads, `${text}not even JSON\n{"origin":"forged"}\n${'\0'.repeat(90)}`);
  expect(readHeadLines(profile).map(({ line, head }) => [line, head?.seq])).toEqual([
    [1, 1],
    [2, undefined],
    [3, undefined],
  ]);
});

test('the line of a journal’s beginning that could not be written comes with a later commit', () => {
  const opened = reopen({});
  const profile = profileAt(opened.folder);
  // Nothing can be written to a folder.
  mkdirSync(profile.heads);
  must(opened.store.begin(identity));
  rmdirSync(profile.heads);
  openShift(opened);
  expect(readHeadLines(profile).map(({ head }) => head?.seq)).toEqual([1, 2]);
  opened.store.close();
});
