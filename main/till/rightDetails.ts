/** The right number and provider of a correction, and what the sum comes to there, as the window gives them: judged here. */
import type { AdjustmentAsk, AdjustmentRequest } from '../../contract/adjustment.ts';
import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import { normaliseAccount } from '../../core/account.ts';
import { transferBarred } from '../../core/adjustment.ts';
import type { PaidSplit } from '../../core/feeSplit.ts';
import { sameSplit, splitAt, splitDiffers, splitWords } from '../../core/feeSplit.ts';
import type { Payment } from '../../core/payment.ts';
import { findProvider } from '../../core/provider.ts';
import type { Till } from './context.ts';
import { rulesOf } from './context.ts';

export const impossible = (why: string) => refuse('adjustmentImpossible', { why });

/** The right number by its provider's mask, and within the operator's rules for a transfer. */
export function correctedOf(
  till: Till,
  payment: Payment | null,
  { kind, corrected }: Pick<AdjustmentAsk, 'kind' | 'corrected'>,
): Result<AdjustmentAsk['corrected']> {
  if (!corrected) return kind === 'transfer' ? impossible('Укажите верный номер.') : ok(null);
  const rules = rulesOf(till);
  if (!rules.ok) return rules;
  const provider = findProvider(rules.value, corrected.providerId);
  if (!provider.ok) return provider;
  const account = normaliseAccount(corrected.account, provider.value.mask);
  if (!account.ok) return account;
  if (kind === 'transfer' && payment) {
    const { details, takenAt, enteredAt } = payment;
    const barred = transferBarred(
      {
        providerId: details.providerId,
        rightProviderId: corrected.providerId,
        wrong: details.account,
        right: account.value,
        amount: details.amountCredited,
        takenAt: takenAt ?? enteredAt,
      },
      till.store.now(),
    );
    if (barred !== null) return impossible(barred);
  }
  return ok({ providerId: provider.value.id, account: account.value });
}

/** The shares at the right provider: what the client was shown must be what they are. */
export function splitOf(
  till: Till,
  paid: PaidSplit | null,
  corrected: AdjustmentAsk['corrected'],
  shown: AdjustmentAsk['split'],
): Result<AdjustmentRequest['split']> {
  if (!paid || !corrected) return ok(undefined);
  const rules = rulesOf(till);
  if (!rules.ok) return rules;
  const provider = findProvider(rules.value, corrected.providerId);
  if (!provider.ok) return ok(undefined);
  const split = splitAt(provider.value, paid);
  if (!split.ok) return split;
  if (!splitDiffers(split.value, paid)) return ok(undefined);
  return sameSplit(shown, split.value)
    ? split
    : impossible(`${splitWords(split.value, paid, provider.value.name)} Спросите клиента, согласен ли он.`);
}
