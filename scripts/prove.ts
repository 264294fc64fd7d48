// `npm run prove`: the long forms of the simulations and of the million payments, for hours rather than minutes.
// `npm run prove -- million kills` runs only these: `million`, or what a file of a long form is called.
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { ensureElectron } from './electron.ts';
import { ensureBuilt } from './lib/build.ts';
import { type Counts, closingLine, sum } from './lib/counts.ts';
import { projectRoot } from './lib/install.mjs';
import { vitest } from './lib/suites.ts';
import { ensureSystemLibraries } from './lib/systemLibraries.ts';

// As the project `prove` of the test runner has them.
const files = globSync(['test/simulation/**/*.test.ts', 'test/sep/**/*.property.test.ts'], {
  cwd: projectRoot,
});
const nameOf = (file: string): string => basename(file).replace(/\..*$/, '');
const names = ['million', ...files.map(nameOf)];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(' ')}. Usage: npm run prove [-- ${names.join(' | ')} …]`);
  process.exit(2);
}
const wanted = asked.length === 0 ? names : asked;

await ensureSystemLibraries('test');
await ensureElectron();
await ensureBuilt();
const env = { KASSA_PROVE: '1' };
const long = files.filter((file) => wanted.includes(nameOf(file)));
const done: Counts[] = [];
if (long.length > 0) done.push(await vitest('prove', { env, files: long }));
// Here a million payments that were each decided, chained and projected, where `npm test` multiplies a few.
if (wanted.includes('million')) done.push(await vitest('e2e', { env, files: ['test/e2e/million.test.ts'] }));
const counts = sum(done);
for (const name of counts.failures) console.log(name);
console.log(closingLine(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
