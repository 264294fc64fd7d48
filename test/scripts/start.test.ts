// Small decisions of the start: the profile, the stamps of installation and build, progress, the runtime's files.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hashOf } from '../../scripts/lib/build.ts';
import { isWholeRuntime, placeInRuntime } from '../../scripts/lib/fallbackRuntime.ts';
import { keepRuntime, matchesLock } from '../../scripts/lib/install.mjs';
import { parseStart } from '../../scripts/lib/startArguments.ts';
import { Steps } from '../../scripts/lib/steps.ts';

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kassa-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const around = { data: undefined, root: '/kassa', from: '/home/anna' };

test('without arguments: the training set in the training profile', () => {
  expect(parseStart([], around)).toEqual({
    profile: '/kassa/profile/training',
    sepFolder: '/kassa/profile/training-sep',
    training: true,
    programArguments: ['--training', '--enrol-from-stdin'],
  });
});

test('--fresh: another profile, without the training set', () => {
  expect(parseStart(['--fresh'], around)).toEqual({
    profile: '/kassa/profile/own',
    sepFolder: '/kassa/profile/own-sep',
    training: false,
    programArguments: [],
  });
});

test('KASSA_DATA names the profile, counted from where the command was typed', () => {
  expect(parseStart([], { ...around, data: 'till' })?.profile).toBe('/home/anna/till');
  expect(parseStart(['--fresh'], { ...around, data: '/srv/till' })?.profile).toBe('/srv/till');
  expect(parseStart([], { ...around, data: '' })?.profile).toBe('/kassa/profile/training');
});

test('unknown arguments are refused', () => {
  expect(parseStart(['--frehs'], around)).toBeUndefined();
  expect(parseStart(['--fresh', 'x'], around)).toBeUndefined();
});

test('the build stamp goes by contents, names and nothing else', () => {
  const folder = makeFolder();
  mkdirSync(join(folder, 'core'));
  writeFileSync(join(folder, 'core/a.ts'), '1');
  const before = hashOf(folder, ['core', 'missing']);
  utimesSync(join(folder, 'core/a.ts'), 1, 1);
  expect(hashOf(folder, ['core', 'missing'])).toBe(before);
  writeFileSync(join(folder, 'core/a.ts'), '2');
  const changed = hashOf(folder, ['core', 'missing']);
  writeFileSync(join(folder, 'core/b.ts'), '');
  expect(new Set([before, changed, hashOf(folder, ['core', 'missing'])]).size).toBe(3);
});

test('what npm installed by hand counts if it is what the lock says', () => {
  const wanted = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  };
  const a = { 'node_modules/a': { version: '1.0.0' } };
  expect(matchesLock(wanted, { packages: a })).toBe(true);
  expect(matchesLock(wanted, { packages: {} })).toBe(false);
  expect(matchesLock(wanted, { packages: { 'node_modules/a': { version: '1.0.1' } } })).toBe(false);
  expect(matchesLock(wanted, { packages: { ...a, 'node_modules/c': { version: '1.0.0' } } })).toBe(false);
});

test('an install goes on with the Node that runs it, though that one lies in what is installed anew', () => {
  const folder = makeFolder();
  const installed = join(folder, 'node_modules/node/bin/node');
  mkdirSync(join(folder, 'node_modules/node/bin'), { recursive: true });
  copyFileSync(process.execPath, installed);
  const kept = keepRuntime(installed, installed, join(folder, '.runtime'));
  rmSync(join(folder, 'node_modules'), { recursive: true });
  expect(execFileSync(kept, ['--version'], { encoding: 'utf8' }).trim()).toBe(process.version);
  // The next install, on the machine's own Node, leaves that one alone and sweeps out what lies aside.
  expect(keepRuntime(process.execPath, installed, join(folder, '.runtime'))).toBe(process.execPath);
  expect(existsSync(process.execPath)).toBe(true);
  expect(readdirSync(join(folder, '.runtime'))).toEqual([]);
});

test('progress names number, step and seconds', async () => {
  const lines: string[] = [];
  const steps = new Steps(5, 1, (line) => lines.push(line));
  await steps.run('Electron', async (report) => report('скачиваю'));
  await expect(steps.run('Сборка', () => Promise.reject(new Error('нет места')))).rejects.toThrow(
    'нет места',
  );
  expect(lines).toEqual(['[2/5] Electron: скачиваю…', '[2/5] Electron — 0 с', '[3/5] Сборка — 0 с']);
});

test('of the carrier only the runtime and the SQLite driver are taken', () => {
  const modules = 'Cypress/resources/app/node_modules';
  expect(placeInRuntime('Cypress/Cypress')).toBe('electron');
  expect(placeInRuntime('Cypress/locales/ru.pak')).toBe('locales/ru.pak');
  expect(placeInRuntime(`${modules}/better-sqlite3/lib/index.js`)).toBe(
    'resources/natives/node_modules/better-sqlite3/lib/index.js',
  );
  expect(placeInRuntime(`${modules}/better-sqlite3/deps/common.gypi`)).toBeUndefined();
  expect(placeInRuntime(`${modules}/lodash/index.js`)).toBeUndefined();
  expect(placeInRuntime('Cypress/resources/app/package.json')).toBeUndefined();
  expect(placeInRuntime('Cypress/browser_v8_context_snapshot.bin')).toBeUndefined();
});

test('a folder without a stamp is not a runtime', () => {
  expect(isWholeRuntime(makeFolder())).toBe(false);
});
