// The one door of every npm script: needs nothing but Node 20, installs what is missing, then hands over to Node 24.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, nodeBinary, projectRoot } from './lib/install.mjs';
import { exitCodeOf, followSignals } from './lib/signals.mjs';

/** Commands whose file is not scripts/<command>.ts. */
const elsewhere = /** @type {Record<string, string>} */ ({
  'electron-path': 'scripts/electron.ts',
  kassa: 'main/cli/kassa.ts',
});

const [command = '', ...args] = process.argv.slice(2);
const file = join(projectRoot, elsewhere[command] ?? `scripts/${command}.ts`);
if (!/^[a-z-]+$/.test(command) || !existsSync(file)) {
  console.error(`There is no such command here: «${command}» (${file})`);
  process.exit(2);
}

try {
  // Progress goes to stderr: `electron-path` promises nothing but a path on stdout.
  if (command === 'start') await ensureInstalled('[1/5] Зависимости', { always: true });
  else await ensureInstalled('Installing dependencies');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const child = spawn(nodeBinary, ['--disable-warning=ExperimentalWarning', file, ...args], {
  stdio: 'inherit',
  cwd: projectRoot,
});
followSignals(child);
child.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(exitCodeOf(code, signal)));
