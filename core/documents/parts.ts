/** Pieces that every printed document is put together from. */
import type { DocumentLine } from '../../contract/document.ts';
import type { Instant } from '../../contract/primitives.ts';
import type { TradePoint } from '../../contract/settings.ts';
import { formatDateTime } from '../zone.ts';

/** Whose paper it is and when: what stands at the head of every document. */
export type PaperHead = {
  readonly tradePoint: TradePoint;
  readonly workstation: number;
  readonly cashierName: string;
  readonly at: Instant;
};

export const text = (value: string, align: 'left' | 'center' | 'right'): DocumentLine => ({
  type: 'text',
  text: value,
  align,
  bold: false,
});
export const bold = (value: string): DocumentLine => ({
  type: 'text',
  text: value,
  align: 'center',
  bold: true,
});
export const row = (left: string, right: string): DocumentLine => ({ type: 'row', left, right, bold: false });
export const boldRow = (left: string, right: string): DocumentLine => ({
  type: 'row',
  left,
  right,
  bold: true,
});
export const big = (value: string): DocumentLine => ({ type: 'big', text: value });
export const rule: DocumentLine = { type: 'rule' };
export const gap: DocumentLine = text('', 'left');
export const cut: DocumentLine = { type: 'cut' };

/** What is read in one go, a phone or a number in its groups: never torn by the end of a line. */
export const whole = (value: string): string => value.replaceAll(' ', '\u00a0');

/** Whose INN and phone: the phone on a line of its own where both don't fit. */
export const contactLine = (inn: string, phone: string, align: 'left' | 'center'): DocumentLine =>
  text(phone === '' ? `ИНН ${inn}` : `ИНН ${inn}, ${whole(`тел. ${phone}`)}`, align);

/** A line to sign on, with room above for the pen. */
export const signature = (who: string): DocumentLine[] => [gap, gap, row(who, '____________________')];

/** Agent, trade point, workstation, cashier, time. */
export const headLines = ({ tradePoint, workstation, cashierName, at }: PaperHead): DocumentLine[] => [
  text(tradePoint.agentName, 'center'),
  contactLine(tradePoint.agentInn, tradePoint.agentPhone, 'center'),
  text(`ТТ «${tradePoint.name}», ${tradePoint.address}`, 'center'),
  row(`Касса ${workstation}`, formatDateTime(at, tradePoint.zone)),
  row('Кассир', cashierName),
];
