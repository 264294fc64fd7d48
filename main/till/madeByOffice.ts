/** What СЭП has told of a payment that was not conducted here: the central office made it from its paper. */
import type { StandingView } from '../../contract/sync.ts';
import { type Payment, paymentNumber } from '../../core/payment.ts';
import { paperIdsOf } from '../../core/receiptKeys.ts';
import { sha256 } from '../store/hashing.ts';
import type { Store } from '../store/types.ts';

type Known = Pick<Store, 'read' | 'statuses'>;

/**
 * By the payment's own id, or by one that its receipt gives: СЭП knows no other before the journal comes. What was told is
 * kept, whatever a СЭП that was put back from a dump says since. Null: nothing was ever told of it.
 */
export function madeByOffice({ read, statuses }: Known, payment: Payment): StandingView | null {
  const { id, receipt, workstation, details } = payment;
  const place = { tradePoint: read.station().tradePointId, workstation };
  const shift = receipt && read.shift(receipt.shiftId);
  const papers = receipt
    ? paperIdsOf(place, receipt, shift?.number ?? null, details.amountTaken, sha256)
    : [];
  const told = statuses.standings([id, ...papers]);
  return told.get(id) ?? [...told.values()][0] ?? null;
}

/** Why a till cancels nothing that it may have from an older copy of its profile. */
export const mayBeOlderWords = (payment: Payment): string =>
  `Платёж ${paymentNumber(payment)} принят до запуска программы, а СЭП с тех пор не отвечала: не создал ли его по чеку центральный ` +
  'офис, отсюда не видно. Деньги пока не возвращайте. Дождитесь связи и откройте корректировку снова, или проведите платёж.';
