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
  sep: 'sep/cli/sep.ts',
  workstation: 'main/cli/workstation.ts',
});

const [command = '', ...args] = process.argv.slice(2);
const file = join(projectRoot, elsewhere[command] ?? `scripts/${command}.ts`);
if (!/^[a-z-]+$/.test(command) || !existsSync(file)) {
  console.error(`There is no such command here: «${command}» (${file})`);
  process.exit(2);
}

try {
  await ensureInstalled(
    command === 'start'
      ? { what: '[1/5] Зависимости', waiting: 'их уже ставит другой запуск, жду', always: true }
      : { what: 'Dependencies', waiting: 'another process is installing them, waiting' },
  );
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
