/**
 * `npm run bench`: measures the program against what it stands on, prints a table and writes out/bench.json.
 * `--quick` leaves out ten million payments; `--strict` exits with 1 when a goal is not met; words choose rows.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/lib/install.mjs';
import { measureAccepted } from './acceptedPayments.ts';
import { measureDispatched } from './dispatchedPayments.ts';
import { measureDurablePayment } from './durablePayment.ts';
import { measureEncoding } from './encoding.ts';
import type { Row } from './measure.ts';
import { measureReports } from './reports.ts';
import { measureShipping } from './shipping.ts';
import { measureStart } from './start.ts';
import { table } from './table.ts';

const pairs = 7;
/** A start is the shortest of all that is measured, and whatever else the machine does hits it hardest. */
const starts = 11;
const out = join(projectRoot, 'out');
const scratch = join(out, 'bench');
mkdirSync(scratch, { recursive: true });

const asked = process.argv.slice(2);
const quick = asked.includes('--quick');

const suites: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  payment: async () => [await measureDurablePayment(scratch, pairs)],
  reports: () => measureReports(scratch, quick ? [1e4, 1e6] : [1e4, 1e6, 1e7], pairs),
  start: () => measureStart(starts),
  encoding: async () => [await measureEncoding(pairs)],
  sep: async () => [...(await measureAccepted(scratch, pairs)), await measureDispatched(scratch, pairs)],
  shipping: () => measureShipping(scratch),
};

const names = asked.filter((argument) => !argument.startsWith('--'));
const unknown = names.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(
    `Unknown: ${unknown.join(' ')}. Usage: npm run bench [-- --quick --strict ${Object.keys(suites).join(' ')}]`,
  );
  process.exit(2);
}

const rows: Row[] = [];
for (const [name, measure] of Object.entries(suites)) {
  if (names.length > 0 && !names.includes(name)) continue;
  console.error(`${name}…`);
  rows.push(...(await measure()));
}
writeFileSync(join(out, 'bench.json'), `${JSON.stringify(rows, null, 2)}\n`);
console.log(table(rows));
const missed = rows.filter(({ met }) => met === false);
console.log(missed.length === 0 ? 'every goal met' : `NOT MET: ${missed.map(({ name }) => name).join('; ')}`);
if (missed.length > 0 && asked.includes('--strict')) process.exitCode = 1;
