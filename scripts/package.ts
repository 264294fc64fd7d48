// `npm run package`: an installable program; `-- --trial` makes a folder of it on the runtime that is at hand.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ElectronInUse, ensureElectron } from './electron.ts';
import { ensureBuilt } from './lib/build.ts';
import { projectRoot } from './lib/install.mjs';
import { runTree } from './lib/processTree.ts';

const args = process.argv.slice(2);
if (args.some((argument) => argument !== '--trial')) {
  console.error('Usage: npm run package [-- --trial]');
  process.exit(2);
}
const trial = args.includes('--trial');

/** Builds carry the prebuilt files of all systems; a package needs those of its own. */
function foreignPrebuilds(): string[] {
  return ['better-sqlite3', '@serialport/bindings-cpp'].flatMap((name) => {
    const folder = `node_modules/${name}/prebuilds`;
    return readdirSync(join(projectRoot, folder))
      .filter((entry) => !(entry.startsWith(`${process.platform}-`) && entry.includes(process.arch)))
      .map((entry) => `!${folder}/${entry}`);
  });
}

function builderArguments(electron: ElectronInUse): string[] {
  const excluded = foreignPrebuilds().map((pattern) => `--config.files=${pattern}`);
  const runtime = electron.isOfficial
    ? []
    : [`--config.electronDist=${electron.folder}`, `--config.electronVersion=${electron.version}`];
  return [...(trial ? ['--linux', 'dir'] : []), '--publish', 'never', ...excluded, ...runtime];
}

const electron = await ensureElectron();
if (!electron.isOfficial && !trial) {
  console.error(
    `Electron ${electron.version} is past its support and must not reach a customer: a release needs the pinned one,\n` +
      'which could not be downloaded here. To try the package all the same: npm run package -- --trial',
  );
  process.exit(1);
}
await ensureBuilt();
const builder = join(projectRoot, 'node_modules/electron-builder/cli.js');
process.exitCode = await runTree(process.execPath, [builder, ...builderArguments(electron)], {
  cwd: projectRoot,
});
