// Adds up what the suites report into the one closing line.

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Names of what failed, for the summary. */
  readonly failures: readonly string[];
}

/** The part of Vitest's JSON report that we read. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] };

export function addFailure(counts: Counts, name: string): Counts {
  return { ...counts, failed: counts.failed + 1, failures: [...counts.failures, name] };
}

export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
      failures: [...total.failures, ...one.failures],
    }),
    noCounts,
  );
}

export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** A run that failed without a failed test, or ran no test at all, is green only to the eye: it counts as failed. */
export function countsOf(suite: string, report: VitestReport, status: number): Counts {
  const files = report.testResults.map((file): Counts => {
    const tests = file.assertionResults;
    const failures = tests.filter((test) => test.status === 'failed').map((test) => test.fullName);
    const passed = tests.filter((test) => test.status === 'passed').length;
    const counts = {
      passed,
      failed: failures.length,
      skipped: tests.length - passed - failures.length,
      failures: failures.map((name) => `${suite}: ${name}`),
    };
    const couldNotRun = file.status === 'failed' && failures.length === 0;
    return couldNotRun
      ? addFailure(counts, `${suite}: ${file.name}: ${file.message ?? 'did not run'}`)
      : counts;
  });
  const total = sum(files);
  if (total.passed + total.failed === 0) return addFailure(total, `${suite}: ran no test`);
  return status !== 0 && total.failed === 0 ? addFailure(total, `${suite}: exit status ${status}`) : total;
}
