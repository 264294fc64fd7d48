/**
 * Where every kopeck of a simulation went: the operators' own book and the journals' refunds against what СЭП says. Attempts
 * are known by the number that follows from the payment's id, also those that a restored СЭП has forgotten.
 */
import type { PaymentId } from '../../../contract/primitives.ts';
import type { SepStatus } from '../../../contract/status.ts';
import { txnIdOf } from '../../../core/txnId.ts';
import type { Operators } from '../../../sep/operators/server.ts';
import type { Database } from '../../../sep/store/database.ts';
import { sha256 } from '../../../sep/trust/hashing.ts';
import type { Gave } from './words.ts';

/** No payment of a simulation is brought to its operator in more ways than that. */
const mostAttempts = 12;

type PaymentRow = {
  readonly id: string;
  readonly taken: number;
  readonly credited: number;
  readonly fee: number;
  readonly status: SepStatus;
  readonly was_completed: boolean;
};
type RefundRow = { readonly id: string; readonly payment: string; readonly amount: number };

export type Money = {
  /** What must not be. */
  readonly found: readonly string[];
  /** Kopecks of all payments that СЭП knows. */
  readonly sums: Readonly<Record<'taken' | 'credited' | 'feeKept' | 'refunded' | 'owed', number>>;
};

/** What is wrong with where its money is; null: nothing. */
function faultOf(
  { status, taken, credited, fee, was_completed }: PaymentRow,
  credits: readonly number[],
  refunds: readonly RefundRow[],
) {
  const sum = credits.reduce((total, one) => total + one, 0);
  const refunded = refunds.reduce((total, { amount }) => total + amount, 0);
  const feeKept = sum > 0 || was_completed ? fee : 0;
  const owed = taken - sum - feeKept - refunded;
  const isCredited = status === 'completed' || status === 'transferred';
  const fault =
    credits.length > 1 ||
    refunds.length > 1 ||
    (sum > 0 && refunded > 0) ||
    owed < 0 ||
    (isCredited && (sum !== credited || owed !== 0)) ||
    (!isCredited && status !== 'hung' && sum !== 0) ||
    (status === 'refunded' ? refunded === 0 || owed !== 0 : refunded !== 0);
  return { fault, sums: { taken, credited: sum, feeKept, refunded, owed } };
}

export async function followMoney({
  database,
  operators,
  gave,
}: {
  readonly database: Database;
  readonly operators: Pick<Operators, 'credited'>;
  readonly gave: readonly Gave[];
}): Promise<Money> {
  const found: string[] = [];
  const payments = await database.query<PaymentRow>(
    `SELECT id, taken, credited, fee, status, EXISTS
       (SELECT FROM status_change c WHERE c.payment = payment.id AND c.status = 'completed') AS was_completed
     FROM payment`,
  );
  const paid = await database.query<RefundRow>("SELECT id, payment, amount FROM refund WHERE stage = 'paid'");
  const book = new Map(operators.credited().map(({ txnId, sum }) => [txnId, sum]));
  const creditsOf = (id: string): number[] => {
    const numbers = Array.from({ length: mostAttempts }, (_, index) =>
      txnIdOf(id as PaymentId, index + 1, sha256),
    );
    const credits = numbers.flatMap((number) => book.get(number) ?? []);
    for (const number of numbers) book.delete(number);
    return credits;
  };

  const sums = { taken: 0, credited: 0, feeKept: 0, refunded: 0, owed: 0 };
  for (const payment of payments) {
    const refunds = paid.filter((one) => one.payment === payment.id);
    const { fault, sums: own } = faultOf(payment, creditsOf(payment.id), refunds);
    if (fault) found.push(`${payment.id} is ${payment.status}: ${JSON.stringify(own)}`);
    for (const name of ['taken', 'credited', 'feeKept', 'refunded', 'owed'] as const) sums[name] += own[name];
  }
  // Cancelled at its till before it was conducted: СЭП has its refund and no payment.
  const known = new Set(payments.map(({ id }) => id));
  for (const { payment } of paid) {
    if (known.has(payment)) continue;
    if (creditsOf(payment).length > 0) found.push(`${payment} was never conducted, and credited`);
    if (paid.filter((one) => one.payment === payment).length > 1)
      found.push(`${payment} was given back twice`);
  }
  for (const number of book.keys()) found.push(`${number} was credited and is no attempt of a payment`);
  for (const { refund, payment, amount } of gave)
    if (!paid.some((one) => one.id === refund && one.payment === payment && one.amount === amount))
      found.push(`${payment}: ${amount} were given back, and СЭП knows nothing of it`);

  const waiting = await database.query<{ kind: string; details: string }>(
    `SELECT kind, details FROM contradiction WHERE settled_at IS NULL
     UNION ALL SELECT kind, txn_id FROM discrepancy WHERE settled_at IS NULL`,
  );
  for (const { kind, details } of waiting) found.push(`${kind}: ${details}`);
  return { found, sums };
}

/** What was really corrected, by kind; the storm has to bring each about. */
export async function correctedIn(database: Database): Promise<Readonly<Record<string, number>>> {
  const rows = await database.query<{ what: string; count: number }>(
    `SELECT kind || ' ' || state AS what, count(*)::int AS count FROM request GROUP BY 1
     UNION ALL SELECT 'refund ' || stage, count(*)::int FROM refund GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]));
}
