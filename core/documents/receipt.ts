/** The cash receipt: sums, items of the payment and of the agent's fee, the cashier's signature. */
import type { DocumentLine, PrintedDocument } from '../../contract/document.ts';
import type { Provider } from '../../contract/provider.ts';
import type { VatRate } from '../../contract/settings.ts';
import { formatAccount } from '../account.ts';
import { formatMoney } from '../money.ts';
import type { Payment, Receipt } from '../payment.ts';
import { paymentNumber } from '../payment.ts';
import { vatLines } from '../vat.ts';
import { formatDateTime } from '../zone.ts';
import type { PaperHead } from './parts.ts';
import {
  big,
  bold,
  boldRow,
  contactLine,
  cut,
  gap,
  headLines,
  row,
  rule,
  signature,
  text,
  whole,
} from './parts.ts';

export type ReceiptFacts = {
  readonly payment: Payment;
  readonly receipt: Pick<Receipt, 'number' | 'startedAt' | 'tendered' | 'change' | 'document'>;
  readonly shiftNumber: number;
  readonly provider: Provider;
  readonly feeVat: VatRate;
  readonly paymentVat: VatRate;
  /** Whether the device that prints it makes it a fiscal document. */
  readonly fiscal: boolean;
};

/** The payment item: supplier's name and INN; the agent's sign and the supplier's phone as FFD asks (1222, 1171, 1226). */
function paymentItem({ payment, provider, paymentVat }: ReceiptFacts): DocumentLine[] {
  const { details } = payment;
  return [
    text(`1. Платёж: ${provider.name}`, 'left'),
    text(`${provider.accountName}: ${whole(formatAccount(details.account, provider.mask))}`, 'left'),
    ...vatLines(paymentVat, details.amountCredited),
    text(`Поставщик: ${provider.legalName}`, 'left'),
    contactLine(provider.inn, provider.phone, 'left'),
    text('Агент: платёжный агент', 'left'),
  ];
}

function feeItem({ payment, feeVat }: ReceiptFacts): DocumentLine[] {
  if (payment.details.fee === 0) return [];
  return [text('2. Вознаграждение платёжного агента', 'left'), ...vatLines(feeVat, payment.details.fee)];
}

function body(facts: ReceiptFacts): DocumentLine[] {
  const { payment, receipt, shiftNumber, provider } = facts;
  const { details } = payment;
  return [
    row(`Смена ${shiftNumber}`, `Чек ${receipt.number}`),
    row('Платёж', paymentNumber(payment)),
    row('Пречек', `№ ${payment.preCheck?.number ?? '—'}`),
    rule,
    ...paymentItem(facts),
    ...feeItem(facts),
    rule,
    big(whole(formatAccount(details.account, provider.mask))),
    row('Зачислено', formatMoney(details.amountCredited)),
    row('Комиссия', formatMoney(details.fee)),
    boldRow('ПРИНЯТО', formatMoney(details.amountTaken)),
    row('Получено наличными', formatMoney(receipt.tendered)),
    row('Сдача', formatMoney(receipt.change)),
    rule,
  ];
}

const notFiscal: DocumentLine = bold('НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ');

export function receiptDocument(facts: ReceiptFacts, head: PaperHead): PrintedDocument {
  const { receipt, shiftNumber, fiscal } = facts;
  return {
    kind: 'receipt',
    title: `Чек ${shiftNumber}/${receipt.number}`,
    lines: [
      ...headLines(head),
      rule,
      bold(fiscal ? 'КАССОВЫЙ ЧЕК · ПРИХОД' : 'ЧЕК · ПРИХОД'),
      ...(fiscal ? [] : [notFiscal]),
      ...body(facts),
      text('Сохраняйте чек до зачисления платежа: с ним исправляют ошибки.', 'left'),
      ...signature('Подпись кассира'),
      gap,
      text('Спасибо!', 'center'),
      cut,
    ],
  };
}

/** «КОПИЯ»: after paper ran out, or for a client who lost the receipt. Never a second receipt. */
export function receiptCopyDocument(facts: ReceiptFacts, head: PaperHead): PrintedDocument {
  const { receipt, shiftNumber } = facts;
  const { document } = receipt;
  return {
    kind: 'receiptCopy',
    title: `Копия чека ${shiftNumber}/${receipt.number}`,
    lines: [
      ...headLines(head),
      rule,
      bold('КОПИЯ ЧЕКА'),
      notFiscal,
      // The date above is the copy's own.
      row('Чек пробит', formatDateTime(receipt.startedAt, head.tradePoint.zone)),
      ...body(facts),
      ...(document?.fiscal
        ? [
            row('ФН', document.fiscal.drive),
            row('ФД', String(document.number)),
            row('ФПД', document.fiscal.sign),
          ]
        : []),
      ...signature('Подпись кассира'),
      gap,
      cut,
    ],
  };
}
