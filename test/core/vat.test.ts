import { expect, test } from 'vitest';
import type { Day } from '../../contract/primitives.ts';
import type { VatRate } from '../../contract/settings.ts';
import { vatFaults, vatIn, vatOn } from '../../core/vat.ts';

const rate = (key: string, since: string, basisPoints: number | null, name = key): VatRate => ({
  key,
  since: since as Day,
  code: 1,
  basisPoints,
  name,
});
const day = (text: string): Day => text as Day;
const table = [
  rate('standard', '2026-01-01', 2_200),
  rate('standard', '2019-01-01', 2_000),
  rate('none', '2019-01-01', null),
];

test.each([
  ['2018-12-31', undefined],
  ['2019-01-01', 2_000],
  ['2025-12-31', 2_000],
  ['2026-01-01', 2_200],
  ['2030-01-01', 2_200],
])('a rate holds from its day until the next one, whatever the order of the table: %s', (on, basisPoints) => {
  expect(vatOn(table, 'standard', day(on))?.basisPoints).toBe(basisPoints);
});

test.each([
  [2_200, 50_000, 9_016],
  [2_000, 50_000, 8_333],
  [1_000, 11, 1],
  [500, 10_500, 500],
  [0, 50_000, 0],
  [null, 50_000, 0],
])(
  '%s hundredths of a per cent of %i kopecks: the tax that is in it, rounded half up',
  (basisPoints, sum, tax) => {
    expect(vatIn(rate('x', '2019-01-01', basisPoints), sum)).toBe(tax);
  },
);

test('a table is faulty where a day is none, a rate stands twice or has no name, or a kind in use has no rate today', () => {
  const today = day('2026-11-27');
  const says = (rates: readonly VatRate[], fee = 'none', used = ['standard']) =>
    vatFaults(rates, fee, used, today).map(({ row, says: words }) => [row, words]);
  expect(says(table)).toEqual([]);
  expect(says([...table, rate('none', '2026-02-30', null)])).toEqual([[3, 'Такого дня нет.']]);
  expect(says([...table, rate('none', '2019-01-01', null)])).toEqual([
    [3, 'С этого дня такая ставка уже есть.'],
  ]);
  expect(says([...table, rate('zero', '2019-01-01', 0, ' ')])).toEqual([
    [3, 'Напишите, как ставка называется в чеке.'],
  ]);
  const late = [rate('none', '2019-01-01', null), rate('standard', '2026-11-28', 2_500)];
  expect(says(late)).toEqual([
    [null, 'Нет действующей ставки «Общая ставка»: её имеют поставщики справочника.'],
  ]);
  expect(says(table, 'seven')).toEqual([[null, 'Нет действующей ставки «УСН, 7%»: её имеет комиссия.']]);
});
