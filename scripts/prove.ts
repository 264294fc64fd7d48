// `npm run prove`: the long forms of the simulations, for hours rather than minutes.
import { closingLine } from './lib/counts.ts';
import { vitest } from './lib/suites.ts';
import { ensureSystemLibraries } from './lib/systemLibraries.ts';

await ensureSystemLibraries('test');
const counts = await vitest('prove', { env: { KASSA_PROVE: '1' } });
for (const name of counts.failures) console.log(name);
console.log(closingLine(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
