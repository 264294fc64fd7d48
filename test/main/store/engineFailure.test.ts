import { expect, test } from 'vitest';
import { engineFailure } from '../../../main/store/engineFailure.ts';

const told = (code: string) =>
  engineFailure(Object.assign(new Error('as the engine says it'), { code })).failure.code;

test.each(['SQLITE_FULL', 'ENOSPC', 'EDQUOT'])('%s is a full disk', (code) => {
  expect(told(code)).toBe('diskFull');
});

test('so is a start on a full disk, at which the engine fails before it writes anything', () => {
  // Seen with a profile on a full tmpfs: «disk I/O error», and people were told that their journal was damaged.
  expect(told('SQLITE_IOERR_SHMSIZE')).toBe('diskFull');
});

test.each([
  'SQLITE_READONLY',
  'SQLITE_READONLY_DIRECTORY',
  'SQLITE_CANTOPEN',
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOTDIR',
])('%s is a folder that lets nobody write, not a damaged journal', (code) => {
  expect(told(code)).toBe('folderClosed');
});

test.each(['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR_READ', 'EIO'])(
  '%s is a journal out of order',
  (code) => {
    expect(told(code)).toBe('storeBroken');
  },
);

test('a fault of the program is nobody else’s and is thrown on', () => {
  expect(() => engineFailure(new TypeError('undefined is not a function'))).toThrow(TypeError);
});
