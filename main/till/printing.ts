/** Whether the slip printer may be used now: asked before anything is stored. */

import type { Failure, Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import { notReady } from '../../core/devices.ts';
import { paymentNumber } from '../../core/payment.ts';
import type { Till } from './context.ts';

/**
 * The payment that keeps the slip printer to itself: a receipt with an unknown outcome on a printer that remembers
 * nothing. Whatever is printed now could push its rest out of the printer's buffer.
 */
export function printerBlocked(till: Till): Failure | null {
  const receipting = till.store.read.receipting();
  if (!receipting?.receipt || receipting.receipt.registerRemembers) return null;
  return { code: 'deviceBusy', details: { number: paymentNumber(receipting) } };
}

/** Asks the printer before anything is stored, so that a refusal leaves everything as it was. */
export async function printerReady(till: Till): Promise<Result<null>> {
  const blocked = printerBlocked(till);
  if (blocked) return { ok: false, failure: blocked };
  const state = await till.devices.printer.state();
  return state.ready ? ok(null) : { ok: false, failure: notReady(state, 'printerFault') };
}
