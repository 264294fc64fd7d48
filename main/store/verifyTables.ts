/** Compares the read tables with a rebuild from the journal, row by row. */
import { cachedDayOf } from './dayCache.ts';
import type { Database, SqlValue } from './driver.ts';
import { openScratch } from './driver.ts';
import type { Finding } from './findings.ts';
import { drawerColumns, preCheckColumns, shiftColumns, stationColumns } from './otherRows.ts';
import { paymentColumns } from './paymentRows.ts';
import { readTableNames, rebuildInto } from './rebuild.ts';
import { refundColumns } from './refundRows.ts';

/** Differing rows of one table that are named. */
const mostNamed = 5;

type Compared = { readonly table: string; readonly columns: readonly string[]; readonly keys: number };

/** The first `keys` columns name a row and order the table. A payment's `key` is no part of its meaning. */
const compared: readonly Compared[] = [
  { table: 'station', columns: stationColumns, keys: 1 },
  { table: 'payment', columns: paymentColumns, keys: 1 },
  { table: 'shift', columns: shiftColumns, keys: 1 },
  { table: 'refund', columns: refundColumns, keys: 1 },
  { table: 'pre_check', columns: preCheckColumns, keys: 3 },
  { table: 'drawer', columns: drawerColumns, keys: 2 },
  {
    table: 'day_total',
    columns: ['day', 'workstation', 'provider', 'count', 'taken', 'fee', 'credited'],
    keys: 3,
  },
  { table: 'parked', columns: ['journal', 'seq', 'subject', 'reason'], keys: 2 },
];

type Row = readonly SqlValue[];

function rowsOf(database: Database, { table, columns, keys }: Compared): Iterator<Row> {
  const order = columns.slice(0, keys).join(', ');
  const statement = database.prepare<[], unknown>(
    `SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${order}`,
  );
  return statement.raw().iterate() as Iterator<unknown> as Iterator<Row>;
}

/** Order of two rows by their keys; texts as SQLite orders them: our keys are ASCII. */
function order(left: Row, right: Row, keys: number): number {
  for (let index = 0; index < keys; index += 1) {
    const [a, b] = [left[index] ?? '', right[index] ?? ''];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

const same = (left: Row, right: Row): boolean => left.every((value, index) => value === right[index]);

function compare(stored: Database, rebuilt: Database, what: Compared): Finding[] {
  const findings: Finding[] = [];
  const found = (row: Row, how: 'differs' | 'extra' | 'lacking') => {
    const name = row.slice(0, what.keys).join(' / ');
    findings.push({ kind: 'tableDiffers', table: what.table, row: name, how });
  };
  const [stores, rebuilds] = [rowsOf(stored, what), rowsOf(rebuilt, what)];
  try {
    walk(stores, rebuilds);
  } finally {
    // On a damaged database reading throws, and an iterator that is left open holds the connection.
    stores.return?.();
    rebuilds.return?.();
  }
  return findings;

  function walk(storedRows: Iterator<Row>, rebuiltRows: Iterator<Row>): void {
    let [there, here] = [storedRows.next(), rebuiltRows.next()];
    while ((!there.done || !here.done) && findings.length < mostNamed) {
      if (here.done || (!there.done && order(there.value, here.value, what.keys) < 0)) {
        if (!there.done) found(there.value, 'extra');
        there = storedRows.next();
      } else if (there.done || order(there.value, here.value, what.keys) > 0) {
        found(here.value, 'lacking');
        here = rebuiltRows.next();
      } else {
        if (!same(there.value, here.value)) found(there.value, 'differs');
        there = storedRows.next();
        here = rebuiltRows.next();
      }
    }
  }
}

/** Makes the read tables empty in another database, as this one has them; of the indexes only what inserting needs. */
function copyForm(from: Database, to: Database): void {
  const forms = from
    .prepare<[], { readonly name: string; readonly sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL
         AND (type = 'table' OR (type = 'index' AND sql LIKE 'CREATE UNIQUE%')) ORDER BY type DESC`,
    )
    .all();
  const wanted = new Set<string>([...readTableNames, 'pre_check_number']);
  for (const { name, sql } of forms) if (wanted.has(name)) to.exec(sql);
}

export function checkTables(database: Database, heard: (events: number) => void): readonly Finding[] {
  const scratch = openScratch();
  try {
    copyForm(database, scratch);
    scratch.transaction(() => rebuildInto(scratch, database, cachedDayOf(), heard))();
    return compared.flatMap((what) => compare(database, scratch, what));
  } finally {
    scratch.close();
  }
}
