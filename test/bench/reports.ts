/** «ОтчетПлат» at ten thousand, a million and ten million payments, and its totals against the program `sqlite3`. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Day, Instant } from '../../contract/primitives.ts';
import type { Report } from '../../contract/report.ts';
import type { ReportReader } from '../../main/report/reports.ts';
import { openReportReader } from '../../main/report/reports.ts';
import { driverLocation, openReader } from '../../main/store/driver.ts';
import { profileAt } from '../../main/store/profile.ts';
import { askedAt, filledProfile, firstDay, lastDay } from './filledProfile.ts';
import type { Row } from './measure.ts';
import { inTurns, rowOf } from './measure.ts';

const buildsPerTurn = 20;

type Filled = { readonly payments: number; readonly database: string; readonly reader: ReportReader };

function open(folder: string, payments: number): Filled & { close(): void } {
  const { database } = profileAt(filledProfile(folder, payments));
  const connection = openReader(database, driverLocation());
  return { payments, database, reader: openReportReader(connection), close: () => connection.close() };
}

/** The whole of the year: totals by provider and the newest two hundred rows. */
function build({ reader }: Filled): Report {
  const query = { from: firstDay as Day, to: lastDay as Day, providerId: null, account: null };
  const report = reader.build(query, askedAt as Instant, 1);
  if (!report.ok) throw new Error(`no report: ${report.failure.code}`);
  return report.value;
}

function buildMs(filled: Filled): number {
  const started = performance.now();
  for (let index = 0; index < buildsPerTurn; index += 1) build(filled);
  return (performance.now() - started) / buildsPerTurn;
}

const named = (payments: number) => (payments >= 1e6 ? `${payments / 1e6} M` : `${payments / 1e3} k`);

async function measureFirstPage(small: Filled, large: Filled, times: number): Promise<Row> {
  buildMs(small);
  buildMs(large);
  const pairs = await inTurns(
    times,
    () => buildMs(large),
    () => buildMs(small),
  );
  const sound = [small, large].every((one) => {
    const { count, rows } = build(one);
    return count === one.payments && rows.length === 200;
  });
  const name = `first page of a report over ${named(large.payments)} / over ${named(small.payments)}`;
  return rowOf({ name, unit: 'ms', goal: 1.3 }, pairs, sound);
}

const sums = 'SELECT provider, count(*), sum(taken), sum(fee), sum(credited) FROM payment GROUP BY provider;';

/** The query's own time by the program's timer, its start left out, and the answer's lines, sorted. */
function askProgram(copy: string): { readonly milliseconds: number; readonly lines: readonly string[] } {
  const said = execFileSync('sqlite3', ['-readonly', '-batch', '-separator', ' ', copy], {
    input: `.timer on\n${sums}\n`,
    encoding: 'utf8',
  });
  const seconds = /^Run Time: real ([\d.]+)/m.exec(said)?.[1];
  if (seconds === undefined) throw new Error(`sqlite3 tells no time: ${said}`);
  const lines = said.split('\n').filter((line) => line !== '' && !line.startsWith('Run Time'));
  return { milliseconds: Number(seconds) * 1000, lines: lines.sort() };
}

async function measureTotals(filled: Filled, folder: string, times: number): Promise<Row> {
  const copy = join(folder, 'copy.sqlite');
  copyFileSync(filled.database, copy);
  try {
    const asked = askProgram(copy);
    buildMs(filled);
    const pairs = await inTurns(
      times,
      () => buildMs(filled),
      () => askProgram(copy).milliseconds,
    );
    const ours = build(filled)
      .totals.map(({ providerId, count, taken, fee, credited }) =>
        [providerId, count, taken, fee, credited].join(' '),
      )
      .sort();
    const same = ours.join('\n') === asked.lines.join('\n');
    if (!same) console.error(`  totals differ:\n${ours.join('\n')}\nsqlite3:\n${asked.lines.join('\n')}`);
    const name = `totals by operator of ${named(filled.payments)} / sqlite3's GROUP BY`;
    return rowOf({ name, unit: 'ms', goal: 0.01 }, pairs, same);
  } finally {
    // A database in WAL mode gets its two companions even from a reader.
    for (const name of [copy, `${copy}-wal`, `${copy}-shm`]) rmSync(name, { force: true });
  }
}

/** `sizes`: the first is what the others are compared with. */
export async function measureReports(
  folder: string,
  sizes: readonly [number, ...number[]],
  times: number,
): Promise<readonly Row[]> {
  const [smallest, ...larger] = sizes;
  const small = open(folder, smallest);
  const rows: Row[] = [];
  try {
    for (const payments of larger) {
      const large = open(folder, payments);
      try {
        rows.push(await measureFirstPage(small, large, times));
        rows.push(await measureTotals(large, folder, times));
      } finally {
        large.close();
      }
    }
  } finally {
    small.close();
  }
  return rows;
}
