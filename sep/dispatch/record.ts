/** Writes down what operators said, many words in one transaction, and what each payment does next. */
import type { Move, Outcome } from '../../core/dispatch.ts';
import { afterCheck, afterPay, isLateCredit, readOutcome } from '../../core/dispatch.ts';
import type { SepParts } from '../parts.ts';
import { keepLateCredits, type LateCredit } from '../registry/lateCredit.ts';
import type { Claimed } from './claim.ts';
import {
  type ClosedExchange,
  type Decided,
  type HeldRow,
  heldColumns,
  heldOf,
  heldTables,
  writeMoves,
} from './moves.ts';

export type Word = {
  readonly claimed: Claimed;
  /** The seat that claimed it. */
  readonly seat: number;
  readonly outcome: Outcome;
  readonly tookMs: number;
};

/** The next request of the same payment, written down and to be sent; or nothing. */
export type Next = { readonly claimed: Claimed | null };

function closedOf({ claimed, outcome, tookMs }: Word): ClosedExchange {
  const said = outcome.kind === 'answered' ? outcome : null;
  return {
    id: claimed.exchange,
    tookMs,
    outcome: outcome.kind,
    resultCode: said?.code ?? null,
    operatorNumber: said?.operatorNumber ?? null,
    comment: said?.comment ?? null,
  };
}

const isCredit = ({ claimed, outcome }: Word): boolean =>
  claimed.send === 'pay' && readOutcome(claimed.gateway.rules.dialect, outcome) === 'ok';

/** What an operator credited though the payment is settled otherwise by now; null: this word says no such thing. */
function lateCreditOf(word: Word, row: HeldRow): LateCredit | null {
  const { held } = word.claimed;
  const now = heldOf(row, () => held.txnId);
  const isCurrent = now.txnId === held.txnId;
  const state = (isCurrent ? now.attempt : held.attempt)?.state ?? 'new';
  if (!isCredit(word) || !isLateCredit(now.status, { state, isCurrent })) return null;
  const { payment, provider, txnId, account, credited } = held;
  return { payment, provider, txnId, account, credited };
}

const onTheWay = ['accepted', 'checking', 'forwarded'];

/** Null: this word changes nothing any more. */
function decide(word: Word, row: HeldRow, now: number): Decided | null {
  const { claimed, seat, outcome } = word;
  const held = heldOf(row, () => claimed.held.txnId);
  const { attempt } = held;
  // Another attempt is under way: what was said of this one stays in its story.
  if (attempt === null || held.txnId !== claimed.held.txnId) return null;
  const { rules } = claimed.gateway;
  const mine = row.node === seat;
  // That it was credited is a fact, whoever works on the payment by now and however it hangs.
  if (
    isCredit(word) &&
    attempt.state !== 'credited' &&
    (onTheWay.includes(held.status) || held.status === 'hung')
  )
    return { held, move: afterPay(attempt, rules, outcome, now), node: null };
  if (!mine) return null;
  if (!onTheWay.includes(held.status)) return { held, move: release(held.status, attempt, row), node: null };
  const move =
    claimed.send === 'pay'
      ? afterPay(attempt, rules, outcome, now)
      : afterCheck({ attempt, cancelled: row.cancelled, doubted: false }, rules, outcome, now);
  return { held, move, node: move.send === null ? null : seat };
}

/** Somebody else settled it meanwhile: it stays as it is, and is nobody's. */
const release = (status: HeldRow['status'], attempt: Move['attempt'], row: HeldRow): Move => ({
  attempt,
  told: {
    status,
    resultCode: row.result_code,
    operatorNumber: row.operator_number,
    reason: row.reason,
  },
  send: null,
  dueAt: null,
});

/** One transaction for all of them; answers in their order. No payment may be twice among them. */
export async function recordWords(parts: SepParts, words: readonly Word[]): Promise<readonly Next[]> {
  const { next, tradePoints, late } = await parts.database.transaction(async (tx) => {
    const now = parts.clock();
    const ids = words.map(({ claimed }) => claimed.held.payment);
    await tx.query('SELECT id FROM payment WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
    const rows = await tx.query<HeldRow>(
      `SELECT ${heldColumns} FROM ${heldTables} WHERE p.id = ANY($1::uuid[])`,
      [ids],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const decided = words.map((word) => {
      const row = byId.get(word.claimed.held.payment);
      return row ? decide(word, row, now) : null;
    });
    const changes = decided.filter((one) => one !== null);
    const late = words.flatMap((word) => {
      const row = byId.get(word.claimed.held.payment);
      return (row && lateCreditOf(word, row)) ?? [];
    });
    await keepLateCredits(tx, late, now);
    const exchanges = await writeMoves(tx, changes, words.map(closedOf), {
      now,
      generation: parts.generation(),
      cause: 'dispatch',
    });
    return {
      late,
      tradePoints: new Set(changes.map(({ held }) => held.tradePoint)),
      next: words.map(({ claimed }, index): Next => {
        const one = decided[index];
        const exchange = one ? exchanges.get(one.held.payment) : undefined;
        if (!one || one.move.send === null || exchange === undefined) return { claimed: null };
        return { claimed: { ...claimed, held: one.held, move: one.move, send: one.move.send, exchange } };
      }),
    };
  });
  for (const tradePoint of tradePoints) parts.signals.changed(tradePoint);
  for (const { payment, provider, txnId } of late)
    parts.log.error({ payment, provider, txnId }, 'an operator credited what is settled otherwise here');
  return next;
}
