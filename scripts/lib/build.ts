// Builds the program unless the last build was made from the very same sources.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './install.mjs';
import { withLock } from './lock.mjs';
import { plainEnv, run } from './run.ts';

const folders = ['contract', 'core', 'main', 'preload', 'renderer'];
const files = ['electron.vite.config.ts', 'package.json', 'package-lock.json'];
const results = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/** Whether there was anything to do. */
export async function ensureBuilt(root = projectRoot): Promise<boolean> {
  return withLock(join(root, '.runtime/build.lock'), async () => {
    const wanted = hashOf(root, [...folders, ...files]);
    if (isBuiltFrom(root, wanted)) return false;
    const stamp = stampOf(root);
    rmSync(stamp, { force: true });
    await run(
      process.execPath,
      [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'],
      {
        cwd: root,
        env: plainEnv,
      },
    );
    writeFileSync(stamp, wanted);
    return true;
  });
}

const stampOf = (root: string) => join(root, 'out/build.stamp');

function isBuiltFrom(root: string, wanted: string): boolean {
  const stamp = stampOf(root);
  return (
    results.every((path) => existsSync(join(root, path))) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === wanted
  );
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
