/** Whether the slip printer may be used now: asked before anything is stored. */

import type { Failure, Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import { notReady } from '../../core/devices.ts';
import type { Payment } from '../../core/payment.ts';
import { paymentNumber } from '../../core/payment.ts';
import type { Refund } from '../../core/refund.ts';
import type { StationReader } from '../store/types.ts';
import type { Till } from './context.ts';

/**
 * What keeps the slip printer to itself: a receipt, or a refund's, with an unknown outcome on a printer that remembers
 * nothing. Whatever is printed now could push its rest out of the printer's buffer.
 */
export function printerBlocked(till: Till): Failure | null {
  const { read } = till.store;
  const receipting = read.receipting();
  const receipt = receipting?.receipt ?? refundReceipting(read)?.receipt;
  if (!receipt || receipt.registerRemembers) return null;
  return { code: 'deviceBusy', details: { number: blockingNumber(read) ?? '' } };
}

/** The refund whose receipt's outcome is unknown; null: none. */
export const refundReceipting = (read: StationReader): Refund | null =>
  read.refunding().find(({ stage }) => stage === 'receipting') ?? null;

/** The payment whose receipt's outcome, or whose refund's, is unknown: it blocks the device. Null: it is free. */
export function blocking(read: StationReader): Pick<Payment, 'workstation' | 'counter'> | null {
  const receipting = read.receipting();
  if (receipting) return receipting;
  const refund = refundReceipting(read);
  return refund && (read.payment(refund.paymentId) ?? { workstation: refund.workstation, counter: 0 });
}

/** The same as people read it, `1-1045`. */
export function blockingNumber(read: StationReader): string | null {
  const payment = blocking(read);
  return payment && paymentNumber(payment);
}

/** Asks the printer before anything is stored, so that a refusal leaves everything as it was. */
export async function printerReady(till: Till): Promise<Result<null>> {
  const blocked = printerBlocked(till);
  if (blocked) return { ok: false, failure: blocked };
  const state = await till.devices.printer.state();
  if (state.ready) return ok(null);
  void till.devices.refresh();
  return { ok: false, failure: notReady(state, 'printerFault') };
}
