/** What a person means by what they typed or pasted into the search: numbers, sums, dates, receipts, rows of a letter. */
import { reportColumns } from '../../core/reportTable.ts';

/** All that is there has to agree. */
export type Wanted = {
  readonly id?: string;
  /** Digits of the client's number. */
  readonly account?: string;
  /** Kopecks, as taken or as credited. */
  readonly sum?: number;
  /** `2026-11-22`. */
  readonly day?: string;
  /** `2-1045`: workstation and its payment's number. */
  readonly number?: { readonly workstation: number; readonly counter: number };
  /** Of a fiscal QR. */
  readonly fiscal?: { readonly drive: string; readonly document: number };
  /** «ФД 312». */
  readonly document?: number;
  /** «Чек 128/12»: shift and number. */
  readonly receipt?: { readonly shift: number; readonly number: number };
};

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** Ten digits without 7 or 8 before them, as payments keep telephone numbers; longer numbers as they are. */
function accountOf(text: string): string | undefined {
  const digits = digitsOf(text);
  if (digits.length < 5 || digits.length > 20) return undefined;
  return digits.length === 11 && /^[78]/.test(digits) ? digits.slice(1) : digits;
}

function sumOf(text: string): number | undefined {
  const match = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s₽]/g, ''));
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined;
}

function dayOf(text: string): string | undefined {
  const match = /(\d{2})\.(\d{2})\.(\d{4})/.exec(text);
  if (!match) return undefined;
  const day = `${match[3]}-${match[2]}-${match[1]}`;
  const read = new Date(`${day}T00:00:00Z`);
  return Number.isFinite(read.getTime()) && read.toISOString().startsWith(day) ? day : undefined;
}

function numberOf(text: string): Wanted['number'] {
  const match = /^(\d{1,2})-(\d{1,9})$/.exec(text.trim());
  return match ? { workstation: Number(match[1]), counter: Number(match[2]) } : undefined;
}

/** Without what is not there. */
const defined = (wanted: { readonly [K in keyof Wanted]: Wanted[K] | undefined }): Wanted =>
  Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as Wanted;

/** A row as «ОтчетПлат» and letters copy it; null: no such row. */
function rowOf(line: string): Wanted | null {
  const cells = line.split('\t').map((cell) => cell.trim());
  if (cells.length < 8) return null;
  const cell = (name: (typeof reportColumns)[number]): string => cells[reportColumns.indexOf(name)] ?? '';
  const wanted = defined({
    number: numberOf(cell('Платёж')),
    account: accountOf(cell('Номер')),
    sum: sumOf(cell('Сумма')),
    day: dayOf(cell('Дата')),
  });
  return wanted.number || wanted.account ? wanted : null;
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;
const qr = /(?=\S*\bfn=(\d{1,16}))(?=\S*\bi=(\d{1,10}))\S+/;

/** Takes what it knows out of the text, so that no digits are read twice. */
function wordsOf(text: string): Wanted | null {
  let rest = text;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(rest);
    if (match) rest = `${rest.slice(0, match.index)} ; ${rest.slice(match.index + match[0].length)}`;
    return match;
  };
  const id = take(uuid)?.[0].toLowerCase();
  const fiscal = take(qr);
  const document = take(/ФД\s*№?\s*(\d{1,10})/i);
  const receipt = take(/(?<![\d/])(\d{1,6})\/(\d{1,6})(?![\d/])/);
  const date = take(/(?<!\d)\d{2}\.\d{2}\.\d{4}(?!\d)/);
  take(/(?<!\d)\d{1,2}:\d{2}(:\d{2})?(?!\d)/);
  const number = take(/(?<![\d-])\d{1,2}-\d{1,9}(?![\d-])/);
  const sum =
    // With a plain space between thousands too, where no client's number can end there.
    take(/(?<![\d-][\s\u00a0]?)\d{1,3}(?:[\s\u00a0]\d{3})+[.,]\d{2}(?!\d)/) ??
    take(/(?<!\d)(\d{1,3}(?:\u00a0\d{3})+|\d{1,9})[.,]\d{2}(?!\d)/) ??
    take(/(?<!\d)(\d{1,3}(?:[\s\u00a0]\d{3})+|\d{1,9})[\s\u00a0]*(?=₽|руб|р\.)/i);
  const account = rest
    .split(/[;,]|[^\d\s+().\-\u00a0]/)
    .map(accountOf)
    .find((found) => found !== undefined);
  const wanted = defined({
    id,
    fiscal: fiscal ? { drive: fiscal[1] ?? '', document: Number(fiscal[2]) } : undefined,
    document: document ? Number(document[1]) : undefined,
    receipt: receipt ? { shift: Number(receipt[1]), number: Number(receipt[2]) } : undefined,
    day: date ? dayOf(date[0]) : undefined,
    number: number ? numberOf(number[0]) : undefined,
    sum: sum ? sumOf(sum[0]) : undefined,
    account,
  });
  if (Object.keys(wanted).length > 0) return wanted;
  // A short number alone is a sum: no client's number is that short.
  const alone = sumOf(text.trim());
  return alone === undefined ? null : { sum: alone };
}

/** So many rows of a letter are looked for at once. */
export const mostRows = 100;

/** Each row or line of its own, however many; empty: nothing of it was understood. */
export function understandSearch(text: string): readonly Wanted[] {
  if (text.includes('\t')) {
    const rows = text.split(/\r?\n/).flatMap((line) => rowOf(line) ?? []);
    if (rows.length > 0) return rows;
  }
  const words = wordsOf(text.replaceAll('\t', ' '));
  return words ? [words] : [];
}
