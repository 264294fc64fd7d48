import { afterEach, expect, test } from 'vitest';
import { isOtherMachine, machineId } from '../../../main/store/machineId.ts';
import { openBegun, removeFolders, reopen } from './station.ts';

afterEach(removeFolders);

const till = () => 'till-1';

test('an id says of which kind it is, and a system that does not answer gives none', () => {
  expect(machineId(() => '4f', till)).toBe('guid:4f');
  expect(machineId(() => undefined, till)).toBe('host:till-1');
  expect(machineId(() => '', till)).toBe('host:till-1');
  const slow = () => {
    throw new Error('reg.exe timed out');
  };
  expect(machineId(slow, till)).toBeNull();
});

test.each([
  ['guid:a', 'guid:b', true],
  ['host:a', 'host:b', true],
  ['guid:a', 'guid:a', false],
  ['guid:a', 'host:a', false],
  ['guid:a', null, false],
  [null, 'guid:a', false],
  ['stored by an older program', 'guid:a', false],
  ['stored by an older program', 'another such', false],
])('%s and %s: other computers? %s', (stored, present, other) => {
  expect(isOtherMachine(stored, present)).toBe(other);
});

const openingOn = (folder: string, machine: string | null, seed: number) => {
  const { store } = reopen({ folder, machineId: machine, seed });
  const { kind } = store.opening;
  const stored = store.local.setting('machine');
  store.close();
  return [kind, stored];
};

test('a start that does not know its computer judges nothing and forgets nothing', () => {
  const { folder, store } = openBegun({ machineId: 'guid:a' });
  store.close();
  expect(openingOn(folder, null, 2)).toEqual(['continued', 'guid:a']);
  expect(openingOn(folder, 'host:till-1', 3)).toEqual(['continued', 'guid:a']);
  expect(openingOn(folder, 'guid:b', 4)).toEqual(['cloned', 'guid:b']);
});

test('an id without a kind is replaced by one that can be compared', () => {
  const { folder, store } = openBegun({ machineId: 'till-1' });
  store.close();
  expect(openingOn(folder, null, 2)).toEqual(['continued', 'till-1']);
  expect(openingOn(folder, 'guid:a', 3)).toEqual(['continued', 'guid:a']);
});

test('a set-up that did not know its computer is told at the next start', () => {
  const { folder, store } = openBegun({ machineId: null });
  expect(store.local.setting('machine')).toBeUndefined();
  store.close();
  expect(openingOn(folder, 'guid:a', 2)).toEqual(['continued', 'guid:a']);
});
