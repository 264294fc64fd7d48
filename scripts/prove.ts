// `npm run prove`: the long forms of the simulations and of the million payments, for hours rather than minutes.
import { ensureElectron } from './electron.ts';
import { ensureBuilt } from './lib/build.ts';
import { closingLine, sum } from './lib/counts.ts';
import { vitest } from './lib/suites.ts';
import { ensureSystemLibraries } from './lib/systemLibraries.ts';

await ensureSystemLibraries('test');
await ensureElectron();
await ensureBuilt();
const env = { KASSA_PROVE: '1' };
const counts = sum([
  await vitest('prove', { env }),
  // Here a million payments that were each decided, chained and projected, where `npm test` multiplies a few.
  await vitest('e2e', { env, files: ['test/e2e/million.test.ts'] }),
]);
for (const name of counts.failures) console.log(name);
console.log(closingLine(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
