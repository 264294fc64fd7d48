// The pages of a built report: what is here is had for good, what is not is refused aloud each time once the report has grown.
import { expect, test } from 'vitest';
import type { Failure, Result } from '../../contract/failure.ts';
import type { ReportRow } from '../../contract/report.ts';
import { createPages, pageSize } from '../../renderer/report/pages.ts';

const rowsFrom = (first: number): readonly ReportRow[] =>
  Array.from({ length: pageSize }, (_, at) => ({ paymentId: `p${first + at}` }) as unknown as ReportRow);

test('missing pages are fetched once; a failure is told each time, that the report has grown once beside', async () => {
  let answer: Result<null> = { ok: true, value: null };
  const asked: number[] = [];
  const told: Failure[] = [];
  const pages = createPages(
    { rows: [...rowsFrom(0)] },
    async (offset) => {
      asked.push(offset);
      return answer.ok ? { ok: true, value: rowsFrom(offset) } : answer;
    },
    (failure) => told.push(failure),
  );
  const ids = ['p0', `p${pageSize}`, `p${pageSize + 1}`];
  expect(await pages.ids([0, pageSize, pageSize + 1])).toEqual({ ok: true, value: ids });
  expect(asked).toEqual([pageSize]);

  const noAnswer = { ok: false, failure: { code: 'internalError' } } as const;
  answer = noAnswer;
  expect(await pages.ids([2 * pageSize])).toEqual(noAnswer);
  expect(told).toEqual([]);
  const outdated = { ok: false, failure: { code: 'reportOutdated' } } as const;
  answer = outdated;
  expect(await pages.ids([2 * pageSize])).toEqual(outdated);
  answer = { ok: true, value: null };
  expect(await pages.ids([2 * pageSize])).toEqual(outdated);
  expect(await pages.load(3)).toEqual(outdated.failure);
  expect(told).toEqual([outdated.failure]);
  // What was read before the report grew is its own.
  expect(await pages.ids([0, pageSize, pageSize + 1])).toEqual({ ok: true, value: ids });
});
