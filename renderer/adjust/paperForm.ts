/** The form of a receipt without a payment: what was typed, read by the provider's rules. Pure. */
import type { PaperEntry, ReceiptEvidence } from '../../contract/adjustment.ts';
import type { Provider } from '../../contract/provider.ts';
import { normaliseAccount } from '../../core/account.ts';
import { printedTime } from '../../core/fiscalQr.ts';
import { formatMoney, formatSum, kopecks, parseSum } from '../../core/money.ts';
import { creditedOf, feeOf } from '../../core/provider.ts';
import { readDay, showDay } from '../report/period.ts';

export type PaperForm = {
  readonly providerId: string;
  readonly account: string;
  /** Null: by the provider's rule. */
  readonly credited: string | null;
  readonly day: string;
  readonly time: string;
  readonly takenBy: string;
};

/** A scanned receipt tells its day and time; the rest is read off the paper. */
export function startPaperForm(receipt: ReceiptEvidence): PaperForm {
  const printed = printedTime(receipt);
  return {
    providerId: '',
    account: '',
    credited: null,
    day: printed === null ? '' : showDay(printed.day),
    time: printed?.time ?? '',
    takenBy: '',
  };
}

/** `14:05` as it is typed: the colon comes by itself. */
export const typeTime = (text: string): string =>
  text
    .replace(/\D/g, '')
    .slice(0, 4)
    .replace(/^(\d{2})(\d)/, '$1:$2');

export type PaperRead = {
  /** Null while something is lacking. */
  readonly entry: PaperEntry | null;
  readonly accountWrong: boolean;
  readonly creditedText: string;
  readonly feeText: string;
  /** Where the fee is not the rule's: what the rule would make it. */
  readonly feeNote: string;
};

export function readPaperForm(form: PaperForm, provider: Provider | null, amountTaken: number): PaperRead {
  const account = provider === null ? null : normaliseAccount(form.account, provider.mask);
  const byRule = provider === null ? null : creditedOf(provider.fee, amountTaken);
  const typed = form.credited === null ? null : parseSum(form.credited);
  const credited = typed === null ? byRule : typed.ok && typed.value > 0 ? typed.value : null;
  const fits = credited !== null && credited <= amountTaken;
  const fee = fits ? amountTaken - credited : null;
  const ruled = provider !== null && fits ? feeOf(provider.fee, kopecks(credited)) : null;
  const day = readDay(form.day);
  const time = /^([01]\d|2[0-3]):[0-5]\d$/.test(form.time) ? form.time : null;
  const whole = provider !== null && account?.ok && fits && day !== null && time !== null;
  return {
    entry: whole
      ? ({
          providerId: provider.id,
          account: account.value,
          amountCredited: credited,
          day,
          time,
          takenBy: form.takenBy.trim(),
        } as PaperEntry)
      : null,
    accountWrong: account !== null && !account.ok,
    creditedText: form.credited ?? (byRule === null ? '' : formatSum(byRule)),
    feeText: fee === null ? '–' : formatMoney(fee),
    feeNote:
      fee !== null && ruled !== null && fee !== ruled
        ? `сейчас по правилу ${formatMoney(ruled)}: сверьте с чеком`
        : fee === null
          ? ''
          : 'по правилу оператора',
  };
}

/** What is still to be typed; null: nothing. */
export function paperLacking(form: PaperForm, read: PaperRead, provider: Provider | null): string | null {
  if (read.entry !== null) return null;
  if (provider === null) return 'Выберите оператора, как на чеке.';
  if (form.account.trim() === '' || read.accountWrong) return 'Наберите номер, как на чеке.';
  if (read.feeText === '–') return 'Наберите, сколько зачислено: это напечатано на чеке.';
  return 'Наберите дату и время чека.';
}
