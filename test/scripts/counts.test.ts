// The closing line of `npm test`: nothing that failed may be added up as success.
import { expect, test } from 'vitest';
import { closingLine, countsOf, sum, type VitestReport } from '../../scripts/lib/counts.ts';

const file = (...statuses: string[]): VitestReport['testResults'][number] => ({
  name: 'some.test.ts',
  status: statuses.includes('failed') ? 'failed' : 'passed',
  assertionResults: statuses.map((status, index) => ({ fullName: `test ${index}`, status })),
});
const broken = { name: 'broken.test.ts', status: 'failed', message: 'SyntaxError', assertionResults: [] };

test('adds up passed, failed and skipped over files and suites', () => {
  const unit = countsOf(
    'unit',
    { testResults: [file('passed', 'failed'), file('passed', 'pending', 'todo')] },
    1,
  );
  const e2e = countsOf('e2e', { testResults: [file('passed')] }, 0);
  expect(closingLine(sum([unit, e2e]))).toBe('3 passed, 1 failed, 2 skipped');
  expect(unit.failures).toEqual(['unit: test 1']);
});

test('a file that could not be loaded is a failure', () => {
  const counts = countsOf('unit', { testResults: [file('passed'), broken] }, 1);
  expect(counts).toMatchObject({ passed: 1, failed: 1, failures: ['unit: broken.test.ts: SyntaxError'] });
});

test('a non-zero exit status without a failed test is a failure', () => {
  expect(countsOf('unit', { testResults: [file('passed')] }, 1)).toMatchObject({ passed: 1, failed: 1 });
});

test('a suite that ran no test is a failure', () => {
  expect(countsOf('e2e', { testResults: [] }, 0).failures).toEqual(['e2e: ran no test']);
  expect(countsOf('e2e', { testResults: [file('pending')] }, 0)).toMatchObject({ failed: 1, skipped: 1 });
});
