// `npm run check`: types, lint and unused code, in seconds.
import { closingLine, sum } from './lib/counts.ts';
import { runSuite } from './lib/suites.ts';

const results = [await runSuite('types'), await runSuite('lint'), await runSuite('unused')];
const total = sum(results);
for (const name of total.failures) console.log(name);
console.log(closingLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;
