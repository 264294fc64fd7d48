/** A profile: the one folder that holds all of a workstation, and where that folder is. */
import { chmodSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, posix, resolve, win32 } from 'node:path';
import type { Result } from '../../contract/result.ts';
import { ok, refuse } from '../../contract/result.ts';

export type Profile = {
  readonly folder: string;
  readonly database: string;
  /** Held by the program that writes. */
  readonly lock: string;
  /** The journal's signing key. */
  readonly key: string;
  /** What PIN verifiers are mixed with. */
  readonly pepper: string;
  /** What enrolment gave: СЭП's address and authority, the workstation's certificate and its key. */
  readonly sep: string;
  /** The mail server's password. */
  readonly mail: string;
  /** Letters handed to the system's mail program. */
  readonly letters: string;
  /** The last recorded head, rewritten after every commit. */
  readonly head: string;
  /** One head a line for every shift opened or closed. */
  readonly heads: string;
  readonly logs: string;
  readonly paper: string;
};

/** The profile's files, by their names in its folder. */
export const profileAt = (folder: string): Profile => ({
  folder,
  database: join(folder, 'kassa.sqlite'),
  lock: join(folder, 'lock.sqlite'),
  key: join(folder, 'journal.key'),
  pepper: join(folder, 'pepper.key'),
  sep: join(folder, 'sep.key'),
  mail: join(folder, 'mail.key'),
  letters: join(folder, 'letters'),
  head: join(folder, 'head.json'),
  heads: join(folder, 'heads.jsonl'),
  logs: join(folder, 'logs'),
  paper: join(folder, 'paper'),
});

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a profile lies unless `KASSA_DATA` says otherwise: the user's application data of each platform. */
export function profileFolder(env: Environment, platform: NodeJS.Platform, home: string): string {
  const chosen = env['KASSA_DATA'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'kassa');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'kassa');
  return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'kassa');
}

/** What decides whether a folder lies on another machine. */
export type NetworkProbe = {
  readonly platform: NodeJS.Platform;
  /** The text of `/proc/mounts`; empty where there is none. */
  readonly mounts: () => string;
  /** Where a path leads: links followed, and on Windows a mapped drive named as the share it is. Throws: nothing there. */
  readonly realPath: (path: string) => string;
};

export const systemProbe: NetworkProbe = {
  platform: process.platform,
  mounts: () => {
    try {
      return readFileSync('/proc/mounts', 'utf8');
    } catch {
      return '';
    }
  },
  realPath: realpathSync.native,
};

const networkTypes = /^(nfs\d?|cifs|smb\w*|9p|fuse\.sshfs|afs|ceph|glusterfs|davfs)$/;

/** /proc/mounts writes a space as `\040`. */
const unescaped = (text: string): string =>
  text.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** SQLite's locks and shared memory don't hold across machines: two writers would corrupt each other. */
export function isNetworkFolder(folder: string, probe: Pick<NetworkProbe, 'platform' | 'mounts'>): boolean {
  // `\\server\share`, but not `\\?\C:\…` and `\\.\…`, which are local; `\\?\UNC\server` is not.
  if (probe.platform === 'win32') return /^\\\\(?![?.]\\)|^\\\\\?\\UNC\\/i.test(folder.replaceAll('/', '\\'));
  let type = '';
  let longest = -1;
  for (const line of probe.mounts().split('\n')) {
    const [, escaped, mounted] = line.split(' ');
    if (escaped === undefined || mounted === undefined) continue;
    const point = unescaped(escaped);
    const inside = point === '/' || folder === point || folder.startsWith(`${point}/`);
    // `>=`: of two mounts on one point, the later lies on top.
    if (inside && point.length >= longest) {
      longest = point.length;
      type = mounted;
    }
  }
  return networkTypes.test(type);
}

/** The nearest part of a path that exists, as the system knows it. */
function existing(path: string, probe: NetworkProbe): string {
  try {
    return probe.realPath(path);
  } catch {
    const parent = (probe.platform === 'win32' ? win32 : posix).dirname(path);
    return parent === path ? path : existing(parent, probe);
  }
}

/**
 * Makes a folder with those above it. Not by Node's `recursive`: where a system says «not there» of a new folder in one
 * that is there (`/proc`), that tries for ever.
 */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another program may have been faster.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** The profile's folder, made if need be, which nobody else may look into. */
function makePrivateFolder(folder: string): void {
  makeFolder(folder);
  if (process.platform === 'win32') return;
  try {
    // It may be older than this rule, or have been made by hand.
    chmodSync(folder, 0o700);
  } catch {
    // Another user's folder: its owner decides; the secrets in it have modes of their own.
  }
}

/** The profile in this folder, made if need be. Refuses a folder on another machine. */
export function openProfile(folder: string, probe: NetworkProbe): Result<Profile> {
  const asked = probe.platform === 'win32' ? win32.resolve(folder) : posix.resolve(folder);
  if (isNetworkFolder(existing(asked, probe), probe)) return refuse('networkFolder', { folder });
  const profile = profileAt(resolve(folder));
  try {
    makePrivateFolder(profile.folder);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return refuse('folderClosed', { folder, message });
  }
  return ok(profile);
}
