/** What became of a pre-check's paper: stored as the printer tells it, or as unknown where nobody told. */
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { PaymentId } from '../../contract/primitives.ts';
import type { PrintOutcome } from '../../core/devices.ts';
import type { Payment } from '../../core/payment.ts';
import { decidePayment, paymentNumber } from '../../core/payment.ts';
import type { Till } from './context.ts';

/** `number`: the pre-check that was printed. One that was edited meanwhile has another, of which this says nothing. */
export function storePreCheckOutcome(
  till: Till,
  paymentId: PaymentId,
  number: number | undefined,
  outcome: PrintOutcome['kind'],
): Result<null> {
  const stored = till.store.commit((read) => {
    const now = read.payment(paymentId);
    if (now && now.preCheck?.number !== number) {
      return refuse('wrongStage', { stage: now.stage, number: paymentNumber(now) });
    }
    return decidePayment(now, { type: 'preCheckOutcome', outcome });
  });
  return stored.ok ? ok(null) : stored;
}

/** A print that ended without its outcome: a crash, or a full disk. The paper may be in hand, so a person says. */
export function settlePreCheck(till: Till, payment: Payment): Result<null> {
  const { id, stage, preCheck } = payment;
  if (stage !== 'preChecked' || preCheck?.state !== 'issued' || till.printingNow.has(id)) return ok(null);
  return storePreCheckOutcome(till, id, preCheck.number, 'unknown');
}

/** After a start, when nothing is being printed. */
export function settlePreChecks(till: Till): void {
  let settled = false;
  for (const payment of till.store.read.unfinished()) {
    if (payment.stage !== 'preChecked' || payment.preCheck?.state !== 'issued') continue;
    const done = settlePreCheck(till, payment);
    if (done.ok) settled = true;
    else till.log.warn(done.failure, 'a pre-check cut short is not recorded as unknown');
  }
  if (settled) till.changed();
}
