/** What the statuses of СЭП mean: their names, which are final, which of two is newer. */
import type { PaymentStatus, SepStatus } from '../contract/status.ts';

/** Where a conducted payment stands, for the cashier. `unsent`: СЭП has not got it yet. */
export type Standing = SepStatus | 'unsent';

export const standingNames: Readonly<Record<Standing, string>> = {
  unsent: 'не отправлен',
  accepted: 'принят СЭП',
  checking: 'проверяется',
  forwarded: 'у оператора',
  completed: 'проведён',
  rejected: 'ошибочный',
  hung: 'завис',
  cancelled: 'отменён',
  refunded: 'деньги возвращены',
  transferred: 'переведён',
};

const onTheWay: readonly SepStatus[] = ['accepted', 'checking', 'forwarded'];

/** Nobody goes on with it but a person. */
const isStuck = (status: SepStatus): boolean => status === 'hung' || status === 'rejected';

/** Whether nothing more happens to it by itself. */
export const isSettled = (status: SepStatus): boolean => !onTheWay.includes(status);

/** Nothing more happens to it but by a correction. */
const isAtEnd = (status: SepStatus): boolean =>
  status === 'completed' || status === 'cancelled' || status === 'refunded' || status === 'transferred';

/**
 * Whether `told` takes the place of `known`. Revisions never go back within a generation. A restored СЭП starts a new
 * generation and walks the same way again, perhaps from an attempt before the last: until it gets there, what was settled
 * before stays on the screen; and an end stays until СЭП tells an end, for no «завис» undoes what was credited.
 */
export function isNewer(known: PaymentStatus | null, told: PaymentStatus): boolean {
  if (known === null) return true;
  if (told.generation === known.generation) return told.revision > known.revision;
  if (told.generation < known.generation) return false;
  if (isAtEnd(told.status)) return true;
  if (isAtEnd(known.status) || told.attempt < known.attempt) return false;
  return isSettled(told.status) || !isSettled(known.status);
}

/**
 * What to say beside a status of before a restore that stays: what the restored СЭП says meanwhile, where that waits for
 * a person. Null: nothing.
 */
export const meanwhileWords = (known: PaymentStatus, told: PaymentStatus): string | null =>
  told.generation > known.generation && told.status !== known.status && isStuck(told.status)
    ? `СЭП восстановлена из копии, и у неё платёж пока «${standingNames[told.status]}»: разбирается центральный офис`
    : null;
