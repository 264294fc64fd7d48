/** `report`: «ОтчетПлат» on the command line, also while the program is running. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Instant, ProviderId } from '../../contract/primitives.ts';
import { Day } from '../../contract/primitives.ts';
import type { Catalogue } from '../../contract/provider.ts';
import type { Report, ReportQuery } from '../../contract/report.ts';
import { formatSum } from '../../core/money.ts';
import type { ReportNames } from '../../core/reportTable.ts';
import { reportCells, reportColumns } from '../../core/reportTable.ts';
import { openReportReader } from '../report/reports.ts';
import { openCatalogueReader } from '../store/catalogueTable.ts';
import type { Database } from '../store/driver.ts';
import { driverLocation, openReader } from '../store/driver.ts';
import { engineFailure, guarded } from '../store/engineFailure.ts';
import { databaseVersion, readMigrations } from '../store/migrate.ts';
import { profileAt } from '../store/profile.ts';
import { enrolledKey } from '../store/statusTable.ts';
import type { Console } from './console.ts';
import { exitCodes, failed, unfit } from './console.ts';
import type { Arguments, CommandParts } from './kassa.ts';

/** `22.11.2026` or `2026-11-22`. */
function dayOf(text: unknown): Day | null {
  if (typeof text !== 'string') return null;
  const [, date, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  const iso = year ? `${year}-${month?.padStart(2, '0')}-${date?.padStart(2, '0')}` : text;
  return Day.safeParse(iso).data ?? null;
}

/** The provider by its id or its name; null: there is no such one. */
function providerOf(catalogue: Catalogue, text: string): ProviderId | null {
  const wanted = text.trim().toLocaleLowerCase('ru');
  const found = catalogue.providers.find(
    ({ id, name }) => id === wanted || name.toLocaleLowerCase('ru') === wanted,
  );
  return found?.id ?? null;
}

/** Where the report's facts stand: catalogue, zone, and the last moment that the journal knows. */
function groundOf(database: Database) {
  const { catalogue } = openCatalogueReader(database)();
  const zone = database
    .prepare<[], string>(
      'SELECT zone FROM station JOIN journal USING (origin) WHERE mine = 1 ORDER BY journal.key DESC LIMIT 1',
    )
    .pluck()
    .get();
  // A clock behind the journal hides no payment.
  const last =
    database.prepare<[], number>('SELECT coalesce(max(taken_at), 0) FROM payment').pluck().get() ?? 0;
  const enrolled =
    database.prepare<[string], number>('SELECT 1 FROM setting WHERE key = ?').pluck().get(enrolledKey) === 1;
  return { catalogue, zone: zone ?? 'UTC', asOf: Math.max(last, Date.now()) as Instant, enrolled };
}

function queryOf(given: Arguments, catalogue: Catalogue): ReportQuery | 'usage' | 'unknownOperator' {
  const [from, to] = [dayOf(given['from']), dayOf(given['to'])];
  if (!from || !to) return 'usage';
  const { operator, number } = given;
  const providerId = typeof operator === 'string' ? providerOf(catalogue, operator) : null;
  if (typeof operator === 'string' && providerId === null) return 'unknownOperator';
  return { from, to, providerId, account: typeof number === 'string' ? number : null };
}

function table(lines: readonly (readonly string[])[]): string[] {
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function show(report: Report, names: ReportNames, { say }: Console): void {
  const { catalogue } = names;
  for (const line of table([reportColumns, ...report.rows.map((row) => reportCells(row, names))])) say(line);
  if (report.count > report.rows.length)
    say(`… показаны первые ${report.rows.length} из ${report.count}; все строки даёт --csv`);
  if (report.unsettled.length > 0) say(`Чек под вопросом, в итоги не входят: ${report.unsettled.length}`);
  const nameOf = (id: ProviderId) => catalogue.providers.find((provider) => provider.id === id)?.name ?? id;
  const sums = report.totals.map(({ providerId, count, taken, fee, credited }) => [
    nameOf(providerId),
    String(count),
    formatSum(taken),
    formatSum(fee),
    formatSum(credited),
  ]);
  const { count, taken, fee, credited } = report.total;
  const all = ['Итого', String(count), formatSum(taken), formatSum(fee), formatSum(credited)];
  say('');
  for (const line of table([['Оператор', 'Платежей', 'Принято', 'Комиссия', 'Зачислено'], ...sums, all]))
    say(line);
}

export async function reportCommand(parts: CommandParts): Promise<number | null> {
  const { folder, given, console } = parts;
  if (dayOf(given['from']) === null || dayOf(given['to']) === null) return null;
  const { database: path } = profileAt(folder);
  if (!existsSync(path)) return failed(console, { code: 'notSetUp' });
  const opened = guarded(() => openReader(path, driverLocation()));
  if (!opened.ok) return failed(console, opened.failure);
  try {
    return await reportFrom(opened.value, parts);
  } catch (error) {
    return failed(console, engineFailure(error).failure);
  } finally {
    opened.value.close();
  }
}

async function reportFrom(
  database: Database,
  { migrations, given, console }: CommandParts,
): Promise<number | null> {
  const misfit = unfit(databaseVersion(database), readMigrations(migrations).length, console);
  if (misfit !== null) return misfit;
  const { catalogue, zone, asOf, enrolled } = groundOf(database);
  const query = queryOf(given, catalogue);
  if (query === 'usage') return null;
  if (query === 'unknownOperator') {
    console.note(
      `Такого оператора нет: «${String(given['operator'])}». Есть: ${catalogue.providers.map(({ name }) => name).join(', ')}.`,
    );
    return exitCodes.usage;
  }
  const reader = openReportReader(database);
  const report = reader.build(query, asOf, 1);
  if (!report.ok) return failed(console, report.failure);
  if (typeof given['csv'] === 'string') {
    const written = await reader.csv(report.value.key, resolve(given['csv']));
    if (!written.ok) return failed(console, written.failure);
    console.say(`Записано строк: ${written.value.count} в ${written.value.path}`);
  } else show(report.value, { catalogue, zone, enrolled }, console);
  return exitCodes.sound;
}
