/** Programs that a test starts in processes of their own: the same Node, the same sources. */

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { basename, join, resolve } from 'node:path';
import { build } from 'vite';

const children = new Set<ChildProcessWithoutNullStreams>();

/** Makes one file of a program's sources: what is started a hundred times must start quickly. */
export async function bundled(entry: string): Promise<string> {
  const root = resolve(import.meta.dirname, '../../..');
  // Inside the project, so that it finds the packages.
  const outDir = join(root, 'out/children');
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: { ssr: entry, outDir, emptyOutDir: false, target: 'node20.18' },
  });
  return join(outDir, `${basename(entry, '.ts')}.js`);
}

export function startChild(file: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args]);
  children.add(child);
  child.on('exit', () => children.delete(child));
  return child;
}

/** Resolves once the child has written a line that fits; rejects when it ends before. */
export function lineOf(child: ChildProcessWithoutNullStreams, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let errors = '';
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      const line = text.split('\n').find((one) => wanted.test(one));
      if (line !== undefined) resolve(line);
    });
    child.on('exit', () => reject(new Error(`the child ended: ${text}${errors}`)));
  });
}

export const ended = (child: ChildProcessWithoutNullStreams): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.on('exit', () => resolve());
  });

/** For `afterEach`: no test leaves a process behind. */
export async function endChildren(): Promise<void> {
  for (const child of [...children]) {
    child.kill('SIGKILL');
    await ended(child);
  }
}
