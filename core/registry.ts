/** The daily registry in the OSMP form: what was credited on a Moscow day, line by line, and how two of them differ. */
import type { Day, Instant, Kopecks } from '../contract/primitives.ts';
import { moscow, readOsmpSum, readOsmpTime, writeOsmpSum, writeOsmpTime } from './osmp.ts';
import { dayIn } from './zone.ts';

/** One credited payment: `txn_id date time account sum`, separated by tabs. */
export type RegistryLine = {
  readonly txnId: string;
  readonly at: number;
  readonly account: string;
  readonly sum: number;
};

const dayOf = dayIn(moscow);
export const moscowDay = (at: number): Day => dayOf(at as Instant);

/** `2026-11-22`, tab, `14:05:09`. */
function writeMoment(at: number): string {
  const text = writeOsmpTime(at);
  const [year, month, day, hour, minute, second] = [
    text.slice(0, 4),
    text.slice(4, 6),
    text.slice(6, 8),
    text.slice(8, 10),
    text.slice(10, 12),
    text.slice(12, 14),
  ];
  return `${year}-${month}-${day}\t${hour}:${minute}:${second}`;
}

const sumOf = (lines: readonly RegistryLine[]): number => lines.reduce((sum, line) => sum + line.sum, 0);

/** Of the lines, those of the day, in the order of their times; the last line is `Total: <count> <sum>`. */
export function writeRegistry(lines: readonly RegistryLine[], day: string): string {
  const chosen = lines
    .filter((line) => moscowDay(line.at) === day)
    .sort((left, right) => left.at - right.at || (left.txnId < right.txnId ? -1 : 1));
  const rows = chosen.map(({ txnId, at, account, sum }) =>
    [txnId, writeMoment(at), account, writeOsmpSum(sum)].join('\t'),
  );
  return [...rows, `Total: ${chosen.length} ${writeOsmpSum(sumOf(chosen))}`, ''].join('\n');
}

/** Why a file is no registry; `line` counts from 1. */
export type RegistryFault = {
  readonly line: number;
  readonly why:
    | 'columns'
    | 'txnId'
    | 'time'
    | 'account'
    | 'sum'
    | 'twice'
    | 'noTotal'
    | 'afterTotal'
    | 'count'
    | 'total';
};

export const registryFaultNames: Readonly<Record<RegistryFault['why'], string>> = {
  columns: 'в строке должно быть пять значений через табуляцию: txn_id, дата, время, номер, сумма',
  txnId: 'txn_id должен состоять из цифр, не больше двадцати',
  time: 'дата и время не разобраны: нужно 2026-11-22 и 14:05:09',
  account: 'номер пуст или длиннее двадцати знаков',
  sum: 'сумма не разобрана: нужно 152.00',
  twice: 'этот txn_id уже был выше',
  noTotal: 'нет последней строки «Total: <число> <сумма>»: файл, возможно, оборван',
  afterTotal: 'после строки «Total:» есть ещё строки',
  count: 'число платежей в строке «Total:» не равно числу строк',
  total: 'сумма в строке «Total:» не равна сумме строк',
};

export type Registry = {
  readonly lines: readonly RegistryLine[];
  readonly count: number;
  readonly sum: Kopecks;
};

export type RegistryReading =
  | { readonly ok: true; readonly registry: Registry }
  | { readonly ok: false; readonly fault: RegistryFault };

const fault = (
  line: number,
  why: RegistryFault['why'],
): { readonly ok: false; readonly fault: RegistryFault } => ({
  ok: false,
  fault: { line, why },
});

/** Days as `2026-11-22` or `22.11.2026`. */
function readMoment(date: string, time: string): number | null {
  const day = /^\d\d\.\d\d\.\d{4}$/.test(date) ? date.split('.').reverse().join('-') : date;
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || !/^\d\d:\d\d:\d\d$/.test(time)) return null;
  return readOsmpTime(`${day}${time}`.replace(/[-:]/g, ''));
}

function readLine(text: string, line: number): RegistryLine | RegistryFault {
  const [txnId, date, time, account, sumText, ...more] = text.split('\t');
  if (txnId === undefined || date === undefined || time === undefined) return { line, why: 'columns' };
  if (account === undefined || sumText === undefined || more.length > 0) return { line, why: 'columns' };
  if (!/^\d{1,20}$/.test(txnId)) return { line, why: 'txnId' };
  const at = readMoment(date, time);
  if (at === null) return { line, why: 'time' };
  if (account.length < 1 || account.length > 20) return { line, why: 'account' };
  const sum = readOsmpSum(sumText);
  return sum === null ? { line, why: 'sum' } : { txnId, at, account, sum };
}

/** All of it or nothing: the first line that is wrong is told. Line ends may be Windows', a leading BOM is skipped. */
export function readRegistry(text: string): RegistryReading {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((row, index) => ({ row, line: index + 1 }))
    .filter(({ row }) => row.trim() !== '');
  const lines: RegistryLine[] = [];
  const seen = new Set<string>();
  let total: { readonly line: number; readonly count: number; readonly sum: Kopecks } | null = null;
  for (const { row, line } of rows) {
    if (total) return fault(line, 'afterTotal');
    const end = /^Total:\s*(\d{1,9})\s+(\S+)\s*$/.exec(row);
    if (end) {
      const sum = readOsmpSum(end[2] ?? '');
      if (sum === null) return fault(line, 'total');
      total = { line, count: Number(end[1]), sum };
      continue;
    }
    const read = readLine(row, line);
    if ('why' in read) return { ok: false, fault: read };
    if (seen.has(read.txnId)) return fault(line, 'twice');
    seen.add(read.txnId);
    lines.push(read);
  }
  if (!total) return fault(rows.at(-1)?.line ?? 1, 'noTotal');
  if (total.count !== lines.length) return fault(total.line, 'count');
  if (total.sum !== sumOf(lines)) return fault(total.line, 'total');
  return { ok: true, registry: { lines, count: total.count, sum: total.sum } };
}

/**
 * `missingHere`: they credited it, we don't count it so. `missingThere`: the reverse. `lateCredit`: they credited what is
 * settled otherwise here, cancelled or given back: somebody has this money twice.
 */
export type DiscrepancyKind = 'missingHere' | 'missingThere' | 'otherSum' | 'lateCredit';

export const discrepancyNames: Readonly<Record<DiscrepancyKind, string>> = {
  missingHere: 'есть у оператора, нет у нас',
  missingThere: 'есть у нас, нет у оператора',
  otherSum: 'суммы различаются',
  lateCredit: 'зачислен, хотя у нас закрыт иначе',
};

export type Discrepancy = {
  readonly kind: DiscrepancyKind;
  readonly txnId: string;
  readonly account: string;
  readonly ours: number | null;
  readonly theirs: number | null;
};

/** Lines meet by txn_id. Money on another account is money that is missing on ours. */
export function compareRegistries(
  ours: readonly RegistryLine[],
  theirs: readonly RegistryLine[],
): readonly Discrepancy[] {
  const ourLines = new Map(ours.map((line) => [line.txnId, line]));
  const theirIds = new Set<string>();
  const found: Discrepancy[] = [];
  for (const line of theirs) {
    const own = ourLines.get(line.txnId);
    const { txnId, account, sum } = line;
    if (!own || own.account !== account)
      found.push({ kind: 'missingHere', txnId, account, ours: null, theirs: sum });
    else {
      theirIds.add(txnId);
      if (own.sum !== sum) found.push({ kind: 'otherSum', txnId, account, ours: own.sum, theirs: sum });
    }
  }
  for (const { txnId, account, sum } of ours)
    if (!theirIds.has(txnId)) found.push({ kind: 'missingThere', txnId, account, ours: sum, theirs: null });
  return found;
}
