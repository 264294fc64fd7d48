/** VAT by the table of the settings: a rate holds from its day on, until the next one of its kind. */
import type { DocumentLine } from '../contract/document.ts';
import type { Day } from '../contract/primitives.ts';
import type { VatRate } from '../contract/settings.ts';
import { row, text } from './documents/parts.ts';
import { formatMoney } from './money.ts';
import { shiftDay } from './zone.ts';

/** The kinds that catalogues name, as people call them. Another kind is shown by its key. */
const kindNames: Readonly<Record<string, string>> = {
  standard: 'Общая ставка',
  reduced: 'Пониженная ставка',
  five: 'УСН, 5%',
  seven: 'УСН, 7%',
  zero: 'Ставка 0%',
  none: 'Без НДС',
};

export const vatKinds: readonly string[] = Object.keys(kindNames);
export const vatKindName = (key: string): string => kindNames[key] ?? key;

/** The rate of a kind on a day; null: the table has none that early. */
export function vatOn(rates: readonly VatRate[], key: string, day: Day): VatRate | null {
  let found: VatRate | null = null;
  for (const rate of rates)
    if (rate.key === key && rate.since <= day && (found === null || rate.since > found.since)) found = rate;
  return found;
}

/** The tax that is in a sum, in kopecks, rounded half up. 0 where none is due. */
export const vatIn = ({ basisPoints }: VatRate, sum: number): number =>
  basisPoints === null
    ? 0
    : Math.floor((2 * sum * basisPoints + 10_000 + basisPoints) / (2 * (10_000 + basisPoints)));

/** An item's sum and the tax in it, as a receipt has them. */
export const vatLines = (rate: VatRate, sum: number): DocumentLine[] => [
  row('Сумма', formatMoney(sum)),
  rate.basisPoints === null
    ? text(rate.name, 'left')
    : row(`в т.ч. ${rate.name}`, formatMoney(vatIn(rate, sum))),
];

/** What is wrong with a table, in words; `row`: which line it is about, null: the table as a whole. */
export type VatFault = { readonly row: number | null; readonly says: string };

const isDay = (day: string): boolean => {
  try {
    return shiftDay(day as Day, 0) === day;
  } catch {
    return false;
  }
};

/** `used`: the kinds that providers of the catalogue have; each needs a rate today, as the agent's fee does. */
export function vatFaults(
  rates: readonly VatRate[],
  feeVat: string,
  used: readonly string[],
  today: Day,
): readonly VatFault[] {
  const lines = rates.flatMap(({ key, since, name }, index): VatFault[] => {
    if (!isDay(since)) return [{ row: index, says: 'Такого дня нет.' }];
    if (name.trim() === '') return [{ row: index, says: 'Напишите, как ставка называется в чеке.' }];
    const first = rates.findIndex((other) => other.key === key && other.since === since);
    return first === index ? [] : [{ row: index, says: 'С этого дня такая ставка уже есть.' }];
  });
  const needed = [...new Set([feeVat, ...used])];
  const lacking = needed.filter((key) => vatOn(rates, key, today) === null);
  return [
    ...lines,
    ...lacking.map((key): VatFault => {
      const whose =
        key === feeVat && !used.includes(key) ? 'её имеет комиссия' : 'её имеют поставщики справочника';
      return { row: null, says: `Нет действующей ставки «${vatKindName(key)}»: ${whose}.` };
    }),
  ];
}
