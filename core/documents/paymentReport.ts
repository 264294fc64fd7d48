/** «ОтчетПлат» on the slip printer: totals by operator, and the rows where they are few. */
import type { DocumentLine, PrintedDocument } from '../../contract/document.ts';
import type { Catalogue } from '../../contract/provider.ts';
import type { Report } from '../../contract/report.ts';
import { formatAccount } from '../account.ts';
import { formatMoney, formatSum } from '../money.ts';
import { staleParts } from '../reportParts.ts';
import { formatDateTime } from '../zone.ts';
import type { PaperHead } from './parts.ts';
import { bold, boldRow, cut, gap, headLines, row, rule, text, whole } from './parts.ts';

const russianDay = (day: string): string => day.split('-').reverse().join('.');

export function paymentReportDocument(
  report: Report,
  catalogue: Catalogue,
  head: PaperHead,
): PrintedDocument {
  const { query } = report.key;
  const providerOf = (id: string) => catalogue.providers.find((provider) => provider.id === id);
  const nameOf = (id: string) => providerOf(id)?.name ?? id;
  const numberOf = ({ providerId, account }: (typeof report.rows)[number]) => {
    const provider = providerOf(providerId);
    return provider ? formatAccount(account, provider.mask) : account;
  };
  const complete = report.rows.length === report.count;
  const rows: DocumentLine[] = complete
    ? report.rows.flatMap((line) => [
        row(
          `${line.number} ${formatDateTime(line.takenAt, head.tradePoint.zone)}`,
          formatSum(line.amountTaken),
        ),
        text(`${nameOf(line.providerId)} ${whole(numberOf(line))}`, 'left'),
      ])
    : [text('Строки не напечатаны: их больше двухсот. Полный список — в файле CSV.', 'left')];
  return {
    kind: 'paymentReport',
    title: `Отчет по платежам ${russianDay(query.from)}–${russianDay(query.to)}`,
    lines: [
      ...headLines(head),
      rule,
      bold('ОТЧЕТ ПО ПЛАТЕЖАМ'),
      row('Период', `${russianDay(query.from)}–${russianDay(query.to)}`),
      row('Оператор', query.providerId ? nameOf(query.providerId) : 'все'),
      ...(query.account ? [row('Номер', whole(query.account))] : []),
      ...staleParts(report.parts, report.key.asOf, head.tradePoint.zone).map((line) => text(line, 'left')),
      rule,
      ...rows,
      ...(report.count === 0 ? [] : [rule]),
      ...report.totals.map((total) =>
        row(`${nameOf(total.providerId)}: ${total.count}`, formatMoney(total.taken)),
      ),
      rule,
      boldRow(`Итого: ${report.total.count}`, formatMoney(report.total.taken)),
      row('комиссия', formatMoney(report.total.fee)),
      row('зачислено', formatMoney(report.total.credited)),
      gap,
      cut,
    ],
  };
}
