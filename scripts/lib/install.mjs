// Makes node_modules match package-lock.json; runs on the machine's own Node, before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { exitCodeOf, followSignals } from './signals.mjs';

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Node 24 out of the registry package `node`, whatever the machine has. */
export const nodeBinary = join(
  projectRoot,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, peer?: boolean, dev?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * @typedef {{ what: string, waiting: string, always?: boolean }} Wording
 *   how to name the step, how to say that another process is at it, and whether to name it even if there is nothing to do
 */

/**
 * @param {Wording} wording
 * @returns {Promise<void>}
 */
export async function ensureInstalled({ what, waiting, always = false }) {
  const started = Date.now();
  const installed = isInstalled();
  // All of this goes to stderr: `electron-path` promises nothing but a path on stdout.
  if (!installed) await install(what, waiting);
  if (!installed || always) {
    process.stderr.write(`${what} — ${Math.round((Date.now() - started) / 1000)} с\n`);
  }
}

/**
 * @param {string} what
 * @param {string} waiting
 * @returns {Promise<void>}
 */
async function install(what, waiting) {
  await withLock(
    join(projectRoot, '.runtime/install.lock'),
    async () => {
      if (isInstalled()) return;
      process.stderr.write(`${what}…\n`);
      const runtime = keepRuntime(process.execPath, nodeBinary, join(projectRoot, '.runtime'));
      // Without install scripts: older npm doesn't know `allowScripts` and would try to compile what
      // comes prebuilt. Only `node` needs its script, which fetches the binary.
      await npm(runtime, ['ci', '--ignore-scripts', '--loglevel=error']);
      await npm(runtime, ['rebuild', 'node', '--loglevel=error']);
      writeFileSync(stampFile(), lockHash());
      sweepOut(join(projectRoot, '.runtime'));
    },
    () => process.stderr.write(`${what}: ${waiting}…\n`),
  );
}

const stampFile = () => join(projectRoot, 'node_modules/.kassa-installed');
const lockFile = () => join(projectRoot, 'package-lock.json');
const lockHash = () => createHash('sha256').update(readFileSync(lockFile())).digest('hex');

/** @returns {boolean} */
function isInstalled() {
  if (!existsSync(nodeBinary)) return false;
  if (existsSync(stampFile()) && readFileSync(stampFile(), 'utf8') === lockHash()) return true;
  const hidden = join(projectRoot, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  // Somebody ran npm by hand: if the outcome is what the lock says, a second install would only cost time.
  if (!matchesLock(readLock(lockFile()), readLock(hidden))) return false;
  writeFileSync(stampFile(), lockHash());
  return true;
}

/**
 * @param {string} path
 * @returns {Lock}
 */
function readLock(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Whether what npm says it installed is what the lock asks for.
 * @param {Lock} wanted
 * @param {Lock} installed
 * @returns {boolean}
 */
export function matchesLock(wanted, installed) {
  const same = Object.entries(installed.packages).every(([path, has]) => {
    const wants = wanted.packages[path];
    return wants !== undefined && wants.version === has.version && wants.integrity === has.integrity;
  });
  const complete = Object.entries(wanted.packages).every(
    ([path, wants]) => path === '' || wants.optional || path in installed.packages,
  );
  return same && complete;
}

/**
 * npm puts node_modules/.bin first on the path, so from the second start on this very process may be the Node that
 * `npm ci` is about to delete: npm's next step could not be started, and Windows deletes no program that runs. A
 * running program can be moved, though.
 * @param {string} running the Node that runs us
 * @param {string} installed the Node inside node_modules
 * @param {string} folder where it is put aside, on the same disk; what earlier installs left there is swept out
 * @returns {string} the Node to go on with
 */
export function keepRuntime(running, installed, folder) {
  mkdirSync(folder, { recursive: true });
  sweepOut(folder);
  if (realpathSync(running) !== (existsSync(installed) ? realpathSync(installed) : '')) return running;
  const aside = join(folder, `node-aside-${process.pid}${extname(installed)}`);
  renameSync(realpathSync(installed), aside);
  return aside;
}

/**
 * Removes what was put aside: a hundred megabytes each.
 * @param {string} folder
 */
function sweepOut(folder) {
  for (const name of readdirSync(folder).filter((one) => one.startsWith('node-aside'))) {
    try {
      rmSync(join(folder, name), { force: true });
    } catch {
      // Windows: we still run on it, so the next install removes it.
    }
  }
}

/**
 * @param {string} runtime the Node that runs npm
 * @param {string[]} args
 * @returns {Promise<void>}
 */
async function npm(runtime, args) {
  // Under an npm script the very npm that runs us, which on Windows also spares the .cmd file.
  const cli = process.env['npm_execpath'];
  const known = cli !== undefined && basename(cli) === 'npm-cli.js';
  const child = spawn(known ? runtime : 'npm', known ? [cli, ...args] : args, {
    cwd: projectRoot,
    stdio: ['ignore', 2, 2],
    shell: !known && process.platform === 'win32',
  });
  followSignals(child);
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: exit status ${status}`);
}
