/** A workstation of its own for a file of tests: a new profile, the program on it, and nothing of both afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { usualPace } from '../../main/sync/pace.ts';
import { Cashier } from '../../scripts/driver/cashier.ts';
import { killProgram, type LaunchOptions, launchProgram, type Program } from '../../scripts/driver/launch.ts';
import { projectRoot } from '../../scripts/lib/install.mjs';

export interface Station {
  readonly profile: string;
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly cashier: Cashier;
  /** Starts the program on the profile, again if need be. */
  start(options?: Omit<LaunchOptions, 'profile'>): Promise<void>;
  /** Closes the window and waits for the end. */
  close(): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
  /** Resolves when the program has ended by itself. */
  ended(): Promise<void>;
}

/** What the window looked like when a test failed. */
const failures = join(projectRoot, 'out/e2e-failures');

/** From its next contact with СЭП on, the program speaks to it ten times as often as in service: nobody waits for that. */
export async function hurryContacts({ app }: Station): Promise<void> {
  const pace = { usual: usualPace.contactMs, quick: usualPace.contactMs / 10 };
  await app.evaluate((_electron, { usual, quick }) => {
    const wait = globalThis.setTimeout;
    globalThis.setTimeout = ((action: () => void, milliseconds?: number) =>
      wait(action, milliseconds === usual ? quick : milliseconds)) as typeof setTimeout;
  }, pace);
}

/** For the tests of the file that calls it. */
export function newStation(): Station {
  const profile = mkdtempSync(join(tmpdir(), 'kassa-e2e-'));
  let running: { readonly program: Program; readonly cashier: Cashier } | null = null;

  const now = () => {
    if (running === null) throw new Error('the program is not running');
    return running;
  };

  // The tests of a file are one day: after a step that failed, the next ones would only wait for what never comes.
  let failed: string | null = null;
  beforeEach(() => {
    if (failed !== null) throw new Error(`not tried: «${failed}» failed before`);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail' || failed !== null) return;
    failed = task.name;
    const path = join(failures, `${task.file.name.replace(/^.*\//, '')} ${task.name.slice(0, 60)}.png`);
    await running?.program.page.screenshot({ path }).catch(() => undefined);
  });

  afterAll(async () => {
    if (running !== null) await killProgram(running.program);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  return {
    profile,
    get app() {
      return now().program.app;
    },
    get page() {
      return now().program.page;
    },
    get cashier() {
      return now().cashier;
    },
    async start(options) {
      const program = await launchProgram({ ...options, profile });
      program.page.setDefaultTimeout(10_000);
      running = { program, cashier: await Cashier.at(program.page) };
    },
    async close() {
      const { app } = now().program;
      running = null;
      await app.close();
    },
    ended() {
      const { app } = now().program;
      return new Promise((done) => {
        app.once('close', () => {
          running = null;
          done();
        });
      });
    },
    async kill() {
      const { program } = now();
      running = null;
      await killProgram(program);
    },
  };
}
