/** The receipt that a client brings: read off its QR or off the paper, and compared with a payment's own. Pure. */
import type { ReceiptEvidence } from '../contract/adjustment.ts';
import type { Day, Kopecks } from '../contract/primitives.ts';

/** `152.00` in kopecks; null: no sum. */
function kopecksOf(text: string): number | null {
  const match = /^(\d{1,10})(?:[.,](\d{1,2}))?$/.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : null;
}

/**
 * Reads `t=20260101T1200&s=152.00&fn=…&i=312&fp=…&n=1`, in whatever order and however a scanner ends it. Null: no QR of
 * a receipt.
 */
export function parseFiscalQr(text: string): ReceiptEvidence | null {
  const values = new Map<string, string>();
  for (const part of text.trim().split('&')) {
    const at = part.indexOf('=');
    if (at > 0) values.set(part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim());
  }
  const value = (name: string): string => values.get(name) ?? '';
  const drive = value('fn');
  const document = value('i');
  const sign = value('fp');
  const amount = kopecksOf(value('s'));
  const time = value('t').toUpperCase();
  const operation = value('n');
  // As the contract has it; said here again, because its schema stays out of the window.
  const sound =
    /^\d{1,16}$/.test(drive) &&
    /^\d{1,15}$/.test(document) &&
    Number(document) >= 1 &&
    /^\d{1,12}$/.test(sign) &&
    /^\d{8}T\d{4}(\d{2})?$/.test(time) &&
    /^[1-4]$/.test(operation);
  if (!sound || amount === null) return null;
  return {
    kind: 'qr',
    drive,
    document: Number(document),
    sign,
    amount: amount as Kopecks,
    time,
    operation: Number(operation),
  };
}

/** `128/12`, `ФД 312`: what people call the receipt by. */
export const evidenceText = (evidence: ReceiptEvidence): string =>
  evidence.kind === 'qr' ? `ФД ${evidence.document}` : evidence.number.trim();

/** Day and time as the QR has them, the register's own; null: a typed receipt doesn't say. */
export function printedTime(evidence: ReceiptEvidence): { readonly day: Day; readonly time: string } | null {
  if (evidence.kind !== 'qr') return null;
  const { time } = evidence;
  return {
    day: `${time.slice(0, 4)}-${time.slice(4, 6)}-${time.slice(6, 8)}` as Day,
    time: `${time.slice(9, 11)}:${time.slice(11, 13)}`,
  };
}

/** What is known of a payment's own receipt. */
export type OwnReceipt = {
  readonly shiftNumber: number;
  readonly number: number;
  readonly amount: number;
  /** Null on a plain printer. */
  readonly fiscal: { readonly drive: string; readonly document: number; readonly sign: string } | null;
};

/** `128/12`, «ФД 312»; null: neither. */
export function parseReceiptNumber(
  text: string,
):
  | { readonly kind: 'number'; readonly shiftNumber: number; readonly number: number }
  | { readonly kind: 'fiscal'; readonly document: number }
  | null {
  const plain = text.trim().replace(/^(?:чек|№)\s*/iu, '');
  const number = /^(\d{1,9})\s*[/\\]\s*(\d{1,9})(?:\s*(?:фд|fd).*)?$/iu.exec(plain);
  if (number) return { kind: 'number', shiftNumber: Number(number[1]), number: Number(number[2]) };
  const fiscal = /^(?:фд|fd)?\s*[№:]?\s*(\d{1,15})$/iu.exec(plain);
  return fiscal ? { kind: 'fiscal', document: Number(fiscal[1]) } : null;
}

const sameDigits = (left: string, right: string): boolean =>
  left.replace(/^0+/, '') === right.replace(/^0+/, '');

/** Whether the evidence is of this very receipt. A receipt of a return is none of a payment. */
export function isReceiptOf(evidence: ReceiptEvidence, own: OwnReceipt): boolean {
  if (evidence.amount !== own.amount) return false;
  if (evidence.kind === 'qr') {
    const { fiscal } = own;
    return (
      evidence.operation === 1 &&
      fiscal !== null &&
      sameDigits(fiscal.drive, evidence.drive) &&
      sameDigits(fiscal.sign, evidence.sign) &&
      fiscal.document === evidence.document
    );
  }
  const number = parseReceiptNumber(evidence.number);
  if (!number) return false;
  return number.kind === 'number'
    ? number.shiftNumber === own.shiftNumber && number.number === own.number
    : number.document === own.fiscal?.document;
}
