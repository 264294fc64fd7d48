/** Reads a numbering plan, `DEF;from;to;operator;region`, as a whole or not at all. */
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import { NumberRange } from '../../contract/provider.ts';
import type { LocalStore } from './types.ts';

export type RejectedRow = { readonly line: number; readonly reason: string };
export type ParsedRanges = {
  readonly ranges: readonly NumberRange[];
  readonly rejected: readonly RejectedRow[];
};

/** More would tell a person nothing new. */
const mostRejected = 100;

/** UTF-8 if it is that, or else what Russian offices write: windows-1251. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return iconv.decode(Buffer.from(bytes), 'windows-1251');
  }
}

type Columns = { readonly operator: number; readonly region: number };

/** The public plan has a column of capacities before the operator; the short form has not. */
const columnsOf = (fields: number): Columns =>
  fields >= 6 ? { operator: 4, region: 5 } : { operator: 3, region: 4 };

function rangeOf(fields: readonly string[]): NumberRange | string {
  const [code = '', from = '', to = ''] = fields;
  if (!/^\d{3}$/.test(code)) return 'код не из трёх цифр';
  if (!/^\d{1,7}$/.test(from) || !/^\d{1,7}$/.test(to)) return 'границы не из семи цифр';
  const { operator, region } = columnsOf(fields.length);
  const range = NumberRange.safeParse({
    from: Number(code + from.padStart(7, '0')),
    to: Number(code + to.padStart(7, '0')),
    operator: fields[operator] ?? '',
    region: (fields[region] ?? '').slice(0, 120),
  });
  if (!range.success) return 'нет оператора';
  return range.data.from > range.data.to ? 'начало больше конца' : range.data;
}

/** Overlapping ranges would name two operators for one number: the later row is rejected. */
function withoutOverlaps(
  rows: readonly { readonly line: number; readonly range: NumberRange }[],
): ParsedRanges {
  const sorted = [...rows].sort(
    (left, right) => left.range.from - right.range.from || left.line - right.line,
  );
  const ranges: NumberRange[] = [];
  const rejected: RejectedRow[] = [];
  for (const { line, range } of sorted) {
    const before = ranges.at(-1);
    if (before && range.from <= before.to) rejected.push({ line, reason: 'пересекается с другой строкой' });
    else ranges.push(range);
  }
  return { ranges, rejected };
}

/** What `info: true` makes of a record; the package's types don't follow the option. */
type NumberedRecord = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

/** Parses a file; null: it is no such table at all. */
export function parseRanges(bytes: Uint8Array): ParsedRanges | null {
  let records: readonly NumberedRecord[];
  try {
    records = parse(decoded(bytes), {
      delimiter: ';',
      bom: true,
      trim: true,
      skip_empty_lines: true,
      // The plan's own quotes stand unescaped in the middle of names: «ПАО "МегаФон"».
      relax_quotes: true,
      relax_column_count: true,
      info: true,
    }) as unknown as readonly NumberedRecord[];
  } catch {
    return null;
  }
  const rows: { line: number; range: NumberRange }[] = [];
  const rejected: RejectedRow[] = [];
  records.forEach(({ record, info }, index) => {
    // The first row may be a heading.
    if (index === 0 && !/^\d/.test(record[0] ?? '')) return;
    const range = rangeOf(record);
    if (typeof range === 'string') rejected.push({ line: info.lines, reason: range });
    else rows.push({ line: info.lines, range });
  });
  const found = withoutOverlaps(rows);
  const all = [...rejected, ...found.rejected].sort((left, right) => left.line - right.line);
  return { ranges: found.ranges, rejected: all };
}

/** Puts a file's ranges in place of the table before, in one transaction. A file without a good row changes nothing. */
export function importRanges(
  local: LocalStore,
  bytes: Uint8Array,
): Result<{ readonly rows: number; readonly rejectedCount: number; readonly rejected: RejectedRow[] }> {
  const parsed = parseRanges(bytes);
  if (!parsed || parsed.ranges.length === 0) return refuse('badFile', { why: 'noRanges' });
  const replaced = local.replaceRanges(parsed.ranges);
  if (!replaced.ok) return replaced;
  return ok({
    rows: parsed.ranges.length,
    rejectedCount: parsed.rejected.length,
    rejected: parsed.rejected.slice(0, mostRejected),
  });
}
