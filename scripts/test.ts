// `npm test`: gets ready whatever is missing, runs every suite and adds them up; `npm test -- unit e2e` runs only these.
import { ensureElectron } from './electron.ts';
import { addFailure, type Counts, closingLine, noCounts, sum } from './lib/counts.ts';
import { onceEnding } from './lib/signals.mjs';
import { runSuite, suiteNames } from './lib/suites.ts';
import { ensureSystemLibraries } from './lib/systemLibraries.ts';

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !suiteNames.some((known) => known === name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(' ')}. Usage: npm test [-- ${suiteNames.join(' | ')} …]`);
  process.exit(2);
}
const wanted = suiteNames.filter((name) => asked.length === 0 || asked.includes(name));

let interrupted = false;
onceEnding(() => {
  interrupted = true;
});

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function timed(name: string, work: () => Promise<Counts>): Promise<Counts> {
  const started = performance.now();
  console.log(`\n— ${name}`);
  const counts = await work();
  const parts: string[] = [];
  if (counts.passed > 0) parts.push(`${counts.passed} passed`);
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  if (counts.skipped > 0) parts.push(`${counts.skipped} skipped`);
  const line = `${name} ${seconds(started)}: ${parts.join(', ') || 'ready'}`;
  console.log(line);
  summary.push(line);
  return counts;
}

/** Without these the end-to-end suite would fail in riddles, so their own failure is reported as such. */
async function prepare(): Promise<Counts> {
  try {
    await ensureSystemLibraries('test');
    await ensureElectron();
    return noCounts;
  } catch (error) {
    return addFailure(noCounts, `prepare: ${error instanceof Error ? error.message : error}`);
  }
}

const started = performance.now();
const summary: string[] = [];
const results: Counts[] = [await timed('prepare', prepare)];
for (const name of wanted) {
  if (interrupted) process.exit(130);
  results.push(await timed(name, () => runSuite(name)));
}
if (interrupted) process.exit(130);

const total = sum(results);
console.log(`\n${summary.join('\n')}\nall ${seconds(started)}`);
if (total.failures.length > 0)
  console.log(`\nFailed:\n${total.failures.map((name) => `  ${name}`).join('\n')}`);
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
