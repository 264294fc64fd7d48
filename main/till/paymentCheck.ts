/** What is known of a payment before the pre-check: sums, limits, oddities that a deliberate key must confirm. */

import type { Result } from '../../contract/failure.ts';
import { ok, refuse } from '../../contract/failure.ts';
import type { WarningKind } from '../../contract/journal.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { Provider } from '../../contract/provider.ts';
import type { Draft, PaymentCheck, Warning } from '../../contract/till.ts';
import { blindEnd, normaliseAccount, normaliseTenDigits } from '../../core/account.ts';
import { parseSum } from '../../core/money.ts';
import { providerOfOperator } from '../../core/numberingPlan.ts';
import { paymentNumber } from '../../core/payment.ts';
import { findProvider, sumsOf } from '../../core/provider.ts';
import type { Till } from './context.ts';
import { catalogueOf, rulesOf, settingsOf } from './context.ts';
import { withOperator } from './operatorDesk.ts';
import { vatsOf } from './receiptCalls.ts';

/** CyberPlat's error 32: the same payment within the hour is most often the same payment typed again. */
const sameWithinMs = 60 * 60 * 1000;

/** The provider that a number's range belongs to; null: not a mobile number, or a range nobody told us. */
export function hintFor(till: Till, account: string): Provider | null {
  const ten = normaliseTenDigits(account);
  if (!ten.ok) return null;
  const operator = till.store.local.operatorOf(ten.value);
  return operator === null ? null : providerOfOperator(catalogueOf(till), operator);
}

function warningsFor(
  till: Till,
  draft: Draft,
  provider: Provider,
  account: string,
  amountCredited: PaymentCheck['details']['amountCredited'],
): Warning[] {
  const warnings: Warning[] = [];
  const now = till.store.now();
  const since = (now - sameWithinMs) as Instant;
  const same = till.store.read
    .sameWithin({ account, amountCredited, since, except: draft.paymentId })
    // One from a clock that ran far ahead is no neighbour in time; another till's may be a little ahead.
    .find((payment) => (payment.takenAt ?? payment.enteredAt) - now <= sameWithinMs);
  if (same) {
    const at = same.takenAt ?? same.enteredAt;
    const minutesAgo = Math.max(0, Math.floor((now - at) / 60_000));
    warnings.push({ kind: 'sameWithinHour', number: paymentNumber(same), at, amountCredited, minutesAgo });
  }
  if (provider.kind === 'mobile') {
    const byRange = hintFor(till, account);
    if (byRange && byRange.id !== provider.id)
      warnings.push({ kind: 'otherOperatorByRange', operator: byRange.name });
  }
  return warnings;
}

/** Reads the draft's fields; refuses with the first one that doesn't stand. Nothing is stored. */
export function checkPayment(till: Till, draft: Draft): Result<PaymentCheck> {
  const rules = rulesOf(till);
  if (!rules.ok) return rules;
  const catalogue = rules.value;
  const provider = draft.providerId ? findProvider(catalogue, draft.providerId) : hinted(till, draft);
  if (!provider.ok) return provider;
  const account = normaliseAccount(draft.account, provider.value.mask);
  if (!account.ok) return account;
  const sum = parseSum(draft.sum);
  if (!sum.ok) return sum;
  const sums = sumsOf(provider.value, sum.value);
  if (!sums.ok) return sums;
  // Its receipt could not be printed: said before there is a pre-check, let alone money.
  const vats = vatsOf(till, provider.value, till.store.now());
  if (!vats.ok) return vats;
  return ok({
    details: {
      providerId: provider.value.id,
      catalogueVersion: catalogue.version,
      account: account.value,
      ...sums.value,
      confirmed: [],
    },
    warnings: warningsFor(till, draft, provider.value, account.value, sum.value),
    blindEntry: sums.value.amountTaken >= settingsOf(till).blindEntryFrom,
    operatorCheck: null,
  });
}

function hinted(till: Till, draft: Draft): Result<Provider> {
  const provider = hintFor(till, draft.account);
  return provider ? ok(provider) : refuse('unknownProvider');
}

/** The check again, with the cashier's answers to it: every warning confirmed, the last digits typed blind. */
export function confirmPayment(
  till: Till,
  draft: Draft,
  confirmed: readonly WarningKind[],
  blindDigits: string | null,
): Result<PaymentCheck['details']> {
  const read = checkPayment(till, draft);
  if (!read.ok) return read;
  const checked = till.operator.known(draft.paymentId, read.value.details);
  const { details, warnings, blindEntry, operatorCheck } = withOperator(
    read.value,
    checked,
    till.store.now(),
  );
  if (operatorCheck?.outcome === 'refused') {
    return refuse('operatorRefuses', operatorCheck.reason === null ? {} : { reason: operatorCheck.reason });
  }
  const open = warnings.find(({ kind }) => !confirmed.includes(kind));
  if (open) return refuse('warningNotConfirmed', { kind: open.kind });
  if (blindEntry && blindDigits !== blindEnd(details.account)) return refuse('blindEntryMismatch');
  return ok({ ...details, confirmed: warnings.map(({ kind }) => kind) });
}
