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

/** Whether nothing more happens to it by itself. */
export const isSettled = (status: SepStatus): boolean => !onTheWay.includes(status);

/**
 * Whether `told` takes the place of `known`. Revisions never go back within a generation. A restored СЭП starts a new
 * generation and walks the same way again: until it gets there, what was settled before stays on the screen.
 */
export function isNewer(known: PaymentStatus | null, told: PaymentStatus): boolean {
  if (known === null) return true;
  if (told.generation === known.generation) return told.revision > known.revision;
  return told.generation > known.generation && (isSettled(told.status) || !isSettled(known.status));
}
