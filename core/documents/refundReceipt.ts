/** «Возврат прихода»: cash given back for a payment, with the client's signature that it is in their hand. */
import type { DocumentLine, PrintedDocument } from '../../contract/document.ts';
import type { Provider } from '../../contract/provider.ts';
import type { VatRate } from '../../contract/settings.ts';
import { formatAccount } from '../account.ts';
import { formatMoney } from '../money.ts';
import type { Payment } from '../payment.ts';
import { paymentNumber } from '../payment.ts';
import type { Refund, RefundReceipt } from '../refund.ts';
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

export type RefundFacts = {
  readonly payment: Payment;
  readonly refund: Refund;
  readonly receipt: Pick<RefundReceipt, 'number'>;
  readonly shiftNumber: number;
  /** `12/7 ФД 312`: the receipt by which the money was taken. */
  readonly taken: string;
  readonly provider: Provider;
  readonly feeVat: VatRate;
  readonly paymentVat: VatRate;
  /** Whether the device that prints it makes it a fiscal document. */
  readonly fiscal: boolean;
};

/** What of the refund is the payment, and what the agent's fee. */
export const refundParts = ({ amount, feeReturned }: Refund, { details }: Payment) => {
  const fee = feeReturned ? details.fee : 0;
  return { credited: amount - fee, fee };
};

export function refundReceiptDocument(facts: RefundFacts, head: PaperHead): PrintedDocument {
  const { payment, refund, receipt, shiftNumber, provider, fiscal } = facts;
  const { details } = payment;
  const { credited, fee } = refundParts(refund, payment);
  const feeLines: DocumentLine[] =
    fee === 0 ? [] : [text('2. Вознаграждение платёжного агента', 'left'), ...vatLines(facts.feeVat, fee)];
  return {
    kind: 'refundReceipt',
    title: `Возврат ${shiftNumber}/${receipt.number}`,
    lines: [
      ...headLines(head),
      rule,
      bold(fiscal ? 'КАССОВЫЙ ЧЕК · ВОЗВРАТ ПРИХОДА' : 'ЧЕК · ВОЗВРАТ ПРИХОДА'),
      ...(fiscal ? [] : [bold('НЕ ЯВЛЯЕТСЯ ФИСКАЛЬНЫМ ДОКУМЕНТОМ')]),
      row(`Смена ${shiftNumber}`, `Чек ${receipt.number}`),
      row('Платёж', paymentNumber(payment)),
      ...(payment.takenAt === null
        ? []
        : [row('Принят', formatDateTime(payment.takenAt, head.tradePoint.zone))]),
      row('По чеку', facts.taken),
      rule,
      text(`1. Платёж: ${provider.name}`, 'left'),
      text(`${provider.accountName}: ${whole(formatAccount(details.account, provider.mask))}`, 'left'),
      ...vatLines(facts.paymentVat, credited),
      text(`Поставщик: ${provider.legalName}`, 'left'),
      contactLine(provider.inn, provider.phone, 'left'),
      text('Агент: платёжный агент', 'left'),
      ...feeLines,
      rule,
      big(formatMoney(refund.amount)),
      boldRow('ВОЗВРАЩЕНО НАЛИЧНЫМИ', formatMoney(refund.amount)),
      ...(details.fee > 0 && fee === 0 ? [text('Комиссия не возвращается.', 'left')] : []),
      rule,
      text('Деньги получены полностью, претензий нет.', 'left'),
      ...signature('Подпись клиента'),
      ...signature('Подпись кассира'),
      gap,
      cut,
    ],
  };
}
