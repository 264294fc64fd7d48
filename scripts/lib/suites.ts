// The suites of `npm test`: how each is run, and how its outcome is counted.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.ts';
import { addFailure, type Counts, countsOf, noCounts, type VitestReport } from './counts.ts';
import { projectRoot } from './install.mjs';
import { runTree } from './processTree.ts';
import { plainEnv } from './run.ts';

export const suiteNames = ['types', 'lint', 'unused', 'unit', 'integration', 'build', 'e2e'] as const;
export type SuiteName = (typeof suiteNames)[number];

/** Runs one suite to its end; whatever it says goes straight to the terminal. */
export function runSuite(name: SuiteName): Promise<Counts> {
  switch (name) {
    case 'types':
      return asOneTest(name, () => tool('typescript/bin/tsc', ['-b']));
    case 'lint':
      return asOneTest(name, () =>
        tool('@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', ...plain, '.']),
      );
    case 'unused':
      return asOneTest(name, () => tool('knip/bin/knip.js', ['--no-config-hints']));
    case 'build':
      return asOneTest(name, async () => {
        await ensureBuilt();
        return 0;
      });
    case 'unit':
    case 'integration':
      return vitest(name);
    case 'e2e':
      // Yesterday's build would answer for today's sources.
      return unlessBuildFails(name, () => {
        // Pictures of screens that are no more would be looked at as if they were; every file of the suite adds to them.
        rmSync(join(projectRoot, 'out/screens'), { recursive: true, force: true });
        return vitest(name);
      });
  }
}

const plain = process.stdout.isTTY ? [] : ['--colors=off'];

/** What has no count of its own counts as one test. */
async function asOneTest(name: string, work: () => Promise<number>): Promise<Counts> {
  try {
    const status = await work();
    return status === 0 ? { ...noCounts, passed: 1 } : addFailure(noCounts, `${name}: exit status ${status}`);
  } catch (error) {
    return addFailure(noCounts, `${name}: ${error instanceof Error ? error.message : error}`);
  }
}

async function unlessBuildFails(name: string, work: () => Promise<Counts>): Promise<Counts> {
  try {
    await ensureBuilt();
  } catch {
    return addFailure(noCounts, `${name}: not run, since the build failed`);
  }
  return work();
}

function tool(path: string, args: readonly string[]): Promise<number> {
  return runTree(process.execPath, [join(projectRoot, 'node_modules', path), ...args], {
    cwd: projectRoot,
    env: plainEnv,
  });
}

/** Hundreds of processes are started that read much the same: what was compiled once, types taken out too, is found again. */
const compiled = join(projectRoot, 'out/test/compiled');

interface VitestOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Only these. */
  readonly files?: readonly string[];
}

export async function vitest(project: string, options: VitestOptions = {}): Promise<Counts> {
  const report = join(projectRoot, `out/test/${project}.json`);
  mkdirSync(join(projectRoot, 'out/test'), { recursive: true });
  rmSync(report, { force: true });
  const args = [
    join(projectRoot, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...(options.files ?? []),
    ...['--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
  ];
  const status = await runTree(process.execPath, args, {
    cwd: projectRoot,
    env: { ...plainEnv, NODE_COMPILE_CACHE: compiled, ...options.env },
  });
  if (!existsSync(report)) return addFailure(noCounts, `${project}: no report, exit status ${status}`);
  return countsOf(project, JSON.parse(readFileSync(report, 'utf8')) as VitestReport, status);
}
