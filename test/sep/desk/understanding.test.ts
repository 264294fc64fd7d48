/** What the desk's search makes of what people type and paste. */
import { expect, test } from 'vitest';
import { understandSearch } from '../../../sep/desk/understanding.ts';

test.each([
  ['+7 (916) 123-45-67', { account: '9161234567' }],
  ['8 916 123 45 67', { account: '9161234567' }],
  ['9161234567 500,00', { account: '9161234567', sum: 50_000 }],
  ['9161234567, 1 500 руб 22.11.2026', { account: '9161234567', sum: 150_000, day: '2026-11-22' }],
  ['916 123-45-67 500,00', { account: '9161234567', sum: 50_000 }],
  ['916 123 45 67 500,00', { account: '9161234567', sum: 50_000 }],
  ['чек 1/2, 1 234,50', { receipt: { shift: 1, number: 2 }, sum: 123_450 }],
  ['2-1045', { number: { workstation: 2, counter: 1045 } }],
  ['чек 128/12', { receipt: { shift: 128, number: 12 } }],
  ['ФД № 312', { document: 312 }],
  ['22.11.2026 14:05', { day: '2026-11-22' }],
  ['500', { sum: 50_000 }],
  ['123456789012', { account: '123456789012' }],
  [
    't=20261122T1405&s=500.00&fn=9999078900001234&i=312&fp=123456&n=1',
    { fiscal: { drive: '9999078900001234', document: 312 } },
  ],
  ['0190a000-0000-7000-8000-000000000001', { id: '0190a000-0000-7000-8000-000000000001' }],
])('«%s»', (text, wanted) => {
  expect(understandSearch(text)).toEqual([wanted]);
});

test.each(['привет', '31.02.2026', '99.99.2026', '00.00.0000', '—'])('«%s» says nothing', (text) => {
  expect(understandSearch(text)).toEqual([]);
});

// The second heading is that of older tills' letters.
test.each(['Зачислено', 'К зачислению'])('rows of a letter, with their heading: %s', (credited) => {
  const heading = ['Дата', 'Номер', 'Оператор', 'Сумма', 'Комиссия', credited, 'Платёж', 'Чек'].join('\t');
  const row = (number: string, account: string) =>
    [
      '22.11.2026 14:05',
      account,
      'МТС',
      '1\u00a0050,00',
      '50,00',
      '1\u00a0000,00',
      number,
      '128/12 ФД 312',
    ].join('\t');
  const text = [heading, row('2-7', '(916) 123-45-67'), row('2-8', '(916) 765-43-21'), ''].join('\r\n');
  expect(understandSearch(text)).toEqual([
    { number: { workstation: 2, counter: 7 }, account: '9161234567', sum: 105_000, day: '2026-11-22' },
    { number: { workstation: 2, counter: 8 }, account: '9167654321', sum: 105_000, day: '2026-11-22' },
  ]);
});
