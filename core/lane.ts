/** A payment's life out of several journals of one workstation: after a restore the same payment may go on in the next. */
import type { KnownEvent } from '../contract/journal.ts';
import type { Payment } from './payment.ts';
import { evolvePayment } from './payment.ts';

/** An event's place in a payment's life: how far its journal is from the workstation's first, then its number there. */
export type LanePlace = { readonly rank: number; readonly origin: string; readonly seq: number };

/** Below 0: `left` comes first. Two journals that continue the same one stand in the order of their ids. */
export function comparePlaces(left: LanePlace, right: LanePlace): number {
  if (left.rank !== right.rank) return left.rank - right.rank;
  if (left.origin !== right.origin) return left.origin < right.origin ? -1 : 1;
  return left.seq - right.seq;
}

/** As `evolvePayment`, but what was conducted before a restore and is conducted again after it stays as it was. */
export function evolveLane(payment: Payment | null, event: KnownEvent, workstation: number): Payment {
  if (event.type === 'paymentConducted' && payment?.stage === 'conducted') return payment;
  return evolvePayment(payment, event, workstation);
}
