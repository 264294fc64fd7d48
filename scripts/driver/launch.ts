/** Opens the built program in a real Electron window, for the end-to-end tests and the demonstration. */
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { ensureElectron } from '../electron.ts';
import { projectRoot } from '../lib/install.mjs';

export interface LaunchOptions {
  /** The folder of the profile; the same one again continues where the last launch ended. */
  readonly profile: string;
  /** `['--training']` unless said otherwise; `[]` is the first set-up. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Program {
  readonly app: ElectronApplication;
  /** The cashier's window, its page loaded. */
  readonly page: Page;
}

export async function launchProgram(options: LaunchOptions): Promise<Program> {
  const { path } = await ensureElectron();
  const app = await _electron.launch({
    executablePath: path,
    args: [projectRoot, ...(options.args ?? ['--training'])],
    cwd: projectRoot,
    env: { ...definedOnly(process.env), ...options.env, KASSA_DATA: options.profile },
    timeout: 60_000,
  });
  try {
    const page = await app.firstWindow();
    await page.waitForLoadState('load');
    return { app, page };
  } catch (error) {
    app.process().kill('SIGKILL');
    throw error;
  }
}

/** Ends it as a power cut would: at once, nothing is written any more. */
export async function killProgram({ app }: Program): Promise<void> {
  const closed = new Promise<void>((resolve) => app.once('close', () => resolve()));
  app.process().kill('SIGKILL');
  await closed;
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
