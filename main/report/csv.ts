/** «ОтчетПлат» as a file that opens rightly in a Russian Excel. */
import { open, realpath, rename, rm } from 'node:fs/promises';
import { dirname, extname, isAbsolute, relative } from 'node:path';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { ReportRow } from '../../contract/report.ts';
import type { ReportNames } from '../../core/reportTable.ts';
import { noFormula, reportColumns, statusName } from '../../core/reportTable.ts';
import { formatDateTime } from '../../core/zone.ts';

/** Without it Excel takes the file for windows-1251. */
const byteOrderMark = '\u{feff}';
const lineEnd = '\r\n';

const quoted = (text: string): string => (/[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Text from outside: what would run as a formula is shown as it was typed. */
const plain = (text: string): string => quoted(noFormula(text));

/**
 * Our own numbers that are no quantities. Excel would make `9,16E+09` of a phone, lose the end of a card's number and
 * read payment `1-12` as the first of December: a text constant keeps them. Only letters, digits and separators pass.
 */
const verbatim = (text: string): string =>
  /^[\p{L}\d /-]+$/u.test(text) && /^[\d]/.test(text) ? quoted(`="${text}"`) : plain(text);

/** `1234,56`: no grouping, so that Excel reads a number. */
const sum = (kopecks: number): string =>
  `${Math.floor(kopecks / 100)},${String(kopecks % 100).padStart(2, '0')}`;

export function csvLine(row: ReportRow, { catalogue, zone, enrolled }: ReportNames): string {
  const provider = catalogue.providers.find(({ id }) => id === row.providerId);
  const cells = [
    formatDateTime(row.takenAt, zone),
    verbatim(row.account),
    plain(provider?.name ?? row.providerId),
    sum(row.amountTaken),
    sum(row.fee),
    sum(row.amountCredited),
    verbatim(row.number),
    verbatim(row.receipt),
    plain(row.cashierName),
    String(row.workstation),
    statusName(row, enrolled),
  ];
  return cells.join(';') + lineEnd;
}

const csvHead = byteOrderMark + reportColumns.map(plain).join(';') + lineEnd;

/** Whether that name is one of the profile's own files, there or to come: a table over the journal would be its end. */
async function belongsToProfile(path: string, profile: string): Promise<boolean> {
  if (extname(path).toLowerCase() === '.csv') return false;
  const way = relative(await realpath(profile), await realpath(dirname(path)));
  return !isAbsolute(way) && way.split(/[\\/]/)[0] !== '..';
}

/**
 * Writes pages as they come, into a file of its own until all of it is there. `notes` stand under the rows, each a line
 * of one cell after an empty one: above them they would be taken for the header. Rows that are not so many as `expected` are
 * another report's: nothing is left of them.
 * In the folder of the profile only what is called `.csv` is written.
 */
export async function writeCsv(
  path: string,
  profile: string,
  pages: Iterable<readonly string[]>,
  expected: number,
  notes: readonly string[],
): Promise<Result<{ readonly path: string; readonly count: number }>> {
  const unfinished = `${path}.part`;
  let count = 0;
  try {
    if (await belongsToProfile(path, profile)) return refuse('fileNotWritten', { path, why: 'profile' });
    const file = await open(unfinished, 'w');
    try {
      await file.write(csvHead);
      for (const page of pages) {
        // Each write waits for the one before, and lets other requests in between.
        await file.write(page.join(''));
        count += page.length;
      }
      if (notes.length > 0) await file.write(lineEnd + notes.map((note) => plain(note) + lineEnd).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
    if (count !== expected) {
      await rm(unfinished);
      return refuse('reportOutdated');
    }
    await rename(unfinished, path);
    return ok({ path, count });
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    if (!(error instanceof Error && 'code' in error)) throw error;
    return refuse('fileNotWritten', { path, why: String(error.code) });
  }
}
