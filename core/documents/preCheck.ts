/** The pre-check: what the client reads, compares with what was meant, and signs. */
import type { PrintedDocument } from '../../contract/document.ts';
import type { Provider } from '../../contract/provider.ts';
import { formatAccount } from '../account.ts';
import { formatMoney } from '../money.ts';
import type { Payment } from '../payment.ts';
import { paymentNumber } from '../payment.ts';
import type { PaperHead } from './parts.ts';
import { big, bold, boldRow, cut, gap, headLines, row, rule, signature, text, whole } from './parts.ts';

export type PreCheckMarks = {
  /** The same number on paper again, after a print that failed or that nobody is sure of. */
  readonly repeated: boolean;
  /** The operator should have been asked whether the client's number exists, and gave no answer. */
  readonly notChecked: boolean;
};

export function preCheckDocument(
  payment: Payment,
  provider: Provider,
  head: PaperHead,
  { repeated, notChecked }: PreCheckMarks,
): PrintedDocument {
  const { details, preCheck } = payment;
  const title = `Пречек № ${preCheck?.number ?? '—'}`;
  return {
    kind: 'preCheck',
    title,
    lines: [
      ...headLines(head),
      rule,
      bold(repeated ? `${title.toUpperCase()} (ПОВТОР)` : title.toUpperCase()),
      text('не является кассовым чеком', 'center'),
      row('Платёж', paymentNumber(payment)),
      rule,
      text(provider.accountName, 'center'),
      big(whole(formatAccount(details.account, provider.mask))),
      ...(notChecked ? [text('номер не проверен у оператора', 'center')] : []),
      gap,
      text('Поставщик услуг', 'center'),
      big(provider.name),
      gap,
      row('Зачислено', formatMoney(details.amountCredited)),
      row('Комиссия', formatMoney(details.fee)),
      boldRow('К ОПЛАТЕ', formatMoney(details.amountTaken)),
      big(formatMoney(details.amountTaken)),
      rule,
      text('Проверьте номер, поставщика и сумму. Подписывая, вы подтверждаете, что они верны.', 'left'),
      ...signature('Подпись клиента'),
      gap,
      cut,
    ],
  };
}
