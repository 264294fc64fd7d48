/** A payment's life out of several journals of one workstation: after a restore the same payment may go on in the next. */
import type { KnownEvent } from '../contract/journal.ts';
import type { Payment } from './payment.ts';
import { evolvePayment, isTaken } from './payment.ts';
import { isRefundEvent } from './refund.ts';

/** An event's place in a payment's life: how far its journal is from the workstation's first, then its number there. */
export type LanePlace = { readonly rank: number; readonly origin: string; readonly seq: number };

/** Below 0: `left` comes first. Two journals that continue the same one stand in the order of their ids. */
export function comparePlaces(left: LanePlace, right: LanePlace): number {
  if (left.rank !== right.rank) return left.rank - right.rank;
  if (left.origin !== right.origin) return left.origin < right.origin ? -1 : 1;
  return left.seq - right.seq;
}

/**
 * As `evolvePayment`, but tolerant of what a restore brings about, where a workstation does again what its lost events
 * had done: what was conducted or cancelled stays as it was, whatever its next journal says; a receipt that is known to be made is
 * made once; a payment that is entered again, in the same words, goes on. One that turns out not to be made is not taken.
 */
export function evolveLane(payment: Payment | null, event: KnownEvent, workstation: number): Payment {
  if (!payment) return evolvePayment(payment, event, workstation);
  // A refund has a life of its own: core/refund.ts.
  if (isRefundEvent(event)) return payment;
  if (event.type === 'paymentEntered') {
    const { counter, details } = event.body;
    const same = counter === payment.counter && details.account === payment.details.account;
    return same ? payment : evolvePayment(payment, event, workstation);
  }
  if (payment.stage === 'conducted' || payment.stage === 'cancelled') return payment;
  if (
    event.type === 'receiptMade' &&
    payment.stage === 'receipted' &&
    payment.attempts === event.body.attempt
  )
    return payment;
  const next = evolvePayment(payment, event, workstation);
  return next.takenAt !== null && !isTaken(next.stage) ? { ...next, takenAt: null } : next;
}
