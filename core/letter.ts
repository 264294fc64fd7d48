/** «Письмо в ЦО»: the user's wording by kind of correction, and the letter's body as text and HTML. */
import type { AdjustmentKind } from '../contract/adjustment.ts';
import type { Result } from '../contract/failure.ts';
import type { LetterOrder } from '../contract/letter.ts';
import type { ReportRow } from '../contract/report.ts';
import { ok, refuse } from '../contract/result.ts';
import { formatAccount } from './account.ts';
import { formatMoney } from './money.ts';
import type { ReportNames } from './reportTable.ts';
import { escapeHtml, reportColumns, reportTable } from './reportTable.ts';

/** Where the user's own document sends them. */
export const centralOfficeAddress = 'sto@maxus.ru';

/** What a letter is about: `of` in the genitive, `about` in the nominative. */
const subjects: Readonly<Record<AdjustmentKind, (of: string, about: string) => string>> = {
  reconduct: (of) => `Перепроведение ${of}`,
  transfer: (of) => `Перевод ${of} на верный номер`,
  cancel: (of) => `Отмена ${of}`,
  cashRefund: (_of, about) => `Возврат денег: ${about}`,
};

type Order = Pick<LetterOrder, 'kind' | 'detail' | 'rights' | 'paper'>;

/** A client's number as people read it, by the mask of its provider. */
function shownAccount(account: string, row: ReportRow | undefined, { catalogue }: ReportNames): string {
  const provider = catalogue.providers.find(({ id }) => id === row?.providerId);
  return provider ? formatAccount(account, provider.mask) : account;
}

function wording({ kind, detail, rights }: Order, rows: readonly ReportRow[], names: ReportNames): string {
  const payments = rows.length > 1 ? 'платежи' : null;
  switch (kind) {
    case 'reconduct':
      // Letter for letter as the user's document has it, «платеж» with its е too.
      return `Добрый день! Перепроведите, пожалуйста, ${payments ?? 'платеж'}.`;
    case 'transfer': {
      const pairs = rows.map((row) => {
        const right = rights?.find(({ paymentId }) => paymentId === row.paymentId)?.account ?? '';
        return {
          number: row.number,
          wrong: shownAccount(row.account, row, names),
          right: shownAccount(bare(right), row, names),
        };
      });
      const [pair] = pairs;
      if (payments === null)
        return `Добрый день! Переведите, пожалуйста, платёж с неверного номера${pair ? ` ${pair.wrong}` : ''} на верный ${pair?.right ?? bare(detail)}.`;
      return [
        'Добрый день! Переведите, пожалуйста, платежи на верные номера:',
        ...pairs.map(({ number, wrong, right }) => `${number}: с ${wrong} на ${right}`),
      ].join('\n');
    }
    case 'cancel':
      return `Добрый день! Отмените, пожалуйста, ${payments ?? 'платёж'}. Причина: ${ended(detail)}`;
    case 'cashRefund':
      return `Добрый день! Разрешите, пожалуйста, вернуть клиенту деньги за ${payments ?? 'платёж'}. Причина: ${ended(detail)}`;
  }
}

const bare = (account: string): string => account.replace(/[\s()-]/g, '');

const ended = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

const missingNote = 'Платежа нет в программе. Чек клиента приложен.';

/** What the receipt says, line by line: the office finds the payment by nothing else. */
function paperLines(paper: NonNullable<Order['paper']>, { catalogue }: ReportNames): readonly string[] {
  const { receipt, amountTaken, entry } = paper;
  if (!entry) return [`Чек ${receipt}, ${formatMoney(amountTaken)}.`];
  const { account, amountCredited, day, time, takenBy } = entry;
  const provider = catalogue.providers.find(({ id }) => id === entry.providerId);
  return [
    `Чек ${receipt} от ${day.split('-').reverse().join('.')} ${time}${takenBy === '' ? '' : `, принял ${takenBy}`}.`,
    `${provider?.name ?? entry.providerId}, номер ${provider ? formatAccount(account, provider.mask) : account}.`,
    `Принято ${formatMoney(amountTaken)}, комиссия ${formatMoney(amountTaken - amountCredited)}, зачислить ${formatMoney(amountCredited)}.`,
  ];
}

/** A transfer wants the right number of every row; of a receipt alone it stands in the detail, as a reason does. */
function lacks({ kind, detail, rights }: Order, rows: readonly ReportRow[]): boolean {
  if (kind === 'reconduct') return false;
  if (kind !== 'transfer' || rows.length === 0) return detail === '';
  return rows.some(
    (row) => (rights?.find(({ paymentId }) => paymentId === row.paymentId)?.account ?? '') === '',
  );
}

/**
 * Subject and words for these rows; without rows the payment is missing at the till. Refuses with `reasonRequired` what
 * can't be asked for without a detail: a right number, or a reason.
 */
export function composeLetter(
  order: Order,
  rows: readonly ReportRow[],
  names: ReportNames,
  tradePointName: string,
): Result<{ readonly subject: string; readonly words: string }> {
  if (lacks(order, rows)) return refuse('reasonRequired');
  const [row] = rows;
  const [of, about] =
    row === undefined
      ? ['платежа по чеку', 'платёж по чеку']
      : rows.length === 1
        ? [`платежа ${row.number}`, `платёж ${row.number}`]
        : [`платежей (${rows.length})`, `платежи (${rows.length})`];
  const words = wording(order, rows, names);
  return ok({
    subject: `${subjects[order.kind](of, about)}, ТТ «${tradePointName}»`.slice(0, 200),
    words:
      row === undefined
        ? [words, missingNote, ...(order.paper ? paperLines(order.paper, names) : [])].join('\n')
        : words,
  });
}

/** Who writes, under the table: the office answers to a trade point. */
export type LetterSender = {
  readonly tradePoint: { readonly name: string; readonly address: string };
  readonly cashierName: string;
};

/** The body in both forms: the words, the rows as a table, and who wrote it. */
export function letterBody(
  words: string,
  rows: readonly ReportRow[],
  names: ReportNames,
  { tradePoint, cashierName }: LetterSender,
): { readonly text: string; readonly html: string } {
  const signature = [`Торговая точка: ${tradePoint.name}, ${tradePoint.address}`, `Кассир: ${cashierName}`];
  const table = rows.length === 0 ? null : reportTable(rows, names);
  const paragraph = (lines: readonly string[]) => `<p>${lines.map(escapeHtml).join('<br>')}</p>`;
  const written = words.trim().split(/\r?\n/);
  return {
    text: [
      written.join('\n'),
      ...(table ? [`${reportColumns.join('\t')}\n${table.text.trimEnd()}`] : []),
      `${signature.join('\n')}\n`,
    ].join('\n\n'),
    html: [paragraph(written), ...(table ? [table.html] : []), paragraph(signature)].join('\n'),
  };
}

const oneAddress = /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/;

/** The addresses of a line, parted by commas or semicolons; `badMailAddress` when one of them is none. */
export function readAddresses(line: string): Result<readonly string[]> {
  const addresses = line
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const wrong = addresses.find((address) => !oneAddress.test(address));
  if (wrong !== undefined) return refuse('badMailAddress', { address: wrong });
  return addresses.length === 0 ? refuse('badMailAddress') : ok(addresses);
}
