/** A payment's events as sentences, for its history. */
import type { KnownEvent, PaymentDetails } from '../contract/journal.ts';
import type { CashierId, Instant } from '../contract/primitives.ts';
import { formatAnyAccount } from './account.ts';
import { formatMoney } from './money.ts';

const documentText = (
  document: { readonly number: number; readonly fiscal: object | null } | null,
): string => (document?.fiscal ? `, ФД ${document.number}` : '');

const bySource = (source: 'device' | 'deviceAsked' | 'person', who: string): string => {
  switch (source) {
    case 'device':
      return '';
    case 'deviceAsked':
      return ' (ответила касса)';
    case 'person':
      return ` (${who === '' ? 'ответил кассир' : `ответ: ${who}`})`;
  }
};

const detailsText = ({ account, amountTaken, amountCredited }: PaymentDetails): string =>
  `${formatAnyAccount(account)}, принять ${formatMoney(amountTaken)}, зачислить ${formatMoney(amountCredited)}`;

/** A line of a payment's history, and who tells it. */
export type StoryLine = { readonly at: Instant; readonly where: 'till' | 'sep'; readonly text: string };

/**
 * One history out of the till's and СЭП's: an event that both tell stands once, in the till's words, which name people.
 * Known by the event's id, never by its text. In time order; of one instant the till comes first.
 */
export function mergeStory(
  own: readonly { readonly id: string; readonly at: Instant; readonly text: string }[],
  told: readonly { readonly event?: string | undefined; readonly at: Instant; readonly text: string }[],
): StoryLine[] {
  const held = new Set(own.map(({ id }) => id));
  return [
    ...own.map(({ at, text }) => ({ at, where: 'till' as const, text })),
    ...told
      .filter(({ event }) => event === undefined || !held.has(event))
      .map(({ at, text, event }) => ({
        at,
        where: event === undefined ? ('sep' as const) : ('till' as const),
        text,
      })),
  ].sort((left, right) => left.at - right.at);
}

/** A line as it may be read before the client has shown the receipt: what the receipt is known by is left out. */
export const withoutReceiptNumber = (text: string): string =>
  text.replace(/,? ФД \d+/g, '').replace(/((?:^|[^а-яё])чека?) (?:№ )?\d+(?:\/\d+)?/gi, '$1');

/**
 * The one wording for till, СЭП and desk. Null: it says nothing of a payment. `nameOf` gives a cashier's name, empty when it is not
 * known, as anywhere but at the till.
 */
export function eventText(event: KnownEvent, nameOf: (id: CashierId) => string): string | null {
  const by = (id: CashierId): string => {
    const name = nameOf(id);
    return name === '' ? '' : `, кассир ${name}`;
  };
  const named = (id: CashierId | null): string => (id === null ? '' : nameOf(id));
  switch (event.type) {
    case 'paymentEntered':
      return `Введён: ${detailsText(event.body.details)}${by(event.body.cashierId)}`;
    case 'paymentEdited':
      return `Исправлен: ${detailsText(event.body.details)}${by(event.body.cashierId)}`;
    case 'preCheckIssued':
      return `Пречек № ${event.body.number}`;
    case 'preCheckPrinted':
      if (event.body.outcome === 'printed') return `Пречек № ${event.body.number} напечатан`;
      return event.body.outcome === 'notPrinted'
        ? `Пречек № ${event.body.number} не напечатан`
        : `Неизвестно, напечатан ли пречек № ${event.body.number}`;
    case 'preCheckSigned':
      return `Клиент подписал пречек № ${event.body.number}`;
    case 'preCheckAnnulled':
      return `Пречек № ${event.body.number} аннулирован`;
    case 'receiptStarted':
      return `Чек ${event.body.number} на ${formatMoney(event.body.amountTaken)}: отправлен на печать${by(event.body.cashierId)}`;
    case 'receiptMade':
      return `Чек пробит${documentText(event.body.document)}${bySource(event.body.source, named(event.body.cashierId))}`;
    case 'receiptNotMade':
      return `Чек не пробит${bySource(event.body.source, named(event.body.cashierId))}`;
    case 'receiptUnknown':
      return 'Неизвестно, вышел ли чек';
    case 'receiptCopied':
      return `Напечатана копия чека${by(event.body.cashierId)}`;
    case 'paymentConducted':
      return `Проведён на кассе${by(event.body.cashierId)}`;
    case 'paymentAbandoned':
      return `Закрыт без чека, возвращено ${formatMoney(event.body.returned)}${by(event.body.cashierId)}`;
    case 'paymentCancelled': {
      const senior = nameOf(event.body.seniorId);
      return `Отменён на кассе: ${event.body.reason}${by(event.body.cashierId)}${senior === '' ? '' : `, подтвердил ${senior}`}`;
    }
    case 'refundGranted':
      return `Разрешён возврат ${formatMoney(event.body.amount)}${event.body.feeReturned ? '' : ' без комиссии'}`;
    case 'refundReceiptStarted':
      return `Чек ${event.body.number} «возврат прихода» на ${formatMoney(event.body.amount)}: отправлен на печать${by(event.body.cashierId)}`;
    case 'refundReceiptMade':
      return `Чек «возврат прихода» пробит${documentText(event.body.document)}${bySource(event.body.source, named(event.body.cashierId))}`;
    case 'refundReceiptNotMade':
      return `Чек «возврат прихода» не пробит${bySource(event.body.source, named(event.body.cashierId))}`;
    case 'refundReceiptUnknown':
      return 'Неизвестно, вышел ли чек «возврат прихода»';
    case 'refundPaid':
      return `Деньги выданы клиенту${by(event.body.cashierId)}`;
    case 'refundNotPaid':
      return `Деньги не выданы: ${event.body.reason}${by(event.body.cashierId)}`;
    default:
      return null;
  }
}
