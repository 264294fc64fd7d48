// The lint rules that keep the rooms apart do fire: a rule that matches nothing looks just as green.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/lib/install.mjs';

const forbiddenImports = [
  ['contract/a.ts', '../core/money.ts'],
  ['contract/a.ts', 'date-fns'],
  ['core/a/b.ts', 'zod'],
  ['core/a/b.ts', '../../main/index.ts'],
  ['core/a/b.ts', 'node:fs'],
  ['main/till/a.ts', 'electron'],
  ['main/till/a.ts', '../../renderer/main.tsx'],
  ['main/shell/a.ts', '../../renderer/main.tsx'],
  ['preload/index.ts', '../core/money.ts'],
  ['preload/index.ts', 'node:fs'],
  ['renderer/a/b.tsx', '../../main/index.ts'],
  ['renderer/a/b.tsx', 'electron'],
  ['renderer/a/b.tsx', 'node:path'],
] as const;

const allowedImports = [
  ['contract/a.ts', 'zod'],
  ['contract/a.ts', './b.ts'],
  ['core/a/b.ts', '../../contract/failure.ts'],
  ['core/a/b.ts', '@date-fns/tz'],
  ['main/till/a.ts', '../../core/money.ts'],
  ['main/shell/a.ts', 'electron'],
  ['preload/index.ts', 'electron'],
  ['renderer/a/b.tsx', '../../core/money.ts'],
  ['renderer/a/b.tsx', '@mantine/core'],
] as const;

const hidden = ['Date.now()', 'new Date()', 'Math.random()', '[Date.now]'] as const;
const given = 'new Date(1)';

const folder = mkdtempSync(join(tmpdir(), 'kassa-rooms-'));
const samples = new Map<string, string>();
let findings = '';

/** Files of the same room would share a name, so each sample gets one of its own beside the one it stands for. */
function sample(path: string, code: string): void {
  samples.set(
    `${path} ${code}`,
    join(dirname(path), `sample${samples.size}${path.slice(path.lastIndexOf('.'))}`),
  );
}

const importing = (module: string) => `import * as it from '${module}';\nexport const used = it;\n`;
const using = (expression: string) => `export const used = ${expression};\n`;

beforeAll(() => {
  for (const [path, module] of [...forbiddenImports, ...allowedImports]) sample(path, importing(module));
  for (const room of ['core', 'main']) {
    for (const expression of [...hidden, given]) sample(`${room}/a.ts`, using(expression));
  }
  for (const name of ['biome.json', '.gitignore', 'scripts/lint']) {
    cpSync(join(projectRoot, name), join(folder, name), { recursive: true });
  }
  for (const [key, path] of samples) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), key.slice(key.indexOf(' ') + 1));
  }
  const biome = join(projectRoot, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--reporter=github', '--max-diagnostics=none', '.'];
  findings = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).stdout;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What was found in the sample, a line each. */
function found(path: string, code: string): string[] {
  const file = samples.get(`${path} ${code}`);
  if (file === undefined) throw new Error(`there is no sample ${path}`);
  return findings.split('\n').filter((line) => line.includes(`${file},`));
}

test.each(forbiddenImports)('%s may not import %s', (path, module) => {
  expect(found(path, importing(module)).join()).toContain('noRestrictedImports');
});

test.each(allowedImports)('%s may import %s', (path, module) => {
  expect(found(path, importing(module)).join()).not.toContain('noRestrictedImports');
});

test.each(hidden)('core may not use %s, main may', (expression) => {
  expect(found('core/a.ts', using(expression)).join()).toContain('title=plugin');
  expect(found('main/a.ts', using(expression)).join()).not.toContain('title=plugin');
});

test('core may make a date from a number', () => {
  expect(found('core/a.ts', using(given))).toEqual([]);
});
