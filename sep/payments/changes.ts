/** What changed of a trade point's payments since a cursor, by long poll: each workstation reads for itself. */
import type { Instant, Kopecks, PaymentId, ProviderId } from '../../contract/primitives.ts';
import type { SepInput, SepOutput } from '../../contract/sep.ts';
import type { PaymentStatus, SepStatus } from '../../contract/status.ts';
import type { Caller, SepHandlers, SepParts } from '../parts.ts';
import { answer } from '../parts.ts';
import { sealStatus } from '../restore/seal.ts';
import { witnessSeen } from '../restore/witness.ts';
import { noteHeard } from './heard.ts';
import { createWaiting } from './waiting.ts';

export interface Changes {
  readonly read: SepHandlers['changes'];
  /** Ends all waiting with what there is. */
  close(): void;
}

type ChangeRow = {
  readonly id: PaymentId;
  readonly status: SepStatus;
  readonly generation: number;
  readonly revision: number;
  readonly change: number;
  readonly status_at: Instant;
  readonly attempt: number;
  readonly operator_number: string | null;
  readonly result_code: number | null;
  readonly reason: string | null;
} & (AttemptColumns | { readonly [C in keyof AttemptColumns]: null });

type AttemptColumns = {
  readonly txn_id: string;
  readonly provider: ProviderId;
  readonly account: string;
  readonly credited: Kopecks;
};

/** As the contract bounds it. */
const longestReason = 300;

const statusOf = (row: ChangeRow): PaymentStatus => ({
  paymentId: row.id,
  status: row.status,
  generation: row.generation,
  revision: row.revision,
  at: row.status_at,
  attempt: row.attempt,
  operatorNumber: row.operator_number,
  resultCode: row.result_code,
  reason: row.reason?.slice(0, longestReason) ?? null,
  ...(row.txn_id === null
    ? {}
    : {
        attempted: {
          txnId: row.txn_id,
          providerId: row.provider,
          account: row.account,
          amountCredited: row.credited,
        },
      }),
});

type Input = SepInput<'changes'>;
type Output = SepOutput<'changes'>;

/**
 * A payment is told once, with its newest state. A cursor of another generation, or one that this database never gave,
 * starts anew from 0; the latter proves a restore. Nobody's cursor skips a change: their numbers are given under the
 * trade point's lock, so they are committed in their order.
 */
export function createChanges(parts: SepParts): Changes {
  const { database } = parts;
  const waiting = createWaiting(parts);

  async function look(input: Input, caller: Caller): Promise<Output> {
    const { tradePoint } = caller;
    const ask = () =>
      database.query<{ generation: number; change_count: number; waits: boolean }>(
        `SELECT generation, change_count,
           EXISTS (SELECT FROM payment WHERE trade_point = $1 AND waits_for IS NOT NULL) AS waits
         FROM sep, trade_point WHERE id = $1`,
        [tradePoint],
      );
    let [now] = await ask();
    const isAhead =
      now &&
      (input.generation > now.generation ||
        (input.generation === now.generation && input.cursor > now.change_count));
    if (isAhead) {
      await witnessSeen(parts, { generation: input.generation, cursor: input.cursor, epoch: 0 }, caller);
      [now] = await ask();
    }
    // What was told with the last answer is stored where this question comes from: sooner than its next contact says so.
    if (now?.waits && (await noteHeard(database, caller, { ...input, seen: input }))) parts.signals.due();
    const generation = now?.generation ?? 1;
    const cursor = input.generation === generation ? input.cursor : 0;
    const rows = await database.query<ChangeRow>(
      // One that was made from its paper receipt is told under the id that its till knows.
      `SELECT coalesce(a.journal_payment, p.id) AS id, p.status, p.generation, p.revision, p.change, p.status_at, p.attempt,
         p.operator_number, p.result_code, p.reason, t.txn_id, t.provider, t.account, t.credited
       FROM payment p LEFT JOIN payment_alias a ON a.payment = p.id
         LEFT JOIN attempt t ON t.payment = p.id AND t.number = p.attempt
       WHERE p.trade_point = $1 AND p.change > $2 ORDER BY p.change LIMIT $3`,
      [tradePoint, cursor, input.limit + 1],
    );
    const told = rows.slice(0, input.limit);
    return {
      generation,
      cursor: told.at(-1)?.change ?? cursor,
      changes: told.map((row) => sealStatus(parts.seal, tradePoint, statusOf(row))),
      more: rows.length > input.limit,
    };
  }

  return {
    async read(input, caller, gone) {
      const waiter = waiting.join(caller.tradePoint, input, gone);
      try {
        for (;;) {
          const woken = waiter.next();
          const found = await look(input, caller);
          // Another generation is news by itself: the caller's cursor is worth nothing any more.
          if (found.changes.length > 0 || found.generation !== input.generation) return answer(found);
          if (!(await woken)) return answer(found);
        }
      } finally {
        waiter.leave();
      }
    },
    close: waiting.close,
  };
}
