/** «Получено»: money that the client has handed over, kept with the draft from the first key on. */

import type { Result } from '../../contract/failure.ts';
import { ok } from '../../contract/failure.ts';
import type { Kopecks, PaymentId } from '../../contract/primitives.ts';
import { parseSum } from '../../core/money.ts';
import type { Till } from './context.ts';

/** What was received for a payment. A text that is no sum is refused with `badSum`: it is never read as nothing. */
export function receivedFor(till: Till, paymentId: PaymentId): Result<Kopecks> {
  const tendered = till.drafts.find(paymentId)?.tendered.trim() ?? '';
  return tendered === '' ? ok(0 as Kopecks) : parseSum(tendered);
}

/** Keeps what a receipt is printed for: should it not be made, the money still has to be given back. */
export function keepReceived(till: Till, paymentId: PaymentId, tendered: Kopecks): Result<null> {
  const draft = till.drafts.find(paymentId);
  const known = receivedFor(till, paymentId);
  if (!draft || (known.ok && known.value === tendered)) return ok(null);
  const typed = `${Math.floor(tendered / 100)},${String(tendered % 100).padStart(2, '0')}`;
  return till.drafts.save({ ...draft, tendered: typed });
}
