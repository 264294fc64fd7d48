// Builds the program unless the last build was made from the very same sources.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './install.mjs';
import { withLock } from './lock.mjs';
import { plainEnv, run } from './run.ts';

/** A thing that is built by itself: of what, by which program, and what must be there afterwards. */
interface Part {
  readonly stamp: string;
  readonly sources: readonly string[];
  readonly results: readonly string[];
  readonly command: readonly string[];
}

const packages = ['package.json', 'package-lock.json'];

const till: Part = {
  stamp: 'out/build.stamp',
  sources: ['contract', 'core', 'main', 'preload', 'renderer', 'electron.vite.config.ts', ...packages],
  results: ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'],
  command: ['node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn'],
};

/** The central office desk's page, which СЭП serves. */
const desk: Part = {
  stamp: 'out/desk.stamp',
  sources: ['contract', 'core', 'sep/web', 'sep/desk/web', 'desk.vite.config.ts', ...packages],
  results: ['out/desk/index.html'],
  command: [
    'node_modules/vite/bin/vite.js',
    'build',
    '--config',
    'desk.vite.config.ts',
    '--logLevel',
    'warn',
  ],
};

/** The public page «Статус платежа», which СЭП serves too. */
const status: Part = {
  stamp: 'out/status.stamp',
  sources: ['contract', 'core', 'sep/web', 'sep/status/web', 'status.vite.config.ts', ...packages],
  results: ['out/status/index.html'],
  command: [
    'node_modules/vite/bin/vite.js',
    'build',
    '--config',
    'status.vite.config.ts',
    '--logLevel',
    'warn',
  ],
};

/** Whether there was anything to do. */
export async function ensureBuilt(root = projectRoot): Promise<boolean> {
  return withLock(join(root, '.runtime/build.lock'), async () => {
    const built = [
      await ensurePart(root, till),
      await ensurePart(root, desk),
      await ensurePart(root, status),
    ];
    return built.includes(true);
  });
}

async function ensurePart(root: string, { stamp: name, sources, results, command }: Part): Promise<boolean> {
  const wanted = hashOf(root, sources);
  const stamp = join(root, name);
  const isThere = results.every((path) => existsSync(join(root, path))) && existsSync(stamp);
  if (isThere && readFileSync(stamp, 'utf8') === wanted) return false;
  rmSync(stamp, { force: true });
  const [script = '', ...words] = command;
  await run(process.execPath, [join(root, script), ...words], { cwd: root, env: plainEnv });
  writeFileSync(stamp, wanted);
  return true;
}

/** By contents, not by time: a checkout or a copy changes all times and nothing else. */
export function hashOf(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((name) => filesUnder(root, name))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(root: string, path: string): string[] {
  const about = statSync(join(root, path), { throwIfNoEntry: false });
  if (about === undefined) return [];
  if (about.isFile()) return [path];
  const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}
