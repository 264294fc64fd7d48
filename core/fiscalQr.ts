/** The receipt that a client brings: read off its QR or off the paper, and compared with a payment's own. Pure. */
import { ReceiptEvidence } from '../contract/adjustment.ts';

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
  const read = ReceiptEvidence.safeParse({
    kind: 'qr',
    drive: value('fn'),
    document: /^\d{1,15}$/.test(value('i')) ? Number(value('i')) : null,
    sign: value('fp'),
    amount: kopecksOf(value('s')),
    time: value('t').toUpperCase(),
    operation: Number(value('n')),
  });
  return read.success ? read.data : null;
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
