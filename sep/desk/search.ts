/** Finds payments by what a person has in hand. */
import type { DeskFound, DeskSearch } from '../../contract/desk.ts';
import type { Day } from '../../contract/primitives.ts';
import { formatMoney, kopecks } from '../../core/money.ts';
import { fiscalKey, keysOfEvidence, type Workplace } from '../../core/receiptKeys.ts';
import { endOfDay, startOfDay } from '../../core/zone.ts';
import type { Connection, Value } from '../store/database.ts';
import { paymentNumber, tradePointName } from './names.ts';
import type { Wanted } from './understanding.ts';
import { mostRows, understandSearch } from './understanding.ts';

const most = 50;
/** A sum alone fits a good many payments: only those of a month are looked at, milliseconds. */
const sumAlone = 31 * 86_400_000;

const sayings: { readonly [K in keyof Required<Wanted>]: (value: Required<Wanted>[K]) => string } = {
  id: (id) => `платёж ${id}`,
  account: (account) => `номер ${account}`,
  sum: (sum) => `сумма ${formatMoney(sum)}`,
  day: (day) => `день ${day.split('-').reverse().join('.')}`,
  number: ({ workstation, counter }) => `платёж ${workstation}-${counter}`,
  fiscal: ({ drive, document }) => `чек ФН ${drive} ФД ${document}`,
  document: (document) => `чек ФД ${document}`,
  receipt: ({ shift, number }) => `чек ${shift}/${number}`,
};

const say = (wanted: Wanted): string[] =>
  (Object.keys(sayings) as (keyof Wanted)[]).flatMap((name) => {
    const value = wanted[name];
    return value === undefined ? [] : [(sayings[name] as (value: unknown) => string)(value)];
  });

/** Payments of these receipts, wherever they were printed; null: no receipt was named. */
async function byReceipt(
  connection: Connection,
  { fiscal, document, receipt }: Wanted,
): Promise<readonly string[] | null> {
  if (!fiscal && document === undefined && !receipt) return null;
  const typed = [
    ...(document === undefined ? [] : [`ФД ${document}`]),
    ...(receipt ? [`${receipt.shift}/${receipt.number}`] : []),
  ];
  const places =
    typed.length === 0
      ? []
      : await connection.query<Workplace>(
          'SELECT trade_point AS "tradePoint", number AS workstation FROM workstation',
        );
  const keys = [
    ...(fiscal ? [fiscalKey(fiscal.drive, fiscal.document)] : []),
    ...places.flatMap((place) =>
      typed.flatMap((number) => keysOfEvidence({ kind: 'typed', number, amount: kopecks(0) }, place)),
    ),
  ];
  const rows = await connection.query<{ payment: string }>(
    `SELECT DISTINCT coalesce(a.payment, i.payment) AS payment FROM receipt_identity i
     LEFT JOIN payment_alias a ON a.journal_payment = i.payment WHERE i.key = ANY($1)`,
    [keys],
  );
  return rows.map(({ payment }) => payment);
}

/** Payments that were brought on under this number after the first attempt. */
async function byCorrected(connection: Connection, account: string): Promise<readonly string[]> {
  const rows = await connection.query<{ payment: string }>(
    'SELECT payment FROM attempt WHERE account = $1 AND number > 1 LIMIT 100',
    [account],
  );
  return rows.map(({ payment }) => payment);
}

type Row = {
  readonly id: string;
  readonly trade_point_name: string;
  readonly workstation: number;
  readonly counter: number;
  readonly provider: string;
  readonly account: string;
  readonly taken: number;
  readonly credited: number;
  readonly at: number;
  readonly status: string | null;
};

/** Payments of СЭП, and what journals tell of those that it has not got. */
const source = `SELECT id, trade_point, workstation, counter, provider, account, taken, credited, conducted_at AS at, status
    FROM payment
  UNION ALL
  SELECT payment, trade_point, workstation, counter, provider, account, taken, credited, coalesce(taken_at, 0), NULL
    FROM lane WHERE NOT EXISTS (SELECT FROM payment WHERE id = lane.payment)
      AND NOT EXISTS (SELECT FROM payment_alias WHERE journal_payment = lane.payment)`;

async function find(connection: Connection, wanted: Wanted, now: number): Promise<Row[]> {
  const values: Value[] = [];
  const conditions: string[] = [];
  const put = (value: Value): string => `$${values.push(value)}`;
  const { id, account, sum, day, number } = wanted;
  const receipts = await byReceipt(connection, wanted);
  // A payment that was made from its paper is known to its till, and to its report row, by another id.
  if (id !== undefined) {
    const at = put(id);
    conditions.push(
      `f.id = coalesce((SELECT payment FROM payment_alias WHERE journal_payment = ${at}::uuid), ${at}::uuid)`,
    );
  }
  if (receipts) conditions.push(`f.id = ANY(${put(receipts)}::uuid[])`);
  if (account !== undefined) {
    const corrected = await byCorrected(connection, account);
    conditions.push(`(f.account = ${put(account)} OR f.id = ANY(${put(corrected)}::uuid[]))`);
  }
  if (number)
    conditions.push(`f.counter = ${put(number.counter)} AND f.workstation = ${put(number.workstation)}`);
  if (sum !== undefined) {
    const at = put(sum);
    conditions.push(`(f.taken = ${at} OR f.credited = ${at})`);
  }
  if (day !== undefined) {
    // A day of the trade point's own zone, wherever in the country it is.
    const from = put(startOfDay(day as Day, 'Asia/Kamchatka'));
    conditions.push(`f.at >= ${from} AND f.at < ${put(endOfDay(day as Day, 'Europe/Kaliningrad'))}`);
  }
  if (Object.keys(wanted).every((name) => name === 'sum')) conditions.push(`f.at >= ${put(now - sumAlone)}`);
  return connection.query<Row>(
    `SELECT f.*, ${tradePointName} AS trade_point_name FROM (${source}) f JOIN trade_point t ON t.id = f.trade_point
     WHERE ${conditions.join(' AND ')} ORDER BY f.at DESC LIMIT ${most + 1}`,
    values,
  );
}

/** Newest first; what is named by several rows of a letter is found once. */
export async function searchPayments(connection: Connection, text: string, now: number): Promise<DeskSearch> {
  const asked = understandSearch(text);
  const all = asked.slice(0, mostRows);
  const found = new Map<string, Row>();
  let more = false;
  for (const wanted of all) {
    const rows = await find(connection, wanted, now);
    more ||= rows.length > most;
    for (const row of rows.slice(0, most)) found.set(row.id, row);
  }
  const rows = [...found.values()].sort((left, right) => right.at - left.at);
  return {
    understood: all.map((wanted) => say(wanted).join(', ')),
    found: rows.map(
      (row) =>
        ({
          id: row.id,
          number: paymentNumber(row.workstation, row.counter),
          tradePointName: row.trade_point_name,
          provider: row.provider,
          account: row.account,
          taken: row.taken,
          credited: row.credited,
          at: row.at,
          status: row.status,
        }) as DeskFound,
    ),
    more,
    unsought: asked.length - all.length,
  };
}
