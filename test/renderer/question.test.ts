import { expect, test } from 'vitest';
import type { Day, ProviderId } from '../../contract/primitives.ts';
import type { ReportQuery } from '../../contract/report.ts';
import { starterCatalogue } from '../../core/starter/starterCatalogue.ts';
import type { ReportFields } from '../../renderer/report/question.ts';
import { captionOf, freshFields, queryOf, sameQuestion } from '../../renderer/report/question.ts';

const { providers } = starterCatalogue;
const today = '2026-11-28' as Day;
const fields = (more: Partial<ReportFields>): ReportFields => ({
  ...freshFields(today),
  kind: 'today',
  ...more,
});
const query = (more: Partial<ReportQuery>): ReportQuery => ({
  from: today,
  to: today,
  providerId: null,
  account: null,
  ...more,
});
const mts = 'mts' as ProviderId;

test('the fields ask nothing without a period, with half of one, or with a number that is none of the operator’s', () => {
  expect(queryOf(freshFields(today), today, providers)).toBeNull();
  expect(queryOf(fields({ kind: 'typed', from: '01.11' }), today, providers)).toBeNull();
  expect(queryOf(fields({ providerId: 'mts', account: '916' }), today, providers)).toBeNull();
  expect(queryOf(fields({ providerId: 'mts', account: ' 9161234567 ' }), today, providers)).toEqual(
    query({ providerId: mts, account: '9161234567' }),
  );
});

test('past midnight «Сегодня» asks another report', () => {
  const before = queryOf(fields({}), today, providers);
  const after = queryOf(fields({}), '2026-11-29' as Day, providers);
  expect(before && after && sameQuestion(before, after, providers)).toBe(false);
});

test.each([
  [{}, {}, true],
  [{ to: '2026-11-29' as Day }, {}, false],
  [{ from: '2026-11-01' as Day }, {}, false],
  [{ providerId: mts }, {}, false],
  [{ account: '9161234567' }, {}, false],
  [{ account: '+7 (916) 123-45-67' }, { account: '9161234567' }, true],
  [{ providerId: mts, account: '8 916 123 45 67' }, { providerId: mts, account: '916-123-45-67' }, true],
  [{ account: '9161234568' }, { account: '9161234567' }, false],
])('%j against %j is the same question: %s', (one, other, same) => {
  expect(sameQuestion(query(one), query(other), providers)).toBe(same);
});

test.each([
  [{}, 'за 28.11.2026 · все операторы'],
  [{ from: '2026-11-01' as Day, providerId: mts }, 'за 01.11.2026–28.11.2026 · МТС'],
  [{ account: '+79161234567' }, 'за 28.11.2026 · все операторы · номер 916 123-45-67'],
  [
    { providerId: 'mosenergosbyt' as ProviderId, account: '1234567890' },
    'за 28.11.2026 · Мосэнергосбыт · номер 12345 678 90',
  ],
])('a report of %j is called «%s»', (asked, caption) => {
  expect(captionOf(query(asked), providers)).toBe(caption);
});
