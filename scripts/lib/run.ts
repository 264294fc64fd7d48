// Runs another program to its end, for steps of which only success or failure counts.
import { spawn } from 'node:child_process';
import { exitCodeOf, followSignals } from './signals.mjs';

const streams = {
  stderr: ['ignore', 2, 2],
  errors: ['ignore', 'ignore', 2],
  none: ['ignore', 'ignore', 'ignore'],
  inherit: ['inherit', 'inherit', 'inherit'],
} as const satisfies Record<string, readonly ('ignore' | 'inherit' | number)[]>;

/** In a log colours are noise; Biome wraps every single character in them. */
export const plainEnv: NodeJS.ProcessEnv = process.stdout.isTTY
  ? process.env
  : { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program when it takes longer; counts as failure. */
  readonly timeout?: number;
  /** Where its words go: to stderr by default, since stdout may be promised to somebody. */
  readonly output?: keyof typeof streams;
}

/** The exit status, 127 if there is no such program. */
export function runForStatus(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<number> {
  const { output = 'stderr', timeout } = options;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [...streams[output]],
      // npm is a .cmd file on Windows.
      shell: process.platform === 'win32' && program === 'npm',
      ...(timeout === undefined ? {} : { timeout, killSignal: 'SIGKILL' as const }),
    });
    followSignals(child);
    child.on('error', () => resolve(127));
    child.on('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
}

export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<void> {
  const status = await runForStatus(program, args, options);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit status ${status}`);
}
