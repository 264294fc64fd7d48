/** Screens in memory for the windows of a run, one for each worker: on one and the same, two windows would fight for the focus. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** What `DISPLAY` is in the worker of each place. Empty: the system's own screen serves them all. */
    readonly screens: readonly string[];
  }
}

type Screen = { readonly server: ChildProcess; readonly display: string };

/** The server takes the first free number and says which when it answers. Rejects when there is no such program. */
async function openScreen(): Promise<Screen> {
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  // In the order of the descriptors: the last of them is the pipe.
  const number = server.stdio[3] as Readable;
  const failed = once(server, 'error').then(([error]) => Promise.reject(error));
  const said = await Promise.race([text(number), failed]);
  if (said.trim() === '') throw new Error(`Xvfb ended: ${server.exitCode ?? server.signalCode}`);
  return { server, display: `:${said.trim()}` };
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const wanted = process.platform === 'linux' ? Number(project.config.maxWorkers ?? 1) : 0;
  const screens = await Promise.all(Array.from({ length: wanted }, openScreen));
  project.provide(
    'screens',
    screens.map(({ display }) => display),
  );
  return async () => {
    for (const { server } of screens) {
      if (server.exitCode !== null || server.signalCode !== null) continue;
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    }
  };
}
