import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { isNetworkFolder, openProfile, profileFolder, systemProbe } from '../../../main/store/profile.ts';
import { must, newFolder, rejectedCode, removeFolders } from './station.ts';

afterEach(removeFolders);

describe('where a profile lies', () => {
  test('KASSA_DATA says so first', () => {
    expect(profileFolder({ KASSA_DATA: '/data/till' }, 'linux', '/home/anna')).toBe(resolve('/data/till'));
    expect(profileFolder({ KASSA_DATA: '' }, 'linux', '/home/anna')).toBe(
      join('/home/anna', '.config', 'kassa'),
    );
  });

  test('or each platform in its way', () => {
    expect(profileFolder({ XDG_CONFIG_HOME: '/cfg' }, 'linux', '/h')).toBe(join('/cfg', 'kassa'));
    expect(profileFolder({}, 'darwin', '/h')).toBe(join('/h', 'Library', 'Application Support', 'kassa'));
    expect(profileFolder({ APPDATA: 'C:\\A' }, 'win32', 'C:\\h')).toBe(join('C:\\A', 'kassa'));
  });
});

describe('a folder on another machine', () => {
  const mounts = [
    'rootfs / ext4 rw 0 0',
    'server:/export /mnt/nfs nfs4 rw 0 0',
    '//server/share /mnt/with\\040space cifs rw 0 0',
    '/dev/sdb /mnt/nfs/local ext4 rw 0 0',
    'host /mnt/wsl 9p rw 0 0',
    'me@host: /home/anna/far fuse.sshfs rw 0 0',
    'tmpfs /mnt/nfsbutnot tmpfs rw 0 0',
  ].join('\n');
  const linux = { platform: 'linux', mounts: () => mounts } as const;

  test.each(['/mnt/nfs', '/mnt/nfs/kassa', '/mnt/with space/kassa', '/mnt/wsl/c', '/home/anna/far'])(
    'is known: %s',
    (folder) => {
      expect(isNetworkFolder(folder, linux)).toBe(true);
    },
  );

  test.each(['/home/anna', '/mnt/nfs/local/kassa', '/mnt/nfsbutnot', '/'])('is not seen in %s', (folder) => {
    expect(isNetworkFolder(folder, linux)).toBe(false);
  });

  test.each([
    ['\\\\server\\share\\kassa', true],
    ['//server/share', true],
    ['\\\\?\\UNC\\server\\share', true],
    ['\\\\?\\C:\\kassa', false],
    ['C:\\Users\\anna', false],
  ])('on Windows: %s → %s', (folder, network) => {
    expect(isNetworkFolder(folder, { platform: 'win32', mounts: () => '' })).toBe(network);
  });

  test('is refused before anything is made in it', () => {
    const folder = join(newFolder(), 'new', 'profile');
    const mounted = () => 'server:/ / nfs rw 0 0';
    const everywhere = { platform: 'linux', mounts: mounted, realPath: (path: string) => path } as const;
    expect(rejectedCode(openProfile(folder, everywhere))).toBe('networkFolder');
    expect(existsSync(folder)).toBe(false);
  });

  test.each([
    ['Z:\\kassa', 'Z:\\'],
    ['Z:\\kassa\\till', 'Z:\\kassa'],
    ['C:\\link', 'C:\\link'],
    ['\\\\server\\share\\kassa', 'nothing: the server is off'],
  ])('is known behind a mapped drive or a link: %s', (folder, there) => {
    const realPath = (path: string): string => {
      if (path === there) return '\\\\server\\share\\folder';
      throw new Error('ENOENT');
    };
    const windows = { platform: 'win32', mounts: () => '', realPath } as const;
    expect(rejectedCode(openProfile(folder, windows))).toBe('networkFolder');
  });
});

// Windows knows no such modes: there the folder lies in the user's own application data.
test.skipIf(process.platform === 'win32')('a profile folder is closed to others, an old one too', () => {
  const old = join(newFolder(), 'old');
  mkdirSync(old);
  chmodSync(old, 0o755);
  const made = join(newFolder(), 'parent', 'new');
  for (const folder of [old, made]) must(openProfile(folder, systemProbe));
  expect([old, made].map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700, 0o700]);
});

test.runIf(process.platform === 'linux')(
  'a place where no folder can be made is refused, not tried for ever; a deep one is made',
  () => {
    expect(rejectedCode(openProfile('/proc/nope/deep', systemProbe))).toBe('folderClosed');
    const deep = join(newFolder(), 'a', 'b', 'c');
    must(openProfile(deep, systemProbe));
    expect([deep, join(deep, '..')].map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700, 0o700]);
  },
);
