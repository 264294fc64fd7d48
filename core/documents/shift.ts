/** A shift's papers: opening, X, Z, money put in or taken out. */
import type { DocumentLine, PrintedDocument } from '../../contract/document.ts';
import type { EventBody } from '../../contract/journal.ts';
import type { Hash, Instant } from '../../contract/primitives.ts';
import type { Catalogue } from '../../contract/provider.ts';
import { formatMoney } from '../money.ts';
import type { Payment } from '../payment.ts';
import { paymentNumber } from '../payment.ts';
import type { Shift } from '../shift.ts';
import { expectedCash } from '../shift.ts';
import { formatDateTime } from '../zone.ts';
import type { PaperHead } from './parts.ts';
import { bold, boldRow, cut, gap, headLines, row, rule, signature, text } from './parts.ts';

const providerLines = (shift: Shift, catalogue: Catalogue): DocumentLine[] =>
  Object.entries(shift.byProvider)
    .map(([id, sums]) => ({
      name: catalogue.providers.find((provider) => provider.id === id)?.name ?? id,
      sums,
    }))
    .sort((left, right) => left.name.localeCompare(right.name, 'ru'))
    .flatMap(({ name, sums }) => [row(`${name}: ${sums.count}`, formatMoney(sums.taken))]);

const sumLines = (shift: Shift, catalogue: Catalogue): DocumentLine[] => [
  ...providerLines(shift, catalogue),
  ...(shift.sums.count === 0 ? [text('Платежей не было', 'center')] : [rule]),
  boldRow(`Платежей: ${shift.sums.count}`, formatMoney(shift.sums.taken)),
  row('из них комиссия', formatMoney(shift.sums.fee)),
  row('зачислено', formatMoney(shift.sums.credited)),
  rule,
  row('Наличные на начало', formatMoney(shift.openingCash)),
  row('Внесено', formatMoney(shift.cashIn)),
  row('Изъято', formatMoney(shift.cashOut)),
  row('Принято платежей', formatMoney(shift.sums.taken)),
  ...(shift.refunds.count === 0
    ? []
    : [row(`Возвращено: ${shift.refunds.count}`, formatMoney(shift.refunds.sum))]),
];

export function shiftOpeningDocument(shift: Shift, head: PaperHead): PrintedDocument {
  return {
    kind: 'shiftOpening',
    title: `Открытие смены ${shift.number}`,
    lines: [
      ...headLines(head),
      rule,
      bold('ОТЧЁТ ОБ ОТКРЫТИИ СМЕНЫ'),
      row('Смена', String(shift.number)),
      row('Наличные на начало', formatMoney(shift.openingCash)),
      gap,
      cut,
    ],
  };
}

export function xReportDocument(shift: Shift, catalogue: Catalogue, head: PaperHead): PrintedDocument {
  return {
    kind: 'xReport',
    title: `X-отчёт, смена ${shift.number}`,
    lines: [
      ...headLines(head),
      rule,
      bold('X-ОТЧЁТ'),
      text('без гашения, не является фискальным документом', 'center'),
      row('Смена', String(shift.number)),
      row('Открыта', formatDateTime(shift.openedAt, head.tradePoint.zone)),
      rule,
      ...sumLines(shift, catalogue),
      boldRow('Должно быть в ящике', formatMoney(expectedCash(shift))),
      gap,
      cut,
    ],
  };
}

/** What the Z says of the journal: the head that goes outside the machine, on paper. */
export type JournalMark = { readonly seq: number; readonly hash: Hash };

function differenceLine(value: number): DocumentLine {
  if (value === 0) return boldRow('Расхождение', formatMoney(0));
  return boldRow(value > 0 ? 'ИЗЛИШЕК' : 'НЕДОСТАЧА', formatMoney(Math.abs(value)));
}

export function zReportDocument(
  shift: Shift,
  carriedOver: readonly Payment[],
  mark: JournalMark,
  catalogue: Catalogue,
  head: PaperHead,
): PrintedDocument {
  const { closing } = shift;
  const closedAt = closing?.at ?? head.at;
  // The sums that were counted against the drawer: a receipt settled later stands on a line of its own.
  const counted = closing
    ? { ...shift, sums: closing.sums, byProvider: closing.byProvider, refunds: closing.refunds }
    : shift;
  const later = shift.sums.count - counted.sums.count;
  const laterRefunds = shift.refunds.count - counted.refunds.count;
  return {
    kind: 'zReport',
    title: `Z-отчёт, смена ${shift.number}`,
    lines: [
      ...headLines({ ...head, at: closedAt as Instant }),
      rule,
      bold('Z-ОТЧЁТ · ЗАКРЫТИЕ СМЕНЫ'),
      row('Смена', String(shift.number)),
      row('Открыта', formatDateTime(shift.openedAt, head.tradePoint.zone)),
      row('Закрыта', formatDateTime(closedAt, head.tradePoint.zone)),
      rule,
      ...sumLines(counted, catalogue),
      ...(closing
        ? [
            boldRow('Должно быть в ящике', formatMoney(closing.expectedCash)),
            ...closing.counted.map(({ value, count }) =>
              row(`  ${formatMoney(value)} × ${count}`, formatMoney(value * count)),
            ),
            boldRow('Пересчитано', formatMoney(closing.countedCash)),
            differenceLine(closing.difference),
          ]
        : []),
      ...(later === 0
        ? []
        : [row(`Чеки, найденные позже: ${later}`, formatMoney(shift.sums.taken - counted.sums.taken))]),
      ...(laterRefunds === 0
        ? []
        : [
            row(
              `Возвраты, выясненные позже: ${laterRefunds}`,
              formatMoney(shift.refunds.sum - counted.refunds.sum),
            ),
          ]),
      ...(carriedOver.length === 0
        ? []
        : [
            rule,
            bold('ПЕРЕНЕСЕНЫ НЕЗАВЕРШЁННЫМИ'),
            ...carriedOver.map((payment) =>
              row(paymentNumber(payment), formatMoney(payment.details.amountTaken)),
            ),
          ]),
      rule,
      text(`Журнал: событие ${mark.seq}`, 'left'),
      text(mark.hash, 'left'),
      ...signature('Подпись кассира'),
      gap,
      cut,
    ],
  };
}

const cashMoveNames: Record<EventBody<'cashMoved'>['kind'], string> = {
  cashIn: 'Внесение',
  cashOut: 'Изъятие',
  cashCollection: 'Инкассация',
};

export function cashMoveDocument(
  move: EventBody<'cashMoved'>,
  shift: Shift,
  head: PaperHead,
  /** Whether it was printed, or tried to be, before. */
  repeated: boolean,
): PrintedDocument {
  const name = cashMoveNames[move.kind];
  return {
    kind: move.kind === 'cashIn' ? 'cashIn' : 'cashOut',
    title: `${name}, смена ${shift.number}`,
    lines: [
      ...headLines(head),
      rule,
      bold(repeated ? `${name.toUpperCase()} (ПОВТОР)` : name.toUpperCase()),
      row('Смена', String(shift.number)),
      boldRow('Сумма', formatMoney(move.amount)),
      text(`Основание: ${move.reason}`, 'left'),
      ...(move.inDrawer === undefined ? [] : [row('Стало в ящике', formatMoney(move.inDrawer))]),
      ...signature('Подпись кассира'),
      gap,
      cut,
    ],
  };
}
