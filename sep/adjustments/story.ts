/** Answers for a payment's whole life, and for the requests of a trade point. */
import type { PaymentStory, ReceiptEvidence } from '../../contract/adjustment.ts';
import type { Instant, PaymentId } from '../../contract/primitives.ts';
import type { PaymentStatus, SepStatus } from '../../contract/status.ts';
import type { Workplace } from '../../core/receiptKeys.ts';
import type { Caller, SepHandlers, SepParts } from '../parts.ts';
import { answer, refusal } from '../parts.ts';
import { readWaiting } from '../payments/heard.ts';
import { wordOfPaper } from '../restore/paperWords.ts';
import type { Connection } from '../store/database.ts';
import { operatorCancels } from './effects.ts';
import { readViews } from './rows.ts';
import { readStoryLines } from './storyLines.ts';
import { findByReceipt, keysWithin, readSubject, resolvePayment, type Subject } from './subject.ts';

const unknown: PaymentStory = {
  status: null,
  place: null,
  paymentId: null,
  lines: [],
  requests: [],
  operatorCancels: false,
};

async function readStatus(tx: Connection, { payment }: Subject): Promise<PaymentStatus | null> {
  const [row] = await tx.query<{
    status: SepStatus;
    generation: number;
    revision: number;
    status_at: Instant;
    attempt: number;
    operator_number: string | null;
    result_code: number | null;
    reason: string | null;
  }>(
    `SELECT status, generation, revision, status_at, attempt, operator_number, result_code, reason
     FROM payment WHERE id = $1`,
    [payment],
  );
  if (!row) return null;
  return {
    paymentId: payment as PaymentId,
    status: row.status,
    generation: row.generation,
    revision: row.revision,
    at: row.status_at,
    attempt: row.attempt,
    operatorNumber: row.operator_number,
    resultCode: row.result_code,
    reason: row.reason,
  };
}

async function nameOf(tx: Connection, tradePoint: string): Promise<string> {
  const [row] = await tx.query<{ details: string }>('SELECT details FROM trade_point WHERE id = $1', [
    tradePoint,
  ]);
  const { name } = JSON.parse(row?.details ?? '{}') as { readonly name?: unknown };
  return typeof name === 'string' && name !== '' ? name : tradePoint;
}

/** Of another trade point only its name is told, and where there. */
async function foreign(tx: Connection, { tradePoint, workstation }: Workplace): Promise<PaymentStory> {
  const place = { here: false, tradePointName: await nameOf(tx, tradePoint), workstation };
  return { ...unknown, place };
}

/** The story of a payment that СЭП knows, also when it has not been conducted yet or is only asked about. */
async function tell(
  tx: Connection,
  subject: Subject,
  owner: Workplace,
  asked: string | null,
): Promise<PaymentStory> {
  const { payment, details } = subject;
  const status = await readStatus(tx, subject);
  const waiting = (await readWaiting(tx, [payment])).get(payment);
  // The till knows it by the id that it asked for, whatever СЭП calls it.
  const paymentId = (asked ?? payment) as PaymentId;
  return {
    status: status && {
      ...status,
      paymentId,
      ...(waiting === undefined ? {} : { reason: waiting.slice(0, 300) }),
    },
    place: {
      here: true,
      tradePointName: await nameOf(tx, owner.tradePoint),
      workstation: Math.max(owner.workstation, 1),
    },
    paymentId,
    lines: [...(await readStoryLines(tx, payment, owner.tradePoint))],
    requests: await readViews(tx, 'r.payment = $1 ORDER BY r.received_at DESC, r.id', [payment]),
    operatorCancels: details ? await operatorCancels(tx, details.providerId) : false,
  };
}

/** Made from this paper before a restore, and not here yet: what was told of it then. Its till must not cancel it as if unsent. */
async function tellWord(tx: Connection, receipt: ReceiptEvidence, caller: Caller): Promise<PaymentStory> {
  const keys = await keysWithin(tx, receipt, caller);
  const word = await wordOfPaper(tx, caller.tradePoint, keys, receipt.amount);
  if (!word) return unknown;
  const { attempted: _, seal: __, ...status } = word;
  const place = {
    here: true,
    tradePointName: await nameOf(tx, caller.tradePoint),
    workstation: caller.workstation,
  };
  return { ...unknown, status, place, paymentId: word.paymentId };
}

async function readStory(
  tx: Connection,
  { paymentId, receipt }: Parameters<SepHandlers['story']>[0],
  caller: Caller,
): Promise<PaymentStory> {
  let payment = paymentId === null ? null : await resolvePayment(tx, paymentId);
  if (payment === null && receipt) {
    const found = await findByReceipt(tx, receipt, caller);
    if (found.kind === 'found') payment = found.payment;
    if (found.kind === 'foreign')
      return foreign(tx, { tradePoint: found.tradePoint, workstation: found.workstation });
  }
  if (payment === null) return receipt ? tellWord(tx, receipt, caller) : unknown;
  const subject = await readSubject(tx, payment, false);
  if (!subject.owner) return unknown;
  if (subject.owner.tradePoint !== caller.tradePoint) return foreign(tx, subject.owner);
  return tell(tx, subject, subject.owner, paymentId);
}

/**
 * By its id or by the receipt that a client brought: whose it is, where it stands now, everything that happened. A
 * receipt's sum has to agree. Refuses `badRequest` when neither is given.
 */
export const createStory =
  ({ database }: SepParts): SepHandlers['story'] =>
  async (input, caller) => {
    if (input.paymentId === null && input.receipt === null) {
      return refusal('badRequest', 'a story is asked for by a payment id or by a receipt');
    }
    return answer(await database.transaction((tx) => readStory(tx, input, caller)));
  };

const mostRequests = 500;

/** The trade point's own, newest first. */
export const createRequests =
  ({ database }: SepParts): SepHandlers['requests'] =>
  async (_, caller) =>
    answer({
      requests: await readViews(
        database,
        `r.trade_point = $1 ORDER BY r.made_at DESC, r.id LIMIT ${mostRequests}`,
        [caller.tradePoint],
      ),
    });
