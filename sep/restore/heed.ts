/** What becomes of payments of which workstations brought newer words than a restored СЭП knows. */
import type { Kopecks, PaymentId, ProviderId } from '../../contract/primitives.ts';
import type { AttemptDetails, PaymentStatus, SepStatus } from '../../contract/status.ts';
import { type Heed, heedWord, type Recalling } from '../../core/recalled.ts';
import { txnIdOf } from '../../core/txnId.ts';
import { noteContradictions } from '../adjustments/contradictions.ts';
import { type Doing, insertAttempt, reconductHungPayment } from '../adjustments/reconduct.ts';
import { hangsInDoubt } from '../adjustments/reconductHung.ts';
import { settleRefunds } from '../adjustments/refunds.ts';
import type { KnownPayment } from '../adjustments/subject.ts';
import { changeStatus } from '../payments/statusChange.ts';
import { keepLateCredits } from '../registry/lateCredit.ts';
import type { Connection } from '../store/database.ts';
import { sha256 } from '../trust/hashing.ts';
import { paperWords } from './paperWords.ts';

type Row = KnownPayment & {
  /** As the tills call it. */
  readonly told: string;
  readonly word: string;
  readonly sealed: boolean;
  readonly txn_id: string | null;
  readonly attempt_provider: string | null;
  readonly attempt_account: string | null;
  readonly attempt_credited: number | null;
  readonly sent_since: boolean;
  readonly in_doubt: boolean;
  readonly is_taken: boolean;
  /** Null: told under an id that is this payment's. */
  readonly sure: boolean | null;
};

const txnId = (payment: string, attempt: number): string => txnIdOf(payment as PaymentId, attempt, sha256);

/** The payments' rows are locked by it, in order. */
const unheeded = `SELECT r.payment AS told, r.word, r.sealed,
    p.id, p.trade_point, p.workstation, p.counter, p.provider, p.account, p.credited, p.fee, p.taken, p.conducted_at, p.status,
    p.attempt, p.operator_number, p.result_code, a.txn_id, a.provider AS attempt_provider, a.account AS attempt_account,
    a.credited AS attempt_credited, ${hangsInDoubt} AS in_doubt,
    EXISTS (SELECT FROM attempt x WHERE x.txn_id = r.txn_id) AS is_taken,
    EXISTS (SELECT FROM attempt x, sep s WHERE x.payment = p.id AND x.last_pay_at >= s.generation_since) AS sent_since,
    w.sure
  FROM recalled r
  LEFT JOIN unnest($2::uuid[], $3::uuid[], $4::boolean[]) AS w (paper, journal, sure) ON w.paper = r.payment
  JOIN payment p ON p.id = coalesce(w.journal, (SELECT payment FROM payment_alias WHERE journal_payment = r.payment), r.payment)
    AND p.trade_point = r.trade_point
  LEFT JOIN attempt a ON a.payment = p.id AND a.number = greatest(p.attempt, 1)
  WHERE r.heeded IS NULL AND (w.paper IS NOT NULL OR r.payment = ANY($1::uuid[])
    OR r.payment IN (SELECT journal_payment FROM payment_alias WHERE payment = ANY($1::uuid[])))
  ORDER BY p.id, r.generation, r.revision, r.payment FOR UPDATE OF p`;

async function readRows(tx: Connection, payments: readonly string[]): Promise<readonly Row[]> {
  const papers = await paperWords(tx, payments);
  return tx.query<Row>(unheeded, [
    payments,
    papers.map(({ paper }) => paper),
    papers.map(({ journal }) => journal),
    papers.map(({ sure }) => sure),
  ]);
}

function recallingOf(row: Row, word: PaymentStatus): Recalling {
  const attempt = Math.max(row.attempt, 1);
  return {
    status: row.status,
    attempt,
    attempted: {
      txnId: row.txn_id ?? txnId(row.id, attempt),
      providerId: (row.attempt_provider ?? row.provider) as ProviderId,
      account: row.attempt_account ?? row.account,
      amountCredited: (row.attempt_credited ?? row.credited) as Kopecks,
    },
    isOpened: row.txn_id !== null,
    sentSince: row.sent_since,
    inDoubt: row.in_doubt,
    txnIdOfWord: txnId(row.id, Math.max(word.attempt, 1)),
    isWordsTaken: row.is_taken,
    maybeAnothers: row.sure === false && !isAlike(row, word),
  };
}

/** A typed receipt's number may stand on receipts of several workstations: with these details it is this one's. */
const isAlike = (row: Row, { attempted }: PaymentStatus): boolean =>
  attempted?.providerId === row.provider && attempted.account === row.account;

const changeTo = (
  tx: Connection,
  row: Row,
  { at, generation, cause }: Doing,
  to: {
    readonly status: SepStatus;
    readonly attempt?: number;
    readonly operatorNumber: string | null;
    readonly reason: string;
    readonly dueAt: number | null;
  },
): Promise<void> =>
  changeStatus(tx, {
    payment: row.id,
    tradePoint: row.trade_point,
    status: to.status,
    at,
    generation,
    attempt: to.attempt ?? row.attempt,
    operatorNumber: to.operatorNumber,
    resultCode: row.result_code,
    reason: to.reason.slice(0, 300),
    cause,
    dueAt: to.dueAt,
  });

/** СЭП had opened it, so it had proven that nothing before it was credited. */
async function openAgain(
  tx: Connection,
  row: Row,
  word: PaymentStatus,
  attempted: AttemptDetails,
  state: 'new' | 'answered' | 'refused',
  at: number,
): Promise<void> {
  await tx.run("UPDATE attempt SET state = 'refused' WHERE payment = $1 AND number < $2", [
    row.id,
    word.attempt,
  ]);
  const of = { payment: row.id, number: word.attempt, credited: attempted.amountCredited };
  await insertAttempt(tx, of, attempted, at, attempted.txnId);
  await tx.run(
    `UPDATE attempt SET state = $3, maybe_taken = $4, first_pay_at = $5, last_pay_at = $5, pays = $6
     WHERE payment = $1 AND number = $2`,
    [
      row.id,
      word.attempt,
      state,
      state !== 'refused',
      state === 'answered' ? word.at : null,
      state === 'answered' ? 1 : 0,
    ],
  );
}

const wasSent = (status: SepStatus): boolean =>
  status === 'forwarded' || status === 'completed' || status === 'hung';

/** Does what was decided; everything but `nothing` changes the payment or leaves it to a person. */
async function follow(
  tx: Connection,
  row: Row,
  word: PaymentStatus,
  heed: Exclude<Heed, { kind: 'nothing' }>,
  doing: Doing,
): Promise<void> {
  const { operatorNumber } = word;
  switch (heed.kind) {
    case 'close':
      if (heed.status !== 'transferred')
        await tx.run(
          'INSERT INTO tombstone (payment, at, cause, reason) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
          [row.id, doing.at, doing.cause, 'Отменён до восстановления СЭП из копии'],
        );
      return changeTo(tx, row, doing, {
        status: heed.status,
        operatorNumber: operatorNumber ?? row.operator_number,
        reason: 'Так было решено до восстановления СЭП из копии',
        dueAt: null,
      });
    case 'hold':
      return changeTo(tx, row, doing, {
        status: 'hung',
        operatorNumber: operatorNumber ?? row.operator_number,
        reason: heed.why,
        dueAt: null,
      });
    case 'refused':
      if (word.attempted) await openAgain(tx, row, word, word.attempted, 'refused', doing.at);
      return changeTo(tx, row, doing, {
        status: 'rejected',
        attempt: word.attempt,
        operatorNumber,
        reason: `Оператор отказал до восстановления СЭП из копии, попытка ${word.attempt}`,
        dueAt: null,
      });
    case 'ask': {
      const reason = 'До восстановления СЭП из копии уже был у оператора: спрашиваем его под тем же номером';
      if (heed.which === 'same') return reconductHungPayment(tx, row, doing, reason);
      const sent = wasSent(word.status);
      if (word.attempted) await openAgain(tx, row, word, word.attempted, sent ? 'answered' : 'new', doing.at);
      return changeTo(tx, row, doing, {
        status: sent ? 'forwarded' : 'accepted',
        attempt: word.attempt,
        operatorNumber: null,
        reason,
        dueAt: doing.at,
      });
    }
    case 'creditedTwice': {
      const told = word.attempted;
      const credit = {
        payment: row.id,
        provider: told?.providerId ?? row.provider,
        txnId: told?.txnId ?? txnId(row.id, Math.max(word.attempt, 1)),
        account: told?.account ?? row.account,
        credited: told?.amountCredited ?? row.credited,
      };
      return keepLateCredits(tx, [credit], doing.at);
    }
  }
}

/**
 * Heeds the words that are kept of these payments, as the tills or as СЭП calls them, once each. Call it under
 * `lockAcceptanceAlone`, or in the transaction that makes the payments. Gives the trade points whose payments changed: tell
 * `signals.changed` of each after the commit.
 */
export async function heedWords(
  tx: Connection,
  payments: readonly string[],
  doing: Doing,
): Promise<ReadonlySet<string>> {
  const changed = new Set<string>();
  if (payments.length === 0) return changed;
  const closed: string[] = [];
  // Of a payment that was told under two ids the older word comes first: what it brings about is there for the next one.
  for (;;) {
    const rows = await readRows(tx, payments);
    const round = rows.filter(({ id }, place) => rows.findIndex((row) => row.id === id) === place);
    const heeds: string[] = [];
    for (const row of round) {
      const word = JSON.parse(row.word) as PaymentStatus;
      const heed = heedWord(recallingOf(row, word), {
        status: word.status,
        attempt: word.attempt,
        attempted: word.attempted ?? null,
        sealed: row.sealed,
      });
      heeds.push(heed.kind);
      if (heed.kind === 'nothing') continue;
      await follow(tx, row, word, heed, doing);
      changed.add(row.trade_point);
      if (heed.kind === 'close') closed.push(row.id, row.told);
    }
    await tx.run(
      'UPDATE recalled r SET heeded = g.heeded FROM unnest($1::uuid[], $2::text[]) AS g (payment, heeded) WHERE r.payment = g.payment',
      [round.map(({ told }) => told), heeds],
    );
    if (round.length === rows.length) break;
  }
  // Its refund may have come before the word that it was cancelled.
  if (closed.length > 0) {
    const settled = await settleRefunds(tx, [...new Set(closed)], doing);
    await noteContradictions(tx, settled.contradictions, doing.at);
  }
  return changed;
}
