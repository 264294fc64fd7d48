// The test suites: each is a Vitest project, so that scripts/test.ts can run and time them one by one.
import { defineConfig } from 'vitest/config';

const shared = {
  environment: 'node',
  allowOnly: false,
  expect: { requireAssertions: true },
} as const;

const unit = ['test/{contract,core,renderer}/**/*.test.{ts,tsx}'];
/** СЭП's own database: one server for a whole run. */
const postgres = 'test/tools/postgres.ts';
const e2e = ['test/e2e/**/*.test.ts'];

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
          globalSetup: postgres,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: e2e,
          // One window at a time: two would fight for the focus and for the two cores.
          fileParallelism: false,
          globalSetup: postgres,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'prove',
          include: ['test/simulation/**/*.test.ts'],
          fileParallelism: false,
          globalSetup: postgres,
          testTimeout: 3_600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
