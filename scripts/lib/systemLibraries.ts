// What Electron and its tests need from a Linux system, and how to get it there.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.ts';

/** `window`: to open the program; `headless`: to open it without a display; `test` and `bench`: what these use besides. */
export type Purpose = 'window' | 'headless' | 'test' | 'bench';

interface Need {
  readonly apt: string;
  readonly dnf: string;
  readonly purposes: readonly Purpose[];
  readonly isThere: () => boolean;
}

const always = ['window', 'headless', 'test', 'bench'] as const;
const unseen = ['headless', 'test', 'bench'] as const;

const needs: readonly Need[] = [
  { apt: 'libgtk-3-0', dnf: 'gtk3', purposes: always, isThere: library('libgtk-3.so.0') },
  { apt: 'libnss3', dnf: 'nss', purposes: always, isThere: library('libnss3.so') },
  { apt: 'libasound2', dnf: 'alsa-lib', purposes: always, isThere: library('libasound.so.2') },
  { apt: 'libgbm1', dnf: 'mesa-libgbm', purposes: always, isThere: library('libgbm.so.1') },
  { apt: 'fonts-dejavu', dnf: 'dejavu-sans-fonts', purposes: always, isThere: hasFonts },
  { apt: 'xvfb', dnf: 'xorg-x11-server-Xvfb', purposes: unseen, isThere: program('xvfb-run') },
  { apt: 'xauth', dnf: 'xorg-x11-xauth', purposes: unseen, isThere: program('xauth') },
  { apt: 'socat', dnf: 'socat', purposes: ['test'], isThere: program('socat') },
  // The central office desk is tried in a browser.
  { apt: 'chromium', dnf: 'chromium', purposes: ['test'], isThere: program('chromium') },
  { apt: 'sqlite3', dnf: 'sqlite', purposes: ['bench'], isThere: program('sqlite3') },
];

/** Installs what is missing where that is ours to do (root with apt-get), else throws the line to run. */
export async function ensureSystemLibraries(purpose: Purpose): Promise<void> {
  if (process.platform !== 'linux') return;
  const missing = missingFor(purpose);
  if (missing.length === 0) return;
  const hasApt = program('apt-get')();
  if (!hasApt || process.getuid?.() !== 0) throw new Error(adviceFor(missing, hasApt));
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, output: 'errors' });
  const names = missing.map((need) => currentName(need.apt));
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
    env,
    output: 'errors',
  });
  libraryCache = undefined;
  const still = missingFor(purpose);
  if (still.length > 0) throw new Error(`Не установились: ${still.map((need) => need.apt).join(', ')}`);
}

function missingFor(purpose: Purpose): readonly Need[] {
  return needs.filter((need) => need.purposes.includes(purpose) && !need.isThere());
}

function adviceFor(missing: readonly Need[], hasApt: boolean): string {
  const line = hasApt
    ? `sudo apt-get install -y ${missing.map((need) => currentName(need.apt)).join(' ')}`
    : `sudo dnf install -y ${missing.map((need) => need.dnf).join(' ')}`;
  return `Не хватает системных библиотек. Выполните и запустите снова:\n  ${line}`;
}

/** Newer Debian and Ubuntu renamed some libraries (`t64`), and apt doesn't follow all of these by itself. */
function currentName(name: string): string {
  try {
    execFileSync('apt-cache', ['show', `${name}t64`], { stdio: 'ignore' });
    return `${name}t64`;
  } catch {
    return name;
  }
}

let libraryCache: string | undefined;

function library(name: string): () => boolean {
  return () => {
    libraryCache ??= listLibraries();
    return libraryCache.includes(`${name} `);
  };
}

function listLibraries(): string {
  const tool = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((path) => existsSync(path)) ?? 'ldconfig';
  return execFileSync(tool, ['-p'], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
}

function program(name: string): () => boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return () => folders.some((folder) => folder !== '' && existsSync(join(folder, name)));
}

/** Any scalable font will do on a machine that has a desktop; a bare one has none, and shows boxes for Cyrillic. */
function hasFonts(): boolean {
  return [
    '/usr/share/fonts/truetype',
    '/usr/share/fonts/opentype',
    '/usr/share/fonts/dejavu-sans-fonts',
  ].some((folder) => existsSync(folder) && readdirSync(folder).length > 0);
}
