// `npm run bench`: makes sure of the built program and a screen, then runs the measurements of test/bench.
import { join } from 'node:path';
import { ensureElectron } from './electron.ts';
import { ensureBuilt } from './lib/build.ts';
import { hasDisplay, onVirtualScreen } from './lib/display.ts';
import { projectRoot } from './lib/install.mjs';
import { runTree } from './lib/processTree.ts';
import { ensureSystemLibraries } from './lib/systemLibraries.ts';

await ensureSystemLibraries('bench');
await ensureElectron();
await ensureBuilt();
const args = [join(projectRoot, 'test/bench/bench.ts'), ...process.argv.slice(2)];
const [program, all] = hasDisplay() ? [process.execPath, args] : onVirtualScreen(process.execPath, args);
process.exitCode = await runTree(program, all, { cwd: projectRoot });
