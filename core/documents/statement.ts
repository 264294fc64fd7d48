/** «Заявление»: what the client signs before a payment is corrected, filled in but for what only the client knows. */
import type { AdjustmentKind, FeeSplit } from '../../contract/adjustment.ts';
import type { PrintedDocument } from '../../contract/document.ts';
import type { Provider } from '../../contract/provider.ts';
import { formatAccount } from '../account.ts';
import { formatMoney } from '../money.ts';
import type { Payment } from '../payment.ts';
import { paymentNumber } from '../payment.ts';
import { formatDateTime } from '../zone.ts';
import type { PaperHead } from './parts.ts';
import { bold, boldRow, cut, gap, headLines, row, rule, signature, text, whole } from './parts.ts';

const wishes: Readonly<Record<AdjustmentKind, string>> = {
  reconduct: 'Прошу провести платёж по верным данным:',
  transfer: 'Прошу перевести платёж на верный номер:',
  cancel: 'Прошу отменить платёж.',
  cashRefund: 'Прошу вернуть мне деньги по платежу наличными.',
};

const blank = '______________________________';

/** What is right instead, and how the sum is shared then; `split` null: as before. */
export type RightDetails = {
  readonly provider: Provider;
  readonly account: string;
  readonly split: FeeSplit | null;
};

function rightLines({ provider, account, split }: RightDetails) {
  return [
    gap,
    row('Верный оператор', provider.name),
    row('Верный номер', whole(formatAccount(account, provider.mask))),
    ...(split === null
      ? []
      : [
          row('Комиссия станет', formatMoney(split.fee)),
          row('Зачислится', formatMoney(split.amountCredited)),
          text('С другой комиссией согласен (согласна). Сумма чека не меняется.', 'left'),
        ]),
  ];
}

/** `receipt`: «128/12 ФД 312». `right` null: the client writes the right number in. */
export function statementDocument(
  kind: AdjustmentKind,
  payment: Payment,
  receipt: string,
  provider: Provider,
  head: PaperHead,
  right: RightDetails | null,
): PrintedDocument {
  const { details, takenAt } = payment;
  const asksNumber = kind === 'transfer' || kind === 'reconduct';
  return {
    kind: 'statement',
    title: `Заявление по платежу ${paymentNumber(payment)}`,
    lines: [
      ...headLines(head),
      rule,
      bold('ЗАЯВЛЕНИЕ'),
      gap,
      text('От кого (фамилия, имя, отчество):', 'left'),
      gap,
      text(blank, 'left'),
      text('Документ (вид, серия, номер, кем и когда выдан):', 'left'),
      gap,
      text(blank, 'left'),
      gap,
      text(blank, 'left'),
      row('Телефон', blank.slice(0, 20)),
      rule,
      text(wishes[kind], 'left'),
      ...(right ? rightLines(right) : asksNumber ? [gap, row('Верный номер', blank.slice(0, 20))] : []),
      rule,
      row('Платёж', paymentNumber(payment)),
      ...(takenAt === null ? [] : [row('Принят', formatDateTime(takenAt, head.tradePoint.zone))]),
      row('Чек', receipt),
      row('Оператор', provider.name),
      row(provider.accountName, whole(formatAccount(details.account, provider.mask))),
      row('Зачислено', formatMoney(details.amountCredited)),
      row('Комиссия', formatMoney(details.fee)),
      boldRow('ПРИНЯТО', formatMoney(details.amountTaken)),
      rule,
      text('Причина:', 'left'),
      gap,
      text(blank, 'left'),
      ...signature('Подпись клиента'),
      ...signature('Дата'),
      rule,
      text('Чек и документ проверены, личность установлена.', 'left'),
      ...signature('Подпись кассира'),
      gap,
      cut,
    ],
  };
}
