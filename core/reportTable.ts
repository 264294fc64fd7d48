/** Rows of «ОтчетПлат» as a table for a letter: tab-separated text, and HTML for programs that take it. */
import type { Catalogue } from '../contract/provider.ts';
import type { ReportRow } from '../contract/report.ts';
import type { PaymentStage } from '../contract/till.ts';
import { formatAccount } from './account.ts';
import { formatSum } from './money.ts';
import { standingNames } from './sepStatus.ts';
import { formatDateTime } from './zone.ts';

/** How a stage is called on screens, papers and in letters. */
const stageNames: Readonly<Record<PaymentStage, string>> = {
  entered: 'введён',
  preChecked: 'пречек',
  signed: 'подписан',
  receipting: 'чек под вопросом',
  receipted: 'не проведён',
  conducted: 'проведён',
  abandoned: 'отменён до чека',
  cancelled: 'отменён',
};

/** The columns in the order of a letter: what the central office asks for comes first. */
export const reportColumns = [
  'Дата',
  'Номер',
  'Оператор',
  'Сумма',
  'Комиссия',
  'Зачислено',
  'Платёж',
  'Чек',
  'Кассир',
  'Рабочее место',
  'Статус',
] as const;

/** What a row's values are called by. `enrolled`: this workstation belongs to a СЭП. */
export type ReportNames = {
  readonly catalogue: Catalogue;
  readonly zone: string;
  readonly enrolled: boolean;
};

/**
 * Where a payment stands. With a СЭП behind it «проведён» is what the operator has credited; for a till that is alone it
 * is the end of its own work.
 */
export const statusName = (
  { stage, standing, refunded }: Pick<ReportRow, 'stage' | 'standing' | 'refunded'>,
  enrolled: boolean,
): string => {
  // СЭП may not have heard of it yet; the till that gave the money back has.
  if (refunded) return standingNames.refunded;
  return stage === 'conducted' && (enrolled || standing !== null)
    ? standingNames[standing?.status ?? 'unsent']
    : stageNames[stage];
};

/** A row's cells, in the order of `reportColumns`. */
export function reportCells(row: ReportRow, { catalogue, zone, enrolled }: ReportNames): string[] {
  const provider = catalogue.providers.find(({ id }) => id === row.providerId);
  return [
    formatDateTime(row.takenAt, zone),
    provider ? formatAccount(row.account, provider.mask) : row.account,
    provider?.name ?? row.providerId,
    formatSum(row.amountTaken),
    formatSum(row.fee),
    formatSum(row.amountCredited),
    row.number,
    row.receipt,
    row.cashierName,
    String(row.workstation),
    statusName(row, enrolled),
  ];
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text that stands in a page as it is read. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

/** Text that a spreadsheet would run as a formula, also after signs that it does not show, is marked as text. */
export const noFormula = (text: string): string =>
  /^[\p{C}\p{Z}\s]*[=+\-@＝＋－＠]|^[\t\r]/u.test(text) ? `'${text}` : text;

/** A tab or a line's end inside a cell would tear the table. */
const oneLine = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');

const border = 'border:1px solid #999;padding:2px 6px';
const cell = (tag: 'td' | 'th', text: string): string =>
  `<${tag} style="${border}">${escapeHtml(text)}</${tag}>`;
const line = (tag: 'td' | 'th', cells: readonly string[]): string =>
  `<tr>${cells.map((text) => cell(tag, text)).join('')}</tr>`;

/** The rows in both forms: a letter in HTML takes the table, plain text the tabs. */
export function reportTable(
  rows: readonly ReportRow[],
  names: ReportNames,
): { readonly text: string; readonly html: string } {
  const cells = rows.map((row) => reportCells(row, names).map(noFormula));
  const text = cells.map((row) => row.map(oneLine).join('\t')).join('\n');
  const body = [line('th', reportColumns), ...cells.map((row) => line('td', row))].join('');
  return { text: `${text}\n`, html: `<table style="border-collapse:collapse">${body}</table>` };
}
