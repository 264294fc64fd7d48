/** The VAT table as it is typed: texts in, rates or what is wrong out. */
import type { Day } from '../../contract/primitives.ts';
import type { VatRate } from '../../contract/settings.ts';
import { vatFaults } from '../../core/vat.ts';
import { readDay, showDay } from '../report/period.ts';

export type VatLine = {
  /** Tells lines apart while they are typed. */
  readonly id: number;
  readonly key: string;
  readonly since: string;
  readonly code: string;
  /** Empty: not subject to VAT. */
  readonly percent: string;
  readonly name: string;
};

export type VatField = 'since' | 'code' | 'percent' | 'name';
type LineFaults = Readonly<Partial<Record<VatField, string>>>;

export type VatReading = {
  /** Null: something is wrong. */
  readonly rates: readonly VatRate[] | null;
  readonly lines: readonly LineFaults[];
  /** Of the table as a whole. */
  readonly table: readonly string[];
};

const showPercent = (basisPoints: number): string => String(basisPoints / 100).replace('.', ',');

/** The stored table, each kind's rates one after another. */
export const vatLines = (rates: readonly VatRate[]): readonly VatLine[] => {
  const kinds = [...new Set(rates.map(({ key }) => key))];
  const place = ({ key, since }: VatRate) => `${String(kinds.indexOf(key)).padStart(2, '0')} ${since}`;
  return rates
    .toSorted((left, right) => (place(left) < place(right) ? -1 : 1))
    .map(({ key, since, code, basisPoints, name }, id) => ({
      id,
      key,
      since: showDay(since),
      code: String(code),
      percent: basisPoints === null ? '' : showPercent(basisPoints),
      name,
    }));
};

function readPercent(text: string): number | null | undefined {
  const typed = text.trim().replace('%', '').trim();
  if (typed === '') return null;
  if (!/^\d{1,2}([.,]\d{1,2})?$/.test(typed)) return undefined;
  const basisPoints = Math.round(Number(typed.replace(',', '.')) * 100);
  return basisPoints <= 5_000 ? basisPoints : undefined;
}

function readLine({ key, since, code, percent, name }: VatLine): {
  readonly rate: VatRate | null;
  readonly faults: LineFaults;
} {
  const day = readDay(since);
  const basisPoints = readPercent(percent);
  const tag = Number(code);
  const goodTag = /^\d{1,2}$/.test(code) && tag >= 1 && tag <= 20;
  const faults = {
    ...(day === null && { since: 'День, например 01.01.2026.' }),
    ...(basisPoints === undefined && { percent: 'От 0 до 50.' }),
    ...(!goodTag && { code: 'От 1 до 20.' }),
    ...(name.trim() === '' && { name: 'Как в чеке: «НДС 22%».' }),
  };
  const rate =
    day === null || basisPoints === undefined || !goodTag || name.trim() === ''
      ? null
      : { key, since: day, code: tag, basisPoints, name: name.trim() };
  return { rate, faults };
}

/** `used`: the kinds that the catalogue's providers have. */
export function readVat(
  lines: readonly VatLine[],
  feeVat: string,
  used: readonly string[],
  today: Day,
): VatReading {
  const read = lines.map(readLine);
  const rates = read.flatMap(({ rate }) => (rate === null ? [] : [rate]));
  if (rates.length < lines.length) return { rates: null, lines: read.map(({ faults }) => faults), table: [] };
  const found = vatFaults(rates, feeVat, used, today);
  return {
    rates: found.length === 0 ? rates : null,
    lines: read.map((_, index) => {
      const fault = found.find(({ row }) => row === index);
      return fault ? { since: fault.says } : {};
    }),
    table: found.flatMap(({ row, says }) => (row === null ? [says] : [])),
  };
}
