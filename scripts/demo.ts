// First version of the demonstration: opens the built program on a screen in memory and keeps one picture of it.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from 'playwright-core';
import { ensureElectron } from './electron.ts';
import { projectRoot } from './lib/install.mjs';

const results = join(projectRoot, 'out/demo');
const profile = mkdtempSync(join(tmpdir(), 'kassa-demo-'));
mkdirSync(results, { recursive: true });
const { path } = await ensureElectron();
const app = await _electron.launch({
  executablePath: path,
  args: [projectRoot, '--training'],
  env: { ...process.env, KASSA_DATA: profile },
});
try {
  const page = await app.firstWindow();
  await page.screenshot({ path: join(results, '01.png') });
  console.log(`Снимок: ${join(results, '01.png')}`);
} finally {
  await app.close();
  rmSync(profile, { recursive: true, force: true });
}
