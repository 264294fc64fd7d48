// The test suites: each is a Vitest project, so that scripts/test.ts can run and time them one by one.
import { defineConfig } from 'vitest/config';

const shared = {
  environment: 'node',
  allowOnly: false,
  // What comes of itself is waited for patiently: a busy machine is no fault of the program.
  expect: { requireAssertions: true, poll: { timeout: 20_000 } },
} as const;

const unit = ['test/{contract,core,renderer}/**/*.test.{ts,tsx}'];
/** СЭП's own database: one server for a whole run. */
const postgres = 'test/tools/postgres.ts';
/** Before PostgreSQL, which goes there. */
const memory = 'test/tools/memory.ts';
const e2e = ['test/e2e/**/*.test.ts'];
/** Windows at a time. Most of a window's test is waiting for it. */
const windows = process.platform === 'linux' ? 2 : 1;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: unit,
        },
      },
      {
        test: {
          ...shared,
          name: 'integration',
          // Whatever is in no other suite, so that a test in a new folder can't go missing. Simulations run
          // here in their short form, and in `prove` with KASSA_PROVE=1 in their long one.
          include: ['test/**/*.test.ts'],
          exclude: [...unit, ...e2e],
          // Much of it waits for ports and child processes: on two cores the default of one would idle.
          maxWorkers: 2,
          globalSetup: [memory, postgres],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: e2e,
          // Each worker has a screen of its own; where there is only the system's, windows would fight for the focus.
          maxWorkers: windows,
          setupFiles: ['test/e2e/ownScreen.ts'],
          globalSetup: [memory, postgres, 'test/tools/screens.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'prove',
          include: ['test/simulation/**/*.test.ts', 'test/sep/**/*.property.test.ts'],
          fileParallelism: false,
          globalSetup: postgres,
          testTimeout: 3_600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
