import { expect, test } from 'vitest';
import type { Instant } from '../../contract/primitives.ts';
import type { Catalogue, Provider } from '../../contract/provider.ts';
import type { ReportRow } from '../../contract/report.ts';
import { reportTable } from '../../core/reportTable.ts';

const provider = { id: 'mts', name: 'МТС', mask: { kind: 'tenDigits' } } as Provider;
const catalogue: Catalogue = { version: 1, providers: [provider] };
const names = { catalogue, zone: 'Europe/Moscow', enrolled: false };

const row = (more: Partial<ReportRow>): ReportRow =>
  ({
    paymentId: 'id',
    number: '1-1045',
    takenAt: Date.UTC(2026, 10, 22, 11, 5),
    providerId: 'mts',
    account: '9161234567',
    amountTaken: 123_456,
    fee: 3_456,
    amountCredited: 120_000,
    receipt: '128/12 ФД 312',
    cashierName: 'Анна',
    workstation: 1,
    stage: 'conducted',
    standing: null,
    ...more,
  }) as ReportRow;

test('date, number, operator and sum come first, between tabs', () => {
  const { text } = reportTable([row({}), row({ number: '1-1046' })], names);
  const [first = '', second = ''] = text.split('\n');
  expect(first.split('\t').slice(0, 4)).toEqual([
    '22.11.2026 14:05',
    '916 123-45-67',
    'МТС',
    '1\u{a0}234,56',
  ]);
  expect(second.split('\t')[6]).toBe('1-1046');
});

test('a cell can’t tear the table, nor become part of the page', () => {
  const name = `<img src=x onerror="a('b')">\tи\nдругие & Co`;
  const { text, html } = reportTable([row({ cashierName: name })], names);
  expect(text.split('\n')).toHaveLength(2);
  expect(text.split('\t')).toHaveLength(11);
  expect(html).toContain('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;');
  expect(html).not.toContain('<img');
});

test('a provider that left the catalogue is named by its id', () => {
  const { text } = reportTable([row({ providerId: 'gone' as never })], names);
  expect(text.split('\t').slice(1, 3)).toEqual(['9161234567', 'gone']);
});

test.each(['=1+1', '  =1+1', '\u{0}=1', '＝1', '＋1', '\u{feff}@x'])(
  'no cell runs as a formula: %j',
  (name) => {
    const { text } = reportTable([row({ cashierName: name })], names);
    expect(text.split('\t')[8]).toBe(`'${name}`);
  },
);

test('with a СЭП behind it a conducted payment is called as СЭП calls it', () => {
  const at = Date.UTC(2026, 10, 22, 11, 6) as Instant;
  const status = (change: Partial<ReportRow>, enrolled: boolean): string =>
    reportTable([row(change)], { ...names, enrolled })
      .text.trimEnd()
      .split('\t')
      .at(-1) ?? '';
  expect(status({}, false)).toBe('проведён');
  expect(status({}, true)).toBe('не отправлен');
  expect(status({ standing: { status: 'forwarded', at, reason: null } }, true)).toBe('у оператора');
  expect(status({ standing: { status: 'hung', at, reason: null } }, false)).toBe('завис');
  expect(status({ stage: 'receipted' }, true)).toBe('не проведён');
});
